"""Regressors of the day beyond level and weekday: holidays, Fourier terms of month and year, drift.

Each column comes with the prior standard deviation of its effect (shrinkage). Fourier terms as in Hyndman &
Athanasopoulos, *Forecasting: Principles and Practice*, 3rd ed., section 7.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from forecast.series.calendar import Calendar
from forecast.series.grid import Floats, Ints

LONG_HOLIDAY_DAYS = 5
"""Holidays of this length or more also change the days around them: couriers stop, people travel."""

MAKE_UP = 7
"""Weekday number of a make-up working day."""

_APPROACH = {
    "-14": range(-14, -7),
    "-7": range(-7, -3),
    "-3": range(-3, 0),
    "+3": range(1, 4),
    "+7": range(4, 8),
}
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class DayFeatures:
    """Design columns of a day.

    marks: date → names of the indicator columns that are 1 on it. origin: the last day of the history.
    prior_sd: name → prior standard deviation of the effect on the log scale. The Fourier terms (month, year)
    and the linear ``drift`` (per week since ``origin``) come after the indicators.
    """

    marks: Mapping[date, tuple[str, ...]]
    origin: pd.Timestamp
    prior_sd: Mapping[str, float]

    @cached_property
    def _marked(self) -> tuple[pd.DatetimeIndex, Ints]:
        """Date and column of each mark."""
        column = {name: j for j, name in enumerate(self.prior_sd)}
        pairs = [(day, column[name]) for day, names in self.marks.items() for name in names]
        dates = pd.DatetimeIndex([day for day, _ in pairs], dtype="datetime64[us]")
        return dates, np.array([place for _, place in pairs], dtype=np.int64)

    def matrix(self, days: pd.DatetimeIndex, *, marked: bool = True) -> Floats:
        """Design matrix, shape (days, columns), in the order of ``prior_sd``; without indicators if not
        ``marked``.
        """
        column = {name: j for j, name in enumerate(self.prior_sd)}
        matrix = np.zeros((len(days), len(column)))
        if marked:
            dates, columns = self._marked
            row = days.get_indexer(dates)
            matrix[row[row >= 0], columns[row >= 0]] = 1.0
        in_month = (days.day.to_numpy() - 1) / days.days_in_month.to_numpy()
        in_year = days.day_of_year.to_numpy() / _DAYS_PER_YEAR
        for name, j in column.items():
            cycle, _, wave = name.partition("~")
            if wave:
                angle = 2 * np.pi * int(wave[1:]) * (in_month if cycle == "month" else in_year)
                matrix[:, j] = np.sin(angle) if wave[0] == "s" else np.cos(angle)
        matrix[:, column["drift"]] = weeks_between(self.origin, days)
        return matrix


def make_day_features(calendar: Calendar, first_day: pd.Timestamp, last_day: pd.Timestamp) -> DayFeatures:
    """The columns that a history from ``first_day`` to ``last_day`` can support.

    A monthly cycle needs two months to be separable from the level. A yearly cycle needs more than one year;
    with less than two it is still confounded with growth and shrunk close to 0.
    """
    marks, prior_sd = _calendar_marks(calendar)
    length = (last_day - first_day).days
    if length > 61:
        prior_sd |= {f"month~{wave}{k}": 0.1 / k for k in (1, 2, 3) for wave in "sc"}
    if length > 1.25 * _DAYS_PER_YEAR:
        yearly_sd = 0.3 if length > 1.9 * _DAYS_PER_YEAR else 0.1
        prior_sd |= {f"year~{wave}{k}": yearly_sd / k for k in (1, 2) for wave in "sc"}
    prior_sd["drift"] = 0.15 * 7 / _DAYS_PER_YEAR
    return DayFeatures(marks, last_day, prior_sd)


def _calendar_marks(calendar: Calendar) -> tuple[dict[date, tuple[str, ...]], dict[str, float]]:
    marks: dict[date, dict[str, float]] = defaultdict(dict)
    for run in calendar.runs:
        for i, day in enumerate(run.days):
            marks[day] |= {"holiday": 0.4, f"holiday:{run.family}": 0.3}
            if len(run.days) >= LONG_HOLIDAY_DAYS:
                marks[day][f"holiday:{run.family}:{i}"] = 0.2
        if len(run.days) >= LONG_HOLIDAY_DAYS:
            for name, offsets in _APPROACH.items():
                for offset in offsets:
                    edge = run.first if offset < 0 else run.last
                    _mark_if_free(
                        marks, calendar, edge + timedelta(offset), f"near:{run.family}:{name}", 0.15
                    )
        _mark_if_free(marks, calendar, run.first - timedelta(1), "eve", 0.1)
        _mark_if_free(marks, calendar, run.last + timedelta(1), "return", 0.1)
    for day in sorted(calendar.workdays):
        marks[day]["make-up"] = 0.1
    prior_sd: dict[str, float] = {}
    for day in sorted(marks):
        prior_sd |= marks[day]
    return {day: tuple(names) for day, names in marks.items()}, dict(sorted(prior_sd.items()))


def _mark_if_free(
    marks: dict[date, dict[str, float]], calendar: Calendar, day: date, name: str, prior_sd: float
) -> None:
    if day not in calendar.holidays:
        marks[day][name] = prior_sd


def weeks_between(origin: pd.Timestamp, days: pd.DatetimeIndex) -> Floats:
    """Weeks from ``origin`` to each day; negative before it."""
    return np.asarray((days - origin) / pd.Timedelta(weeks=1), dtype=np.float64)


def effective_weekday(calendar: Calendar, days: pd.DatetimeIndex) -> Ints:
    """0 = Monday … 6 = Sunday, 7 = a make-up working day; a holiday keeps its own weekday.

    A date that is to be another weekday is that.
    """
    worked = np.array([day in calendar.workdays for day in days.date], dtype=bool)
    weekday = np.where(worked, MAKE_UP, days.day_of_week.to_numpy()).astype(np.int64)
    for day, other in calendar.as_weekday.items():
        weekday[days == pd.Timestamp(day)] = other
    return weekday
