"""Accuracy of past weeks: the forecast beside copies that cost nothing."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from peakroster.charts.style import DEMAND, FAINT, LAST_WEEK, in_legend, series_colour, styled
from peakroster.desk.demand.accuracy import WeekAccuracy
from peakroster.messages import Translator

_FEW = 4
"""Stretches up to which bars are as narrow as among more."""
_METHODS = {"forecast": DEMAND, "last_week": FAINT, "last_event": LAST_WEEK}


def accuracy_chart(
    weeks: Sequence[WeekAccuracy], translator: Translator, height: int = 230
) -> alt.TopLevelMixin:
    """Error of each week and method in bars, the weeks in order of time; lower is better."""
    names = {name: translator(f"demand.method_{name}") for name in _METHODS}
    rows = [
        {"week": f"{one.first:%m-%d}" + (" ★" if one.event else ""), "name": names[name], "error": error}
        for one in weeks
        for name in _METHODS
        if (error := getattr(one, name)) == error
    ]
    data = pd.DataFrame(rows, columns=["week", "name", "error"])
    order = list(dict.fromkeys(data["week"]))
    chart = (
        in_legend(alt.Chart(data), "")
        .transform_calculate(series="datum.name")
        .mark_bar(width={"band": 0.9} if len(weeks) > _FEW else 24)
        .encode(
            x=alt.X("week:O", title=None, sort=order, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            xOffset=alt.XOffset("name:N", sort=list(names.values())),
            y=alt.Y("error:Q", title=translator("demand.error"), axis=alt.Axis(format=".0%")),
            color=series_colour(tuple(names.values()), tuple(_METHODS.values())),
            tooltip=[
                alt.Tooltip("week:N", title=translator("demand.column_week")),
                alt.Tooltip("name:N", title=translator("demand.column_method")),
                alt.Tooltip("error:Q", title=translator("demand.error"), format=".1%"),
            ],
        )
    )
    return styled(chart, height)
