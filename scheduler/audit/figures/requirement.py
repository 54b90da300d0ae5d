"""requirement.csv: every open interval, inquiries and handling times of the forecast, the least agents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import is_open, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import file_row, numbers
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.deferred_rows import closed_keys, deferred_requirement
from scheduler.audit.figures.demand import (
    TOLERANCE,
    arrivals_per_second,
    counting_targets,
    measured_value,
    meets,
    service_of,
    too_few,
    too_many,
)
from scheduler.audit.figures.demand_scenarios import DemandScenario, scenarios_of
from scheduler.audit.figures.forecast import staffed_column, staffed_for
from scheduler.audit.figures.handling_time import handling_times, queue_at, stated
from scheduler.audit.figures.least_agents import with_least
from scheduler.audit.figures.period_promises import Intervals, MissedPeriod, judged_together
from scheduler.audit.figures.shared_requirement import SharedRow, shared_requirement
from scheduler.audit.figures.time_varying import Row, judged, returning, rushes
from scheduler.audit.figures.transfers import customers_of_all
from scheduler.domain.queues import Queue, Target

REQUIREMENT = "requirement.csv"
INQUIRIES_TOLERANCE = 1e-3
FEW, MANY = "requirement_too_few", "requirement_too_many"


def requirement(data: PlanData) -> Iterator[Violation]:
    """Violations of requirement.csv; one of the shop's own is held to its form alone."""
    frame = data.plan.requirement
    if frame is None:
        return
    wanted = grid.open_intervals(data)
    yield from grid.rows(REQUIREMENT, frame, wanted)
    places = grid.positions(frame, wanted)
    inquiries, agents, aht = numbers(frame["inquiries"]), numbers(frame["agents"]), stated(frame)
    queues = {queue.id: queue for queue in data.queues}
    sound: dict[str, dict[datetime, tuple[int, Row]]] = {queue.id: {} for queue in data.queues}
    of_teams: dict[grid.Key, SharedRow] = {}
    for (queue_id, start), place in places.items():
        row = file_row(place)
        wrong = [
            Violation(
                "requirement_number", REQUIREMENT, row, column, None, None, start, queue_id, found=found
            )
            for column, found, right in (
                ("inquiries", inquiries[place], 0 <= inquiries[place] < float("inf")),
                ("agents", agents[place], agents[place] >= 0 and agents[place].is_integer()),
            )
            if not right
        ]
        if wrong:
            yield from wrong
        elif queue_id not in queues:
            of_teams[queue_id, start] = SharedRow(row, agents[place], inquiries[place], aht[place])
        else:
            queue = with_least(queue_at(queues[queue_id], aht[place]), start, data.interval_minutes)
            sound[queue_id][start] = (row, Row(int(agents[place]), inquiries[place], queue))
    if "requirement" in data.plan.own:
        return
    good = [(queue, start) for queue, rows in sound.items() for start in rows]
    shut = closed_keys(data)
    customers = customers_of_all(
        data,
        {**dict.fromkeys(shut, 0.0), **{key: inquiries[places[key]] for key in good}},
        {key: aht[places[key]] for key in good},
    )
    yield from _of_teams(data, of_teams, sound, customers)
    for queue in data.queues:
        if queue.id in data.shop.shared_queues:
            continue
        rows = {
            start: (row, replace(given, inquiries=customers[queue.id, start]))
            for start, (row, given) in sound[queue.id].items()
        }
        if queue.deferred is None:
            yield from _least(data, queue, rows)
        else:
            own = {start: given.inquiries for start, (_, given) in sound[queue.id].items()}
            joined = {start: customers[name, start] for name, start in shut if name == queue.id}
            yield from deferred_requirement(data, queue, rows, own, joined)
    of_queues = {key: place for key, place in places.items() if key[0] in queues}
    yield from handling_times(data, REQUIREMENT, frame, of_queues)
    yield from _inquiries(data, {key: inquiries[place] for key, place in places.items()})


def _of_teams(
    data: PlanData,
    of_teams: Mapping[grid.Key, SharedRow],
    sound: Mapping[str, Mapping[datetime, tuple[int, Row]]],
    customers: Mapping[grid.Key, float],
) -> Iterator[Violation]:
    """Of each team that shares queues; sound: rows of all queues, with the customers who reach agents."""
    for team in data.teams:
        own = {key: row for key, row in of_teams.items() if key[0] == team.id}
        for name in team.queues:
            for start, (row, given) in sound[name].items():
                own[name, start] = SharedRow(
                    row, given.agents, customers[name, start], given.queue.aht_seconds
                )
        whole = {start for name, start in own if name == team.id}
        yield from shared_requirement(data, team, {key: row for key, row in own.items() if key[1] in whole})


def _least(data: PlanData, queue: Queue, rows: dict[datetime, tuple[int, Row]]) -> Iterator[Violation]:
    """The number of agents is enough for the rows' customers, and one fewer would not be."""
    if data.time_varying:
        plain = {start: row for start, (_, row) in rows.items()}
        found = judged(data, queue, plain, scenarios_of(data, queue))
    else:
        found = _each_alone(data, queue, rows)
    for each in found:
        if isinstance(each, MissedPeriod):
            yield _missed(queue, each, rows[each.start][0])
            continue
        start, code = each
        place, row = rows[start]
        yield Violation(code, REQUIREMENT, place, "agents", None, None, start, queue.id, found=row.agents)


def _missed(queue: Queue, each: MissedPeriod, place: int) -> Violation:
    target = each.target
    code = f"requirement_missed_per_{target.per}"
    expected, found = target.share, each.found
    if expected is None:
        code, expected = f"{code}_mean", target.within_seconds
    return Violation(
        code, REQUIREMENT, place, "agents", None, each.start.date(), each.start, queue.id, expected, found
    )


def _each_alone(
    data: PlanData, queue: Queue, rows: dict[datetime, tuple[int, Row]]
) -> Iterator[tuple[datetime, str] | MissedPeriod]:
    ways = scenarios_of(data, queue)
    back = returning(data, queue, {start: row for start, (_, row) in rows.items()}, ways)
    if any(target.per != "interval" for target in queue.targets):
        yield from _alone_together(data, queue, {start: row for start, (_, row) in rows.items()}, ways)
        return
    plain = {start: row for start, (_, row) in rows.items()}
    starts = [start for start in grid.open_intervals(data)[queue.id] if start in rows]
    opened: dict[datetime, str | None] = {}
    for stretch, followed in rushes(data, queue, starts):
        found = judged(data, queue, {start: plain[start] for start in stretch}, ways)
        codes = dict(each for each in found if isinstance(each, tuple))
        opened |= {start: codes.get(start) for start in followed}
    for start, (_, row) in rows.items():
        targets = counting_targets(data, queue, start)
        rate = arrivals_per_second(data, queue, start, row.inquiries)
        rates = [
            (
                way.weight,
                rate * way.factor(start) + arrivals_per_second(data, queue, start, more[start]),
            )
            for way, more in zip(ways, back, strict=True)
        ]
        # An interval that goes on from a rush is to be enough for that and for its own steady state.
        if opened.get(start) == FEW or too_few(row.queue, targets, rates, row.agents):
            yield start, FEW
        elif opened.get(start, MANY) == MANY and too_many(row.queue, targets, rates, row.agents):
            yield start, MANY


def _alone_together(
    data: PlanData, queue: Queue, rows: dict[datetime, Row], ways: Sequence[DemandScenario]
) -> Iterator[tuple[datetime, str] | MissedPeriod]:
    starts = [start for start in grid.open_intervals(data)[queue.id] if start in rows]
    steps = []
    for start in starts:
        rate = arrivals_per_second(data, queue, start, rows[start].inquiries)
        rates = [(way.weight, rate * way.factors.get(start.replace(minute=0), 1.0)) for way in ways]
        seconds = 60 * real_minutes(data.timezone, start, data.interval_minutes)
        steps.append(_Alone(rows[start].queue, counting_targets(data, queue, start), rates, seconds))
    together = Intervals(
        starts,
        [rows[start].agents for start in starts],
        [step.customers for step in steps],
        [step.targets for step in steps],
        None,
        lambda number, left: steps[number],
        lambda one, other: True,
        0.0,
        TOLERANCE,
    )
    yield from judged_together(together)


@dataclass(frozen=True)
class _Alone:
    """An interval in its steady state; rates: probability and customers per second of each way."""

    queue: Queue
    targets: list[Target]
    rates: list[tuple[float, float]]
    seconds: float

    @property
    def customers(self) -> float:
        """Expected."""
        return self.seconds * sum(weight * rate for weight, rate in self.rates)

    def enough(self, agents: int, tolerance: float) -> bool:
        """What holds in the interval itself: of a target of a day or a month, its floor."""
        asked = [target if target.floor is None else _floor(target) for target in self.targets]
        return agents >= self.queue.min_agents and meets(self.queue, asked, self.rates, agents, tolerance)

    def used(self, agents: int, target: Target) -> float:
        """Customers late, or their seconds."""
        service, total = service_of(self.queue), 0.0
        for weight, rate in self.rates:
            if rate > 0:
                value = measured_value(target.kind, target.within_seconds, rate, agents, service)
                total += weight * rate * (value if target.share is None else 1 - value)
        return self.seconds * total

    def left(self, agents: int) -> None:
        """Nothing."""


def _floor(target: Target) -> Target:
    """A floor as a target of one interval; one of 0 asks for somebody at least."""
    assert target.floor is not None
    if target.share is None:
        return Target(target.kind, target.floor)
    return Target(target.kind, target.within_seconds, max(target.floor, 1e-12))


def _inquiries(data: PlanData, inquiries: dict[grid.Key, float]) -> Iterator[Violation]:
    """The intervals of each hour sum to the forecast; those of an hour open in part to no more."""
    staffed = staffed_for(data)
    for queue in data.queues:
        for (queue_id, hour), expected in staffed.items():
            if queue_id != queue.id:
                continue
            parts, whole = _parts(data, queue, hour)
            found = [inquiries[queue.id, part] for part in parts if (queue.id, part) in inquiries]
            if not parts or len(found) < len(parts):
                continue
            total = sum(found)
            short = whole and total < expected - INQUIRIES_TOLERANCE
            if short or not total <= expected + INQUIRIES_TOLERANCE:
                yield Violation(
                    "requirement_inquiries",
                    REQUIREMENT,
                    column=staffed_column(data, queue),
                    interval=hour,
                    queue=queue.id,
                    expected=expected,
                    found=total,
                )


def _parts(data: PlanData, queue: Queue, hour: datetime) -> tuple[list[datetime], bool]:
    """The open intervals of the hour, and whether the queue is open all through it."""
    length = data.interval_minutes
    existing = [
        minute
        for minute in range(0, 60, length)
        if real_minutes(data.timezone, hour + timedelta(minutes=minute), length) > 0
    ]
    open_ = [minute for minute in existing if is_open(queue, hour + timedelta(minutes=minute), length)]
    return [hour + timedelta(minutes=minute) for minute in open_], open_ == existing
