"""The manager's desk: Streamlit pages over :mod:`peakroster.desk`, without logic of their own.

``app`` is the script that Streamlit runs, ``app_shell`` the frame around the pages in ``views``."""
