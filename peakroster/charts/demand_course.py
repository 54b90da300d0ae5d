"""Demand over weeks: what came, the forecast with its interval, last week and last year behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, event_layers, moment_labels
from peakroster.charts.style import (
    BAND,
    DEMAND,
    FAINT,
    LAST_WEEK,
    LAST_YEAR,
    REQUIRED,
    in_legend,
    series_colour,
    styled,
)
from peakroster.messages import Translator
from scheduler.domain.events import Event

SPAN = "span"
"""Name of the stretch that a pointer marks on the chart; its ``moment`` is in hours from the start."""

_BEHIND = {"last_week": LAST_WEEK, "last_year": LAST_YEAR}


def course_chart(
    course: pd.DataFrame,
    queue: str,
    span: DayRange,
    events: Sequence[Event],
    translator: Translator,
    *,
    behind: Sequence[str] = (),
    marked: bool = False,
    height: int = 340,
) -> alt.TopLevelMixin:
    """Hourly inquiries of a queue.

    Parameters
    ----------
    course
        Of :func:`peakroster.desk.demand.course.demand_course`.
    behind
        ``last_week`` and ``last_year``, as thin lines behind.
    marked
        Whether a stretch of hours can be marked with the pointer.
    """
    rows = course[(course["timestamp"] >= span.start) & (course["timestamp"] < span.end)]
    data = rows.assign(
        moment=span.moments(rows["timestamp"]), when=moment_labels(rows["timestamp"], translator)
    ).drop(columns="timestamp")
    adjusted = bool((data["model_mean"] - data["mean"]).abs().gt(1e-6).any())
    lines = {"actual": REQUIRED, "forecast": DEMAND, **({"model_mean": FAINT} if adjusted else {})}
    lines |= {name: _BEHIND[name] for name in behind if data[name].notna().any()}
    if not data["actual"].notna().any():
        lines.pop("actual")
    words = {name: translator(f"demand.line_{name}") for name in (*lines, "band")}
    colour = series_colour([words[name] for name in (*lines, "band")], [*lines.values(), BAND])
    x, base = span.axis(translator), alt.Chart(data)

    def y(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=translator("charts.inquiries"), scale=alt.Scale(zero=True))

    layers = [
        in_legend(base, words["band"])
        .mark_area(opacity=0.28, interpolate="monotone")
        .encode(x=x, y=y("p10"), y2="p90:Q", color=colour)
    ]
    styles: dict[str, dict[str, Any]] = {
        "forecast": {"strokeWidth": 2.2},
        "actual": {"strokeWidth": 1.6},
        "model_mean": {"strokeWidth": 1.6, "strokeDash": [5, 4]},
    }
    for name in reversed(lines):
        column = "mean" if name == "forecast" else name
        style: dict[str, Any] = styles.get(name, {"strokeWidth": 1.2, "strokeDash": [2, 2]})
        layers.append(
            in_legend(base, words[name])
            .mark_line(interpolate="monotone", **style)
            .encode(x=x, y=y(column), color=colour)
        )
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        *(
            alt.Tooltip(f"{'mean' if name == 'forecast' else name}:Q", title=words[name], format=",.0f")
            for name in lines
        ),
        alt.Tooltip("p10:Q", title=translator("demand.line_low"), format=",.0f"),
        alt.Tooltip("p90:Q", title=translator("demand.line_high"), format=",.0f"),
    ]
    touch = base.mark_rule(opacity=0, strokeWidth=8).encode(x=x, tooltip=tooltip)
    if marked:
        touch = touch.add_params(
            alt.selection_interval(
                name=SPAN, encodings=["x"], mark=alt.BrushConfig(fill=DEMAND, fillOpacity=0.14, stroke=DEMAND)
            )
        )
    return styled(alt.layer(*event_layers(events, queue, span, translator), *layers, touch), height)
