"""The roster problem refuses nonsense when it is built, naming the field."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.roster.problem.errors import ProblemError
from scheduler.roster.problem.problem import Lock, PastShift, Shift, Wish
from tests.scheduler.roster.problems import agent, problem


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((-60, 480), "start"),
        ((480, 480), "end"),
        ((480, 480 + 1500), "end"),
        ((480, 960, 60, 420, 600), "meal window"),
        ((480, 960, 60, 600, 630), "shorter"),
    ],
)
def test_shifts_that_cannot_be(values: tuple[int, ...], named: str) -> None:
    """A start outside the day, no length, more than a day, a meal outside or too long."""
    with pytest.raises(ProblemError, match=named):
        Shift("x", *values)


def test_a_past_shift_is_past() -> None:
    """Day 0 belongs to the plan."""
    with pytest.raises(ProblemError, match="not before the plan"):
        PastShift(0, 0, 60, 60)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"days": 0}, "days"),
        ({"interval_minutes": 20}, "interval_minutes"),
        ({"first_weekday": 7}, "first_weekday"),
        ({"locks": (Lock(1, 0, 0),)}, "unknown agent"),
        ({"locks": (Lock(0, 9, 0),)}, "outside the plan"),
        ({"wishes": (Wish(0, 0, "avoid", 9),)}, "unknown shift"),
        ({"wishes": (Wish(0, 0, "avoid", 0, 0),)}, "weight"),
        ({"shifts": (Shift("x", 470, 960),)}, "grid"),
        ({"agents": (agent(skills=(3,)),)}, "skill"),
        ({"required": np.full((1, 36), -1)}, "below 0"),
        ({"required": np.zeros((1, 35), dtype=np.int64)}, "shape"),
        ({"open": np.zeros((1, 36), dtype=bool), "required": np.ones((1, 36), dtype=np.int64)}, "closed"),
    ],
)
def test_problems_that_contradict_themselves(change: dict[str, object], named: str) -> None:
    """Each field is fixed to its bounds."""
    with pytest.raises(ProblemError, match=named):
        replace(problem([agent()], days=1), **change)  # type: ignore[arg-type]


def test_weeks_run_from_monday() -> None:
    """A plan that starts on a Thursday has its second week from its fifth day."""
    case = problem([agent()], days=14, first_weekday=3)
    assert [case.week(day) for day in (-4, -3, -1, 0, 3, 4, 11)] == [-1, 0, 0, 0, 0, 1, 2]
    assert case.weekday(-4) == 6
