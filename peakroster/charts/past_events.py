"""Past promotions laid hour by hour upon the coming one."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt
import pandas as pd

from peakroster.charts.style import BAND, DEMAND, FAINT, PAST, REQUIRED, in_legend, series_colour, styled
from peakroster.desk.demand.past_events import EventBesidePast
from peakroster.messages import Translator
from peakroster.wording import day_label

_MOST_PAST = len(PAST)


def past_events_chart(
    beside: EventBesidePast,
    names: Sequence[str],
    translator: Translator,
    *,
    at_level_now: bool = False,
    height: int = 340,
) -> alt.TopLevelMixin:
    """Inquiries by the hour of the event.

    names: of the past events, in their order; those beyond the heaviest few are left out. at_level_now: the
    past ones as they would be this time, else as they were.
    """
    shown = beside.past[:_MOST_PAST]
    coming, usual = translator("demand.line_forecast"), translator("demand.line_ordinary")
    came, band = translator("demand.line_actual"), translator("demand.line_band")
    series = {coming: DEMAND, band: BAND, usual: FAINT}
    series |= {name: PAST[place] for place, (name, _) in enumerate(zip(names, shown, strict=False))}
    known = beside.came[~pd.isna(beside.came)]
    if len(known):
        series[came] = REQUIRED
    frame = pd.DataFrame(
        {
            "hour": range(len(beside.hours)),
            "when": [f"{day_label(hour, translator)} {hour:%H:%M}" for hour in beside.hours],
            "mean": beside.mean,
            "p10": beside.p10,
            "p90": beside.p90,
            "ordinary": beside.ordinary,
            "came": beside.came,
        }
    )
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        alt.Tooltip("mean:Q", title=coming, format=",.0f"),
        alt.Tooltip("ordinary:Q", title=usual, format=",.0f"),
    ]
    for place, (name, past) in enumerate(zip(names, shown, strict=False)):
        frame[f"past{place}"] = past.at_level_now if at_level_now else past.counts
        tooltip.append(alt.Tooltip(f"past{place}:Q", title=name, format=",.0f"))
    if len(known):
        tooltip.append(alt.Tooltip("came:Q", title=came, format=",.0f"))
    base, colour = alt.Chart(frame), series_colour(tuple(series), tuple(series.values()))
    x = _axis(beside, translator)

    def line(column: str, name: str, **style: object) -> alt.Chart:
        y = alt.Y(f"{column}:Q", title=translator("charts.inquiries"), scale=alt.Scale(zero=True))
        return in_legend(base, name).mark_line(interpolate="monotone", **style).encode(x=x, y=y, color=colour)

    area = (
        in_legend(base, band)
        .mark_area(opacity=0.28, interpolate="monotone")
        .encode(x=x, y=alt.Y("p10:Q", title=translator("charts.inquiries")), y2="p90:Q", color=colour)
    )
    layers = [area, line("ordinary", usual, strokeWidth=1.4, strokeDash=[2, 3])]
    layers += [
        line(f"past{place}", name, strokeWidth=1.6, strokeDash=[6, 3] if place else [1, 0])
        for place, (name, _) in enumerate(zip(names, shown, strict=False))
    ]
    layers.append(line("mean", coming, strokeWidth=2.6))
    if len(known):
        layers.append(line("came", came, strokeWidth=1.8))
    touch = base.mark_rule(opacity=0, strokeWidth=8).encode(x=x, tooltip=tooltip)
    return styled(alt.layer(*layers, touch), height)


def _axis(beside: EventBesidePast, translator: Translator) -> alt.X:
    """Hours of the coming event by the clock; at midnights the day."""
    labels = [
        day_label(hour, translator) if not hour.hour or not place else f"{hour:%H:%M}"
        for place, hour in enumerate(beside.hours)
    ]
    step = max(1, -(-len(labels) // 24))
    step = next(each for each in (1, 2, 3, 4, 6, 12, 24) if each >= min(step, 24))
    first = next((place for place, hour in enumerate(beside.hours) if not hour.hour), 0) % step
    return alt.X(
        "hour:Q",
        title=None,
        scale=alt.Scale(domain=[0, max(1, len(labels) - 1)], nice=False, zero=False),
        axis=alt.Axis(
            values=list(range(first, len(labels), step)),
            labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[datum.value]",
            labelOverlap="greedy",
            grid=True,
        ),
    )
