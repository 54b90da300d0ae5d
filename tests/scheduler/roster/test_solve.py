"""The whole search: against brute force, its activities, and that it is reproducible."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.domain.rules import Rules
from scheduler.domain.weights import Weights
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import Lock, Problem, Wish
from scheduler.roster.problem.solution import MEAL, STANDBY, Assignment, Engine, Limits, Progress, Solution
from scheduler.roster.rules.eligibility import eligible, touches_night
from scheduler.roster.solve import arrange_roster, find_roster, search_budget
from scheduler.roster.team.team import Team
from tests.scheduler.roster import problems
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem, random_problem

pytestmark = pytest.mark.slow


def choices_of(case: Problem) -> dict[tuple[int, int], list[int | None]]:
    """A day off and every eligible shift, by agent and day."""
    allowed = eligible(case)
    cells = [(a, d) for a in range(len(case.agents)) for d in range(case.days)]
    return {cell: [None, *np.flatnonzero(allowed[cell]).tolist()] for cell in cells}


def rosters_of(case: Problem) -> int:
    """How many rosters there are, feasible or not."""
    return int(np.prod([len(shifts) for shifts in choices_of(case).values()]))


ENUMERABLE = [seed for seed in range(60) if rosters_of(random_problem(seed)) <= 300][:40]
"""Seeds of problems small enough for every roster to be tried."""
LIMITS = Limits(seconds=3600.0, work=10.0)


def scheduled(case: Problem, solution: Solution) -> np.ndarray:
    """Agents at their desks by queue and slot, recounted from the activities."""
    counts = case.scheduled_before / 1000
    for activity in solution.activities:
        if activity.what >= 0:
            counts[activity.what, activity.start // 60 : activity.end // 60] += 1
    return counts


def legal(case: Problem, roster: dict[tuple[int, int], int]) -> bool:
    """The rules of ``random_problem``, written down a second time."""
    for a, who in enumerate(case.agents):
        own = sorted((d, case.shifts[s]) for (x, d), s in roster.items() if x == a)
        for (d1, s1), (d2, s2) in pairwise(own):
            if d2 * 1440 + s2.start - d1 * 1440 - s1.end < 60 * (case.rules.min_rest_hours or 0):
                return False
        for week in {case.week(d) for d, _ in own}:
            shifts = [s for d, s in own if case.week(d) == week]
            if sum(s.paid_minutes for s in shifts) > (who.max_minutes_week or 10**9):
                return False
            nights = sum(touches_night(s, case.rules.night_hours) for s in shifts)
            if nights > (case.rules.max_night_shifts_per_week or 10**9):
                return False
    return True


def cheapest(case: Problem) -> float:
    """The objective of the best of all legal rosters, tried one by one."""
    choices = choices_of(case)
    return min(
        arrange_roster(case, LIMITS, tuple(Assignment(*cell, s) for cell, s in roster.items())).objective
        for picked in product(*choices.values())
        if legal(case, roster := {c: s for c, s in zip(choices, picked, strict=True) if s is not None})
    )


@pytest.mark.parametrize("seed", ENUMERABLE)
def test_equal_to_brute_force(seed: int) -> None:
    """On tiny problems the search proves the cost of the best of all legal rosters, tried one by one."""
    case = random_problem(seed)
    best = cheapest(case)
    found = find_roster(case, LIMITS)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-6)
    assert found.gap == 0.0


def test_covers_what_can_be_covered() -> None:
    """Two agents, one needed in every hour of early and late: all is covered and nobody sits idle."""
    need = np.zeros((1, 36))
    need[0, 8:24] = 1
    found = find_roster(problem([agent("a"), agent("b")], days=1, need=need), LIMITS)
    assert (found.objective, found.status, found.gap) == (0.0, "optimal", 0.0)
    assert {case.shift for case in found.assignments} == {0, 1}


def test_the_meal_goes_where_it_hurts_least() -> None:
    """One agent with a meal between 11 and 15; the need falls to nothing at 13, and there is the meal."""
    need = np.ones((1, 36))
    need[0, 13] = 0
    case = problem([agent()], days=1, shifts=[problems.MEAL], need=need)
    found = find_roster(case, LIMITS)
    assert [(a.start, a.end) for a in found.activities if a.what == MEAL] == [(13 * 60, 14 * 60)]


def test_a_multi_skilled_agent_counts_once() -> None:
    """One agent for two queues that need one each: one of them is short in every hour."""
    case = problem([agent(skills=(0, 1))], days=1, shifts=[EARLY], need=1.0, queues=("p", "q"))
    found = find_roster(case, LIMITS)
    assert scheduled(case, found)[:, 8:16].sum(axis=0).tolist() == [1] * 8


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
@pytest.mark.parametrize("dear", [0, 1])
def test_the_queue_that_is_worth_more_is_short_last(dear: int, engine: Engine) -> None:
    """One agent for two queues that need one each serves the dearer one; alone they are equal."""
    case = problem([agent(skills=(0, 1))], days=1, shifts=[EARLY], need=1.0, queues=("p", "q"))
    weights = (5.0, 1.0) if dear == 0 else (1.0, 5.0)
    found = find_roster(replace(case, queue_weights=weights), replace(LIMITS, engine=engine))
    assert scheduled(case, found)[dear, 8:16].tolist() == [1] * 8


def test_a_dearer_queue_takes_agents_from_one_with_more_customers() -> None:
    """An agent keeps 5 customers of the one queue in time, or 2 of the other that is worth three times."""
    case = problem([agent(skills=(0, 1))], days=1, shifts=[EARLY], need=1.0, queues=("p", "q"))
    late = {
        (q, t): LateCurve((0, 1_000), (gain, 0.0)) for q, gain in ((0, 5.0), (1, 2.0)) for t in range(8, 16)
    }
    alone = replace(case, late=late, weights=Weights(shortage=0.0, shortage_full=0.0))
    assert scheduled(case, find_roster(alone, LIMITS))[:, 8:16].tolist() == [[1] * 8, [0] * 8]
    weighed = find_roster(replace(alone, queue_weights=(1.0, 3.0)), LIMITS)
    assert scheduled(case, weighed)[:, 8:16].tolist() == [[0] * 8, [1] * 8]


def test_agents_move_between_queues_when_the_need_does_and_only_then() -> None:
    """The need goes from one queue to the other at noon: one move for the one agent, none is wasted."""
    need = np.zeros((2, 36))
    need[0, 8:12], need[1, 12:16] = 1, 1
    case = problem([agent(skills=(0, 1))], days=1, shifts=[EARLY], need=need, queues=("p", "q"))
    found = find_roster(case, LIMITS)
    assert found.moves == 1
    assert [a.what for a in found.activities] == [0, 1]


def test_standby_while_every_queue_is_closed() -> None:
    """The queue opens at noon; before that the locked agent stands by."""
    opened = np.zeros((1, 36), dtype=bool)
    opened[0, 12:24] = True
    case = problem([agent()], days=1, shifts=[EARLY], need=1.0, open_=opened, locks=[Lock(0, 0, 0)])
    found = find_roster(case, LIMITS)
    assert [(a.what, a.start // 60, a.end // 60) for a in found.activities] == [(STANDBY, 8, 12), (0, 12, 16)]


def test_activities_fill_each_shift_without_a_gap() -> None:
    """From shift start to shift end, one activity after the other, neighbours different."""
    need = np.random.default_rng(3).integers(0, 3, size=(2, 7 * 24 + 12)).astype(float)
    team = [agent(f"{i}", (0,) if i % 3 == 0 else (0, 1), max_minutes_week=2400) for i in range(6)]
    case = problem(team, shifts=[problems.MEAL, LATE], need=need, queues=("p", "q"))
    found = find_roster(case, LIMITS)
    assert found.assignments
    for assignment in found.assignments:
        shift = case.shifts[assignment.shift]
        start, end = assignment.day * 1440 + shift.start, assignment.day * 1440 + shift.end
        own = [a for a in found.activities if a.agent == assignment.agent and start <= a.start < end]
        assert (own[0].start, own[-1].end) == (start, end)
        for before, after in pairwise(own):
            assert before.end == after.start
            assert before.what != after.what
        meals = [a.end - a.start for a in own if a.what == MEAL]
        assert meals == ([shift.meal_minutes] if shift.meal_minutes else [])
        assert all(a.what in case.agents[a.agent].skills for a in own if a.what >= 0)


def test_wishes_are_kept_where_they_cost_nothing() -> None:
    """Of two equal agents, the one who prefers the day off has it."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    wish = [Wish(0, 0, "prefer_off", None)]
    found = find_roster(problem([agent("a"), agent("b")], days=1, need=need, wishes=wish), LIMITS)
    assert [(x.agent, x.shift) for x in found.assignments] == [(1, 0)]


def test_a_wish_never_costs_a_customer() -> None:
    """The only agent prefers the day off and is needed: she works."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    wish = [Wish(0, 0, "prefer_off", None)]
    assert len(find_roster(problem([agent()], days=1, need=need, wishes=wish), LIMITS).assignments) == 1


def test_nights_are_spread_evenly() -> None:
    """Four nights among four equal agents: one each."""
    need = np.zeros((1, 4 * 24 + 12))
    for day in range(4):
        need[0, day * 24 + 22 : day * 24 + 30] = 1
    team = [agent(f"{i}") for i in range(4)]
    found = find_roster(problem(team, days=4, shifts=[problems.NIGHT], need=need), LIMITS)
    assert sorted(x.agent for x in found.assignments) == [0, 1, 2, 3]


def test_contracted_hours_are_dearer_than_sitting_idle() -> None:
    """Nobody is needed, but the contract promises 16 hours: two shifts are worked."""
    found = find_roster(problem([agent(min_minutes_week=960)], days=7), LIMITS)
    assert len(found.assignments) == 2


def test_nobody_at_all() -> None:
    """Without agents the roster is empty and nothing could be better."""
    found = find_roster(problem([], days=1, need=2.0), LIMITS)
    assert (found.assignments, found.gap, found.status) == ((), 0.0, "optimal")


def test_contradicting_locks_are_infeasible() -> None:
    """Late, then early the next day, with eleven hours of rest: no roster keeps both."""
    case = problem([agent()], days=2, locks=[Lock(0, 0, 1), Lock(0, 1, 0)], rules=Rules(min_rest_hours=11))
    with pytest.raises(RulesCollideError):
        find_roster(case, LIMITS)


def test_the_first_morning_without_an_earlier_plan_costs_nothing() -> None:
    """What no shift can reach is not fixed against the roster."""
    need = np.zeros((1, 36))
    need[0, :8] = 5
    assert find_roster(problem([agent()], days=1, need=need, plan_before=False), LIMITS).objective == 0.0


def test_earlier_shifts_cover() -> None:
    """A desk that an earlier plan's night shift fills needs nobody else."""
    need, before = np.zeros((1, 36)), np.zeros((1, 36), dtype=np.int64)
    need[0, 8:16], before[0, 8:16] = 1, 1
    assert find_roster(problem([agent()], days=1, need=need, before=before), LIMITS).assignments == ()


def test_same_problem_same_roster() -> None:
    """Twice the same, to the last activity; and from any start, legal or not, a legal end."""
    case = problem(
        [agent(f"{i}", (0, 1) if i % 2 else (0,), max_minutes_week=2400) for i in range(8)],
        need=np.random.default_rng(5).integers(0, 4, size=(2, 7 * 24 + 12)).astype(float),
        queues=("p", "q"),
        shifts=[EARLY, LATE, problems.NIGHT, problems.MEAL],
        rules=Rules(min_rest_hours=11, max_consecutive_days=6),
    )
    limits = Limits(seconds=3600.0, work=1.5)
    first, second = find_roster(case, limits), find_roster(case, limits)
    assert first.assignments == second.assignments
    assert first.activities == second.activities
    assert (first.objective, first.bound) == (second.objective, second.bound)
    illegal = tuple(Assignment(0, day, shift) for day in range(7) for shift in (0, 1))
    third = find_roster(case, limits, start=illegal)
    assert legal(case, {(a.agent, a.day): a.shift for a in third.assignments})


def test_a_warm_start_is_reported_at_once_and_costs_nothing() -> None:
    """The first roster that is reported of is what is legal of the start, whatever it costs; from a good one
    nothing is lost, and from a poor one the search ends about as well as from none."""
    case = problem(
        [agent(f"{i}", max_minutes_week=2400) for i in range(8)],
        need=np.random.default_rng(6).integers(0, 4, size=(1, 7 * 24 + 12)).astype(float),
        rules=Rules(min_rest_hours=11),
    )
    limits = Limits(seconds=3600.0, work=1.0, engine="cp-sat")
    plain = find_roster(case, limits)
    poor = tuple(Assignment(0, day, shift) for day in range(3) for shift in (1, 0))
    for start in (poor, plain.assignments):
        reported: list[Progress] = []
        found = find_roster(case, limits, start, reported.append)
        legal_part = tuple(a for a in start if a.shift == 1) if start is poor else start
        as_it_is = arrange_roster(case, LIMITS, legal_part).objective
        assert reported[0].objective == pytest.approx(as_it_is, abs=1e-6)
        assert found.objective <= (plain.objective if start is plain.assignments else as_it_is) + 1e-6
        assert found.objective <= 1.02 * plain.objective


def test_progress_only_improves() -> None:
    """Each report is better than the one before, and the bound stays below."""
    case = problem(
        [agent(f"{i}", max_minutes_week=2400) for i in range(8)],
        need=np.random.default_rng(6).integers(0, 4, size=(1, 7 * 24 + 12)).astype(float),
        rules=Rules(min_rest_hours=11),
    )
    reported: list[Progress] = []
    found = find_roster(case, Limits(seconds=3600.0, work=2.0), on_improvement=reported.append)
    objectives = [p.objective for p in reported if p.objective is not None]
    assert objectives == sorted(objectives, reverse=True)
    assert all(p.bound <= found.objective + 1e-9 for p in reported)


def test_arranging_breaks_no_shift_and_minds_no_rule() -> None:
    """A manager's own roster is kept as it is, even when it breaks the rest."""
    case = problem([agent()], days=2, need=1.0, rules=Rules(min_rest_hours=11))
    wanted = (Assignment(0, 0, 1), Assignment(0, 1, 0))
    assert arrange_roster(case, LIMITS, wanted).assignments == wanted


def test_arranging_heeds_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped before it began, the solver is not asked; without it, everybody's meals are placed once."""
    team = [agent("a"), agent("b")]
    case = problem(team, days=2, shifts=[problems.MEAL], need=1.0)
    wanted = (Assignment(0, 0, 0), Assignment(1, 0, 0), Assignment(1, 1, 0))
    budget = search_budget(LIMITS)
    budget.stop()
    with pytest.raises(NothingFoundError):
        arrange_roster(case, LIMITS, wanted, budget=budget)
    placed: list[int] = []
    insert = Team.insert

    def inserted(self: Team, who: int, *given: Any) -> None:
        placed.append(who)
        insert(self, who, *given)

    monkeypatch.setattr(Team, "insert", inserted)
    found = arrange_roster(case, LIMITS, wanted, frugal=True, budget=budget)
    assert placed == [0, 1]
    assert (found.assignments, found.stopped_by) == (wanted, "user")
    assert sum(a.what == MEAL for a in found.activities) == 3


def test_a_roster_given_back_unsearched_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search over everything comes to no answer, its start comes back, and no generated of it."""
    run = Budget.run

    def unknown(
        self: Budget,
        solver: cp_model.CpSolver,
        model: cp_model.CpModel,
        callback: cp_model.CpSolverSolutionCallback | None = None,
        even_stopped: bool = False,
    ) -> cp_model.CpSolverStatus:
        return run(self, solver, model) if callback is None else cp_model.UNKNOWN

    monkeypatch.setattr(Budget, "run", unknown)
    # Whoever works here does so for three: what half a person costs nobody can say in whole people.
    case = problem([agent(f"{i}", max_minutes_week=1500) for i in range(3)], need=2.5)
    found = find_roster(case, Limits(engine="cp-sat"))
    assert found.status == "feasible"
    assert found.bound < found.objective
