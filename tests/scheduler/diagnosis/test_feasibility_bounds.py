"""What adding up alone can say: never no where there is a roster, and no where a sum shows it."""

from __future__ import annotations

import random

import pytest

from scheduler.diagnosis.feasibility_bounds import may_be_feasible
from scheduler.diagnosis.infeasibility import is_feasible, minimal_infeasible_subsets
from scheduler.domain.rules import Rules
from scheduler.roster.problem.problem import Agent, Limit, Lock, PastShift, Problem
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem

pytestmark = pytest.mark.slow

SHIFTS = (EARLY, LATE, NIGHT)


def random_case(seed: int) -> Problem:
    """One person for one to three weeks, under rules tight enough to contradict each other now and then."""
    draw = random.Random(seed)
    days = draw.choice([5, 7, 12, 16])

    def limit() -> Limit:
        first = draw.choice([0, 0, -3, 2])
        last = min(days - 1, first + draw.choice([2, 4, 6, 9]))
        minutes = draw.random() < 0.4
        unit = 480 if minutes else 1
        least, more = draw.choice([0, 1, 2, 3, 4, 5]), draw.choice([None, None, 0, 1, 2])
        some = None if draw.random() < 0.5 else frozenset(draw.sample(range(3), draw.randint(1, 2)))
        most = None if more is None else unit * (least + more)
        name = "hours_limits" if minutes else "shift_limits"
        return Limit(
            name, "minutes" if minutes else "shifts", first, max(first, last), unit * least, most, some
        )

    worked = [day for day in range(-4, 0) if draw.random() < 0.5]
    past = tuple(
        PastShift(
            day, 1440 * day + shift.start, 1440 * day + shift.end, shift.paid_minutes, SHIFTS.index(shift)
        )
        for day in worked
        for shift in [draw.choice(SHIFTS)]
    )
    maybe = {
        "max_hours_per_week": draw.choice([16, 24, 32]),
        "max_days_per_week": draw.choice([2, 3, 4]),
        "max_consecutive_days": draw.choice([2, 3]),
        "min_consecutive_days": draw.choice([2, 3, 4]),
        "min_consecutive_days_off": draw.choice([2, 3]),
        "max_night_shifts_per_week": draw.choice([0, 1]),
        "min_rest_hours": 11,
    }
    rules = Rules(**{name: maybe[name] for name in draw.sample(sorted(maybe), draw.randint(1, 4))})  # type: ignore[arg-type]
    who = agent(
        limits=tuple(limit() for _ in range(draw.randint(0, 3))),
        past=past,
        leave=frozenset(draw.sample(range(days), draw.choice([0, 0, 2]))),
        weekdays=draw.choice([None, None, frozenset({0, 1, 2, 3, 4}), frozenset({1, 3, 5})]),
    )
    locks = [
        Lock(0, day, draw.choice([None, 0, 1, 2])) for day in draw.sample(range(days), draw.choice([0, 1, 2]))
    ]
    return problem(
        [who],
        days=days,
        first_weekday=draw.randrange(7),
        rules=rules,
        locks=locks,
        plan_before=draw.random() < 0.5,
    )


def test_never_no_where_there_is_a_roster() -> None:
    """Four hundred random people: what adding up forbids, the solver forbids; and adding up finds most of
    what the solver does."""
    cases = [random_case(seed) for seed in range(400)]
    said = [may_be_feasible(case) for case in cases]
    truth = [is_feasible(case) for case in cases]
    assert all(may or not has for may, has in zip(said, truth, strict=True))
    none = [may for may, has in zip(said, truth, strict=True) if not has]
    assert len(none) > 60
    assert sum(not may for may in none) >= 0.7 * len(none)


HOURS = "hours_limits"


@pytest.mark.parametrize(
    ("days", "who", "rules", "names"),
    [
        # Three on, three off: sixteen of thirty-one days at most, 128 of 160 hours.
        (
            31,
            agent(limits=(Limit(HOURS, "minutes", 0, 30, 9600),), min_consecutive_days_off=3),
            Rules(max_consecutive_days=3, min_rest_hours=11),
            {HOURS, "max_consecutive_days", "min_consecutive_days_off"},
        ),
        # Runs of five, but never a sixth day of work in a week of which three days can be worked.
        (
            14,
            agent(limits=(Limit("shift_limits", "shifts", 0, 13, 6),), weekdays=frozenset({1, 2, 3})),
            Rules(min_consecutive_days=5),
            {"shift_limits", "min_consecutive_days", "weekdays"},
        ),
        # Sixteen hours in each of two weeks are thirty-two of forty.
        (
            14,
            agent(limits=(Limit(HOURS, "minutes", 0, 13, 2400),), max_minutes_week=960),
            Rules(max_hours_per_week=40),
            {HOURS, "max_minutes_week"},
        ),
        # Of any five days in a row two: six in fourteen days, with luck.
        (
            14,
            agent(
                limits=(
                    Limit("min_hours_month", "minutes", 0, 13, 7 * 480),
                    *(Limit("shift_limits", "shifts", day - 4, day, 0, 2) for day in range(14)),
                )
            ),
            Rules(),
            {"min_hours_month", "shift_limits"},
        ),
        # Four early and four late shifts are eight days of seven.
        (
            7,
            agent(
                limits=(
                    Limit("shift_limits", "shifts", 0, 6, 4, None, frozenset({0})),
                    Limit("min_hours_month", "shifts", 0, 6, 4, None, frozenset({1})),
                )
            ),
            Rules(),
            {"shift_limits", "min_hours_month"},
        ),
    ],
)
def test_what_adds_up_to_too_much(days: int, who: Agent, rules: Rules, names: set[str]) -> None:
    """The rules that contradict each other are named, as they are where the solver is asked."""
    case = problem([who], days=days, rules=rules)
    (added_up,) = minimal_infeasible_subsets(case, possible=may_be_feasible)
    (solved,) = minimal_infeasible_subsets(case)
    assert set(added_up.rules) == set(solved.rules) == names
    assert (added_up.locks, added_up.leave, added_up.past) == ((), (), False)


def test_what_just_adds_up() -> None:
    """One hour, or one day, less and there is nothing to say."""
    three_on = agent(limits=(Limit(HOURS, "minutes", 0, 30, 16 * 480),), min_consecutive_days_off=3)
    assert may_be_feasible(problem([three_on], days=31, rules=Rules(max_consecutive_days=3)))
    two_weeks = agent(limits=(Limit(HOURS, "minutes", 0, 13, 1920),), max_minutes_week=960)
    assert may_be_feasible(problem([two_weeks], days=14))
