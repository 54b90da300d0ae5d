"""The manager's desk: Streamlit pages over the application's interface, with no logic of their own."""
