"""Normal weeks: the mean week around a moment, away from events and holidays, as a yardstick for an event.

What an event brought is told from the weeks just before it, not from a model of the whole history: a level
that a model carries into a rush of some days is wrong by more than six weeks of counting noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from forecast.series.grid import HOURS, Bools, Floats, Ints, sums_by_index

HOURS_OF_WEEK = 7 * HOURS
_WEEKS = 6
"""Weeks averaged: four to eight differed by less than 2 % in the error of real events."""

_ENOUGH_HOURS = 10 * HOURS
_PRIOR_HOURS = 0.5
"""Weight of the hour of the day, of all weekdays, in the mean of an hour of the week."""


@dataclass(frozen=True)
class NormalWeek:
    """Mean counts by hour of the week, Monday first.

    total, observed: (168,), sum and number of the counts averaged. closed: (168,), hours never recorded.
    """

    total: Floats
    observed: Floats
    closed: Bools

    @cached_property
    def rates(self) -> Floats:
        """Mean count of each hour of the week, (168,); an hour without counts follows its hour of the day."""
        by_day = [a.reshape(7, HOURS).sum(axis=0) for a in (self.total, self.observed)]
        seen = by_day[1] > 0
        if not seen.any():
            return np.zeros(HOURS_OF_WEEK)
        hour = np.interp(
            np.arange(HOURS), np.flatnonzero(seen), by_day[0][seen] / by_day[1][seen], period=HOURS
        )
        prior = _PRIOR_HOURS * np.tile(hour, 7)
        return np.where(self.closed, 0.0, (self.total + prior) / (self.observed + _PRIOR_HOURS))

    def level_over(self, other: NormalWeek) -> float:
        """Ratio of the levels, from the hours of the week that both have seen; 1 where they share none."""
        both = (self.observed > 0) & (other.observed > 0)
        here, there = (float((w.total[both] / w.observed[both]).sum()) for w in (self, other))
        return here / there if here > 0 and there > 0 else 1.0


@dataclass(frozen=True)
class NormalHours:
    """The counts of a history that belong to normal weeks.

    first: the first hour. counts: (hours,). normal: (hours,), which to use. closed: (168,).
    """

    first: pd.Timestamp
    counts: Floats
    normal: Bools
    closed: Bools

    def hour_of_week(self, start: int, length: int) -> Ints:
        """Hour of the week of ``length`` hours from position ``start`` of the history on."""
        begin = self.first.day_of_week * HOURS + self.first.hour + start
        return (begin + np.arange(length)) % HOURS_OF_WEEK

    def week_before(self, position: int, end: int) -> NormalWeek:
        """Mean of the weeks before ``position``; where they are too few, those after ``end`` join them."""
        width = _WEEKS * HOURS_OF_WEEK
        before = self._normal_positions(position - width, position)
        if len(before) < _ENOUGH_HOURS:
            after = self._normal_positions(max(end, position), max(end, position) + width)
            before = np.concatenate([before, after])
        hour = self.hour_of_week(0, 1)[0] + before
        total = sums_by_index(hour % HOURS_OF_WEEK, self.counts[before], HOURS_OF_WEEK)
        observed = np.bincount(hour % HOURS_OF_WEEK, minlength=HOURS_OF_WEEK).astype(np.float64)
        return NormalWeek(total, observed, self.closed)

    def _normal_positions(self, low: int, high: int) -> Ints:
        low, high = (min(max(edge, 0), len(self.counts)) for edge in (low, high))
        return low + np.flatnonzero(self.normal[low:high])
