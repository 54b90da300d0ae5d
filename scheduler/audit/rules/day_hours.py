"""``max_hours_per_day``: paid hours of one shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import EPSILON, WorkedShift
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules


def max_hours_per_day(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Shifts with more paid hours than a day may have; with overtime that bounds ordinary hours."""
    limit = rules.max_hours_per_day if rules.overtime is None else None
    for row in worked:
        if limit is not None and not row.earlier and row.paid_hours > limit + EPSILON:
            yield row.broken("max_hours_per_day", expected=limit, found=row.paid_hours)
