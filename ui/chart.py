"""Charts as the browser's theme wants them, and what was clicked or marked on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import streamlit as st

from peakroster.charts.dark import darkened
from ui.style import is_dark


def show_chart(chart: alt.TopLevelMixin) -> None:
    """Draw the chart in the colours of the theme that the browser shows."""
    st.altair_chart(_themed(chart), width="stretch", theme=None)


def select_on_chart(chart: alt.TopLevelMixin, key: str, name: str) -> Mapping[str, Any]:
    """Draw the chart and tell what is selected by the parameter ``name``; empty where nothing is.

    key: of the widget; a chart of other data is another widget to Streamlit unless its key stays.
    """
    state: Any = st.altair_chart(
        _themed(chart), width="stretch", theme=None, key=key, on_select="rerun", selection_mode=name
    )
    found = state.selection.get(name) if state is not None else None
    if isinstance(found, list):  # points, each with its fields
        return found[0] if found else {}
    return found or {}


def _themed(chart: alt.TopLevelMixin) -> Any:
    return darkened(chart) if is_dark() else chart
