"""Promises counted over a day or a month: whether all customers of each get them, and with no agent too many.

The intervals are gone through once with the agents as written, which gives what each promise's customers get
together. An agent is one too many if the plan holds without him: the intervals from his on are gone through
again, until nothing differs any more, with every interval and every day and month held to what it must keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from scheduler.domain.queues import Target

Left = TypeVar("Left")
HandedOn = TypeVar("HandedOn", covariant=True)

TOO_FEW, TOO_MANY = "requirement_too_few", "requirement_too_many"


@dataclass(frozen=True)
class MissedPeriod:
    """A promise that is missed in a day or a month: start of its first interval, and the share or mean
    seconds of all its customers."""

    start: datetime
    target: Target
    found: float


class Step(Protocol[HandedOn]):
    """One interval after some state, with any number of agents."""

    def enough(self, agents: int, tolerance: float) -> bool:
        """Whether so many keep what must hold in the interval itself."""

    def used(self, agents: int, target: Target) -> float:
        """Customers late, or seconds of all its customers, by what the target counts."""

    def left(self, agents: int) -> HandedOn:
        """What the next interval begins with."""


@dataclass(frozen=True)
class Intervals(Generic[Left]):
    """A queue's open intervals in order of time, and how to follow them.

    agents: as written. customers: expected. counting: the promises that count. begin: the state before the
    first; step: an interval, by its number, after some state; alike: whether two states lead to the same.
    reserve: share of what a promise allows that is kept back. tolerance: of a share, and relative of a mean.
    """

    starts: Sequence[datetime]
    agents: Sequence[int]
    customers: Sequence[float]
    counting: Sequence[Sequence[Target]]
    begin: Left
    step: Callable[[int, Left], Step[Left]]
    alike: Callable[[Left, Left], bool]
    reserve: float
    tolerance: float


@dataclass(frozen=True)
class _Period:
    """One day or month of a promise: its intervals, and the customers of them all."""

    target: Target
    places: tuple[int, ...]
    customers: float

    def keeps(self, used: float, reserve: float, tolerance: float) -> bool:
        """Whether its customers together get what was promised, if they use up so much of it."""
        if self.customers == 0:
            return True
        mean = used / self.customers
        if self.target.share is None:
            return mean <= self.target.within_seconds * (1 - reserve) * (1 + tolerance)
        return mean <= (1 - self.target.share) * (1 - reserve) + tolerance


def judged_together(intervals: Intervals[Left]) -> Iterator[tuple[datetime, str] | MissedPeriod]:
    """Intervals with too few or too many agents, and the days and months in which a promise is missed."""
    periods = _periods(intervals)
    steps: list[Step[Left]] = []
    lefts = [intervals.begin]
    for number, agents in enumerate(intervals.agents):
        steps.append(intervals.step(number, lefts[-1]))
        lefts.append(steps[-1].left(agents))
    used = [
        sum(steps[place].used(intervals.agents[place], period.target) for place in period.places)
        for period in periods
    ]
    for period, amount in zip(periods, used, strict=True):
        if not period.keeps(amount, intervals.reserve, intervals.tolerance):
            mean = amount / period.customers
            found = mean if period.target.share is None else 1 - mean
            yield MissedPeriod(intervals.starts[period.places[0]], period.target, found)
    for number, agents in enumerate(intervals.agents):
        start = intervals.starts[number]
        if not steps[number].enough(agents, intervals.tolerance):
            yield start, TOO_FEW
        elif agents > 0 and _holds_without_one(intervals, periods, used, steps, lefts, number):
            yield start, TOO_MANY


def _periods(intervals: Intervals[Left]) -> list[_Period]:
    places: dict[tuple[Target, int, int, int], list[int]] = {}
    for number, (start, counting) in enumerate(zip(intervals.starts, intervals.counting, strict=True)):
        for target in counting:
            if target.per != "interval":
                day = start.day if target.per == "day" else 0
                places.setdefault((target, start.year, start.month, day), []).append(number)
    return [
        _Period(key[0], tuple(own), sum(intervals.customers[place] for place in own))
        for key, own in places.items()
    ]


def _holds_without_one(
    intervals: Intervals[Left],
    periods: Sequence[_Period],
    used: Sequence[float],
    steps: Sequence[Step[Left]],
    lefts: Sequence[Left],
    number: int,
) -> bool:
    """Whether everything holds, and not only just, with one agent fewer in this interval."""
    fewer = intervals.agents[number] - 1
    if not steps[number].enough(fewer, -intervals.tolerance):
        return False
    concerned = [place for place, period in enumerate(periods) if period.places[-1] >= number]
    if not any(periods[place].places[0] <= number for place in concerned):
        return True  # nothing is counted together here: as where every interval is judged by itself
    now = list(used)
    left = lefts[number]
    for place in range(number, len(intervals.agents)):
        agents = fewer if place == number else intervals.agents[place]
        if place > number and intervals.alike(left, lefts[place]):
            return True
        step = steps[number] if place == number else intervals.step(place, left)
        if place > number and not step.enough(agents, -intervals.tolerance):
            return False
        for index in concerned:
            period = periods[index]
            if place in period.places:
                now[index] += step.used(agents, period.target)
                now[index] -= steps[place].used(intervals.agents[place], period.target)
                if not period.keeps(now[index], intervals.reserve, -intervals.tolerance):
                    return False
        left = step.left(agents)
    return True
