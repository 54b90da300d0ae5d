"""Streamlit with :mod:`benchmarks.desk.empty_page`, started as the desk is."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parent / "empty_page.py")
