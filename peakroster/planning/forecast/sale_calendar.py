"""The sale days that Chinese platforms share: when the peak of each lies in a year.

Only dates, and no sizes: whether a shop takes part, and how much it brings, its own history has to show.
First waves and 年货节 move from year to year, so that their peak is sought in a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from peakroster.calendar import national_calendar

_SPRING = "Spring Festival"
_FOURTH_THURSDAY = 22
"""The first day of a month that can be its fourth Thursday."""
_THURSDAY = 3


@dataclass(frozen=True)
class SaleDay:
    """A sale of a year. first, last: the days in which its peak may lie. common: every platform holds it.

    kind: as events.csv calls it.
    """

    kind: str
    first: date
    last: date
    common: bool = False

    def is_near(self, day: date) -> bool:
        """Whether a day may be its peak."""
        return self.first <= day <= self.last


def sales_of(year: int, country: str) -> tuple[SaleDay, ...]:
    """The sales of a year, in order of time; country: whose calendar the Spring Festival is taken from."""
    found = [
        SaleDay("38", date(year, 3, 7), date(year, 3, 8), common=True),
        SaleDay("618-wave1", date(year, 5, 20), date(year, 6, 4)),
        SaleDay("618", date(year, 6, 17), date(year, 6, 18), common=True),
        SaleDay("818", date(year, 8, 18), date(year, 8, 18)),
        SaleDay("99", date(year, 9, 9), date(year, 9, 9)),
        SaleDay("double11-wave1", date(year, 10, 14), date(year, 11, 4)),
        SaleDay("double11", date(year, 11, 11), date(year, 11, 11), common=True),
        SaleDay("blackfriday", *(_black_friday(year),) * 2),
        SaleDay("double12", date(year, 12, 12), date(year, 12, 12), common=True),
    ]
    spring = [day for day, name in national_calendar(country, [year]).holidays.items() if name == _SPRING]
    if spring:
        eve = min(spring)
        found.insert(0, SaleDay("newyear", eve - timedelta(days=35), eve - timedelta(days=12)))
    return tuple(found)


def sales_between(first: date, last: date, country: str) -> tuple[SaleDay, ...]:
    """The sales whose peak may lie on one of these days."""
    years = range(first.year, last.year + 1)
    return tuple(
        sale
        for year in years
        for sale in sales_of(year, country)
        if sale.first <= last and sale.last >= first
    )


def _black_friday(year: int) -> date:
    day = date(year, 11, _FOURTH_THURSDAY)
    return day + timedelta(days=(_THURSDAY - day.weekday()) % 7 + 1)
