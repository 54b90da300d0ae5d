"""Tables with one row for each queue and interval: which rows are absent, doubled or surplus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pandas as pd

from scheduler.audit.facts.calendar import intervals, is_open
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import datetimes, file_row, texts
from scheduler.audit.facts.violation import Violation

Key = tuple[str, datetime]
"""Queue and start."""

Wanted = Mapping[str, Sequence[datetime]]


def open_intervals(data: PlanData) -> dict[str, list[datetime]]:
    """The planning intervals in which each queue is staffed, tail included; and each team that shares queues,
    which is while one of them is."""
    moments = list(intervals(data))
    found = {
        queue.id: [moment for moment in moments if is_open(queue, moment, data.interval_minutes)]
        for queue in data.queues
    }
    for team in data.teams:
        staffed = {moment for name in team.queues for moment in found[name]}
        found[team.id] = [moment for moment in moments if moment in staffed]
    return found


def keys(frame: pd.DataFrame) -> list[Key]:
    """Queue and start of each row."""
    return list(zip(texts(frame["queue"]), datetimes(frame["timestamp"]), strict=True))


def positions(frame: pd.DataFrame, wanted: Wanted) -> dict[Key, int]:
    """Position of the first row of each wanted queue and interval that the table has."""
    rightful = {(queue, moment) for queue, moments in wanted.items() for moment in moments}
    found: dict[Key, int] = {}
    for position, key in enumerate(keys(frame)):
        if key in rightful:
            found.setdefault(key, position)
    return found


def rows(file: str, frame: pd.DataFrame, wanted: Wanted) -> Iterator[Violation]:
    """Rows that are absent, doubled or surplus; a queue without any row is named once."""
    moments_of = {queue: frozenset(moments) for queue, moments in wanted.items()}
    seen: dict[Key, int] = {}
    for position, (queue, moment) in enumerate(keys(frame)):
        row = file_row(position)
        if queue not in moments_of:
            yield Violation("queue_unknown", file, row, "queue", interval=moment, queue=queue, found=queue)
        elif moment not in moments_of[queue]:
            yield Violation(
                "interval_surplus", file, row, "timestamp", interval=moment, queue=queue, found=moment
            )
        elif (queue, moment) in seen:
            first = seen[queue, moment]
            yield Violation(
                "interval_duplicate", file, row, "timestamp", interval=moment, queue=queue, expected=first
            )
        else:
            seen[queue, moment] = row
    for queue, moments in wanted.items():
        absent = [moment for moment in moments if (queue, moment) not in seen]
        if absent and len(absent) == len(moments):
            yield Violation("queue_absent", file, column="queue", queue=queue, expected=len(absent), found=0)
        else:
            for moment in absent:
                yield Violation("interval_absent", file, column="timestamp", interval=moment, queue=queue)
