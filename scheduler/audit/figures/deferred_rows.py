"""Rows of deferred work in requirement.csv and coverage.csv: what comes, what is due, and who does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import intervals, is_open, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import numbers
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.customers_counted import counted_at_agents
from scheduler.audit.figures.deferred import DeferredFlow, DeferredRow, closed_cases, course, flow_of
from scheduler.audit.figures.handling_time import queue_at
from scheduler.audit.figures.time_varying import Row
from scheduler.audit.figures.totals import SUMMARY, same, shown
from scheduler.audit.figures.transfers import customers_of_all
from scheduler.domain.plan import DEFERRED_COLUMNS
from scheduler.domain.queues import Queue

REQUIREMENT = "requirement.csv"
SUMMARY_TOLERANCE = 0.05
"""Cases of a whole plan; written with two decimals."""
TOLERANCE = 2e-3
"""Cases; they are written with four decimals, and so are the inquiries that they are counted from."""


def deferred_requirement(
    data: PlanData,
    queue: Queue,
    rows: Mapping[datetime, tuple[int, Row]],
    inquiries: Mapping[datetime, float],
    joined: Mapping[datetime, float],
) -> Iterator[Violation]:
    """What comes and is due is the forecast's; every deadline is kept; nobody is there for nothing.

    rows: with the customers who reach the agents; inquiries: before the chatbot. joined: cases out of other
    queues' chats in the closed intervals.
    """
    if not rows:
        return
    frame = data.plan.requirement
    assert frame is not None
    customers = {start: row.inquiries for start, (_, row) in rows.items()}
    closed = closed_cases(data, queue, inquiries)
    closed |= {start: closed.get(start, 0.0) + cases for start, cases in joined.items()}
    flow = flow_of(data, queue, customers, closed)
    for column, expected in zip(DEFERRED_COLUMNS, (flow.arrived, flow.due(), flow.overdue()), strict=True):
        if column not in frame.columns:
            yield Violation("column_absent", REQUIREMENT, 1, column, queue=queue.id, expected=column)
            continue
        written = numbers(frame[column])
        for each, figure in zip(flow.rows, expected, strict=True):
            place = rows[each.start][0]
            found = written[place - 2]
            if not abs(found - figure) <= TOLERANCE * max(1.0, abs(figure)):
                yield Violation(
                    "requirement_deferred",
                    REQUIREMENT,
                    place,
                    column,
                    interval=each.start,
                    queue=queue.id,
                    expected=figure,
                    found=found,
                )
    yield from _placed(data, queue, flow, rows)


def closed_keys(data: PlanData) -> list[grid.Key]:
    """Closed intervals of deferred work, in which cases come all the same."""
    deferred = [queue for queue in data.queues if queue.deferred is not None]
    return [
        (queue.id, start)
        for queue in deferred
        for start in intervals(data)
        if not is_open(queue, start, data.interval_minutes)
    ]


def _placed(
    data: PlanData, queue: Queue, flow: DeferredFlow, rows: Mapping[datetime, tuple[int, Row]]
) -> Iterator[Violation]:
    """Done by the end of each row is what is due by then; and each agent finds something to do."""
    done = 0.0
    for each, (due, come) in zip(flow.rows, flow.planned(), strict=True):
        place, row = rows[each.start]
        pace, tolerance = (
            (each.end - each.begin) * 60 / row.queue.aht_seconds,
            TOLERANCE * max(1.0, come / 100),
        )
        able = done + row.agents * pace
        code = None
        if row.agents < row.queue.min_agents or min(able, come) < due - tolerance:
            code = "requirement_too_few"
        elif row.agents > row.queue.min_agents and able - pace > come + tolerance:
            code = "requirement_too_many"
        if code is not None:
            yield Violation(
                code, REQUIREMENT, place, "agents", interval=each.start, queue=queue.id, found=row.agents
            )
        done = max(min(able, come), due)


def deferred_courses(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount]
) -> dict[grid.Key, DeferredRow]:
    """What becomes of the cases with the agents who are there; counted: with customers behind the chatbot."""
    frame, found = data.plan.requirement, {}
    for queue in data.queues:
        if queue.deferred is None or frame is None:
            continue
        own = {start: right for (name, start), right in counted.items() if name == queue.id}
        starts = sorted(own)
        written = {}
        for column in DEFERRED_COLUMNS:
            values = numbers(frame[column]) if column in frame.columns else []
            places = grid.positions(frame, {queue.id: starts}) if values else {}
            written[column] = [values[places[queue.id, start]] for start in starts if values]
        arrived, due, overdue = (written[column] for column in DEFERRED_COLUMNS)
        overdue = [0.0 if value != value else value for value in overdue] or [0.0] * len(starts)
        if not arrived or not due or any(value != value for value in (*arrived, *due)):
            flow = flow_of(data, queue, {start: own[start].inquiries for start in starts}, {}, known=False)
            arrived, due, overdue = flow.arrived, flow.due(), flow.overdue()
        able = []
        for start in starts:
            seconds = queue_at(queue, own[start].aht_seconds).aht_seconds
            lasting = 60 * real_minutes(data.timezone, start, data.interval_minutes)
            able.append(own[start].scheduled * (1 - data.shrinkage) * lasting / seconds)
        for start, row in zip(starts, course(arrived, due, overdue, able), strict=True):
            found[queue.id, start] = row
    return found


def deferred_summary(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> Iterator[Violation]:
    """What summary.json says of deferred work, added up again; one without a word of it is left alone."""
    told = (data.plan.summary or {}).get("deferred")
    if told is None or not counted:
        return
    rows = deferred_courses(data, counted_at_agents(data, counted))
    for queue in data.queues:
        if queue.deferred is None:
            continue
        own = {start: row for (name, start), row in rows.items() if name == queue.id and start < data.end}
        due, late = sum(row.due for row in own.values()), sum(row.late for row in own.values())
        expected: dict[str, float | None] = {
            "done": sum(row.done for row in own.values()),
            "due": due,
            "late": late,
            "share_in_time": 1 - late / due if due > 0 else None,
        }
        expected |= _borders(data, queue, counted) if _told_of_borders(told, queue) else {}
        for start in sorted(own):
            expected[f"backlog.{start.date().isoformat()}"] = own[start].backlog
        for key, figure in expected.items():
            found = _told(told, [queue.id, *key.split(".")])
            if not same(found, figure, SUMMARY_TOLERANCE):
                column = f"deferred.{queue.id}.{key}"
                yield Violation("summary_figure", SUMMARY, column=column, expected=figure, found=shown(found))


def _told_of_borders(told: Any, queue: Queue) -> bool:
    """Whether the summary says what waited at the plan's start, and what comes after its last closing."""
    return any(_told(told, [queue.id, name]) is not None for name in ("waiting", "after_closing"))


def _borders(data: PlanData, queue: Queue, counted: Mapping[grid.Key, CoverageCount]) -> dict[str, float]:
    """Cases that waited at the start, and that come from the last closing until the end."""
    frame = data.plan.requirement
    starts = sorted(start for name, start in counted if name == queue.id)
    if frame is None or DEFERRED_COLUMNS[0] not in frame.columns or not starts:
        return {}
    sound = {key: right for key, right in counted.items() if right.inquiries >= 0}
    inquiries = {key: right.inquiries for key, right in sound.items()}
    shut = dict.fromkeys(closed_keys(data), 0.0)
    customers = customers_of_all(
        data, {**shut, **inquiries}, {key: right.aht_seconds for key, right in sound.items()}
    )
    own = {start: count for (name, start), count in inquiries.items() if name == queue.id}
    come = closed_cases(data, queue, own)
    for name, start in shut:
        if name == queue.id:
            come[start] = come.get(start, 0.0) + customers[name, start]
    place = grid.positions(frame, {queue.id: starts})[queue.id, starts[0]]
    before = sum(cases for start, cases in come.items() if start < starts[0])
    arrived = numbers(frame[DEFERRED_COLUMNS[0]])[place]
    closing = max((start for start in starts if start < data.end), default=data.start)
    return {
        "waiting": max(0.0, arrived - before - customers[queue.id, starts[0]]),
        "after_closing": sum(cases for start, cases in come.items() if closing <= start < data.end),
    }


def _told(told: Any, path: list[str]) -> Any:
    for key in path:
        told = told.get(key) if isinstance(told, Mapping) else None
    return told
