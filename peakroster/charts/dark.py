"""The charts' colours on a dark ground."""

from __future__ import annotations

from typing import Any

import altair as alt

from peakroster.charts import style

DARK = {
    style.INK: "#E7EBF1",
    style.FAINT: "#A3AFC1",
    style.GRID: "#2E3848",
    style.GAP: "#11161F",
    style.DEMAND: "#5FD0C3",
    style.BAND: "#2C7F77",
    style.SCHEDULED: "#7FAEFF",
    style.SHORTAGE: "#FF8A5C",
    style.PALE_REQUIRED: "#5B6677",
    style.PALE_SCHEDULED: "#3C5F94",
    style.UNPLANNABLE: "#4A5568",
    style.LAST_WEEK: "#B5A6EA",
    style.LAST_YEAR: "#D9B872",
    style.EVENT_TEXT: "#EDBF68",
    "#B45309": "#F0A35E",
    "#0E7490": "#5CC6DC",
    **dict(
        zip(
            style.DIVERGING,
            ("#FF8A5C", "#D9602B", "#6B3A24", "#232B38", "#27456F", "#4F86D6", "#9CC4FF"),
            strict=True,
        )
    ),
    **dict(zip(style.AGENTS_SCALE, ("#1A2230", "#27456F", "#4F86D6", "#B4D2FF"), strict=True)),
    **dict(zip(style.LATE_SCALE, ("#221F1C", "#6B3A24", "#D9602B", "#FFB08A"), strict=True)),
}
"""Colour of the light theme → the dark one's."""


def darkened(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """The chart with every colour of the light theme replaced; its data are not looked at."""
    spec: dict[str, Any] = chart.to_dict()
    data = spec.pop("datasets", {})
    spec = _replaced(spec)
    found: alt.TopLevelMixin = type(chart).from_dict({**spec, "datasets": data})
    return found


def _replaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner) for inner in value]
    return DARK.get(value, value) if isinstance(value, str) else value
