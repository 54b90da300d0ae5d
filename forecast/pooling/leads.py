"""Which queue leads which others: after-sale follows pre-sale and orders by days.

Days of a queue are compared with how far days of another, one to seven days before, were from their own usual
level. Only pairs whose deviations go together are handed on as drivers; :mod:`forecast.drivers` then judges
them out of fold. Leading goes round in no circle: of a circle the weakest link is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from forecast.drivers.daily_values import daily_totals
from forecast.drivers.driver import Driver
from forecast.drivers.phases import phase_means, phases_of
from forecast.drivers.selection import PRIOR_SD, Rows, make_rows, ridge
from forecast.drivers.terms import LAGS, lagged
from forecast.drivers.usual_level import usual_level
from forecast.events.event import Event
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Floats, make_grid

AHEAD_DAYS = 45
"""Days for which a sister's own forecast is needed as the driver's plan."""

_LEAST_GAIN = 14.0
"""Least reduction of the squared error of days, in their variances, that makes a pair worth judging: about
what the best lag of two queues that have nothing to do with each other reaches once in a hundred pairs.
"""

_OWN_LAGS = ((1, 1), (2, 2), (1, 3), (1, 7), (1, 14), (1, 28))
_MOST_LEADERS = 2
_LEAST_DAYS = 56
_DAY = pd.Timedelta(days=1)


def find_leaders(
    histories: Mapping[str, pd.Series[float]],
    events: Mapping[str, Sequence[Event]],
    calendar: Calendar,
    before: pd.Timestamp,
) -> dict[str, tuple[str, ...]]:
    """The queues that may lead each queue, the likeliest first; no circles.

    Parameters
    ----------
    histories : mapping of str to Series of float
        Of each queue, as for :func:`forecast.fit`.
    events : mapping of str to sequence of Event
        Of each queue.
    calendar : Calendar
        Public holidays and make-up working days.
    before : Timestamp
        Whole days before it are compared.

    Returns
    -------
    dict of str to tuple of str
        For every queue that has any.
    """
    today = before.normalize()
    usable = {name: series for name, series in sorted(histories.items()) if _is_usable(series)}
    if len(usable) < 2:
        return {}
    first = min(pd.DatetimeIndex(series.index)[0].normalize() for series in usable.values())
    days = pd.date_range(first, today - _DAY, freq="D")
    deviations, rows = {}, {}
    for name, series in usable.items():
        deviations[name], rows[name] = _deviations(series, events[name], calendar, days)
    # What a queue's own last days say is no lead (Granger, *Econometrica* 37 (1969)).
    own_past = {
        name: np.array([rows[name].whiten(lagged(deviation, lag)) for lag in _OWN_LAGS])
        for name, deviation in deviations.items()
    }
    edges = []
    for leader, x in deviations.items():
        ways = [lagged(x, lag) for lag in LAGS if lag[0] > 0]
        for follower, row in rows.items():
            if follower != leader:
                own = own_past[follower]
                strength = max(_reduction(row, own, way) for way in ways)
                if strength >= _LEAST_GAIN:
                    edges.append((strength, leader, follower))
    leaders: dict[str, tuple[str, ...]] = {}
    for _, leader, follower in sorted(edges, key=lambda edge: (-edge[0], edge[1:])):
        present = leaders.get(follower, ())
        if len(present) < _MOST_LEADERS and not _leads(leaders, follower, leader):
            leaders[follower] = (*present, leader)
    return leaders


def as_driver(name: str, history: pd.Series[float], ahead: pd.Series[float]) -> Driver:
    """A queue's inquiries by days, as a driver of its sisters.

    ahead: its own forecast by hours; it stands for hours that are not known.
    """
    grid = make_grid(history)
    past = pd.Series(daily_totals(grid.counts)[:, 0], grid.days)
    first = pd.DatetimeIndex(ahead.index)[0].normalize()
    # The day that runs has its hours so far, and the forecast for the others.
    joined = history[first:].combine_first(ahead)
    coming = joined.groupby(pd.DatetimeIndex(joined.index).normalize()).sum()
    values = pd.concat([past[past.index < first], coming]).dropna()
    return Driver(name, values, values[:0], hourly=False, sister=True)


def _is_usable(series: pd.Series[float]) -> bool:
    known = series.dropna()
    return len(known) >= _LEAST_DAYS * HOURS // 4 and float(known.sum()) > 0


def _deviations(
    series: pd.Series[float], events: Sequence[Event], calendar: Calendar, days: pd.DatetimeIndex
) -> tuple[Floats, Rows]:
    """Log of each day over its usual level less the mean of its phase, (days, 1), and as rows to regress."""
    grid = make_grid(series)
    by_day = pd.Series(daily_totals(grid.counts)[:, 0], grid.days).reindex(days)
    totals = np.asarray(by_day, dtype=np.float64)[:, None]
    phases = phases_of(days, events, calendar)
    usual = usual_level(totals, phases.normal, np.asarray(days.day_of_week), len(days))
    y = np.log((totals + 0.5) / (np.maximum(usual, 0.0) + 0.5))
    means = phase_means(y, phases)
    deviation = np.where(phases.normal[:, None] | (means.seen > 1), y - means.mean, np.nan)
    return deviation, make_rows(deviation, np.nan_to_num(usual), phases.normal)


def _reduction(rows: Rows, own: Floats, x: Floats) -> float:
    """What the regressor takes off the weighted squared error of the days, beyond own (terms, days, 1)."""
    white, y = rows.whiten(x), np.where(np.isnan(rows.y), 0.0, rows.y)
    y = y - np.tensordot(ridge(rows, own), own, axes=1)
    white = white - np.tensordot(ridge(replace(rows, y=white), own), own, axes=1)
    squares = float((rows.weight * white**2).sum())
    product = float((rows.weight * white * y).sum())
    return product**2 / (squares + PRIOR_SD**-2)


def _leads(leaders: Mapping[str, tuple[str, ...]], first: str, second: str) -> bool:
    """Whether ``first`` leads ``second``, itself or by way of others."""
    return any(name == first or _leads(leaders, first, name) for name in leaders.get(second, ()))
