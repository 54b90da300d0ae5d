"""A queue with few days of its own borrows the week of its sisters.

The shape of a normal week is the sisters', each weighed by how well it fits the days that there are, and
corrected by the hour of the day; the level is that of these days. What comes of it stands in for history as a
stated profile does (:mod:`forecast.cold_start`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast.cold_start import PROFILE_WEEKS, ProfiledModel, known_days
from forecast.events.event import Event
from forecast.events.windows import near_events
from forecast.model import Model
from forecast.series.grid import HOURS, Bools, Floats
from forecast.series.notes import HOURS_NEEDED

_LEAST_SISTER_WEEKS = 4
"""Weeks that a sister must have recorded beyond those of the new queue."""

_MARGINS = ((timedelta(hours=12), timedelta(hours=24)), (timedelta(0), timedelta(0)))
_PRIOR_COUNT = 20.0
"""Inquiries that the sisters' share of an hour of the day counts for beside the queue's own."""


@dataclass(frozen=True)
class BorrowedWeek:
    """A normal week for a new queue.

    week: (7, 24), expected inquiries, Monday first. sister: the queue that counts most in it.
    """

    week: Floats
    sister: str


def is_new(history: pd.Series[float]) -> bool:
    """Whether enough is known for a level, and too little for a week."""
    return int(history.notna().sum()) >= HOURS_NEEDED and known_days(history) < 7 * PROFILE_WEEKS


def week_of(model: Model | ProfiledModel) -> Floats | None:
    """The normal week of a queue at the end of its history, (7, 24); None where it is too short itself."""
    if isinstance(model, ProfiledModel) or model.events is None:
        return None
    known = int(model.grid.known.any(axis=1).sum())
    if known < 7 * (PROFILE_WEEKS + _LEAST_SISTER_WEEKS):
        return None
    now = model.events.now
    rates = model.events.normal.week_before(now, now).rates
    return rates.reshape(7, HOURS) * model.unit if rates.sum() > 0 else None


def borrow_week(
    history: pd.Series[float],
    sisters: Mapping[str, Floats],
    events: Sequence[Event],
    open_hours: Bools | None = None,
) -> BorrowedWeek | None:
    """The week of the sisters at the level, and with the hours, of a new queue.

    Parameters
    ----------
    history : Series of float
        Of the new queue, as for :func:`forecast.fit`.
    sisters : mapping of str to ndarray, shape (7, 24)
        Their normal weeks.
    events : sequence of Event
        Those of the queue; hours away from them tell the level.
    open_hours : ndarray of bool, shape (7, 24), optional
        Hours of the week in which the queue is open. None: all.

    Returns
    -------
    BorrowedWeek or None
        None where nobody has come yet, where there is no sister, or where none is like this queue.
    """
    known = _away_from_events(history.dropna(), events)
    times, counts = pd.DatetimeIndex(known.index), np.asarray(known, dtype=np.float64)
    came = float(counts.sum())
    if came <= 0 or not sisters:
        return None
    at = times.day_of_week, times.hour
    seen = np.zeros((7, HOURS))
    np.add.at(seen, at, counts)
    # Closed is closed, whatever the sisters have there.
    closed = np.zeros((7, HOURS), dtype=bool) if open_hours is None else ~open_hours & (seen == 0)
    shapes, deviances = {}, {}
    for name, week in sorted(sisters.items()):
        shape = np.where(closed, 0.0, week)
        expected = float(shape[at].sum())
        if expected <= 0:
            continue
        shapes[name] = shape * came / expected
        deviances[name] = _deviance(counts, shapes[name][at])
    if not shapes:
        return None
    # Overdispersed as the best of them is.
    scale = 2 * max(min(deviances.values()) / len(counts), 1.0)
    least = min(deviances.values())
    weights = {name: float(np.exp(-(value - least) / scale)) for name, value in deviances.items()}
    total = sum(weights.values())
    week = np.sum([weights[name] / total * shape for name, shape in shapes.items()], axis=0)
    by_hour, expected_by_hour = np.zeros(HOURS), np.zeros(HOURS)
    np.add.at(by_hour, times.hour, counts)
    np.add.at(expected_by_hour, times.hour, week[at])
    week = week * ((by_hour + _PRIOR_COUNT) / (expected_by_hour + _PRIOR_COUNT))
    week = week * came / max(float(week[at].sum()), 1e-9)
    own = np.bincount(times.hour, minlength=HOURS)
    of_hours = by_hour / np.maximum(own, 1)
    deviance, hours = _deviance(counts, of_hours[times.hour]), int((own > 0).sum())
    left = max(deviance / max(len(counts) - hours, 1), 1.0)
    free = float((expected_by_hour / (expected_by_hour + _PRIOR_COUNT)).sum())
    # Its own hours of the day, alike on all days, may say more than a sister that is unlike it (Akaike's
    # criterion, with the overdispersion that is left).
    if _deviance(counts, week[at]) + 2 * left * free > deviance + 2 * left * hours:
        return None
    return BorrowedWeek(week, max(sorted(weights), key=lambda name: weights[name]))


def _away_from_events(known: pd.Series[float], events: Sequence[Event]) -> pd.Series[float]:
    """The hours that tell a normal level: as far from events as leaves a day of them, else all."""
    times = pd.DatetimeIndex(known.index)
    for margin in _MARGINS:
        away = known[~near_events(events, times, margin)]
        if len(away) >= HOURS_NEEDED and float(away.sum()) > 0:
            return away
    return known


def _deviance(counts: Floats, mean: Floats) -> float:
    """Poisson deviance; an hour in which a sister has nobody counts as half an inquiry there."""
    mean = np.maximum(mean, 0.5 * float(counts.mean()) / HOURS)
    logs = np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-9) / mean), 0.0)
    return float(2 * (logs - (counts - mean)).sum())
