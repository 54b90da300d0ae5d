"""The part of the calendar that a chart shows, its axis, and the promotions that run in it.

Charts take moments as milliseconds since 1970 on an axis of UTC, as if the shop's wall clock were UTC: so
no browser's own time zone or clock change shifts or tears the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import altair as alt
import pandas as pd

from peakroster.charts.style import EVENT, INK
from peakroster.messages import Translator
from peakroster.plans.model import Plan
from peakroster.shop.model import Event

_MOST_DAYS_BY_NAME = 14
_LABEL_STEP = 15


@dataclass(frozen=True)
class Span:
    """From ``start`` (included) to ``end`` (excluded), midnights by the shop's clock."""

    start: datetime
    end: datetime

    @staticmethod
    def of(plan: Plan, day: date | None = None) -> Span:
        """The days of a plan, without its tail, or one of them."""
        if day is None:
            return Span(plan.start, plan.end)
        begin = datetime.combine(day, time())
        return Span(begin, begin + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    def rows(self, frame: pd.DataFrame, queue: str) -> pd.DataFrame:
        """The queue's rows within the span, in order of time."""
        inside = (frame["timestamp"] >= self.start) & (frame["timestamp"] < self.end)
        return frame[inside & (frame["queue"] == queue)].sort_values("timestamp", ignore_index=True)

    def axis(self, labels: bool = True) -> alt.X:
        """The time axis: days by name for several of them, hours for one."""
        if self.days > 1:
            step = 1 if self.days <= _MOST_DAYS_BY_NAME else 7
            values = [milliseconds(self.start + timedelta(days=n)) for n in range(0, self.days, step)]
        else:
            values = [milliseconds(self.start + timedelta(hours=n)) for n in range(0, 25, 2)]
        domain = [milliseconds(self.start), milliseconds(self.end)]
        return alt.X(
            "moment:T",
            title=None,
            scale=alt.Scale(type="utc", domain=domain, nice=False),
            axis=alt.Axis(
                values=values,
                labels=labels,
                labelExpr=_DAY_LABELS if self.days > 1 else "utcFormat(datum.value, '%H:%M')",
                labelAlign="left" if self.days > 1 else "center",
                labelOffset=2,
                labelOverlap="greedy",
                grid=True,
            ),
        )


_DAY_LABELS = "names[utcday(datum.value)] + ' ' + utcFormat(datum.value, '%m-%d')"


def with_day_names(chart: alt.TopLevelMixin, translator: Translator) -> alt.TopLevelMixin:
    """Give the top chart the names of weekdays that :meth:`Span.axis` asks for."""
    names = [translator(f"charts.weekday_{(day - 1) % 7}") for day in range(7)]
    return chart.add_params(alt.param(name="names", value=names))


def milliseconds(moment: datetime) -> int:
    """The wall clock's moment as milliseconds since 1970."""
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)


def moments(timestamps: pd.Series) -> pd.Series:
    """Wall-clock timestamps as milliseconds since 1970 (int64)."""
    return timestamps.astype("datetime64[ms]").astype("int64")


def spoken(timestamps: pd.Series, translator: Translator) -> list[str]:
    """Timestamps as ``Wed 11-11 20:00``, for tooltips."""
    return [
        f"{translator(f'charts.weekday_{moment.weekday()}')} {moment:%m-%d %H:%M}" for moment in timestamps
    ]


def event_layers(events: Sequence[Event], queue: str, span: Span) -> list[alt.LayerChart]:
    """Shaded stretches and names of the promotions of this queue within the span."""
    rows = [
        {
            "moment": milliseconds(max(event.start, span.start)),
            "until": milliseconds(min(event.end, span.end)),
            "name": event.name,
            "line": 8 + _LABEL_STEP * place,
        }
        for place, event in enumerate(
            event
            for event in events
            if event.start < span.end
            and event.end > span.start
            and (not event.queues or queue in event.queues)
        )
    ]
    if not rows:
        return []
    data = alt.Data(values=rows)
    shade = alt.Chart(data).mark_rect(color=EVENT, opacity=0.14).encode(x=span.axis(), x2="until:T")
    names = (
        alt.Chart(data)
        .mark_text(align="left", baseline="middle", dx=5, color="#8A5A00", fontSize=11, fontWeight=600)
        .encode(x=span.axis(), y=alt.Y("line:Q", scale=None, axis=None), text="name:N")
    )
    return [shade, names]


def dot_label() -> dict[str, object]:
    """The look of a number that stands above a point."""
    return {"dy": -11, "fontSize": 11, "color": INK, "fontWeight": 600}
