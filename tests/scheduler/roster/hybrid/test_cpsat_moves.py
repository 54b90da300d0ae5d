"""Neighbourhoods: what they hold, what they give the team, and taking turns with the hybrid's own ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.fixing import Held
from scheduler.roster.cpsat.lns import Lanes
from scheduler.roster.cpsat.model import Known, Model, build, stand_still
from scheduler.roster.hybrid.cpsat_moves import Neighbourhoods
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Limit, Problem
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import find_roster
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem
from tests.scheduler.roster.problems import MEAL as LONG


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


def roster(case: Problem, seed: int) -> tuple[Model, Known]:
    """A first roster of the hybrid's, as CP-SAT knows it."""
    model, budget = build(case), Budget(Limits(seed, 120.0, 5.0))
    team = Team(case, restrictions(case))
    construct_initial(team, (), budget)
    known = stand_still(model, team.assignments, budget)
    assert known is not None
    return model, known


def test_one_copy_serves_all_neighbourhoods() -> None:
    """Whatever was free before: the same as in a new copy, the other shifts as they are known."""
    case = fortnight()
    model, known = roster(case, 1)
    _, other = roster(case, 2)
    assert known.values != other.values
    held, rng = Held(model), np.random.default_rng(1)
    names = {key: variable.index for key, variable in model.variables.works.items()}
    for now in (known, other, other, known):
        free = rng.random(len(held.works)) < 0.1
        rows = held.free(now, free)
        assert str(rows.proto) == str(Held(model).free(now, free).proto)
        for key, is_free in zip(held.works.tolist(), free.tolist(), strict=True):
            index = names[tuple(key)]
            domain = list(rows.proto.variables[index].domain)
            assert domain == ([0, 1] if is_free else [now.values[index]] * 2)


def test_what_they_give_the_team_costs_what_they_say() -> None:
    """Meals, queues and shifts come back into the team: no dearer, of the model's cost, all rules kept."""
    case = fortnight()
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    before, model = team.cost, build(case)
    Neighbourhoods(team, budget).turn(1.0)
    assert team.cost < before
    assert team.cost == pytest.approx(team.true_cost)
    known = stand_still(model, team.assignments, budget)
    assert known is not None
    assert known.cost == pytest.approx(team.cost, abs=1.0)


def test_a_small_plan_is_proven_whole() -> None:
    """Ten days, two people who work two days in a row or more: the least that there is, and who works it."""
    rules = Rules(min_rest_hours=11, min_consecutive_days=2, min_consecutive_days_off=2)
    case = problem([agent("x"), agent("y")], shifts=(EARLY, LATE), need=1.0, days=10, rules=rules)
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    proven = Neighbourhoods(team, budget).prove(4.0)
    least = find_roster(case, Limits(1, 3600.0, 20.0, "cp-sat"))
    assert least.status == "optimal"
    assert proven == team.cost == pytest.approx(1000 * least.objective)
    assert 1.0 <= budget.work_left < 5.0
    assert find_roster(case, Limits(1, 3600.0, 5.0, "hybrid")).bound == pytest.approx(least.objective)


def test_where_there_is_no_work_nothing_is_proven_of_a_small_plan() -> None:
    """The roster stays as it is, and what is told is no more than a bound."""
    case = fortnight()
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    before = team.cost
    assert Neighbourhoods(team, budget).prove(0.0) < team.cost <= before


def test_lanes_come_to_an_end() -> None:
    """Nobody is needed: nothing to find, also among the hardest neighbourhoods."""
    model = build(problem([agent("x"), agent("y")]))
    budget = Budget(Limits(1, 3600.0, 50.0))
    known = stand_still(model, (), budget)
    assert known is not None
    lanes = Lanes(model, 1)
    while lanes.may_find_more:
        assert not budget.spent
        assert lanes.round(known, budget) is known
    lanes.begin_again(is_better=True)
    assert lanes.may_find_more


def test_taking_turns_is_the_same_every_time() -> None:
    """One seed, one roster, which keeps all rules; and not far above what is proven."""
    case, limits = fortnight(), Limits(1, 3600.0, 3.0)
    found = find_roster(case, limits)
    assert found.activities == find_roster(case, limits).activities
    assert found.gap < 0.2
    model = build(case)
    assert stand_still(model, found.assignments, Budget(Limits())) is not None


def test_a_start_that_is_best_already_stays() -> None:
    """What is found from the best roster on costs the same."""
    case, limits = fortnight(), Limits(1, 3600.0, 3.0)
    found = find_roster(case, limits)
    again = find_roster(case, replace(limits, work=1.0), found.assignments)
    assert again.objective <= found.objective + 1e-6
