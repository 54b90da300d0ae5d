"""Rotations in the search: eligibility by date, and the price of a day that departs, against brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.weights import Weights
from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, week_subproblem
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.rotations import departures, rotation_costs
from scheduler.roster.problem.problem import Lock, Problem
from scheduler.roster.problem.rotations import Entry, Rotation
from scheduler.roster.problem.solution import Assignment, Engine, Limits
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem, random_problem
from tests.scheduler.roster.test_solve import cheapest, choices_of

E, L, OFF, ANY = frozenset({0}), frozenset({1}), frozenset[int](), None
PATTERN: tuple[Entry, ...] = (E, L, OFF)


def test_a_hard_rotation_lets_start_what_it_has_on_each_day() -> None:
    """From the second entry on; a lock on the third day goes before it, and leave too."""
    who = agent(rotation=Rotation(PATTERN, phase=1, hard=True), leave=frozenset({4}))
    case = problem([who], shifts=(EARLY, LATE), days=6, locks=(Lock(0, 3, 0),))
    assert eligible(case)[0].astype(int).tolist() == [[0, 1], [0, 0], [1, 0], [1, 0], [0, 0], [1, 0]]


def test_a_soft_rotation_forbids_nothing_and_prices_each_departure() -> None:
    """2 points: another shift, a shift on a day off, and nothing where there is a turn; not on leave."""
    who = agent(rotation=Rotation((E, L, OFF, ANY)), leave=frozenset({1}), away=((5 * 1440, 5 * 1440 + 60),))
    case = problem([who], shifts=(EARLY, LATE), days=6, weights=Weights(rotation=2.0))
    assert eligible(case)[0, 0].all()
    price, nobody = rotation_costs(case)
    assert nobody == 3 * 2000  # days 0, 3 and 4; 1 and 5 are leave, 2 is off
    assert price[0].tolist() == [[-2000, 0], [2000, 0], [2000, 2000], [-2000, -2000], [-2000, 0], [2000, 0]]
    worked = (Assignment(0, 0, 1), Assignment(0, 2, 0), Assignment(0, 3, 1))
    assert departures(case, worked) == 3
    part = next(part for part in objective_parts(case, worked, ()) if part.name == "rotation")
    assert (part.amount, part.points) == (3, 6.0)


def test_nobody_is_due_outside_the_employment_or_on_other_weekdays() -> None:
    """From Tuesday to Thursday, and not on Wednesdays: two days."""
    who = agent(rotation=Rotation((ANY,)), employed_from=1, employed_until=3, weekdays=frozenset({0, 1, 3}))
    assert departures(problem([who], days=7), ()) == 2


def test_a_shop_without_rotations_has_no_such_part() -> None:
    """Its summaries stay as they were."""
    assert "rotation" not in {part.name for part in objective_parts(problem([agent()]), (), ())}


@pytest.mark.parametrize(("phase", "minutes"), [(0, 2400), (1, 2400), (3, 2400), (4, 1920), (5, 1920)])
def test_contracted_hours_of_a_hard_rotation_are_those_of_its_turns(phase: int, minutes: int) -> None:
    """Four on, two off: of 40 hours all in a week of five turns, 32 in one of four."""
    four: tuple[Entry, ...] = (ANY, ANY, ANY, ANY, OFF, OFF)
    who = agent(rotation=Rotation(four, phase, hard=True), min_minutes_week=2400)
    case = problem([who], shifts=(EARLY,), days=7)
    assert contracted_minutes(case) == {(0, 0): minutes}
    soft = replace(case, agents=(replace(who, rotation=Rotation(four, phase)),))
    assert contracted_minutes(soft) == {(0, 0): 2400}


def test_leave_on_a_turn_takes_its_share_and_on_a_day_off_none() -> None:
    """Five on, two off."""
    five = Rotation((ANY,) * 5 + (OFF,) * 2, hard=True)
    due = []
    for day in (2, 5):
        who = agent(rotation=five, min_minutes_week=2400, leave=frozenset({day}))
        due.append(contracted_minutes(problem([who], shifts=(EARLY,), days=7))[0, 0])
    assert due == [1920, 2400]


def test_the_second_week_on_its_own_keeps_the_phase() -> None:
    """As the decomposition by weeks sees it."""
    who = agent(rotation=Rotation((E, L, OFF, E, L), phase=2, hard=True))
    case = problem([who], shifts=(EARLY, LATE), days=14)
    allowed = eligible(case)
    week = week_subproblem(case, allowed, fairness_multipliers(case, allowed, ()), range(7, 14))
    assert (eligible(week) == allowed[:, 7:]).all()
    assert (rotation_costs(week)[0] == rotation_costs(case)[0][:, 7:]).all()


def with_rotations(seed: int) -> Problem:
    case, rng = random_problem(seed), np.random.default_rng(seed)
    entries = (E, L, OFF, ANY)
    team = []
    for who in case.agents:
        pattern = tuple(entries[place] for place in rng.integers(4, size=int(rng.integers(1, 5))))
        turn = Rotation((*pattern, E), int(rng.integers(3)), hard=bool(rng.random() < 0.3))
        team.append(replace(who, rotation=turn if rng.random() < 0.8 else None))
    return replace(
        case, agents=tuple(team), weights=replace(case.weights, rotation=float(rng.choice([1.0, 7.5, 200.0])))
    )


def _few(case: Problem) -> bool:
    return int(np.prod([len(shifts) for shifts in choices_of(case).values()])) <= 100


ENUMERABLE = [seed for seed in range(60) if _few(with_rotations(seed))][:12]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
@pytest.mark.parametrize("seed", ENUMERABLE)
def test_equal_to_brute_force(seed: int, engine: Engine) -> None:
    """Hard and soft rotations: the cost of the best of all legal rosters, tried one by one."""
    case = with_rotations(seed)
    best = cheapest(case)
    found = find_roster(case, Limits(work=1.0, engine=engine))
    parts = objective_parts(case, found.assignments, found.activities)
    assert found.objective == pytest.approx(sum(part.points for part in parts), abs=0.01)
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound <= best + 1e-6
