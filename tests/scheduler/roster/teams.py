"""Teams and patterns that several tests of the search share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.domain.rules import Rules
from scheduler.roster.problem.problem import (
    Agent,
    Limit,
    Problem,
    ShiftCover,
    Wish,
)
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem
from tests.scheduler.roster.problems import MEAL as LONG

PATTERN_RULES = Rules(
    min_rest_hours=11,
    max_hours_per_week=40,
    max_consecutive_days=4,
    min_consecutive_days=2,
    min_consecutive_days_off=2,
)


def limited_agent(rng: np.random.Generator, days: int) -> Agent:
    """Somebody with a few limits of their own, and a contract."""
    weekends = Limit("weekends", "weekends", 0, days - 1, most=int(rng.integers(0, 2)))
    lates = Limit("lates", "shifts", 0, days - 1, most=int(rng.integers(1, 3)), shifts=frozenset({1}))
    return agent("a", limits=(weekends, lates), min_minutes_week=int(rng.choice([480, 1440])))


def week_of(count: int) -> Problem:
    """A week with meals, two queues, contracts, wishes and people wanted by shift."""
    hours = np.arange(7 * 24 + 12) % 24
    need = np.stack([2 + 2 * ((hours >= 10) & (hours < 22)), 1 + ((hours >= 12) & (hours < 20))]) * count / 20
    people = [
        agent(f"{i}", [(0,), (1,), (0, 1)][i % 3], max_minutes_week=2400, min_minutes_week=1440)
        for i in range(count)
    ]
    case = problem(
        people,
        shifts=(EARLY, LATE, NIGHT, LONG),
        need=need,
        queues=("p", "q"),
        rules=Rules(max_days_per_week=5, min_rest_hours=11, max_night_shifts_per_week=2),
        wishes=[Wish(i, i % 7, "prefer_off", None) for i in range(count)],
    )
    return replace(case, shift_cover=(ShiftCover(2, frozenset({0}), 4, 3.0),))


def starts_of_pattern(pattern: np.ndarray, shifts: int) -> np.ndarray:
    return pattern[:, None] == np.arange(shifts)


def fortnight() -> Problem:
    """Six people who have to work forty hours at least, rows of two days and more; meals and two queues."""
    hours = np.arange(14 * 24 + 12) % 24
    need = np.stack([1 + ((hours >= 10) & (hours < 22)), 0.5 + ((hours >= 12) & (hours < 20))])
    least = Limit("hours", "minutes", 0, 13, least=2400)
    skills = [(0,), (1,), (0, 1)]
    return problem(
        [agent(f"{i}", skills[i % 3], max_minutes_week=2400, limits=(least,)) for i in range(6)],
        shifts=(EARLY, LATE, NIGHT, LONG),
        need=need,
        days=14,
        queues=("p", "q"),
        rules=Rules(min_rest_hours=11, min_consecutive_days=2, min_consecutive_days_off=2),
    )
