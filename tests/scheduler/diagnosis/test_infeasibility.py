"""Who has no roster at all, and which rules make it so: each that is named takes part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.diagnosis.infeasibility import InfeasibleSubset, minimal_infeasible_subsets
from scheduler.domain.rules import Rules
from scheduler.roster.problem.problem import Agent, Limit, Lock, PastShift, Problem
from tests.scheduler.roster.problems import agent, problem


def first_subset(
    who: Agent, rules: Rules | None = None, locks: tuple[Lock, ...] = (), days: int = 7
) -> InfeasibleSubset | None:
    """What contradicts for the second of two agents, the first of whom is free."""
    case: Problem = problem([agent(), who], days=days, rules=rules or Rules())
    case = replace(case, locks=locks)
    return next(minimal_infeasible_subsets(case), None)


FIVE_SHIFTS = Limit("shift_limits", "shifts", 0, 6, least=5)
FORTY_HOURS = Limit("min_hours_month", "minutes", 0, 6, least=2400)


@pytest.mark.parametrize(
    ("who", "rules", "names", "leave"),
    [
        (agent(limits=(FIVE_SHIFTS,)), Rules(), None, ()),
        (agent(limits=(FIVE_SHIFTS,)), Rules(max_days_per_week=4), ("shift_limits", "max_days_per_week"), ()),
        (
            agent(limits=(FIVE_SHIFTS,), weekdays=frozenset({0, 1, 2}), max_minutes_week=100_000),
            Rules(min_rest_hours=1),
            ("shift_limits", "weekdays"),
            (),
        ),
        (
            agent(limits=(FORTY_HOURS,), max_minutes_week=1200),
            Rules(),
            ("min_hours_month", "max_minutes_week"),
            (),
        ),
        (
            agent(limits=(FIVE_SHIFTS,), leave=frozenset({1, 3, 5})),
            Rules(max_consecutive_days=6),
            ("shift_limits",),
            (1, 3, 5),
        ),
        (
            agent(
                limits=(replace(FIVE_SHIFTS, least=4),), leave=frozenset({1, 3, 5}), min_consecutive_days=2
            ),
            Rules(min_consecutive_days=3),
            ("shift_limits", "min_consecutive_days"),
            (1, 3),
        ),
    ],
)
def test_what_contradicts(
    who: Agent, rules: Rules, names: tuple[str, ...] | None, leave: tuple[int, ...]
) -> None:
    """Least numbers against upper limits, days of leave and each other; what is not to blame is not named."""
    result = first_subset(who, rules)
    if names is None:
        assert result is None
    else:
        assert result is not None
        assert (result.agent, set(result.rules), result.locks, result.past) == (1, set(names), (), False)
        assert result.leave == leave


def test_locks_and_what_was_worked_before_take_part() -> None:
    """A run that an earlier plan began has to go on, and a lock off is beyond the days that are missing."""
    worked = (PastShift(-1, -960, -480, 480),)
    rules = Rules(min_consecutive_days=2, max_days_per_week=1)
    result = first_subset(agent(past=worked), rules, (Lock(1, 2, 0), Lock(1, 4, None)))
    assert result is not None
    assert set(result.rules) == {"min_consecutive_days", "max_days_per_week"}
    assert (result.locks, result.past) in {((2,), False), ((), True), ((2,), True)}


def test_the_first_of_many_are_enough() -> None:
    """Everybody has the same contradiction: so many are told as are asked for."""
    case = problem([agent(limits=(FIVE_SHIFTS,))] * 9, days=7, rules=Rules(max_days_per_week=4))
    assert [result.agent for result in minimal_infeasible_subsets(case, most=3)] == [0, 1, 2]
