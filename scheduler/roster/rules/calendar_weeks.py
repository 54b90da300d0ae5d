"""Calendar weeks, shared by the weekly rules: days inside the plan, and shifts of earlier plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.roster.problem.problem import PastShift, Problem


@dataclass(frozen=True)
class CalendarWeek:
    """Days of one Monday-to-Sunday week that lie in the plan, and an agent's earlier shifts of that week."""

    days: range
    past: tuple[PastShift, ...]


def calendar_weeks(problem: Problem, agent: int) -> Iterator[CalendarWeek]:
    """Every week that the plan touches."""
    for number in range(problem.week(problem.days - 1) + 1):
        monday = 7 * number - problem.first_weekday
        days = range(max(0, monday), min(problem.days, monday + 7))
        past = tuple(shift for shift in problem.agents[agent].past if problem.week(shift.day) == number)
        yield CalendarWeek(days, past)
