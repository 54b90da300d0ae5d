"""Public holidays and make-up working days, as the caller describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True)
class Holiday:
    """Consecutive days off of one family, both ends included."""

    family: str
    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Its days in order."""
        return tuple(self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Calendar:
    """Days that are not ordinary weekdays.

    Parameters
    ----------
    holidays : mapping of date to str
        Date → family ("Spring Festival", "National Day"). Days of one family are comparable across years.
    workdays : frozenset of date
        Weekend dates worked as make-up days.
    provisional_years : frozenset of int
        Years whose days off or make-up days are not decreed yet.
    as_weekday : mapping of date to int
        Dates on which customers come as on another weekday, 0 for Monday; neither holidays nor make-up days.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()
    provisional_years: frozenset[int] = frozenset()
    as_weekday: Mapping[date, int] = field(default_factory=dict)

    @property
    def runs(self) -> tuple[Holiday, ...]:
        """The holidays as runs of consecutive days of one family, in order of time."""
        days = sorted(self.holidays)
        breaks = [0, *(i + 1 for i, pair in enumerate(pairwise(days)) if self._parted(*pair)), len(days)]
        return tuple(
            Holiday(self.holidays[days[first]], days[first], days[end - 1])
            for first, end in pairwise(breaks)
            if end > first
        )

    def _parted(self, day: date, following: date) -> bool:
        return (following - day).days > 1 or self.holidays[day] != self.holidays[following]
