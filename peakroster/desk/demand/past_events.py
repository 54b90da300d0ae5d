"""Past promotions of a kind laid hour by hour upon the coming one, each with its size.

By these a manager sees whether a forecast is believable: the forecast is their weighted mean at today's level
(forecasting by analogy, see :mod:`forecast.events.prediction`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast.events.windows import span
from peakroster.desk.demand.course import inquiries_that_came
from peakroster.desk.roster import Desk
from peakroster.explanations.forecast_hour import FittedQueue
from peakroster.planning.forecast.fitting import events_of
from scheduler.domain.events import Event

_WEEK = pd.Timedelta(weeks=1)
_BASE_WEEKS = 4
_AHEAD = timedelta(days=60)
_HOUR = pd.Timedelta(hours=1)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PastCurve:
    """A past promotion beside the coming one; arrays over the coming one's hours.

    start: its first hour. weight: its share in the forecast. times_ordinary: its inquiries over those of the
    same hours of the four weeks before it (their median, so that another promotion among them hardly counts);
    NaN where these are not known. counts: what came, NaN where no hour of it stands for that one.
    at_level_now: what it says that will come this time.
    """

    name: str
    kind: str
    start: datetime
    weight: float
    times_ordinary: float
    counts: Floats
    at_level_now: Floats


@dataclass(frozen=True)
class EventBesidePast:
    """A coming promotion with its forecast and the past ones that it is learned from, the heaviest first.

    hours: those that it touches, wall clock. mean, p10, p90: adjusted as in the plan, where the plan has
    these hours. ordinary: the median of the same hours in the last four known weeks. came: what came, as far
    as it is known.
    """

    event: Event
    hours: pd.DatetimeIndex
    mean: Floats
    p10: Floats
    p90: Floats
    ordinary: Floats
    came: Floats
    past: tuple[PastCurve, ...]

    @property
    def times_ordinary(self) -> float:
        """Inquiries expected over those of the same hours in ordinary weeks; NaN where these are unknown."""
        return _times(self.mean, self.ordinary)


def events_to_compare(desk: Desk, queue: str) -> tuple[Event, ...]:
    """Promotions of the queue in the plan's days, and those of the two months after, in order of time."""
    plan = desk.plan
    return tuple(
        sorted(
            (
                event
                for event in desk.shop.events
                if event.concerns(queue) and event.overlaps(plan.start, plan.end + _AHEAD)
            ),
            key=lambda event: (event.start, event.name),
        )
    )


def event_beside_past(desk: Desk, fitted: FittedQueue, event: Event) -> EventBesidePast:
    """Lay the past promotions of the kind upon a coming one.

    fitted: of the queue, from :func:`peakroster.desk.forecast.fitted`.
    """
    queue = fitted.queue
    (own,) = (one for one in events_of(desk.shop, queue) if one.name == event.name)
    start, length = span(own)
    hours = pd.date_range(start, periods=length, freq="h", unit="us")
    predicted = fitted.model.predict(hours)
    bands = {"mean": predicted.mean, "p10": predicted.quantile(0.1), "p90": predicted.quantile(0.9)}
    bands = {name: _with_plan(desk, queue, hours, name, values) for name, values in bands.items()}
    came = inquiries_that_came(desk, queue)
    past = tuple(
        PastCurve(
            curve.name,
            curve.kind,
            curve.start.to_pydatetime(),
            curve.weight,
            _past_times(came, desk.shop.events, curve.name),
            curve.counts,
            curve.at_level_now,
        )
        for curve in fitted.model.event_curves(event.name)
    )
    ordinary = _ordinary(came, hours, pd.Timestamp(fitted.first_day))
    known = np.asarray(came.reindex(hours), dtype=np.float64)
    return EventBesidePast(event, hours, bands["mean"], bands["p10"], bands["p90"], ordinary, known, past)


def _with_plan(desk: Desk, queue: str, hours: pd.DatetimeIndex, column: str, values: Floats) -> Floats:
    table = desk.plan.forecast
    if table is None:
        return values
    written = table[table["queue"] == queue].set_index("timestamp")[column].reindex(hours)
    written = written.where(pd.Series(hours < pd.Timestamp(desk.plan.end), hours))
    found = written.to_numpy(dtype=np.float64)
    return np.where(np.isnan(found), values, found)


def _past_times(came: pd.Series[float], events: Sequence[Event], name: str) -> float:
    event = next((one for one in events if one.name == name), None)
    if event is None:
        return float("nan")
    start = pd.Timestamp(event.start).floor("h")
    hours = pd.date_range(start, pd.Timestamp(event.end), freq="h", inclusive="left", unit="us")
    counts = np.asarray(came.reindex(hours), dtype=np.float64)
    return _times(counts, _ordinary(came, hours, start))


def _ordinary(came: pd.Series[float], hours: pd.DatetimeIndex, before: pd.Timestamp) -> Floats:
    """Median of the same hours of the week in the four weeks before a moment; NaN where none is known."""
    back = -(-(hours[-1] + _HOUR - before) // _WEEK) if len(hours) else 0
    first = max(int(back), 1)
    weeks = [came.reindex(hours - _WEEK * (first + n)).to_numpy(dtype=np.float64) for n in range(_BASE_WEEKS)]
    table = np.array(weeks)
    known = ~np.isnan(table).all(axis=0)
    found = np.full(len(hours), np.nan)
    found[known] = np.nanmedian(table[:, known], axis=0)
    return found


def _times(counts: Floats, ordinary: Floats) -> float:
    both = ~np.isnan(counts) & ~np.isnan(ordinary)
    usual = float(ordinary[both].sum())
    return float(counts[both].sum()) / usual if usual > 0 else float("nan")
