"""Calendar weeks, shared by the weekly rules: days inside the plan, and shifts of earlier plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.roster.problem.problem import PastShift, Problem


@dataclass(frozen=True)
class CalendarWeek:
    """Days of one Monday-to-Sunday week that lie in the plan, and an agent's earlier shifts of that week.

    elsewhere: minutes of the week that are work elsewhere: a course, an errand.
    """

    days: range
    past: tuple[PastShift, ...]
    elsewhere: int = 0


def calendar_weeks(problem: Problem, agent: int) -> Iterator[CalendarWeek]:
    """Every week that the plan touches."""
    for number in range(problem.week(problem.days - 1) + 1):
        monday = 7 * number - problem.first_weekday
        days = range(max(0, monday), min(problem.days, monday + 7))
        past = tuple(shift for shift in problem.agents[agent].past if problem.week(shift.day) == number)
        credits = problem.agents[agent].credits
        elsewhere = sum(one.at_work for one in credits if problem.week(one.day) == number)
        yield CalendarWeek(days, past, elsewhere)
