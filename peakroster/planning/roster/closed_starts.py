"""Nobody in a closed office, compiled: which shifts nobody with some skills may be given on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peakroster.planning.roster.plan_days import PlanDays
from peakroster.shop.settings.office_hours import OfficeHours, Offices
from scheduler.domain.opening import DAYS_IN_WEEK
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY


@dataclass(frozen=True)
class ClosedStarts:
    """days: of the plan, that the calendar closes. starts: on others, day and forbidden shift."""

    days: frozenset[int]
    starts: frozenset[tuple[int, int]]


class ClosedOffices:
    """Reads a shop as shop.toml has it, where teams are no queues yet."""

    def __init__(self, shop: Shop, plan: PlanDays) -> None:
        self._offices, self._shifts, self._plan = Offices(shop.settings), shop.shifts, plan
        self._skills = {agent.id: agent.skills for agent in shop.agents}
        self._known: dict[int, ClosedStarts] = {}

    def office(self, agent: str) -> OfficeHours:
        """The hours of somebody's queues."""
        return self._offices.of(self._skills[agent])

    def of(self, agent: str) -> ClosedStarts:
        """What somebody may not start."""
        office = self.office(agent)
        if id(office) not in self._known:
            self._known[id(office)] = self._closed(office)
        return self._known[id(office)]

    def closes_for_all(self, day: int, places: Sequence[int]) -> bool:
        """Whether nobody at all may start one of these shifts on a day of the plan."""
        office, date = self._offices.all, self._plan.date(day)
        shifts = (self._shifts[place] for place in places)
        return all(office.forbids(each.start, each.end, date) for each in shifts)

    def _closed(self, office: OfficeHours) -> ClosedStarts:
        every_day = office.opening.every_day
        if every_day is not None and every_day.end - every_day.start >= MINUTES_PER_DAY:
            return ClosedStarts(frozenset(), frozenset())
        days: set[int] = set()
        starts: set[tuple[int, int]] = set()
        by_weekday: dict[int, tuple[int, ...]] = {}
        for day in range(self._plan.days):
            date = self._plan.date(day)
            if office.is_closed_by_calendar(date):
                days.add(day)
                continue
            if office.is_as_ever(date):
                if day % DAYS_IN_WEEK not in by_weekday:
                    by_weekday[day % DAYS_IN_WEEK] = self._forbidden(office, day)
                places = by_weekday[day % DAYS_IN_WEEK]
            else:
                places = self._forbidden(office, day)
            starts.update((day, place) for place in places)
        return ClosedStarts(frozenset(days), frozenset(starts))

    def _forbidden(self, office: OfficeHours, day: int) -> tuple[int, ...]:
        date = self._plan.date(day)
        return tuple(
            place for place, each in enumerate(self._shifts) if office.forbids(each.start, each.end, date)
        )
