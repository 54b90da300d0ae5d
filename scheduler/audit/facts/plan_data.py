"""What the audit reads: the shop, the plan's files, what earlier plans left, and the audit's own defaults.

The statement of the world is :mod:`scheduler.domain`, which the solver reads too; every default and every
derived figure here is the audit's own reading of the documents, and shares no computation with the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduler.audit.facts.counted_leave import with_counted_leave
from scheduler.audit.facts.office import Office
from scheduler.audit.facts.opening_hours import by_the_calendar
from scheduler.audit.facts.terms import of_plan
from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Rules
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop

MEAL = "meal"
BREAK = "break"
STANDBY = "standby"
RESERVE = "reserve"

DEFAULT_POINTS = {
    "late": 1.0,
    "late_allowed": 0.1,
    "shortage": 20.0,
    "shortage_full": 60.0,
    "overstaffing": 1.0,
    "contract": 2.0,
    "wish": 0.3,
    "fairness": 0.05,
    "balance": 0.6,
    "regular_start": 0.05,
    "start_jump": 0.1,
    "single_day_off": 0.1,
    "single_working_day": 0.1,
    "free_weekend": 1.0,
    "free_weekends": 1.0,
    "queue_change": 0.5,
    "short_stretch": 0.5,
    "meeting": 5.0,
    "reserve": 2.0,
    "change": 3.0,
    "change_soon": 6.0,
    "notice_hours": 48.0,
    "overtime": 2.0,
    "rotation": 1.0,
}
"""Points without ``[objective]``, as the documents have them."""
POINTS_FOR_AN_HOUR = 0.3
"""Of an hour at the mean of all hourly costs, where ``[objective]`` does not say ``cost``."""


@dataclass(frozen=True)
class ObjectiveWeights:
    """What each part of the objective costs, in points; the keys of ``[objective]``."""

    late: float
    late_allowed: float
    shortage: float
    shortage_full: float
    overstaffing: float
    contract: float
    cost: float
    wish: float
    fairness: float
    balance: float
    regular_start: float
    start_jump: float
    single_day_off: float
    single_working_day: float
    free_weekend: float
    free_weekends: float
    queue_change: float
    short_stretch: float
    meeting: float
    reserve: float
    change: float
    change_soon: float
    notice_hours: float
    overtime: float
    rotation: float


@dataclass(frozen=True)
class PlanData:
    """All that an audit needs.

    Parameters
    ----------
    shop
        What the shop folder states.
    plan
        The plan's files as they were read back; row i of a table is row i + 2 of its file.
    earlier
        What the plans before it left behind.
    other_activities
        Activities that are legal besides queues, the meal and the breaks.
    of_teams
        Of the queues that stand for teams, which queues the teams share; see
        :mod:`scheduler.audit.facts.shared_teams`.
    as_written
        The plan before teams stood as queues; None = it is this one.
    """

    shop: Shop
    plan: Plan
    earlier: EarlierWork
    other_activities: frozenset[str] = field(default_factory=lambda: frozenset({STANDBY}))
    of_teams: Mapping[str, tuple[Queue, ...]] = field(default_factory=dict)
    as_written: PlanData | None = None

    @property
    def first_day(self) -> date:
        """The first of the plan's days."""
        return self.plan.first_day

    @property
    def days(self) -> int:
        """How many days the plan has."""
        return self.plan.days

    @property
    def last_day(self) -> date:
        """The last of the plan's days."""
        return self.plan.last_day

    @property
    def start(self) -> datetime:
        """Midnight at which the plan starts."""
        return self.plan.start

    @property
    def end(self) -> datetime:
        """Midnight at which its last day ends."""
        return self.plan.end

    @property
    def tail_end(self) -> datetime:
        """12:00 of the day after, where the tables of the demand end."""
        return self.plan.tail_end

    def contains(self, day: date) -> bool:
        """Whether the plan has this day."""
        return self.first_day <= day <= self.last_day

    @property
    def timezone(self) -> str:
        """Name of the shop's time zone."""
        return self.shop.settings.timezone

    @property
    def interval_minutes(self) -> int:
        """Length of a planning interval."""
        return self.shop.settings.interval_minutes

    @property
    def shrinkage(self) -> float:
        """Share of their time that people on the roster are not at their desks."""
        return self.shop.settings.shrinkage

    @cached_property
    def queues(self) -> tuple[Queue, ...]:
        """The queues, in the order of shop.toml, with the hours of calendar.csv."""
        queues = self.shop.settings.queues
        # Those that stand for teams have been made of queues that know the calendar.
        return by_the_calendar(queues, self.shop.calendar) if self.as_written is None else queues

    def office(self, agent: Agent) -> Office:
        """When the queues that somebody can serve are open; those of all, where none is known."""
        data = self if self.as_written is None else self.as_written
        own = tuple(queue for queue in data.queues if queue.id in agent.skills) or data.queues
        names = tuple(queue.id for queue in own)
        if names not in self._offices:
            self._offices[names] = Office(own, self.rules.closed_minutes)
        return self._offices[names]

    @cached_property
    def office_of_all(self) -> Office:
        """When one of the queues is open."""
        data = self if self.as_written is None else self.as_written
        return Office(data.queues, self.rules.closed_minutes)

    @cached_property
    def _offices(self) -> dict[tuple[str, ...], Office]:
        return {}

    @property
    def teams(self) -> tuple[SharedTeam, ...]:
        """Those that share queues, in the order of shop.toml."""
        return self.shop.settings.shared

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The catalogue of shifts."""
        return self.shop.shifts

    @cached_property
    def agents(self) -> tuple[Agent, ...]:
        """The people, in the order of agents.csv, as they are on the plan's first day."""
        people = (of_plan(agent, self.first_day) for agent in self.shop.agents)
        return with_counted_leave(people, self.leave)

    @property
    def rules(self) -> Rules:
        """The shop's hard rules."""
        return self.shop.settings.rules

    @property
    def locks(self) -> tuple[Lock, ...]:
        """What is fixed by hand, within the plan and without."""
        return self.shop.locks

    @property
    def leave(self) -> tuple[Request, ...]:
        """Days on which an agent starts no shift."""
        return tuple(request for request in self.shop.requests if request.kind == "leave")

    @property
    def wishes(self) -> tuple[Request, ...]:
        """Requests that may be broken."""
        return tuple(request for request in self.shop.requests if request.kind != "leave")

    def plan_for(self, queue: Queue) -> str | float:
        """What the queue is staffed for: its own ``plan_for``, else the shop's."""
        return self.shop.settings.plan_for if queue.plan_for is None else queue.plan_for

    @property
    def time_varying(self) -> bool:
        """Whether each interval was staffed from where the one before ended.

        A plan says so in its summary, one without the word is of a time before there was a choice; a plan
        without a summary is as the shop says, ``auto`` included.
        """
        if self.plan.summary is None:
            return self.shop.settings.staffing_method != "stationary"
        return bool(self.plan.summary.get("staffing_method", "stationary") != "stationary")

    @property
    def weights(self) -> ObjectiveWeights:
        """The weights of the objective in points: as ``[objective]`` says, else the documented defaults.

        An empty desk costs no less than the first missing person, where ``[objective]`` says only that.
        """
        said = self.shop.settings.objective
        full = max(DEFAULT_POINTS["shortage_full"], said.get("shortage", 0.0))
        priced = [agent.hourly_cost for agent in self.agents if agent.hourly_cost]
        an_hour = POINTS_FOR_AN_HOUR * len(priced) / sum(priced) if priced else 0.0
        return ObjectiveWeights(**{**DEFAULT_POINTS, "shortage_full": full, "cost": an_hour, **said})

    @property
    def sale_days(self) -> frozenset[date]:
        """Dates that an event touches; its end is excluded."""
        days: set[date] = set()
        for event in self.shop.events:
            day = event.start.date()
            while datetime.combine(day, datetime.min.time()) < event.end:
                days.add(day)
                day += timedelta(days=1)
        return frozenset(days)
