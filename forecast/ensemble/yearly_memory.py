"""Yearly memory: what the forecast missed in the same weeks a year ago, it expects to miss again.

The combination is run from 52 weeks ago. The log of actual over forecast of each day, beyond what days vary
anyway, is carried over in part to the day 52 weeks later: the run-up to the end of the year, school holidays,
weeks around a feast that moves with the moon (aligned with the feast of a year ago).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from forecast.series.calendar import Calendar, Holiday
from forecast.series.grid import HOURS, Bools, Floats

YEAR_DAYS = 364
_REPEATED, _REPEATED_IF_LARGE, _LARGE = 0.3, 0.7, 0.5
"""Share of a deviation that is expected again: of a small and of a large one; and the log that is half large.

On three real series of two years and more, shares of 0.2 to 0.5 took 2 % off the error of all weeks from 60
weeks on; more is only right for what is as large as the end of a year.
"""

_LARGEST = np.log(3.0)


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


def yearly_correction(forecast: Floats, actual: Floats, scored: Bools, day_sd: float) -> Floats:
    """Log factor on each day ahead, shape (days,).

    Parameters
    ----------
    forecast, actual, scored : ndarray, shape (hours,)
        The combination's forecast of the hours from 52 weeks ago on, what came, and which of them are known
        and away from events.
    day_sd : float
        Standard deviation (log) of a day around its forecast.

    Returns
    -------
    ndarray, shape (days,)
        0 where nothing is to be carried over.
    """
    days = -(-len(forecast) // HOURS)
    padding = days * HOURS - len(forecast)
    came, expected = (
        np.pad(np.where(scored, values, 0.0), (0, padding)).reshape(days, HOURS).sum(axis=1)
        for values in (actual, forecast)
    )
    known = expected > 0
    ratio = np.where(known, np.log((came + 0.5) / (expected + 0.5)), 0.0)
    deviation = np.clip(ratio, -_LARGEST, _LARGEST)
    clear = deviation**2 / (deviation**2 + day_sd**2 + 1 / (expected + 1.0))
    large = deviation**2 / (deviation**2 + _LARGE**2)
    return np.asarray((_REPEATED + (_REPEATED_IF_LARGE - _REPEATED) * large) * clear * deviation)
