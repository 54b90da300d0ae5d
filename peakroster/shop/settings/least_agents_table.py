"""``min_agents`` of a queue: one number, or numbers by hours, weekdays and dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.strict import Strict, TimeWindow, Weekdays
from peakroster.shop.settings.values import read_date
from scheduler.domain.bots import EVERY_DAY
from scheduler.domain.least_agents import LeastAgents

MOST_AGENTS = 1_000
"""In one queue at any hour, whatever comes; each interval follows the chats of all of them."""
MOST_DATES = 400
_SPAN = re.compile(r"\s*(?:\.\.|~|至|到)\s*")


def _read_dates(value: object) -> tuple[date, ...]:
    """A date, a span of dates such as 2026-11-10..2026-11-12, or a list of both."""
    found: set[date] = set()
    for item in value if isinstance(value, list) else [value]:
        ends = [read_date(part) for part in _SPAN.split(item)] if isinstance(item, str) else [read_date(item)]
        days = (ends[-1] - ends[0]).days
        if len(ends) > 2 or not 0 <= days < MOST_DATES:
            raise PydanticCustomError("bad_holiday_date", "no span of dates")
        found |= {ends[0] + timedelta(days=day) for day in range(days + 1)}
    if not found:
        raise PydanticCustomError("key_empty", "no dates")
    return tuple(sorted(found))


class LeastAgentsTable(Strict):
    """How many people there are at least in some hours."""

    agents: Annotated[int, Field(ge=0, le=MOST_AGENTS)]
    hours: TimeWindow | None = None
    weekdays: Weekdays = EVERY_DAY
    dates: Annotated[Any, PlainValidator(_read_dates)] | None = None

    def stated(self) -> LeastAgents:
        """The same for the engine."""
        return LeastAgents(self.agents, self.hours, self.weekdays, self.dates)


def expanded_min_agents(value: object) -> object:
    """A number, a table or a list of tables → a list of tables."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else [{"agents": value}]


def none_unused(tables: list[LeastAgentsTable]) -> list[LeastAgentsTable]:
    """Refuse entries behind one that holds at all times: they would never count."""
    for place, table in enumerate(tables[:-1]):
        if table.stated().is_rest:
            raise PydanticCustomError("min_agents_unused", "never counts", {"entry": place + 2})
    return tables
