"""The days that a plan may have: what is written must be readable again."""

from __future__ import annotations

from datetime import date, timedelta

from peakroster.tables.findings import Finding, InputError
from peakroster.tables.timestamps import FIRST_YEAR, LAST_YEAR

MOST_DAYS = 42
"""The longest plan."""


def days_are_plausible(first_day: date, days: int = 1) -> bool:
    """Whether tables may have all hours of such a plan, those of the morning after included."""
    last = date(LAST_YEAR, 12, 31)
    return date(FIRST_YEAR, 1, 1) <= first_day < last and timedelta(days=days) <= last - first_day


def check_days(first_day: date, days: int = 1, *, place: str = "--from", value: str | None = None) -> None:
    """Raise InputError for days outside of FIRST_YEAR … LAST_YEAR, before anything is computed or written.

    place: the option or file that names them. value: as it is written there; the date if not given.
    """
    if not days_are_plausible(first_day, days):
        details = {"first_year": FIRST_YEAR, "last_year": LAST_YEAR}
        shown = first_day.isoformat() if value is None else value
        raise InputError([Finding("error", "plan_implausible", place, value=shown, details=details)])
