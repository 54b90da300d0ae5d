"""Public holidays and make-up working days of a country, as the forecast wants to be told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import holidays

from forecast import Calendar

_DAY = timedelta(days=1)
_SATURDAY = 5
_LONG = 3
"""Days off, weekends apart, from which on a holiday takes in the weekends at its edges."""

_ESTIMATED = "estimated"
_DAY_OFF = "Day off"
"""How the library's names of days off begin that are bought with a make-up working day."""

_REMARK = re.compile(r"\s*\([^)]*\)|'s Eve$|\s+Eve$")
_FAMILY = {"CN": {"Chinese New Year": "Spring Festival"}}
_STRONGEST = ("Spring Festival", "National Day")
"""Families that give a whole run of days off their name when a lesser holiday falls into it."""

_MAKES_UP = frozenset({"CN"})
"""Countries where every year has make-up working days, decreed late in the year before."""


def national_calendar(country: str, years: Iterable[int]) -> Calendar:
    """Holidays by family and make-up working days of a country (ISO 3166 code) in these years.

    A family makes holidays of different years comparable: the English name without remarks, the eve and
    substituted days going by the holiday that they belong to ("Spring Festival"). Weekend days between two
    days off belong to the holiday as well, and so do those at its edge where it has three or more days
    off; a shorter holiday beside a weekend leaves it what it is.

    A year is provisional while it is not known for certain: in China as long as no make-up working day
    is decreed, elsewhere where a date is estimated or the year is beyond the library's. A country that
    the library does not know has no holidays, and all its years are provisional.
    """
    wanted = frozenset(years)
    if not wanted:
        return Calendar()
    # With the neighbouring years, for runs of days off that reach over New Year.
    around = range(min(wanted) - 1, max(wanted) + 2)
    try:
        known = holidays.country_holidays(country, years=around, language="en_US")
    except NotImplementedError:
        return Calendar(provisional_years=wanted)
    # The library lists make-up days of other years too.
    workdays = frozenset(day for day in known.weekend_workdays if day.year in wanted)
    names = {day: known[day] for day in sorted(known)}
    decreed = {day.year for day in workdays}
    uncertain = {day.year for day, name in names.items() if _ESTIMATED in name}
    uncertain |= {year for year in wanted if not known.start_year <= year <= known.end_year}
    if country in _MAKES_UP:
        uncertain |= wanted - decreed
    families = _by_family(names, frozenset(known.weekend_workdays), _FAMILY.get(country, {}))
    return Calendar(
        holidays={day: family for day, family in families.items() if day.year in wanted},
        workdays=workdays,
        provisional_years=frozenset(uncertain & wanted),
    )


def _by_family(names: dict[date, str], worked: frozenset[date], renamed: dict[str, str]) -> dict[date, str]:
    """Every day off with its family, run by run."""
    weekend = {
        near for day in names for near in _weekend_beside(day) if near not in names and near not in worked
    }
    days = sorted(names.keys() | weekend)
    starts = [i for i, day in enumerate(days) if i == 0 or day - days[i - 1] > _DAY]
    families: dict[date, str] = {}
    for first, end in pairwise([*starts, len(days)]):
        families |= _run_families(days[first:end], names, renamed)
    return families


def _weekend_beside(day: date) -> list[date]:
    """The weekend days that a day off hangs together with."""
    found = []
    for step in (-_DAY, _DAY):
        near = day + step
        while near.weekday() >= _SATURDAY:
            found.append(near)
            near += step
    return found


def _run_families(run: list[date], names: dict[date, str], renamed: dict[str, str]) -> dict[date, str]:
    """Families of the days of one run of days off; weekends beside a short one are left out."""
    own = {day: _family(names[day], renamed) for day in run if day in names}
    named = {day: family for day, family in own.items() if family is not None}
    if not named:
        # A day off bought for a holiday that it does not touch: of its own kind.
        return dict.fromkeys(own, _DAY_OFF)
    for strong in _STRONGEST:
        if strong in named.values() and len(own) >= _LONG:
            return dict.fromkeys(run, strong)
    days = run if len(own) >= _LONG else [day for day in run if min(own) <= day <= max(own)]
    return {day: named[min(named, key=lambda near: (abs(near - day), near))] for day in days}


def _family(name: str, renamed: dict[str, str]) -> str | None:
    """The family that a holiday's name says; None for a day off that says none."""
    if name.startswith(_DAY_OFF):
        return None
    plain = _REMARK.sub("", name.split(";")[0]).strip()
    return renamed.get(plain, plain)
