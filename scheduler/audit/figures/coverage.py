"""coverage.csv: the same rows as requirement.csv, and every figure in them counted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import file_row, numbers
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.customers_counted import counted_at_agents
from scheduler.audit.figures.deferred_rows import deferred_courses
from scheduler.audit.figures.demand import (
    arrivals_per_second,
    reported,
    share_in_time,
)
from scheduler.audit.figures.handling_time import queue_at, stated
from scheduler.audit.figures.shared_requirement import shared_levels
from scheduler.audit.figures.time_varying import Row, levels, rushes
from scheduler.domain.plan import BACKLOG

COVERAGE = "coverage.csv"
TOLERANCE = 1e-6
DEFERRED_TOLERANCE = 2e-3
"""Of cases that wait, and of shares of cases, which are few at times; both are written with four decimals."""
SHARED_TOLERANCE = 1e-5
"""Of service levels of queues that share a team, found by two ways of inversion and stepping."""
CARRIED_TOLERANCE = 2e-3
"""Of service levels that were followed through time; far into an overload they hang on the steps taken."""


def coverage(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> Iterator[Violation]:
    """Violations of coverage.csv."""
    frame = data.plan.coverage
    if frame is None:
        return
    teams = {team.id for team in data.teams}
    of_queues = {
        **_of_shared_queues(data),
        **{key: each for key, each in counted.items() if key[0] not in teams},
    }
    of_teams = {key: each for key, each in counted.items() if key[0] in teams}
    at_agents = counted_at_agents(data, of_queues)
    shared = shared_levels(data, of_teams, at_agents)
    counted = {**at_agents, **of_teams}
    wanted = grid.open_intervals(data)
    yield from grid.rows(COVERAGE, frame, wanted)
    queues = {queue.id: queue for queue in data.queues}
    written = {column: numbers(frame[column]) for column in ("required", "scheduled", "service_level")}
    carried = _carried(data, counted) if data.time_varying else _openings(data, counted)
    deferred = deferred_courses(data, counted)
    waiting = numbers(frame[BACKLOG]) if BACKLOG in frame.columns else None
    if deferred and waiting is None:
        yield Violation("column_absent", COVERAGE, 1, BACKLOG, expected=BACKLOG)
    for key, place in grid.positions(frame, wanted).items():
        right = counted.get(key)
        if right is None:
            continue
        expected = {"required": right.required, "scheduled": float(right.scheduled)}
        tolerance = TOLERANCE
        queue = None if key[0] in teams else queue_at(queues[key[0]], right.aht_seconds)
        promised = None if queue is None else reported(queue)
        if key in shared:
            expected["service_level"], tolerance = shared[key], SHARED_TOLERANCE
        elif key in deferred:
            expected["service_level"] = deferred[key].share
            if waiting is not None:
                expected[BACKLOG], written[BACKLOG] = deferred[key].backlog, waiting
            tolerance = DEFERRED_TOLERANCE
        elif key in carried:
            expected["service_level"], tolerance = carried[key], CARRIED_TOLERANCE
        elif queue is not None and promised is not None:
            rate = arrivals_per_second(data, queue, key[1], right.inquiries)
            expected["service_level"] = share_in_time(queue, rate, _at_desks(data, right), *promised)
        for column, figure in expected.items():
            found = written[column][place]
            allowed = tolerance if column in ("service_level", BACKLOG) else TOLERANCE
            if not abs(found - figure) <= allowed * max(1.0, abs(figure)):
                yield Violation(
                    f"coverage_{column}",
                    COVERAGE,
                    file_row(place),
                    column,
                    interval=key[1],
                    queue=key[0],
                    expected=figure,
                    found=found,
                )


def _carried(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> dict[grid.Key, float]:
    """Service levels of the intervals, each going on from the one before."""
    found: dict[grid.Key, float] = {}
    for queue in data.queues:
        if queue.deferred is not None or queue.id in data.shop.shared_queues:
            continue
        promised = reported(queue)
        rows = {
            start: (Row(0, right.inquiries, queue_at(queue, right.aht_seconds)), _at_desks(data, right))
            for (name, start), right in counted.items()
            if name == queue.id
        }
        if promised is not None:
            by_start = levels(data, queue, rows, *promised)
            found |= {(queue.id, start): level for start, level in by_start.items()}
    return found


def _openings(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> dict[grid.Key, float]:
    """Service levels of the intervals with the rush of an opening, and of those that go on
    from them."""
    found: dict[grid.Key, float] = {}
    for queue in data.queues:
        promised = reported(queue)
        if queue.deferred is not None or promised is None or queue.id in data.shop.shared_queues:
            continue
        own = [start for start in grid.open_intervals(data)[queue.id] if (queue.id, start) in counted]
        for stretch, followed in rushes(data, queue, own):
            rows = {}
            for start in stretch:
                right = counted[queue.id, start]
                row = Row(0, right.inquiries, queue_at(queue, right.aht_seconds))
                rows[start] = (row, _at_desks(data, right))
            reached = levels(data, queue, rows, *promised)
            found |= {(queue.id, start): reached[start] for start in followed}
    return found


def _of_shared_queues(data: PlanData) -> dict[grid.Key, CoverageCount]:
    """The rows of queues that teams share, whose people are those of the team."""
    frame, shared = data.plan.requirement, data.shop.shared_queues
    if frame is None or not shared:
        return {}
    inquiries, agents, aht = numbers(frame["inquiries"]), numbers(frame["agents"]), stated(frame)
    return {
        key: CoverageCount(inquiries[place], aht[place], agents[place] / (1 - data.shrinkage), 0.0)
        for key, place in grid.positions(frame, grid.open_intervals(data)).items()
        if key[0] in shared
    }


def _at_desks(data: PlanData, right: CoverageCount) -> float:
    return right.scheduled * (1 - data.shrinkage)
