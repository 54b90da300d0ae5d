"""Public holidays and make-up working days of a country, as the forecaster wants to be told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

import holidays

from forecast import Calendar

_ASIDE = re.compile(r"\s*\(.*?\)|\s+Eve$")
_SUBSTITUTED = "Day off"


def national_calendar(country: str, years: Iterable[int]) -> Calendar:
    """The calendar of a country (ISO 3166 code) for these years.

    Names are those of the holiday's family: eve, observed and substituted days go by the holiday they
    belong to, and so do weekend days between two days off. A country that is not known has no holidays and
    only provisional years; so has a year of China whose make-up days are not decreed yet.
    """
    wanted = sorted(set(years))
    try:
        known = holidays.country_holidays(country, years=wanted, language="en_US")
    except NotImplementedError:
        return Calendar({}, frozenset(), frozenset(wanted))
    named = {day: _family(name) for day, name in known.items()}
    workdays = frozenset(day for day in known.weekend_workdays if day.year in wanted)
    substituting = country == "CN"
    provisional = (
        frozenset(year for year in wanted if not any(day.year == year for day in workdays))
        if substituting
        else frozenset()
    )
    return Calendar(_joined(named, workdays), workdays, provisional)


def _family(name: str) -> str:
    return _ASIDE.sub("", name.split(";")[0]).strip()


def _joined(named: dict[date, str], workdays: frozenset[date]) -> dict[date, str]:
    """Weekend days that touch a day off belong to it; substituted days take their neighbour's name."""
    days = dict(sorted(named.items()))
    for _ in range(4):
        for day, name in list(days.items()):
            for near in (day - timedelta(days=1), day + timedelta(days=1)):
                free = near.weekday() >= 5 and near not in workdays
                if (near not in days and free) or (days.get(near) == _SUBSTITUTED and name != _SUBSTITUTED):
                    days[near] = name
    return dict(sorted(days.items()))
