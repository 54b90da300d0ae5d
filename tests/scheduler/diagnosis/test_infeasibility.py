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
    return next(iter(minimal_infeasible_subsets(case)), None)


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


def test_the_same_collision_of_many_is_told_once() -> None:
    """With everybody whom it concerns; other collisions of other people apart, so many as are asked for."""
    hours = Limit("hours_limits", "minutes", 0, 6, least=5 * 480)
    others = [agent(limits=(hours,), max_minutes_week=480)] * 2
    case = problem([agent(limits=(FIVE_SHIFTS,))] * 4 + others, days=7, rules=Rules(max_days_per_week=4))
    first, second, *further = minimal_infeasible_subsets(case)
    assert (first.agent, first.others, first.rules) == (0, (1, 2, 3), ("shift_limits", "max_days_per_week"))
    assert (second.agent, second.others) == (4, (5,))
    assert further == []
    assert len(minimal_infeasible_subsets(case, most=1)) == 1


def test_all_independent_collisions_at_once() -> None:
    """A lock on a day of leave, and hours that the week cannot hold: two collisions of one person, neither of
    which is cured by loosening the other."""
    hours = Limit("hours_limits", "minutes", 0, 6, least=5 * 480)
    who = agent(limits=(hours,), leave=frozenset({0}), max_minutes_week=2 * 480)
    case = problem([who], days=7, locks=[Lock(0, 0, 0)])
    found = {(one.rules, one.locks, one.leave) for one in minimal_infeasible_subsets(case)}
    assert found == {((), (0,), (0,)), (("hours_limits", "max_minutes_week"), (), ())}


def test_the_smaller_of_two_collisions_is_told_first() -> None:
    """Five shifts collide with three days locked off (four constraints), and with a limit of two (two)."""
    two = Limit("hours_limits", "minutes", 0, 6, most=2 * 480)
    locks = [Lock(0, day, None) for day in range(3)]
    case = problem([agent(limits=(FIVE_SHIFTS, two))], days=7, locks=locks)
    first = minimal_infeasible_subsets(case)[0]
    assert (set(first.rules), first.locks) == ({"shift_limits", "hours_limits"}, ())
