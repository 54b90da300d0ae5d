"""Yearly memory: what the forecast missed in the same weeks of the years before, it expects to miss again.

The combination is run from 52 weeks ago, and from as many years ago as are known. The log of actual over
forecast of each day, beyond what days vary anyway, is carried over in part to the day 52 weeks later: the
run-up to the end of the year, school holidays, weeks around a feast that moves with the moon (aligned with
the feast of a year ago). How much of it is learned from the weeks known twice: a simple method's misses are
held against those of a year before. Where the weather makes them, none return.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from forecast.ensemble.smoothers import discounted_profile
from forecast.series.calendar import Calendar, Holiday
from forecast.series.grid import HOURS, Bools, Floats, Ints

YEAR_DAYS = 364
_REPEATED, _REPEATED_IF_LARGE, _LARGE = 0.3, 0.7, 0.5
"""Share of a deviation that is expected again: of a small and of a large one; and the log that is half large.

Before they are learned: on three real series of two years and more, shares of 0.2 to 0.5 took 2 % off the
error of all weeks from 60 weeks on; more is only right for what is as large as the end of a year.
"""

_LARGEST = np.log(3.0)

_LEAST_DAYS_BEFORE = 56
"""A year ago counts if so many days were known before it."""

_MOST_YEARS, _OLDER_YEAR = 3, 0.5
"""So many years are remembered, each with this share of the weight of the one after it."""

_CLOSED_SHARE = 0.1
"""A day that had less than this share of its forecast was closed. The same date lies on another weekday this
year, an Easter in another week: no closing returns after 52 weeks.
"""

_WEEK_HOURS, _MOST_WEEKS = 7 * HOURS, 52
_PROFILE_DAYS = (28.0, 7.0)
"""Half-lives (days) of the profile and the level of the simple method."""

_WEIGHT_SD, _DAYS_ALIKE = 1.5, 3.0
"""Prior standard deviation of the learned weight, whose prior mean is 1; successive days of about this number
miss together, and tell no more than one.
"""

_CLEAR_SDS = 2.0
"""Standard deviations by which a day must have missed to tell whether misses return."""

_REACH = timedelta(days=21)
"""A feast shifts the weeks up to so many days before and after it."""

_MOVES = 4
"""Days against the calendar from which a feast counts as one that moves."""


def days_to_year_ago(calendar: Calendar, today: date) -> int:
    """Days back to the day that stands for ``today``: 52 weeks, or whole weeks that meet a feast that moves.

    The feast is the one nearest to the coming fortnight that lies more than three days off its place in the
    calendar, as Spring Festival and Easter do.
    """
    middle = today + timedelta(days=7)
    near = [run for run in calendar.runs if abs(run.first - middle) <= _REACH + timedelta(days=7)]
    moved = [
        (abs(run.first - middle), shift) for run in near if abs(shift := _shift(calendar, run)) >= _MOVES
    ]
    return YEAR_DAYS + (7 * round(min(moved)[1] / 7) if moved else 0)


def _shift(calendar: Calendar, run: Holiday) -> int:
    """Days by which a holiday is later than 52 weeks after that of a year before; 0 without one."""
    apart = [(run.first - other.first).days for other in calendar.runs if other.family == run.family]
    year_apart = [days for days in apart if 300 <= days <= 430]
    return min(year_apart, key=lambda days: abs(days - YEAR_DAYS)) - YEAR_DAYS if year_apart else 0


def origins_of_years(calendar: Calendar, today: pd.Timestamp, days: int) -> Ints:
    """Day numbers (increasing) from which the same weeks of the years before are forecast.

    days: known before ``today``, whose day number it is.
    """
    origins: list[int] = []
    origin = days
    while len(origins) < _MOST_YEARS:
        back = days_to_year_ago(calendar, (today - pd.Timedelta(days=days - origin)).date())
        origin -= back
        if origin < _LEAST_DAYS_BEFORE:
            break
        origins.append(origin)
    return np.array(origins[::-1], dtype=np.int64)


def yearly_correction(forecast: Floats, actual: Floats, scored: Bools, day_sd: float) -> Floats:
    """Log factor on each day ahead, shape (days,).

    Parameters
    ----------
    forecast, actual, scored : ndarray, shape (years, hours)
        The combination's forecast of the hours from each origin of :func:`origins_of_years` on, what came,
        and which of them are known and away from events.
    day_sd : float
        Standard deviation (log) of a day around its forecast.

    Returns
    -------
    ndarray, shape (days,)
        0 where nothing is to be carried over.
    """
    expected, came = _day_totals(forecast, scored), _day_totals(actual, scored)
    known = (expected > 0) & (came > _CLOSED_SHARE * expected - 1.0)
    years_before = np.arange(len(forecast))[::-1, None]
    weight = np.where(known, _OLDER_YEAR**years_before, 0.0)
    weight = weight / np.maximum(weight.sum(axis=0), 1e-12)
    deviation = (weight * _deviation(came, expected)).sum(axis=0)
    variance = (weight**2 * (day_sd**2 + 1 / (expected + 1.0))).sum(axis=0)
    return _expected_again(deviation, variance)


def learned_weight(series: Floats, scored: Bools, day_sd: float) -> float:
    """Factor from 0 to 1 on :func:`yearly_correction`, from the weeks whose year before is known.

    The regression of a day's miss on what would have been carried over from 52 weeks before it, shrunk to 1.

    Parameters
    ----------
    series : ndarray, shape (hours,)
        Hourly to the last known hour, without gaps, holidays and events.
    scored : ndarray of bool, shape (hours,)
        Which hours are known and away from events.
    day_sd : float
        As for :func:`yearly_correction`.

    Returns
    -------
    float
        1 where no week is known twice.
    """
    year = YEAR_DAYS * HOURS
    weeks = min((len(series) - year - _LEAST_DAYS_BEFORE * HOURS) // _WEEK_HOURS, _MOST_WEEKS)
    if weeks < 1:
        return 1.0
    later = len(series) - _WEEK_HOURS * np.arange(1, weeks + 1)
    origins = np.concatenate([later - year, later])
    forecast = discounted_profile(*_PROFILE_DAYS, series, origins, _WEEK_HOURS)
    hours = origins[:, None] + np.arange(_WEEK_HOURS)
    expected, came = (
        _day_totals(values, scored[hours]).reshape(2, -1) for values in (forecast, series[hours])
    )
    twice = (expected > 0).all(axis=0)
    if not twice.any():
        return 1.0
    before, missed = _deviation(came, expected)[:, twice]
    variance = day_sd**2 + 1 / (expected[0, twice] + 1.0)
    # What days miss anyway says nothing of whether a rush returns.
    carried = np.where(before**2 > _CLEAR_SDS**2 * variance, _expected_again(before, variance), 0.0)
    prior = _DAYS_ALIKE * float((missed**2).mean()) / _WEIGHT_SD**2 + 1e-12
    return float(np.clip((carried @ missed + prior) / (carried @ carried + prior), 0.0, 1.0))


def _day_totals(values: Floats, scored: Bools) -> Floats:
    """Sums over the scored hours of each day, shape (…, days)."""
    padding = -values.shape[-1] % HOURS
    padded = np.pad(np.where(scored, values, 0.0), [(0, 0)] * (values.ndim - 1) + [(0, padding)])
    return np.asarray(padded.reshape(*values.shape[:-1], -1, HOURS).sum(axis=-1))


def _deviation(came: Floats, expected: Floats) -> Floats:
    """Log of actual over forecast, within bounds; 0 where nothing is known."""
    ratio = np.where(expected > 0, np.log((came + 0.5) / (expected + 0.5)), 0.0)
    return np.asarray(np.clip(ratio, -_LARGEST, _LARGEST))


def _expected_again(deviation: Floats, variance: Floats) -> Floats:
    """The part of a deviation that is expected again; variance: of what a day deviates anyway."""
    clear = deviation**2 / (deviation**2 + variance + 1e-12)
    large = deviation**2 / (deviation**2 + _LARGE**2)
    return np.asarray((_REPEATED + (_REPEATED_IF_LARGE - _REPEATED) * large) * clear * deviation)
