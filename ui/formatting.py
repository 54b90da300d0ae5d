"""Days, hours and shares as the pages write them, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peakroster import wording
from peakroster.messages import Translator
from scheduler.domain.shop import Shop


def day_label(day: date, translate: Translator, sale: bool = False) -> str:
    """``Wed 11-11``, with a star on the day of a promotion."""
    return wording.day_label(day, translate) + (" ★" if sale else "")


def hours(value: float) -> str:
    """Agent-hours: one decimal below a hundred, none above."""
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def change_text(value: float, digits: int) -> str | None:
    """A change with its sign; None where it rounds to nothing."""
    return f"{value:+,.{digits}f}" if round(value, digits) else None


def percent(value: float, digits: int = 1) -> str:
    """A share as ``4.2 %`` (narrow space left out)."""
    return f"{value * 100:.{digits}f}%"


def sale_days(shop: Shop, days: Iterable[date]) -> set[date]:
    """Those of the days on which a promotion runs."""
    return {day for day in days if any(event.runs_on(day) for event in shop.events)}
