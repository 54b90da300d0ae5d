"""Jumps of the start: by hand, in both engines, and in the shortest path against every pattern."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.roster.cpsat.model import build
from scheduler.roster.cpsat.relaxation import Relaxation
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.start_jumps import count_jumps, first_day_costs, jump_costs
from scheduler.roster.problem.problem import PastShift, Shift
from scheduler.roster.problem.solution import Assignment, Engine, Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import find_roster
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.succession_automaton import build_succession_automaton
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, PLAIN, agent, problem
from tests.scheduler.roster.rules.test_rules import Feasibility
from tests.scheduler.roster.teams import PATTERN_RULES, limited_agent

SHIFTS = [Shift(f"{hour}", hour * 60, hour * 60 + 240) for hour in (6, 8, 12, 20)]
PRICED = replace(PLAIN, start_jump=0.1)
LIMITS = Limits(seconds=3600.0, work=2.0)
ENGINES: tuple[Engine, ...] = ("cp-sat", "hybrid")


def test_the_price_of_two_days_in_a_row() -> None:
    """Two hours are free, later ones cost a tenth of a point, earlier ones twice that."""
    case = problem([agent()], shifts=SHIFTS, weights=PRICED)
    assert jump_costs(case).tolist() == [
        [0, 0, 600, 1400],
        [0, 0, 400, 1200],
        [1200, 800, 0, 800],
        [2800, 2400, 1600, 0],
    ]


def test_the_day_before_the_plan_counts() -> None:
    """Begun at 20:00 the evening before; two days before, nothing of it is left."""
    past = PastShift(-1, -240, 0, 240)
    case = problem([agent(past=(past,)), agent(past=(replace(past, day=-2),))], shifts=SHIFTS, weights=PRICED)
    assert first_day_costs(case, 0).tolist() == [2800, 2400, 1600, 0]
    assert first_day_costs(case, 1).tolist() == [0, 0, 0, 0]


def test_jumps_by_hand() -> None:
    """20 | 12, 06, off, 20, 20: eight and six hours back; after a day off everybody begins anew."""
    past = PastShift(-1, -240, 0, 240)
    case = problem([agent(past=(past,))], shifts=SHIFTS, weights=PRICED)
    roster = tuple(Assignment(0, day, shift) for day, shift in ((0, 2), (1, 0), (3, 3), (4, 3)))
    assert count_jumps(case, roster) == (14, 2800)
    parts = {part.name: part for part in objective_parts(case, roster, ())}
    assert (parts["start_jumps"].amount, parts["start_jumps"].points) == (14, 2.8)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("price", "expected"), [(0.0, [0, 2, 0]), (0.1, [0, 0, 0]), (0.001, [0, 2, 0])])
def test_the_engines_weigh_a_jump_against_the_demand(
    engine: Engine, price: float, expected: list[int]
) -> None:
    """Wanted at six, at noon, at six; the second day is worth an hour of surplus and no more."""
    need = np.zeros((1, 3 * 24 + 12))
    need[0, 6:10] = need[0, 54:58] = 1
    need[0, 30:34] = 0.3
    need[0, 36:40] = 0.31
    weights = replace(PLAIN, start_jump=price)
    case = problem([agent()], shifts=SHIFTS, days=3, need=need, weights=weights)
    found = find_roster(case, replace(LIMITS, engine=engine))
    assert [a.shift for a in found.assignments] == expected
    assert found.status == "optimal"
    assert found.objective == pytest.approx(
        sum(p.points for p in objective_parts(case, found.assignments, found.activities)), abs=0.05
    )


def test_the_relaxation_loses_nothing_where_starts_are_alike() -> None:
    """Half at six and half at eight, then half at noon and half at eight in the evening: 0.9 on the mean."""

    def least(price: float) -> float:
        case = problem([agent()], shifts=SHIFTS, days=2, weights=replace(PLAIN, start_jump=price))
        model = build(case)
        for (_, day, shift), works in model.variables.works.items():
            model.cp_model.add(2 * works == int(day == shift // 2))
        relaxation = Relaxation(model.cp_model, 10_000)
        assert relaxation.solve(60) is not None
        return relaxation.objective

    assert least(0.1) - least(0) == pytest.approx(900)
    assert least(0.05) - least(0) == pytest.approx(450)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_know_the_day_before(engine: Engine) -> None:
    """Any start would do on the first day: the one of the evening before is taken."""
    need = np.zeros((1, 24 + 12))
    need[0, 6:24] = 0.5
    case = problem(
        [agent(past=(PastShift(-1, -240, 0, 240),))], shifts=SHIFTS, days=1, need=need, weights=PRICED
    )
    found = find_roster(case, replace(LIMITS, engine=engine))
    assert [a.shift for a in found.assignments] == [3]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_shortest_path_with_jumps_is_the_cheapest_pattern(seed: int) -> None:
    """Five days, three shifts, random prices and rules, jumps from nothing to more than a day is worth."""
    rng, days = np.random.default_rng(seed), 5
    case = problem(
        [limited_agent(rng, days)],
        shifts=(EARLY, LATE, NIGHT),
        days=days,
        first_weekday=int(rng.integers(7)),
        rules=replace(PATTERN_RULES, min_rest_hours=8),
        weights=replace(PLAIN, start_jump=float(rng.choice([0.05, 0.4, 3.0]))),
    )
    team = Team(case, restrictions(case))
    price = np.where(team.model.agents[0].start_cost < NEVER, rng.integers(-9_000, 4_000, (days, 3)), NEVER)
    team.model.agents[0] = replace(team.model.agents[0], start_cost=price)
    cost, bound, patterns = team.cheapest_patterns(0, price, 64)
    found = patterns[0].copy()
    feasible = Feasibility(case)
    costs = [
        team.individual_cost(0, np.array(pattern))
        for pattern in product((-1, 0, 1, 2), repeat=days)
        if feasible("".join("ELN-"[s] for s in pattern))
    ]
    assert cost == bound == pytest.approx(min(costs))
    assert team.individual_cost(0, found) == pytest.approx(cost)
    for day in range(days):
        one_day = team.individual_costs_on_day(0, day)
        for shift in np.flatnonzero(one_day < NEVER) - 1:
            other = np.where(np.arange(days) == day, shift, team.pattern[0])
            assert one_day[1 + shift] == pytest.approx(team.individual_cost(0, other))


def test_what_a_state_costs_more_than_another() -> None:
    """After eight, noon and evening cost 400 more than after noon; after noon, mornings up to 1200 more."""
    case = problem([agent()], shifts=SHIFTS, weights=PRICED)
    automaton = build_succession_automaton((), jump_costs(case))
    _, eight, noon, _ = automaton.after_shift
    assert automaton.handicap[eight, noon] == 400
    assert automaton.handicap[noon, eight] == 1200
    assert automaton.handicap[0].max() == 0
    assert automaton.jump[automaton.after_day_off].max() == 0


def test_starts_that_cost_alike_share_a_state() -> None:
    """Sixteen shifts of four starts, nothing forbidden: four states and the day off."""
    many = [
        replace(shift, name=f"{shift.name}{k}", end=shift.end + 60 * k) for shift in SHIFTS for k in range(4)
    ]
    case = problem([agent()], shifts=many, weights=PRICED)
    automaton = build_succession_automaton((), jump_costs(case))
    assert automaton.jump.shape == (5, 16)
    assert set(automaton.margin[0, :4]) == {0.0}


def test_shifts_that_begin_alike_are_one_kind() -> None:
    """Sixteen shifts of four starts, eleven hours of rest: as many states as shifts, and four kinds."""
    many = [
        replace(shift, name=f"{shift.name}{k}", end=shift.end + 60 * k) for shift in SHIFTS for k in range(4)
    ]
    case = problem([agent()], shifts=many, rules=replace(PATTERN_RULES, min_rest_hours=11), weights=PRICED)
    automaton = build_succession_automaton(restrictions(case).successions, jump_costs(case))
    assert automaton.follows.shape == (4, len(automaton.jump))
    dear = np.where(automaton.forbidden, np.inf, automaton.jump)
    assert (dear == automaton.follows[automaton.kind].T).all()
