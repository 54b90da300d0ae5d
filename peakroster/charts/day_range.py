"""The days that a chart shows, its time axis, and the promotions that run on these days.

The x values of a chart are hours since its first midnight by the shop's wall clock, so that the browser's
time zone and clock changes have no effect.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import altair as alt
import pandas as pd

from peakroster.charts.style import EVENT, EVENT_TEXT, INK
from peakroster.messages import Translator
from peakroster.wording import day_label, event_name
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan

_MOST_DAYS_BY_NAME = 14
_LABEL_STEP = 15


@dataclass(frozen=True)
class DayRange:
    """Whole days from ``start`` (included) to ``end`` (excluded), both midnights by the shop's clock."""

    start: datetime
    end: datetime

    @staticmethod
    def of(plan: Plan, day: date | None = None) -> DayRange:
        """All days of a plan without its tail, or one of them."""
        if day is None:
            return DayRange(plan.start, plan.end)
        begin = datetime.combine(day, time())
        return DayRange(begin, begin + timedelta(days=1))

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    def rows(self, frame: pd.DataFrame, queue: str) -> pd.DataFrame:
        """The queue's rows of these days, in order of time."""
        inside = (frame["timestamp"] >= self.start) & (frame["timestamp"] < self.end)
        return frame[inside & (frame["queue"] == queue)].sort_values("timestamp", ignore_index=True)

    def hours(self, moment: datetime) -> float:
        """Hours from the start to a moment."""
        return (moment - self.start) / timedelta(hours=1)

    def moments(self, timestamps: pd.Series) -> pd.Series:
        """Hours from the start, float64."""
        return (timestamps - pd.Timestamp(self.start)) / pd.Timedelta(hours=1)

    def axis(self, translator: Translator, labels: bool = True) -> alt.X:
        """The time axis over the field ``moment``: days by name for several of them, hours for one."""
        if self.days > 1:
            step = 24 if self.days <= _MOST_DAYS_BY_NAME else 24 * 7
            names = [day_label(self.start + timedelta(days=n), translator) for n in range(self.days)]
        else:
            step = 2
            names = [f"{hour:02}:00" for hour in range(25)]
        unit = 24 if self.days > 1 else 1
        return alt.X(
            "moment:Q",
            title=None,
            scale=alt.Scale(domain=[0, 24 * self.days], nice=False, zero=False),
            axis=alt.Axis(
                labelBound=self.days > 1,  # the name of the last day is left out, not cut
                values=list(range(0, 24 * self.days + (unit == 1), step)),
                labels=labels,
                labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value / {unit}]",
                labelAlign="left" if self.days > 1 else "center",
                labelOffset=2,
                labelOverlap="greedy",
                grid=True,
            ),
        )


def moment_labels(timestamps: pd.Series, translator: Translator) -> list[str]:
    """Timestamps as ``Wed 11-11 20:00``, for tooltips."""
    return [f"{day_label(moment, translator)} {moment:%H:%M}" for moment in timestamps]


def event_layers(
    events: Sequence[Event], queue: str, span: DayRange, translator: Translator
) -> list[alt.Chart]:
    """The promotions of the queue on these days: shaded rectangles and their names."""
    rows = [
        {
            "moment": span.hours(max(event.start, span.start)),
            "until": span.hours(min(event.end, span.end)),
            "name": event_name(event.name, event.kind, translator),
            "line": 8 + _LABEL_STEP * place,
        }
        for place, event in enumerate(
            event for event in events if event.overlaps(span.start, span.end) and event.concerns(queue)
        )
    ]
    if not rows:
        return []
    data = alt.Data(values=rows)
    shade = alt.Chart(data).mark_rect(color=EVENT, opacity=0.14).encode(x=span.axis(translator), x2="until:Q")
    names = (
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", dx=5, color=EVENT_TEXT, fontSize=11, fontWeight=600)
        .encode(x=span.axis(translator), y=alt.Y("line:Q", scale=None, axis=None), text="name:N")
    )
    return [shade, names]


def dot_label() -> dict[str, object]:
    """Text properties of a number above a point."""
    return {"dy": -11, "fontSize": 11, "color": INK, "fontWeight": 600}
