"""Changes of queue in activities.csv: how many there are in a shift, and how long people stay in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from scheduler.audit.facts.activity_row import MINUTE, ActivityRow
from scheduler.audit.facts.calendar import is_open
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.domain.queues import Queue


def queue_changes(data: PlanData, parts: Sequence[ActivityRow]) -> Iterator[Violation]:
    """Violations in one shift; ``parts``: its rows by start.

    A change is forced where the queue served before is closed; such changes are not held against anybody.
    """
    queues = {queue.id: queue for queue in data.queues}
    served = [block for block in parts if block.activity in queues]
    chosen = [(before, after) for before, after in pairwise(served) if _chosen(data, queues, before, after)]
    least, most = data.rules.min_activity_minutes, data.rules.max_activity_changes
    if most is not None and len(chosen) > most:
        yield chosen[most][1].broken("max_activity_changes", "activity", most, len(chosen))
    if not least:
        return
    at_once = [(before, after) for before, after in chosen if before.end == after.start]
    for block in served:
        minutes = (block.end - block.start) // MINUTE
        if minutes < least and any(block in change for change in at_once):
            yield block.broken("min_activity_minutes", "end", least, minutes)


def _chosen(data: PlanData, queues: Mapping[str, Queue], before: ActivityRow, after: ActivityRow) -> bool:
    """Whether somebody went from one queue to another that could have stayed."""
    could_stay = is_open(queues[before.activity], after.start, data.interval_minutes)
    return before.activity != after.activity and could_stay
