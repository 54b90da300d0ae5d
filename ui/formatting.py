"""Days, hours and shares as the pages write them, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from peakroster.messages import Translator
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY


def weekday(day: date, translate: Translator) -> str:
    """``Wed``."""
    return translate(f"ui.weekday_{day.weekday()}")


def day_label(day: date, translate: Translator, sale: bool = False) -> str:
    """``Wed 11-11``, with a star on the day of a promotion."""
    return f"{weekday(day, translate)} {day:%m-%d}" + (" ★" if sale else "")


def hours(value: float) -> str:
    """Agent-hours: one decimal below a hundred, none above."""
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def percent(value: float, digits: int = 1) -> str:
    """A share as ``4.2 %`` (narrow space left out)."""
    return f"{value * 100:.{digits}f}%"


def clock(minutes: int, translate: Translator) -> str:
    """Minutes after midnight as ``22:00``; past 24:00 said to be on the next day."""
    if minutes <= MINUTES_PER_DAY:
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return translate("ui.next_day", time=clock(minutes - MINUTES_PER_DAY, translate))


def days_of(first: date, count: int) -> list[date]:
    """The dates of a plan."""
    return [first + timedelta(days=offset) for offset in range(count)]


def events_on(day: date, events: Iterable[Event]) -> list[Event]:
    """Promotions that run on a part of the day; an end at midnight does not reach the day it begins."""
    begin = datetime(day.year, day.month, day.day)
    return [event for event in events if event.start < begin + timedelta(days=1) and event.end > begin]


def sale_days(shop: Shop, days: Iterable[date]) -> set[date]:
    """Those of the days on which a promotion runs."""
    return {day for day in days if events_on(day, shop.events)}


def agent_names(shop: Shop) -> dict[str, str]:
    """Agent id → name."""
    return {agent.id: agent.name for agent in shop.agents}


def queue_names(shop: Shop) -> dict[str, str]:
    """Queue id → name."""
    return {queue.id: queue.name for queue in shop.settings.queues}
