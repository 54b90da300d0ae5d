"""Scenarios by the hour: the share of customers in time, a line for the plan and one for each scenario."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, moment_labels
from peakroster.charts.style import REQUIRED, series_colour, styled
from peakroster.messages import Translator

_LINES = ("#2F6FDE", "#D9480F", "#0F766E", "#8B5CF6", "#B45309", "#64748B")
"""Apart for every kind of colour blindness, with the dash of each line beside them."""
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3])


def scenario_service_chart(
    lines: Mapping[str, pd.Series], span: DayRange, translator: Translator, height: int = 240
) -> alt.TopLevelMixin:
    """Share in time of each hour. lines: name → shares by the hour's start; the plan's first."""
    parts = []
    for name, shares in lines.items():
        inside = shares[(shares.index >= span.start) & (shares.index < span.end)]
        moments = pd.Series(inside.index)
        parts.append(
            pd.DataFrame(
                {
                    "moment": span.moments(moments),
                    "when": moment_labels(moments, translator),
                    "share": inside.to_numpy(),
                    "series": name,
                }
            )
        )
    names = list(lines)
    colours = [REQUIRED, *(_LINES[place % len(_LINES)] for place in range(len(names) - 1))]
    dashes = [_DASHES[place % len(_DASHES)] for place in range(len(names))]
    title = translator("what_if.service_axis")
    dots = alt.OverlayMarkDef(size=14) if span.days == 1 else False
    colour = series_colour(names, colours)
    colour.legend = alt.Legend(
        symbolType="stroke", symbolStrokeWidth=3, columns=1
    )  # names of scenarios are long
    chart = (
        alt.Chart(pd.concat(parts, ignore_index=True))
        .mark_line(interpolate="step-after", strokeWidth=2, point=dots)
        .encode(
            x=span.axis(translator),
            y=alt.Y("share:Q", title=title, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            color=colour,
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dashes), legend=None),
            tooltip=[
                alt.Tooltip("series:N", title=" "),
                alt.Tooltip("when:N", title=translator("charts.when")),
                alt.Tooltip("share:Q", title=title, format=".1%"),
            ],
        )
    )
    return styled(chart, height)
