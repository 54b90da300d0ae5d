"""Agents and service levels where each interval begins with what the one before left.

A queue's open intervals are gone through in the order of time, once for each way in which demand may turn
out; who waits when the desk closes waits when it opens, if customers have patience without end. Several ways
count by their customers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import intervals, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.conversations import carried_replies
from scheduler.audit.figures.demand import arrivals_per_second, counting_targets, meets, service_of
from scheduler.audit.figures.demand_scenarios import DemandScenario
from scheduler.audit.figures.transient_queue import (
    EMPTY,
    IntervalResult,
    QueueState,
    mixture,
    overnight,
    simulate_interval,
    without_waiting_line,
)
from scheduler.audit.figures.waiting import Service
from scheduler.domain.queues import Queue, Target, TargetKind

TOLERANCE = 1e-4
"""Of a service level, and relative of a wait: two ways of stepping through time differ by less."""


RESERVE, RESERVE_UNCERTAIN = 0.1, 0.5
"""Share of what a target allows to be late, or to wait, that these plans keep back; the second where demand
may turn out in several ways."""


@dataclass(frozen=True)
class Row:
    """A row of the requirement as it is to be judged: its agents, inquiries and length of chats."""

    agents: int
    inquiries: float
    queue: Queue


def judged(
    data: PlanData, queue: Queue, rows: Mapping[datetime, Row], ways: Sequence[DemandScenario]
) -> Iterator[tuple[datetime, str]]:
    """The intervals whose agents are too few or too many, with the code of that."""
    lefts, gap = [EMPTY] * len(ways), False
    for start, begins in _in_order(data, queue):
        row = rows.get(start)
        if row is None:
            gap = True
            continue
        if begins or gap:
            gap = False
            lefts = [overnight(left, service_of(queue)) for left in lefts]
        step = _Step(data, start, row, ways, lefts)
        if not step.enough(row.agents, TOLERANCE):
            yield start, "requirement_too_few"
        elif row.agents > 0 and step.enough(row.agents - 1, -TOLERANCE):
            yield start, "requirement_too_many"
        lefts = [result.left for result in step.results(row.agents)]
        if not step.targets:
            lefts = [without_waiting_line(left, queue.concurrency) for left in lefts]


def levels(
    data: PlanData,
    queue: Queue,
    rows: Mapping[datetime, tuple[Row, float]],
    kind: TargetKind,
    seconds: float,
) -> dict[datetime, float]:
    """Share of each interval's arrivals, or replies, within ``seconds`` with so many people, not always
    whole: in between, some go on with one more and the others without."""
    found: dict[datetime, float] = {}
    left, gap = EMPTY, False
    for start, begins in _in_order(data, queue):
        if start not in rows:
            gap = True
            continue
        row, present = rows[start]
        before = overnight(left, service_of(queue)) if begins or gap else left
        gap = False
        whole = floor(present + 1e-9)
        part = present - whole if present - whole > 1e-9 else 0.0
        rate = arrivals_per_second(data, queue, start, row.inquiries)
        lasting = 60 * real_minutes(data.timezone, start, data.interval_minutes)
        service = service_of(row.queue)
        results = [
            (share, agents, simulate_interval(before, rate, agents, service, lasting, [seconds]))
            for share, agents in ((1 - part, whole), (part, whole + 1))
            if share > 0
        ]
        found[start] = sum(
            share * (_measured(kind, seconds, result, 0, agents, service) if rate > 0 else 1.0)
            for share, agents, result in results
        )
        left = mixture([(share, result.left) for share, _, result in results], len(service.slowdown))
        if not counting_targets(data, queue, start):
            left = without_waiting_line(left, len(service.slowdown))
    return found


class _Step:
    """One interval, with any number of agents."""

    def __init__(
        self,
        data: PlanData,
        start: datetime,
        row: Row,
        ways: Sequence[DemandScenario],
        lefts: Sequence[QueueState],
    ) -> None:
        self.queue, self.lefts = row.queue, lefts
        rate = arrivals_per_second(data, row.queue, start, row.inquiries)
        hour = start.replace(minute=0)
        self.rates = [rate * way.factors.get(hour, 1.0) for way in ways]
        total = sum(way.weight * each for way, each in zip(ways, self.rates, strict=True))
        self.shares = [
            way.weight * each / total if total else 0.0 for way, each in zip(ways, self.rates, strict=True)
        ]
        self.mean_rate = total
        self.seconds = 60 * real_minutes(data.timezone, start, data.interval_minutes)
        self.allowed = 1 - (RESERVE if len(ways) == 1 else RESERVE_UNCERTAIN)
        self.targets: list[Target] = counting_targets(data, row.queue, start)
        self._known: dict[int, list[IntervalResult]] = {}

    def results(self, agents: int) -> list[IntervalResult]:
        """Of each way."""
        if agents not in self._known:
            within = [target.within_seconds for target in self.targets]
            service = service_of(self.queue)
            self._known[agents] = [
                simulate_interval(left, rate, agents, service, self.seconds, within)
                for left, rate in zip(self.lefts, self.rates, strict=True)
            ]
        return self._known[agents]

    def enough(self, agents: int, tolerance: float) -> bool:
        """Whether so many keep the targets, the cap and the minimum."""
        if agents < self.queue.min_agents or not meets(
            self.queue, [], [(1.0, self.mean_rate)], agents, tolerance
        ):
            return False
        if not self.targets or self.mean_rate == 0:
            return True
        return agents > 0 and all(
            self._keeps(place, target, agents, tolerance) for place, target in enumerate(self.targets)
        )

    def _keeps(self, place: int, target: Target, agents: int, tolerance: float) -> bool:
        kind, seconds, service = target.kind, target.within_seconds, service_of(self.queue)
        value = sum(
            share * _measured(kind, seconds, result, place, agents, service)
            for share, result in zip(self.shares, self.results(agents), strict=True)
            if share
        )
        if target.share is not None:
            return 1 - value <= (1 - target.share) * self.allowed + tolerance
        return value <= seconds * self.allowed * (1 + tolerance)


def _measured(
    kind: TargetKind, seconds: float, result: IntervalResult, place: int, agents: int, service: Service
) -> float:
    """A share in time, or mean seconds; place: of these ``seconds`` among those asked for."""
    if kind == "service_level":
        return result.answered[place]
    if kind == "average_wait":
        return result.mean_wait
    return carried_replies(kind, seconds, result.mean, result.mean_wait, agents, service)


def _in_order(data: PlanData, queue: Queue) -> Iterator[tuple[datetime, bool]]:
    """The queue's open intervals, and whether the desk was closed just before."""
    place = {start: number for number, start in enumerate(intervals(data))}
    before = None
    for start in grid.open_intervals(data)[queue.id]:
        yield start, before is None or place[start] != place[before] + 1
        before = start
