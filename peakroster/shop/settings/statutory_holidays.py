"""Statutory holidays: the dates on which work is paid three times.

China: the 13 days of the Regulation on Public Holidays (全国年节及纪念日放假办法, State Council Decree 795,
in force from 2025-01-01): New Year, four days of the Spring Festival from its eve on, Qingming, two of
Labour Day, Dragon Boat, Mid-Autumn, three of National Day. Only they are paid 300 % (Labour Law, article
44); the days off that are moved next to them are rest days. Each autumn the General Office of the State
Council says which days are moved: for 2025 on 2024-11-12, for 2026 on 2025-11-04 (both agree with the dates
here). For 2027 that notice is not in this list: its 13 days follow from the Regulation and the lunar
calendar.
"""

from __future__ import annotations

from datetime import date

from scheduler.domain.overtime import Holiday

FIRST_YEAR, LAST_YEAR = 2025, 2027
"""Years that the lists hold."""

_CHINA = (
    ("元旦", ("2025-01-01", "2026-01-01", "2027-01-01")),
    ("春节", ("2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31")),
    ("春节", ("2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19")),
    ("春节", ("2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08")),
    ("清明节", ("2025-04-04", "2026-04-05", "2027-04-05")),
    ("劳动节", ("2025-05-01", "2025-05-02", "2026-05-01", "2026-05-02", "2027-05-01", "2027-05-02")),
    ("端午节", ("2025-05-31", "2026-06-19", "2027-06-09")),
    ("中秋节", ("2025-10-06", "2026-09-25", "2027-09-15")),
    ("国庆节", ("2025-10-01", "2025-10-02", "2025-10-03")),
    ("国庆节", ("2026-10-01", "2026-10-02", "2026-10-03")),
    ("国庆节", ("2027-10-01", "2027-10-02", "2027-10-03")),
)


def statutory_holidays(country: str) -> tuple[Holiday, ...]:
    """Those of a country, by date. Raises KeyError for a country without a list."""
    lists = {"CN": _CHINA}
    days = [Holiday(date.fromisoformat(day), name) for name, dates in lists[country] for day in dates]
    return tuple(sorted(days, key=lambda each: each.day))
