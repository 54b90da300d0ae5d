"""What Streamlit itself takes: pages without content, served without anything of the desk."""

from __future__ import annotations

import streamlit as st


def _nothing() -> None:
    st.html('<p data-figure="none">·</p>')


st.set_page_config(page_title="peakroster", layout="wide")
st.navigation(
    [
        st.Page(_nothing, title="one", url_path="one", default=True),
        st.Page(_nothing, title="two", url_path="two"),
    ],
    position="hidden",
).run()
