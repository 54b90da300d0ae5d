"""The need as a heat map: days by time of day; a click picks an interval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, moment_labels
from peakroster.charts.style import AGENTS_SCALE, DIVERGING, GAP, LATE_SCALE, SHORTAGE, UNPLANNABLE, styled
from peakroster.desk.need.cell import Measure
from peakroster.messages import Translator
from peakroster.wording import day_label

CELL = "cell"
"""Name of the interval that is clicked; its ``stamp`` is an ISO time."""

_ROW_HEIGHT, _AXIS_AND_LEGEND = 26, 84  # pixels
_LEAST_LIMIT = 3.0
_STOPS = (-1.0, -0.4, -0.1, 0.0, 0.1, 0.4, 1.0)


def need_map(
    table: pd.DataFrame,
    queue: str,
    span: DayRange,
    measure: Measure,
    translator: Translator,
    *,
    sale_days: Collection[date] = (),
    plannable_from: datetime | None = None,
    chosen: datetime | None = None,
    level_name: str | None = None,
) -> alt.TopLevelMixin:
    """A heat map of :func:`peakroster.desk.need.cell.need_table`.

    measure: ``missing`` is drawn as people there minus needed. chosen: the interval with a frame.
    level_name: what the share in time counts, in words.
    """
    rows = span.rows(table, queue)
    moments = rows["timestamp"]
    days = [
        day_label(moment, translator) + (" ★" if moment.date() in sale_days else "") for moment in moments
    ]
    data = pd.DataFrame(
        {
            "stamp": moments.dt.strftime("%Y-%m-%dT%H:%M"),
            "when": moment_labels(moments, translator),
            "day": days,
            "clock": moments.dt.strftime("%H:%M"),
            "needed": rows["needed"],
            "there": rows["there"],
            "missing": -rows["missing"],
            "late": rows["late"],
            "level": rows["service_level"],
            "unplannable": False if plannable_from is None else moments < pd.Timestamp(plannable_from),
            "chosen": False if chosen is None else moments == pd.Timestamp(chosen),
        }
    )
    clocks = sorted(data["clock"].unique())
    full = [clock for clock in clocks if clock.endswith(":00") and int(clock[:2]) % 2 == 0]
    colour = _colour(data, measure, translator)
    grey = alt.when("datum.unplannable").then(alt.value(UNPLANNABLE)).otherwise(colour)
    axes = {
        "x": alt.X(
            "clock:O",
            title=None,
            sort=clocks,
            axis=alt.Axis(values=full, labelAngle=0, ticks=False, domain=False, labelOverlap=True),
        ),
        "y": alt.Y(
            "day:O",
            title=None,
            sort=list(dict.fromkeys(days)),
            axis=alt.Axis(ticks=False, domain=False, labelLimit=140),
        ),
    }
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        alt.Tooltip("needed:Q", title=translator("charts.required"), format=".1f"),
        alt.Tooltip("there:Q", title=translator("charts.scheduled"), format=".2~f"),
        alt.Tooltip("missing:Q", title=translator("charts.difference"), format="+.1f"),
        alt.Tooltip("level:Q", title=level_name or translator("charts.service_level"), format=".1%"),
        alt.Tooltip("late:Q", title=translator("need.measure_late"), format=".1f"),
    ]
    base = alt.Chart(data)
    cells = (
        base.mark_rect(cursor="pointer", stroke=GAP, strokeWidth=1)
        .encode(**axes, color=grey, tooltip=tooltip)
        .add_params(alt.selection_point(name=CELL, fields=["stamp"], on="click", toggle=False))
    )
    frame = (
        base.transform_filter("datum.chosen")
        .mark_rect(filled=False, stroke=SHORTAGE, strokeWidth=2.5)
        .encode(**axes)
    )
    return styled(alt.layer(cells, frame), _ROW_HEIGHT * max(1, len(set(days))) + _AXIS_AND_LEGEND)


def _colour(data: pd.DataFrame, measure: Measure, translator: Translator) -> alt.Color:
    title = translator("charts.difference" if measure == "missing" else f"need.measure_{measure}")
    values = data[measure].abs()
    limit = max(_LEAST_LIMIT, float(values.quantile(0.995)) if len(values) else 0.0)
    shares = _STOPS if measure == "missing" else (0.0, 1 / 3, 2 / 3, 1.0)
    # Squares, not a gradient: an SVG's gradient is lost on a page that has an address of its own.
    legend = alt.Legend(
        title=title,
        type="symbol",
        symbolType="square",
        orient="bottom",
        titleOrient="left",
        titleFontWeight="normal",
        values=sorted({float(round(limit * share)) for share in shares}),
        format="+.0f" if measure == "missing" else ".0f",
    )
    if measure == "missing":
        scale = alt.Scale(
            range=list(DIVERGING), domain=[limit * stop for stop in _STOPS], clamp=True, interpolate="rgb"
        )
    else:
        shades = LATE_SCALE if measure == "late" else AGENTS_SCALE
        stops = [limit * place / (len(shades) - 1) for place in range(len(shades))]
        scale = alt.Scale(range=list(shades), domain=stops, clamp=True, interpolate="rgb")
    return alt.Color(f"{measure}:Q", title=title, scale=scale, legend=legend)
