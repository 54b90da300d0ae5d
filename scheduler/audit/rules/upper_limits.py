"""The upper limits (and rests) of one agent, over the plan and what was worked before it.

Each can be held against any set of shifts: the plan's roster, or its locks alone. What was broken before the
plan alone is not reported. Rules that ask for a least number are in ``lower_limits``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.rules.consecutive_days import max_consecutive_days
from scheduler.audit.rules.day_hours import max_hours_per_day
from scheduler.audit.rules.limits import limits
from scheduler.audit.rules.overtime import overtime_hours
from scheduler.audit.rules.rest_and_successions import (
    days_off_after_nights,
    forbidden_successions,
    min_rest_hours,
)
from scheduler.audit.rules.weekly import max_days_per_week, max_hours_per_week, max_night_shifts_per_week
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules

Check = Callable[[Agent, Sequence[WorkedShift], Rules], Iterator[Violation]]
"""A rule's own check: agent, earlier and planned shifts by day (at most one a day), the shop's rules."""

UPPER_LIMITS: tuple[Check, ...] = (
    max_hours_per_day,
    max_hours_per_week,
    overtime_hours,
    max_days_per_week,
    max_night_shifts_per_week,
    max_consecutive_days,
    min_rest_hours,
    forbidden_successions,
    days_off_after_nights,
    limits,
)
"""Every rule of the registry that another shift can break and never mends; in the order of the findings."""


def upper_limits(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Violations of one agent. ``worked``: earlier and planned shifts by day, at most one a day."""
    for check in UPPER_LIMITS:
        yield from check(agent, worked, rules)
