"""Agents and service levels where each interval begins with what the one before left.

A queue's open intervals are gone through in the order of time, once for each way in which demand may turn
out; who waits when the desk closes waits when it opens, if customers have patience without end. Several ways
count by their customers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import floor, inf

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.bots import rush_at_desks
from scheduler.audit.figures.demand import (
    arrivals_per_second,
    cannot_do_all,
    counting_targets,
    meets,
    service_of,
)
from scheduler.audit.figures.demand_scenarios import DemandScenario
from scheduler.audit.figures.open_times import OpenInterval, open_times
from scheduler.audit.figures.period_promises import Intervals, MissedPeriod, judged_together
from scheduler.audit.figures.promises import (
    SPREAD,
    Served,
    chance_target,
    is_long,
    paces_until_due,
    serve,
    spread_load,
)
from scheduler.audit.figures.returns import customers_back
from scheduler.audit.figures.transient_queue import (
    EMPTY,
    QueueState,
    alike,
    mixture,
    overnight,
    simulate_interval,
    without_waiting_line,
)
from scheduler.domain.queues import Queue, Target, TargetKind

TOLERANCE = 1e-4
"""Of a service level, and relative of a wait: two ways of stepping through time differ by less."""


RESERVE, RESERVE_UNCERTAIN = 0.1, 0.5
"""Share of what a target allows to be late, or to wait, that these plans keep back; the second where demand
may turn out in several ways."""

FOLLOWED_SECONDS = 3600.0
"""Those that begin so soon after an interval with a rush go on from it, where others are in steady states."""


@dataclass(frozen=True)
class Row:
    """A row of the requirement as it is to be judged: its agents, inquiries and length of chats."""

    agents: int
    inquiries: float
    queue: Queue


def judged(
    data: PlanData, queue: Queue, rows: Mapping[datetime, Row], ways: Sequence[DemandScenario]
) -> Iterator[tuple[datetime, str] | MissedPeriod]:
    """The intervals whose agents are too few or too many, with the code of that, and the days and months in
    which a promise is missed."""
    starts = [start for start in grid.open_intervals(data)[queue.id] if start in rows]
    times = open_times(data, queue, starts)
    back = returning(data, queue, rows, ways)
    rushes_here = rush_at_desks(data, queue)
    demands = [
        _Demand(data, start, rows[start], ways, [more[start] for more in back], rushes_here.get(start, ()))
        for start in starts
    ]
    long = _long_needs(queue, demands, times)
    stay = queue.closing == "stay"

    def step(number: int, lefts: Sequence[QueueState]) -> _Step:
        if times[number].begins:
            lefts = [overnight(left, service_of(queue), stay=stay) for left in lefts]
        return _Step(queue, demands[number], times[number], lefts, long[number])

    if any(target.per != "interval" for target in queue.targets):
        yield from judged_together(
            Intervals(
                starts,
                [rows[start].agents for start in starts],
                [demand.mean_rate * time.length for demand, time in zip(demands, times, strict=True)],
                [demand.targets for demand in demands],
                [EMPTY] * len(ways),
                step,
                _alike,
                RESERVE if len(ways) == 1 else RESERVE_UNCERTAIN,
                TOLERANCE,
            )
        )
        return
    lefts: Sequence[QueueState] = [EMPTY] * len(ways)
    for number, start in enumerate(starts):
        here, agents = step(number, lefts), rows[start].agents
        if not here.enough(agents, TOLERANCE):
            yield start, "requirement_too_few"
        elif agents > 0 and here.enough(agents - 1, -TOLERANCE):
            yield start, "requirement_too_many"
        lefts = here.left(agents)


def _alike(some: Sequence[QueueState], others: Sequence[QueueState]) -> bool:
    return all(alike(one, other) for one, other in zip(some, others, strict=True))


def returning(
    data: PlanData, queue: Queue, rows: Mapping[datetime, Row], ways: Sequence[DemandScenario]
) -> list[dict[datetime, float]]:
    """Customers who come back in each interval with the rows' agents, in each way."""
    return [
        customers_back(
            data,
            queue,
            {
                start: (row.inquiries * way.factor(start), row.queue, float(row.agents))
                for start, row in rows.items()
            },
        )
        for way in ways
    ]


def rushes(
    data: PlanData, queue: Queue, starts: Sequence[datetime]
) -> Iterator[tuple[list[datetime], list[datetime]]]:
    """Intervals that are followed from one to the next because a sale opens in one of them, and the one that
    they begin with: each stretch whole, and without the interval before the rush if there is one.

    For plans whose intervals are else in their steady states. With returns, or promises counted by day or
    month or of hours, they all are.
    """
    lasting = (target.per != "interval" or is_long(target.within_seconds) for target in queue.targets)
    if queue.returns_share > 0 or any(lasting):
        return
    times = open_times(data, queue, starts)
    until, stretch, rushed_at = -1.0, list[datetime](), rush_at_desks(data, queue)
    before = 0
    for number, (start, time) in enumerate(zip(starts, times, strict=True)):
        rushed = start in rushed_at
        if stretch and (time.begins or not (rushed or time.start < until - 1e-6)):
            yield stretch, stretch[before:]
            stretch = []
        if rushed and not stretch:
            before = int(number > 0 and not time.begins)
            stretch = list(starts[number - before : number])
        if rushed:
            until = time.end + FOLLOWED_SECONDS
        if stretch or rushed:
            stretch.append(start)
    if stretch:
        yield stretch, stretch[before:]


def levels(
    data: PlanData,
    queue: Queue,
    rows: Mapping[datetime, tuple[Row, float]],
    kind: TargetKind,
    seconds: float,
) -> dict[datetime, float]:
    """Share of each interval's arrivals, or replies, within ``seconds`` with so many people, not always
    whole: in between, some go on with one more and the others without."""
    starts = [start for start in grid.open_intervals(data)[queue.id] if start in rows]
    times = open_times(data, queue, starts)
    stay, base = queue.closing == "stay", _paces(queue, rows, starts, times, seconds)
    found: dict[datetime, float] = {}
    left, rushed_at = EMPTY, rush_at_desks(data, queue)
    for number, (start, time) in enumerate(zip(starts, times, strict=True)):
        row, present = rows[start]
        service = service_of(row.queue)
        before = overnight(left, service_of(queue), stay=stay) if time.begins else left
        whole = floor(present + 1e-9)
        part = present - whole if present - whole > 1e-9 else 0.0
        rate = arrivals_per_second(data, queue, start, row.inquiries)
        targets = counting_targets(data, queue, start)
        results = []
        for share, agents in ((1 - part, whole), (part, whole + 1)):
            if share <= 0:
                continue
            pace = None
            if base:
                more = (agents - present) * _pace(row.queue) * time.length / 2 / seconds
                pace = max(base[number] + more, 0.0)
            served = serve(
                before,
                rate,
                agents,
                service,
                time,
                [(kind, seconds)],
                [pace],
                stay=stay,
                rush=rushed_at.get(start, ()),
            )
            after = _handed_on(queue, row.queue, targets, before, served.left, agents, time, [seconds])
            results.append((share, served, after))
        found[start] = sum(share * served.values[0] for share, served, _ in results)
        left = mixture([(share, after) for share, _, after in results], len(service.slowdown))
    return found


def _pace(queue: Queue) -> float:
    """Chats that an agent ends per second, every slot in use."""
    return queue.concurrency * service_of(queue).slowdown[-1] / queue.aht_seconds


def _paces(
    queue: Queue,
    rows: Mapping[datetime, tuple[Row, float]],
    starts: Sequence[datetime],
    times: Sequence[OpenInterval],
    seconds: float,
) -> list[float]:
    """Of each interval until a long promise is due; none for a short one."""
    if not is_long(seconds):
        return []
    return paces_until_due([rows[at][1] * _pace(rows[at][0].queue) for at in starts], times, seconds)


def _handed_on(
    queue: Queue,
    here: Queue,
    targets: Sequence[Target],
    before: QueueState,
    left: QueueState,
    agents: int,
    time: OpenInterval,
    evaluated: Sequence[float] = (),
) -> QueueState:
    """What the next interval begins with.

    Who was promised nothing is left out; where promises last for hours, the others are served first.
    """
    if targets:
        return left
    asked = evaluated or [target.within_seconds for target in queue.targets]
    if any(is_long(within) for within in asked):
        return simulate_interval(before, 0.0, agents, service_of(here), time.length).left
    return without_waiting_line(left, queue.concurrency)


class _Demand:
    """What comes in one interval, in each way in which demand may turn out."""

    def __init__(
        self,
        data: PlanData,
        start: datetime,
        row: Row,
        ways: Sequence[DemandScenario],
        back: Sequence[float],
        rush: tuple[float, ...],
    ) -> None:
        """back: customers of each way who left the line before. rush: of an opening, by five minutes."""
        self.queue = row.queue
        self.rates = [
            arrivals_per_second(data, row.queue, start, row.inquiries * way.factor(start) + more)
            for way, more in zip(ways, back, strict=True)
        ]
        self.weights = [way.weight for way in ways]
        self.mean_rate = sum(w * each for w, each in zip(self.weights, self.rates, strict=True))
        self.targets: list[Target] = counting_targets(data, row.queue, start)
        self.rush = rush

    @property
    def reserve(self) -> float:
        """Of what a target allows."""
        return RESERVE if len(self.rates) == 1 else RESERVE_UNCERTAIN


@dataclass(frozen=True)
class _LongNeed:
    """A long promise in one interval: what is left of it for chance, and probability and customers per second
    of each way, spread."""

    target: Target
    rates: tuple[tuple[float, float], ...]


def _long_needs(
    queue: Queue, demands: Sequence[_Demand], times: Sequence[OpenInterval]
) -> list[list[_LongNeed]]:
    needs: list[list[_LongNeed]] = [[] for _ in demands]
    for target in queue.targets:
        if not is_long(target.within_seconds) or not any(target in demand.targets for demand in demands):
            continue
        spread = []
        for way in range(len(demands[0].rates)):
            loads = [d.rates[way] * d.queue.aht_seconds if target in d.targets else 0.0 for d in demands]
            within = SPREAD * target.within_seconds
            spread.append(spread_load(loads, times, within, stay=queue.closing == "stay"))
        for number, demand in enumerate(demands):
            rates = tuple(
                (weight, way[number] / demand.queue.aht_seconds)
                for weight, way in zip(demand.weights, spread, strict=True)
            )
            needs[number].append(_LongNeed(chance_target(target, demand.reserve), rates))
    return needs


class _Step:
    """One interval, with any number of agents."""

    def __init__(
        self,
        queue: Queue,
        demand: _Demand,
        time: OpenInterval,
        lefts: Sequence[QueueState],
        long: Sequence[_LongNeed],
    ) -> None:
        """queue: as shop.toml has it."""
        self.queue, self.demand, self.time, self.lefts, self.long = queue, demand, time, lefts, long
        self.targets = [target for target in demand.targets if not is_long(target.within_seconds)]
        total = demand.mean_rate
        self.shares = [
            weight * each / total if total else 0.0
            for weight, each in zip(demand.weights, demand.rates, strict=True)
        ]
        self._known: dict[int, list[Served]] = {}

    def results(self, agents: int) -> list[Served]:
        """Of each way."""
        if agents not in self._known:
            asked = [(target.kind, target.within_seconds) for target in self.targets]
            queue = self.demand.queue
            self._known[agents] = [
                serve(
                    left,
                    rate,
                    agents,
                    service_of(queue),
                    self.time,
                    asked,
                    [None] * len(asked),
                    stay=queue.closing == "stay",
                    rush=self.demand.rush,
                )
                for left, rate in zip(self.lefts, self.demand.rates, strict=True)
            ]
        return self._known[agents]

    def enough(self, agents: int, tolerance: float) -> bool:
        """Whether so many keep the targets, the cap and the minimum."""
        queue, mean = self.demand.queue, self.demand.mean_rate
        if agents < queue.min_agents or not meets(queue, [], [(1.0, mean)], agents, tolerance):
            return False
        uncapped = replace(queue, max_occupancy=None)
        for need in self.long:
            if not meets(uncapped, [need.target], need.rates, agents, tolerance):
                return False
        if not self.targets or mean == 0:
            return True
        return agents > 0 and all(
            self._keeps(place, target, agents, tolerance) for place, target in enumerate(self.targets)
        )

    def used(self, agents: int, target: Target) -> float:
        """Customers late, or their seconds, by what the target counts."""
        if not self.demand.mean_rate:
            return 0.0
        value = self._value(self.targets.index(target), agents)
        customers = self.demand.mean_rate * self.time.length
        return customers * (value if target.share is None else 1 - value)

    def left(self, agents: int) -> list[QueueState]:
        """What the next interval begins with, in each way."""
        demand = self.demand
        return [
            _handed_on(self.queue, demand.queue, demand.targets, left, result.left, agents, self.time)
            for left, result in zip(self.lefts, self.results(agents), strict=True)
        ]

    def _value(self, place: int, agents: int) -> float:
        if self.targets[place].kind == "average_response":
            service = service_of(self.demand.queue)
            if any(cannot_do_all(rate, agents, service) for rate in self.demand.rates):
                return inf
        results = zip(self.shares, self.results(agents), strict=True)
        return sum(share * result.values[place] for share, result in results if share)

    def _keeps(self, place: int, target: Target, agents: int, tolerance: float) -> bool:
        """Of a target that counts over a day or a month, its floor."""
        value = self._value(place, agents)
        if target.floor is not None:
            if target.share is None:
                return value <= target.floor * (1 + tolerance)
            return value >= target.floor - tolerance
        allowed = 1 - self.demand.reserve
        if target.share is not None:
            return 1 - value <= (1 - target.share) * allowed + tolerance
        return value <= target.within_seconds * allowed * (1 + tolerance)
