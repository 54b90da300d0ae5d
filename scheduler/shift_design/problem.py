"""The shift design problem: what is needed when, the shifts that may be chosen, and the people there are.

Time is whole minutes on the planning grid. The days repeat: what a shift of the last day does after midnight
falls on the first morning. Demand is in thousandths of an agent. Queues, shifts and classes of people are
named by their position.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.shifts import Shift
from scheduler.domain.validation import require
from scheduler.domain.windows import MINUTES_PER_DAY

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

THOUSANDTHS = 1000


@dataclass(frozen=True, eq=False)
class PeopleClass:
    """People who may work the same shifts, counted together.

    pool: which queues they serve. may_work: by shift. heads: how many can come, by day. most_minutes,
    most_shifts, most_nights: what they may work together, by week; due_minutes: what their contracts owe
    them together, by week. most_overtime: minutes beyond ordinary days and weeks, together, by week; None =
    none. most_minutes are ordinary ones, then.
    """

    pool: int
    may_work: Booleans
    heads: Integers
    most_minutes: Integers
    most_shifts: Integers
    most_nights: Integers
    due_minutes: Integers
    most_overtime: Integers | None = None


@dataclass(frozen=True)
class Prices:
    """Points of one hour: paid; missing, where an agent is needed; owed by contract and not given; and what
    an hour beyond the ordinary day, or the ordinary week, costs beside its pay."""

    paid: float = 1.0
    missing: float = 20.0
    contract: float = 2.0
    beyond_day: float = 0.0
    beyond_week: float = 0.0


@dataclass(frozen=True, eq=False)
class DesignProblem:
    """Which shifts make the best catalogue, and how many people start each of them on each day.

    first_weekday: 0 = Monday. shifts: all that are spoken of. choosable: which of them may be proposed.
    may_start: on which days each may start, shape (shifts, days). is_night: which count as nights.
    required: thousandths of an agent, shape (queues, days × intervals of a day). pool_of: for each queue the
    pool whose people serve it; within a pool everybody serves every queue, one at a time.
    queue_weights: how many times a missing hour of each queue counts. beyond: paid minutes of each shift
    beyond the ordinary day; None = no shift has any.
    """

    days: int
    first_weekday: int
    interval_minutes: int
    shifts: tuple[Shift, ...]
    choosable: Booleans
    may_start: Booleans
    is_night: Booleans
    required: Integers
    pool_of: Integers
    queue_weights: Floats
    people: tuple[PeopleClass, ...]
    prices: Prices = Prices()
    beyond: Integers | None = None

    def __post_init__(self) -> None:
        slots = self.days * MINUTES_PER_DAY // self.interval_minutes
        queues = len(self.pool_of)
        shape = self.required.shape
        require(shape == (queues, slots), f"required has shape {shape}, not {(queues, slots)}")
        require(bool((self.required >= 0).all()), "required below 0")
        require(len(self.queue_weights) == queues, "queue_weights: not one for each queue")
        require(len(self.choosable) == len(self.shifts), "choosable: not one for each shift")
        known = self.may_start.shape == (len(self.shifts), self.days)
        require(known, "may_start: not one for each shift and day")
        require(len(self.is_night) == len(self.shifts), "is_night: not one for each shift")
        for place, each in enumerate(self.people):
            name = f"class {place} of people"
            require(each.may_work.shape == (len(self.shifts),), f"{name}: may_work not one for each shift")
            require(each.heads.shape == (self.days,), f"{name}: heads not one for each day")
            for by_week in (
                *(each.most_minutes, each.most_shifts, each.most_nights, each.due_minutes),
                *([] if each.most_overtime is None else [each.most_overtime]),
            ):
                require(by_week.shape == (self.weeks,), f"{name}: not one number for each week")

    @property
    def has_overtime(self) -> bool:
        """Whether anybody may work overtime."""
        return any(each.most_overtime is not None for each in self.people)

    def beyond_of(self, place: int) -> int:
        """Minutes of a shift beyond the ordinary day."""
        return 0 if self.beyond is None else int(self.beyond[place])

    @property
    def slots(self) -> int:
        """Intervals of all days."""
        return int(self.required.shape[1])

    @property
    def slots_per_day(self) -> int:
        """Intervals of one day."""
        return MINUTES_PER_DAY // self.interval_minutes

    @cached_property
    def week_of(self) -> Integers:
        """For each day the number of its Monday-to-Sunday week, from 0."""
        return (self.first_weekday + np.arange(self.days)) // 7

    @property
    def weeks(self) -> int:
        """Calendar weeks that the days touch."""
        return int(self.week_of[-1]) + 1

    @cached_property
    def choices(self) -> tuple[int, ...]:
        """Positions of the shifts that may be proposed."""
        return tuple(int(place) for place in np.flatnonzero(self.choosable))

    @property
    def pools(self) -> int:
        """Pools of queues."""
        return int(self.pool_of.max(initial=-1)) + 1

    @property
    def needed_hours(self) -> float:
        """Agent-hours needed, shrinkage included."""
        return float(self.required.sum()) / THOUSANDTHS * self.interval_minutes / 60

    @property
    def due_hours(self) -> float:
        """Hours that contracts owe."""
        return float(sum(int(each.due_minutes.sum()) for each in self.people)) / 60
