"""Demand: the forecast of each hour with its prediction interval."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, dot_label, event_layers, moment_labels
from peakroster.charts.style import BAND, DEMAND, FAINT, in_legend, series_colour, styled
from peakroster.messages import Translator
from scheduler.domain.events import Event


def forecast_chart(
    forecast: pd.DataFrame,
    queue: str,
    span: DayRange,
    events: Sequence[Event],
    translator: Translator,
    height: int = 380,
) -> alt.TopLevelMixin:
    """Hourly inquiries of a queue: mean, p10 to p90, each day's peak, promotions shaded.

    Where adjustments change the mean, the model's own mean is a dashed line. forecast: of a plan.
    """
    data = _hours(forecast, queue, span, translator)
    name, band = translator("charts.forecast"), translator("charts.band")
    model = translator("charts.model_mean")
    adjusted = bool((data["model_mean"] != data["mean"]).any())
    series = {name: DEMAND, band: BAND, **({model: FAINT} if adjusted else {})}
    colour = series_colour(tuple(series), tuple(series.values()))
    x = span.axis(translator)
    y = alt.Y("mean:Q", title=translator("charts.inquiries"), scale=alt.Scale(zero=True))
    base = alt.Chart(data)
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        alt.Tooltip("mean:Q", title=name, format=",.0f"),
        alt.Tooltip("p10:Q", title="p10", format=",.0f"),
        alt.Tooltip("p50:Q", title="p50", format=",.0f"),
        alt.Tooltip("p90:Q", title="p90", format=",.0f"),
    ]
    area = (
        in_legend(base, band)
        .mark_area(opacity=0.28, interpolate="monotone")
        .encode(x=x, y=alt.Y("p10:Q", title=translator("charts.inquiries")), y2="p90:Q", color=colour)
    )
    lines = []
    if adjusted:
        tooltip.insert(2, alt.Tooltip("model_mean:Q", title=model, format=",.0f"))
        dashed = {"strokeWidth": 1.6, "strokeDash": [5, 4], "interpolate": "monotone"}
        lines.append(in_legend(base, model).mark_line(**dashed).encode(x=x, y="model_mean:Q", color=colour))
    line = (
        in_legend(base, name)
        .mark_line(strokeWidth=2.2, interpolate="monotone")
        .encode(x=x, y=y, color=colour)
    )
    peaks = base.transform_filter("datum.peak")
    dots = peaks.mark_point(filled=True, size=46, color=DEMAND, opacity=1).encode(x=x, y=y)
    numbers = peaks.mark_text(**dot_label()).encode(x=x, y=y, text=alt.Text("mean:Q", format=",.0f"))
    touch = base.mark_rule(opacity=0, strokeWidth=8).encode(x=x, tooltip=tooltip)
    layers = [*event_layers(events, queue, span, translator), area, *lines, line, dots, numbers, touch]
    return styled(alt.layer(*layers).resolve_scale(y="shared"), height)


def _hours(forecast: pd.DataFrame, queue: str, span: DayRange, translator: Translator) -> pd.DataFrame:
    rows = span.rows(forecast, queue)
    by_day = rows.groupby(rows["timestamp"].dt.date)["mean"]
    highest = by_day.transform("max") if len(rows) else rows["mean"]
    first = ~(rows["mean"] == highest).groupby(rows["timestamp"].dt.date).cumsum().gt(1)
    return pd.DataFrame(
        {
            "moment": span.moments(rows["timestamp"]),
            "when": moment_labels(rows["timestamp"], translator),
            "mean": rows["mean"],
            "model_mean": rows["model_mean"].fillna(rows["mean"]) if "model_mean" in rows else rows["mean"],
            "p10": rows["p10"],
            "p50": rows["p50"],
            "p90": rows["p90"],
            "peak": (rows["mean"] == highest) & first & (highest > 0),
        }
    )
