"""Coverage: staffing requirement against roster, as curves, as a heat map, and for two plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, event_layers, moment_labels
from peakroster.charts.style import (
    DIVERGING,
    PALE_REQUIRED,
    PALE_SCHEDULED,
    REQUIRED,
    SCHEDULED,
    SHORTAGE,
    UNPLANNABLE,
    in_legend,
    series_colour,
    styled,
)
from peakroster.messages import Translator
from peakroster.wording import day_label
from scheduler.domain.events import Event

_STEP = "step-after"
_ROW_HEIGHT, _AXIS_AND_LEGEND = 32, 80  # pixels
_LEAST_LIMIT = 3.0
_STOPS = (-1.0, -0.4, -0.1, 0.0, 0.1, 0.4, 1.0)
"""Where the heat map's colours lie, as shares of its limit: a shortage of one must be seen beside ten."""


def coverage_chart(
    coverage: pd.DataFrame,
    queue: str,
    span: DayRange,
    events: Sequence[Event],
    translator: Translator,
    height: int = 360,
    plannable_from: datetime | None = None,
    level_name: str | None = None,
) -> alt.TopLevelMixin:
    """Required and rostered agents in each interval of a queue; the shortage is filled.

    coverage: COVERAGE_COLUMNS of a plan. plannable_from: what is missing before it is not a shortage of
    this plan, and has a colour of its own. level_name: what the queue's service level counts, in words.
    """
    layers = [
        *event_layers(events, queue, span, translator),
        *coverage_layers(coverage, queue, span, translator, plannable_from, level_name),
    ]
    return styled(alt.layer(*layers), height)


def coverage_layers(
    coverage: pd.DataFrame,
    queue: str,
    span: DayRange,
    translator: Translator,
    plannable_from: datetime | None = None,
    level_name: str | None = None,
) -> list[alt.Chart]:
    """The layers of :func:`coverage_chart` without the promotions."""
    keys, colours = ["required", "scheduled", "shortage"], [REQUIRED, SCHEDULED, SHORTAGE]
    if _reaches_back(span, plannable_from):
        keys, colours = [*keys, "unplannable"], [*colours, UNPLANNABLE]
    names = [translator(f"charts.{key}") for key in keys]
    base = alt.Chart(_intervals(coverage, queue, span, translator, plannable_from))
    return [
        *_areas(base, span, names, colours, 2, translator),
        _line(base, "scheduled", span, names, colours, 1, translator),
        _line(base, "required", span, names, colours, 0, translator),
        _hover_target(base, span, translator, level_name),
    ]


def comparison_chart(
    plan: pd.DataFrame,
    other: pd.DataFrame,
    queue: str,
    span: DayRange,
    events: Sequence[Event],
    translator: Translator,
    height: int = 360,
    plannable_from: datetime | None = None,
    level_name: str | None = None,
) -> alt.TopLevelMixin:
    """The curves of a plan under other circumstances, the original ones in pale colours behind them.

    plan, other: COVERAGE_COLUMNS of both. plannable_from, level_name: see :func:`coverage_chart`.
    """
    keys = ["plan_required", "plan_scheduled", "other_required", "other_scheduled", "other_shortage"]
    colours = [PALE_REQUIRED, PALE_SCHEDULED, REQUIRED, SCHEDULED, SHORTAGE]
    if _reaches_back(span, plannable_from):
        keys, colours = [*keys, "unplannable"], [*colours, UNPLANNABLE]
    names = [translator(f"charts.{key}") for key in keys]
    before = alt.Chart(_intervals(plan, queue, span, translator))
    after = alt.Chart(_intervals(other, queue, span, translator, plannable_from))
    layers = [
        *event_layers(events, queue, span, translator),
        *_areas(after, span, names, colours, 4, translator),
        _line(before, "scheduled", span, names, colours, 1, translator),
        _line(before, "required", span, names, colours, 0, translator),
        _line(after, "scheduled", span, names, colours, 3, translator),
        _line(after, "required", span, names, colours, 2, translator),
        _hover_target(after, span, translator, level_name),
    ]
    return styled(alt.layer(*layers), height)


def coverage_heat_map(
    coverage: pd.DataFrame,
    queue: str,
    span: DayRange,
    translator: Translator,
    sale_days: Sequence[object] = (),
    plannable_from: datetime | None = None,
    level_name: str | None = None,
) -> alt.TopLevelMixin:
    """A heat map, days by time of day: rostered minus required agents.

    sale_days: dates whose names get a mark. plannable_from: cells before it are grey. level_name: see
    :func:`coverage_chart`.
    """
    rows = span.rows(coverage, queue)
    difference = rows["scheduled"] - rows["required"]
    marks = [" ★" if moment.date() in sale_days else "" for moment in rows["timestamp"]]
    days = [
        day_label(moment, translator) + mark for moment, mark in zip(rows["timestamp"], marks, strict=True)
    ]
    data = pd.DataFrame(
        {
            "when": moment_labels(rows["timestamp"], translator),
            "day": days,
            "clock": rows["timestamp"].dt.strftime("%H:%M"),
            "required": rows["required"],
            "scheduled": rows["scheduled"],
            "service_level": rows["service_level"],
            "difference": difference,
            "unplannable": _unplannable(rows["timestamp"], plannable_from),
        }
    )
    limit = max(_LEAST_LIMIT, float(difference.abs().quantile(0.995)) if len(rows) else 0.0)
    colour = _difference_colour(limit, translator)
    grey = alt.when("datum.unplannable").then(alt.value(UNPLANNABLE))
    clocks = sorted(data["clock"].unique())
    full_hours = [clock for clock in clocks if clock.endswith(":00") and int(clock[:2]) % 2 == 0]
    chart = (
        alt.Chart(data)
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X(
                "clock:O",
                title=None,
                sort=clocks,
                axis=alt.Axis(values=full_hours, labelAngle=0, ticks=False, domain=False, labelOverlap=True),
            ),
            y=alt.Y(
                "day:O",
                title=None,
                sort=list(dict.fromkeys(days)),
                axis=alt.Axis(ticks=False, domain=False, labelLimit=140),
            ),
            color=grey.otherwise(colour),
            tooltip=_tooltip(translator, level_name, difference=True),
        )
    )
    return styled(chart, _ROW_HEIGHT * max(1, len(set(days))) + _AXIS_AND_LEGEND)


def _difference_colour(limit: float, translator: Translator) -> alt.Color:
    return alt.Color(
        "difference:Q",
        title=translator("charts.difference"),
        scale=alt.Scale(
            range=list(DIVERGING),
            domain=[limit * stop for stop in _STOPS],
            clamp=True,
            interpolate="rgb",
        ),
        legend=alt.Legend(
            title=translator("charts.difference"),
            orient="bottom",
            titleOrient="left",
            titleFontWeight="normal",
            gradientLength=180,
            gradientThickness=10,
            format="+.0f",
        ),
    )


def _reaches_back(span: DayRange, plannable_from: datetime | None) -> bool:
    return plannable_from is not None and span.start < plannable_from


def _unplannable(timestamps: pd.Series, plannable_from: datetime | None) -> pd.Series:
    if plannable_from is None:
        return pd.Series(False, index=timestamps.index)
    return timestamps < pd.Timestamp(plannable_from)


def _intervals(
    coverage: pd.DataFrame,
    queue: str,
    span: DayRange,
    translator: Translator,
    plannable_from: datetime | None = None,
) -> pd.DataFrame:
    """Rows for a step curve: behind the last interval before closing time a row that ends it, then a gap."""
    rows = span.rows(coverage, queue)
    rows = rows[["timestamp", "required", "scheduled", "service_level"]].astype({"scheduled": "float64"})
    rows["shown"] = True
    if len(rows) > 1:
        step = rows["timestamp"].diff().min()
        lasts = rows[rows["timestamp"].shift(-1) - rows["timestamp"] != step]
        ends = lasts.assign(timestamp=lasts["timestamp"] + step, shown=False)
        rows = pd.concat([rows, ends, ends.assign(required=float("nan"), scheduled=float("nan"))])
        rows = rows.sort_values("timestamp", kind="stable", ignore_index=True)
    top = rows[["required", "scheduled"]].max(axis=1)
    unplannable = _unplannable(rows["timestamp"], plannable_from)
    return pd.DataFrame(
        {
            "moment": span.moments(rows["timestamp"]),
            "when": moment_labels(rows["timestamp"], translator),
            "required": rows["required"],
            "scheduled": rows["scheduled"],
            "top": top.where(~unplannable, rows["scheduled"]),
            "unplannable_top": top.where(unplannable, rows["scheduled"]),
            "service_level": rows["service_level"],
            "shown": rows["shown"],
        }
    )


def _line(
    base: alt.Chart,
    column: str,
    span: DayRange,
    names: Sequence[str],
    colours: Sequence[str],
    place: int,
    translator: Translator,
) -> alt.Chart:
    return (
        in_legend(base, names[place])
        .mark_line(interpolate=_STEP, strokeWidth=1.9)
        .encode(
            x=span.axis(translator),
            y=alt.Y(f"{column}:Q", title=translator("charts.agents")),
            color=series_colour(names, colours),
        )
    )


def _areas(
    base: alt.Chart,
    span: DayRange,
    names: Sequence[str],
    colours: Sequence[str],
    place: int,
    translator: Translator,
) -> list[alt.Chart]:
    """The filled shortage, named at ``place``, and behind it what no shift of the plan can reach."""
    tops = ("top", "unplannable_top")
    return [
        in_legend(base, name)
        .mark_area(interpolate=_STEP, opacity=0.75, line=False)
        .encode(
            x=span.axis(translator),
            y=alt.Y("scheduled:Q", title=translator("charts.agents")),
            y2=f"{top}:Q",
            color=series_colour(names, colours),
        )
        for name, top in zip(names[place:], tops, strict=False)
    ]


def _hover_target(
    base: alt.Chart, span: DayRange, translator: Translator, level_name: str | None
) -> alt.Chart:
    return (
        base.transform_filter("datum.shown")
        .mark_rule(opacity=0, strokeWidth=6)
        .encode(x=span.axis(translator), tooltip=_tooltip(translator, level_name))
    )


def _tooltip(translator: Translator, level_name: str | None, difference: bool = False) -> list[alt.Tooltip]:
    figures = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        alt.Tooltip("required:Q", title=translator("charts.required"), format=".1f"),
        alt.Tooltip("scheduled:Q", title=translator("charts.scheduled"), format=".2~f"),
        alt.Tooltip("service_level:Q", title=level_name or translator("charts.service_level"), format=".1%"),
    ]
    if difference:
        figures.insert(3, alt.Tooltip("difference:Q", title=translator("charts.difference"), format="+.1f"))
    return figures
