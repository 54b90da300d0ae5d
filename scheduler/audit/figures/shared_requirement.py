"""Rows of teams that share queues: the agents of requirement.csv, and the service levels of coverage.csv."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isnan

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.shared_teams import members
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.demand import arrivals_per_second, counting_targets, reported
from scheduler.audit.figures.demand_scenarios import DemandScenario, scenarios_of
from scheduler.audit.figures.handling_time import queue_at
from scheduler.audit.figures.least_agents import least_at
from scheduler.audit.figures.shared_queues import SharedInterval
from scheduler.audit.figures.time_varying import RESERVE, RESERVE_UNCERTAIN
from scheduler.domain.queues import Target
from scheduler.domain.shared_teams import SharedTeam

REQUIREMENT = "requirement.csv"
LEVEL_TOLERANCE = 1e-5
"""Of a share, and relative of a wait."""
CUSTOMERS_TOLERANCE = 1e-3
SECONDS_TOLERANCE = 1e-3


@dataclass(frozen=True)
class SharedRow:
    """A row of requirement.csv. row: in the file. customers: who reach agents. aht_seconds: as it says."""

    row: int
    agents: float
    customers: float
    aht_seconds: float


Rows = Mapping[grid.Key, SharedRow]


def shared_requirement(data: PlanData, team: SharedTeam, rows: Rows) -> Iterator[Violation]:
    """A team's rows whose agents are too few or too many, or whose customers are not those of its queues.

    rows: of the team and of its queues. Nobody is needed for one of these alone.
    """
    for (name, start), row in rows.items():
        if name in team.queues and row.agents > 0:
            yield _agents("requirement_too_many", name, start, row)
    ways = {queue.id: scenarios_of(data, queue) for queue in members(data, team)}
    there = {start for name, start in rows if name != team.id}
    for (name, start), row in rows.items():
        if name != team.id or start not in there:
            continue
        here = _Interval(data, team, start, rows, ways)
        yield from _customers(name, start, row, here)
        if not here.enough(int(row.agents), LEVEL_TOLERANCE):
            yield _agents("requirement_too_few", name, start, row)
        elif row.agents > 0 and here.enough(int(row.agents) - 1, -LEVEL_TOLERANCE):
            yield _agents("requirement_too_many", name, start, row)


def shared_levels(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount], at_agents: Mapping[grid.Key, CoverageCount]
) -> dict[grid.Key, float]:
    """Service levels of each team and of each of its queues, with the team's people.

    counted: with the people of the teams. at_agents: with customers who reach agents, of the queues.
    """
    found: dict[grid.Key, float] = {}
    for team in data.teams:
        for (name, start), right in counted.items():
            if name != team.id:
                continue
            own = [(queue, start) for queue in team.queues if (queue, start) in at_agents]
            rows = {
                key: SharedRow(0, 0.0, at_agents[key].inquiries, at_agents[key].aht_seconds) for key in own
            }
            if not rows:
                continue
            here = _Interval(data, team, start, rows, {})
            people = right.scheduled * (1 - data.shrinkage)
            levels = here.levels(people)
            customers = {queue.id: rows[queue.id, start].customers for queue in here.queues}
            total = sum(customers.values())
            found |= {(queue, start): level for queue, level in levels.items()}
            found[name, start] = (
                sum(customers[queue] * level for queue, level in levels.items()) / total if total else 1.0
            )
    return found


class _Interval:
    """The team's queues in one interval, in each way in which demand may turn out."""

    def __init__(
        self,
        data: PlanData,
        team: SharedTeam,
        start: datetime,
        rows: Rows,
        ways: Mapping[str, list[DemandScenario]],
    ) -> None:
        self.queues = [queue for queue in members(data, team) if (queue.id, start) in rows]
        own = [rows[queue.id, start] for queue in self.queues]
        as_here = [queue_at(queue, row.aht_seconds) for queue, row in zip(self.queues, own, strict=True)]
        self.customers = [row.customers for row in own]
        self.seconds = [queue.aht_seconds for queue in as_here]
        rates = [
            arrivals_per_second(data, queue, start, row.customers)
            for queue, row in zip(self.queues, own, strict=True)
        ]
        of_queues = [ways.get(queue.id, [DemandScenario(1.0)]) for queue in self.queues]
        several = max(of_queues, key=len)
        self.weights = [way.weight for way in several]
        factors = [
            [way.factor(start) for way in each] if len(each) > 1 else [1.0] * len(several)
            for each in of_queues
        ]
        self.intervals = [
            SharedInterval(
                as_here, tuple(rate * each[way] for rate, each in zip(rates, factors, strict=True))
            )
            for way in range(len(several))
        ]
        self.mean = SharedInterval(
            as_here,
            tuple(
                sum(
                    weight * one.rates[place]
                    for weight, one in zip(self.weights, self.intervals, strict=True)
                )
                for place in range(len(as_here))
            ),
        )
        caps = [queue.max_occupancy for queue in members(data, team) if queue.max_occupancy is not None]
        self.cap = min(caps, default=None)
        self.least = max(least_at(queue, start, data.interval_minutes) for queue in self.queues)
        self.targets = [
            (place, target)
            for place, queue in enumerate(self.queues)
            for target in counting_targets(data, queue, start)
            if self.mean.rates[place] > 0
        ]
        kept_back = RESERVE if len(several) == 1 else RESERVE_UNCERTAIN
        self.allowed = 1 - kept_back if data.time_varying else 1.0

    def enough(self, agents: int, tolerance: float) -> bool:
        """Whether so many keep the minimum, the cap, and what was promised to each queue."""
        if agents < self.least:
            return False
        load = self.mean.load() if self.cap is not None else 0.0
        if agents == 0:
            return not self.targets and load == 0
        if self.cap is not None and load > self.cap * agents * (1 + tolerance):
            return False
        return all(self._keeps(place, target, agents, tolerance) for place, target in self.targets)

    def levels(self, people: float) -> dict[str, float]:
        """Share of each queue's customers in time; straight between whole numbers of people."""
        low = math.floor(people + 1e-9)
        more = people - low if people - low > 1e-9 else 0.0
        found = {}
        for place, queue in enumerate(self.queues):
            seconds = (reported(queue) or ("service_level", 0.0))[1]
            level = self.mean.in_time(place, low, seconds)
            if more:
                level += more * (self.mean.in_time(place, low + 1, seconds) - level)
            found[queue.id] = level
        return found

    def _keeps(self, place: int, target: Target, agents: int, tolerance: float) -> bool:
        value = 0.0
        for weight, interval in zip(self.weights, self.intervals, strict=True):
            if interval.rates[place] > 0:
                one = (
                    interval.mean_wait(place, agents)
                    if target.share is None
                    else interval.in_time(place, agents, target.within_seconds)
                )
                value += weight * interval.rates[place] / self.mean.rates[place] * one
        if target.share is None:
            return value <= self.allowed * target.within_seconds * (1 + tolerance)
        return 1 - value <= self.allowed * (1 - target.share) + tolerance


def _customers(name: str, start: datetime, row: SharedRow, here: _Interval) -> Iterator[Violation]:
    """Of the team as of its queues together, and how long one of them takes on the mean."""
    total = sum(here.customers)
    if abs(row.customers - total) > CUSTOMERS_TOLERANCE:
        yield Violation(
            "requirement_inquiries",
            REQUIREMENT,
            row.row,
            "inquiries",
            interval=start,
            queue=name,
            expected=total,
            found=row.customers,
        )
    counts = here.customers if total else [1.0] * len(here.customers)
    seconds = sum(count * each for count, each in zip(counts, here.seconds, strict=True)) / sum(counts)
    if not isnan(row.aht_seconds) and not abs(row.aht_seconds - seconds) <= SECONDS_TOLERANCE:
        yield Violation(
            "requirement_aht",
            REQUIREMENT,
            row.row,
            "aht_seconds",
            interval=start,
            queue=name,
            expected=seconds,
            found=row.aht_seconds,
        )


def _agents(code: str, name: str, start: datetime, row: SharedRow) -> Violation:
    return Violation(code, REQUIREMENT, row.row, "agents", None, None, start, name, found=row.agents)
