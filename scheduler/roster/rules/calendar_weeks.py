"""What the weekly rules share: the plan's weeks, and what earlier plans left in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.roster.problem.problem import PastShift, Problem


@dataclass(frozen=True)
class Week:
    """The days of one Monday-to-Sunday week that are in the plan, and an agent's earlier shifts of it."""

    days: range
    past: tuple[PastShift, ...]


def weeks(problem: Problem, agent: int) -> Iterator[Week]:
    """Every week that the plan touches."""
    for number in range(problem.week(problem.days - 1) + 1):
        monday = 7 * number - problem.first_weekday
        days = range(max(0, monday), min(problem.days, monday + 7))
        past = tuple(shift for shift in problem.agents[agent].past if problem.week(shift.day) == number)
        yield Week(days, past)
