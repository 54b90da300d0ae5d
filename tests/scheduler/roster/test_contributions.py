"""Agents who differ: coverage counts what they get done, in every engine and in the queue assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.assignment.coverage import coverage_cost, scheduled_agents
from scheduler.roster.assignment.result import SearchResult
from scheduler.roster.hybrid import engine
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import coverage_costs
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import ProblemError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Progress, Solution
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import arrange_roster, choose_engine, find_roster
from scheduler.roster.team.team import Team
from tests.scheduler.roster import problems
from tests.scheduler.roster.assignment.test_activities import HOUR, random_case
from tests.scheduler.roster.problems import EARLY, agent, problem, random_problem
from tests.scheduler.roster.test_solve import ENUMERABLE, choices_of, legal

LIMITS = Limits(seconds=3600.0, work=0.4)


def counting(case: Problem, *counts: Sequence[int]) -> Problem:
    """The problem with agents who count as these thousandths in each queue."""
    team = [replace(one, contribution=tuple(own)) for one, own in zip(case.agents, counts, strict=True)]
    return replace(case, agents=tuple(team))


def randomly_counting(case: Problem, seed: int, by_queue: bool = False) -> Problem:
    """Everybody counts as something between a fifth and one and a half, in twentieths."""
    rng = np.random.default_rng(seed)
    size = (len(case.agents), len(case.queues) if by_queue else 1)
    counts = 50 * rng.integers(4, 31, size=size) * np.ones((1, len(case.queues)), dtype=int)
    return counting(case, *counts.tolist())


def points(case: Problem, found: Solution) -> float:
    """The sum of the parts of the objective."""
    return sum(part.points for part in objective_parts(case, found.assignments, found.activities))


def test_parts_of_an_agent() -> None:
    """As few as count everybody whole; none where nobody differs."""
    one = problem([agent()] * 2)
    assert one.parts == counting(one, [1000], [2000]).parts == 1
    assert counting(one, [500], [1000]).parts == 2
    assert counting(one, [700], [1000]).parts == 10
    assert counting(one, [650], [900]).parts == 20
    assert counting(one, [650], [900]).parts_of.tolist() == [13, 18]
    with pytest.raises(ProblemError):
        counting(one, [0], [1000])


def test_two_halves_are_one_agent() -> None:
    """One is needed all day: a whole agent, or two of speed one half, and nobody beside."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    whole = find_roster(problem([agent()], days=1, shifts=[EARLY], need=need), LIMITS)
    two = counting(problem([agent("a"), agent("b")], days=1, shifts=[EARLY], need=need), [500], [500])
    halves = find_roster(two, LIMITS)
    assert (whole.objective, halves.objective, halves.status) == (0, 0, "optimal")
    assert (len(whole.assignments), len(halves.assignments)) == (1, 2)
    assert scheduled_agents(two, halves.activities)[0, 8:16].tolist() == [1000] * 8


def test_a_novice_does_not_fill_the_place_of_an_agent() -> None:
    """Of speed 0.7 where one is needed: 0.3 are missing, eight hours long."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    case = counting(problem([agent()], days=1, shifts=[EARLY], need=need), [700])
    found = find_roster(case, LIMITS)
    parts = {part.name: part.amount for part in objective_parts(case, found.assignments, found.activities)}
    assert parts["shortage"] == pytest.approx(2.4)
    whole = find_roster(replace(case, agents=(agent(),)), LIMITS)
    assert whole.objective == whole.unavoidable


def test_costs_are_straight_between_whole_agents() -> None:
    """Rounded up, so that no bound lies above."""
    case = problem([agent()], need=2.5)
    cost = coverage_costs(case)[0, 5]
    for thousandths in range(0, 6_001, 150):
        agents, part = divmod(thousandths, 1000)
        straight = cost.of(agents) + (cost.of(agents + 1) - cost.of(agents)) * part / 1000
        assert straight <= cost.at(thousandths) < straight + 1


@pytest.mark.parametrize("seed", range(3))
def test_a_team_knows_its_cost(seed: int) -> None:
    """However agents come and go, what they count is there, at the cost of so many; and gone without them."""
    rng = np.random.default_rng(seed)
    case = randomly_counting(random_case(seed, 6, 3).problem, seed)
    rules = restrictions(case)
    team = Team(replace(case, rules=replace(case.rules, max_activity_changes=None)), rules)
    empty = team.cost, team.coverage.flow.scheduled.copy()
    for one in rng.permutation(team.size).tolist() * 3:
        if (team.pattern[one] >= 0).any():
            team.remove(one)
        else:
            assert team.best_response(one, 8)
        there = team.coverage.flow.scheduled.T * 1000 // case.parts
        standby = int(team.coverage.idled[0])
        without = coverage_cost(case, case.scheduled_before, 0)
        added = team.cost - team.individual_costs.sum() - (empty[0] - team._off_costs.sum())
        assert added == pytest.approx(coverage_cost(case, there, standby) - without, abs=1e-6)
        assert team.true_cost == pytest.approx(team.cost)
    for one in team.working:
        team.remove(one)
    assert team.cost == empty[0]
    assert (team.coverage.flow.scheduled == empty[1]).all()


@pytest.mark.slow  # several searches, each until its work is done
@pytest.mark.parametrize("seed", ENUMERABLE[:4])
def test_no_bound_above_the_best_roster(seed: int) -> None:
    """All legal rosters tried one by one: none costs less than the bound, and the search finds the best."""
    case = randomly_counting(random_problem(seed), seed)
    choices = choices_of(case)
    best = min(
        arrange_roster(case, LIMITS, tuple(Assignment(*cell, s) for cell, s in roster.items())).objective
        for picked in product(*choices.values())
        if legal(case, roster := {c: s for c, s in zip(choices, picked, strict=True) if s is not None})
    )
    found = find_roster(case, LIMITS)
    assert found.bound <= best + 1e-6
    assert found.objective <= best + 1e-6
    assert found.objective == pytest.approx(points(case, found), abs=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_queues_are_split_well(seed: int) -> None:
    """Against every split of every hour: dearer by little, since whole people cannot be split."""
    fixed = (problems.Shift("day", 9 * HOUR, 17 * HOUR),)
    drawn = random_case(seed, 5, 2, shifts=fixed)
    case = replace(randomly_counting(drawn.problem, seed, by_queue=True), rules=problems.Rules())
    activities = assign_activities(case, [replace(one, breaks=()) for one in drawn.worked_shifts])
    busy, least = scheduled_agents(case, activities), 0
    trial = case.scheduled_before.copy()
    for slot in range(9, 17):
        choices = [
            [(a, q) for q in who.skills if case.open[q, slot]] or [(a, -1)]
            for a, who in enumerate(case.agents)
        ]
        costs = {}
        for split in product(*choices):
            column = case.scheduled_before[:, slot].copy()
            for a, q in split:
                if q >= 0:
                    column[q] += case.agents[a].counts_in(q)
            trial[:, slot] = column
            costs[coverage_cost(case, trial, 0)] = column
        trial[:, slot] = costs[min(costs)]
    least = coverage_cost(case, trial, 0)
    assert coverage_cost(case, busy, 0) <= 1.02 * least


def test_somebody_better_at_one_queue_serves_it() -> None:
    """Two people, two queues, one of each needed: each serves where more gets done."""
    team = [agent("a", (0, 1)), agent("b", (0, 1))]
    case = problem(team, days=1, shifts=[EARLY], need=1.0, queues=("p", "q"))
    found = find_roster(counting(case, [1000, 400], [400, 1000]), LIMITS)
    assert {(row.agent, row.what) for row in found.activities} == {(0, 0), (1, 1)}
    assert found.bound == found.unavoidable  # a search takes their mean, which proves nothing


def test_cp_sat_is_for_whole_agents() -> None:
    """A problem of parts goes to the hybrid, whatever is asked for."""
    case = problem([agent()] * 2, days=1)
    assert choose_engine(case, "cp-sat") == "cp-sat"
    assert choose_engine(counting(case, [700], [1000]), "cp-sat") == "hybrid"


def test_a_bound_that_does_not_count_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody counts differently from queue to queue there is none, on the way or at the end."""
    case = randomly_counting(random_problem(3), 3, by_queue=True)
    assert not case.is_counted_exactly
    told: list[Progress] = []
    real = engine.solve_hybrid

    def solve_hybrid(problem: Problem, budget: Budget, start: Any, tell: Any, *more: Any) -> SearchResult:
        tell(Progress(100.0, 99.0, 0.0))
        return real(problem, budget, start, tell, *more)

    monkeypatch.setattr(engine, "solve_hybrid", solve_hybrid)
    found = find_roster(case, LIMITS, on_improvement=told.append)
    assert found.bound == 0
    assert told[0].objective == 100
    assert {progress.bound for progress in told} == {0.0}
