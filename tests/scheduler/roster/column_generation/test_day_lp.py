"""The day LP: the shifts it may choose, against all patterns; its result, against CP-SAT and brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.column_generation.day_lp import reoptimise_day, reoptimise_days
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Break, Limit, Lock, PastShift, Problem, Shift, ShiftCover, Wish
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import choose_engine, find_roster
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, PLAIN, agent, problem
from tests.scheduler.roster.problems import MEAL as LONG
from tests.scheduler.roster.rules.test_rules import Feasibility

pytestmark = pytest.mark.slow

TEA = Shift("tea", 540, 1080, 60, 720, 900, (Break(60, 600, 720), Break(60, 900, 1020)))


@pytest.mark.parametrize("seed", range(8))
def test_the_shifts_of_a_day_are_those_that_make_a_feasible_pattern(seed: int) -> None:
    """Runs, rest, weekends, counts, a contract, a past: each shift of a day against all feasible patterns."""
    rng, days = np.random.default_rng(seed), 6
    weekends = Limit("weekends", "weekends", 0, days - 1, most=int(rng.integers(0, 2)))
    lates = Limit("lates", "shifts", 0, days - 1, least=int(rng.integers(0, 2)), shifts=frozenset({1}))
    past = tuple(PastShift(-day, 480 - 1440 * day, 960 - 1440 * day, 480, 0) for day in (1, 2))
    case = problem(
        [agent("a", limits=(weekends, lates), min_minutes_week=1440, past=past[: int(rng.integers(3))])],
        shifts=(EARLY, LATE),
        days=days,
        first_weekday=int(rng.integers(7)),
        rules=Rules(
            min_rest_hours=11,
            max_hours_per_week=40,
            max_consecutive_days=4,
            min_consecutive_days=2,
            min_consecutive_days_off=int(rng.integers(1, 3)),
        ),
        wishes=[Wish(0, 2, "avoid", None), Wish(0, 4, "prefer_off", None)],
        plan_before=bool(rng.integers(2)),
    )
    team = Team(case, restrictions(case))
    everything = list(product((-1, 0, 1), repeat=days))
    feasible = Feasibility(case)
    legal = {pattern for pattern in everything if feasible("".join("EL-"[s] for s in pattern))}
    assert legal
    for pattern in (*sorted(legal)[:20], *(everything[k] for k in rng.choice(len(everything), 40))):
        team.remove(0)
        team.insert(0, np.array(pattern), placed=np.zeros((days, 0), dtype=np.int64))
        for day in range(days):
            costs = team.individual_costs_on_day(0, day)
            for shift in (-1, 0, 1):
                other = (*pattern[:day], shift, *pattern[day + 1 :])
                assert (costs[1 + shift] < NEVER) == (other in legal), (pattern, day, shift)
                if other in legal:
                    assert costs[1 + shift] == pytest.approx(team.individual_cost(0, np.array(other)))


def _one_day(seed: int, people: int, shifts: tuple[Shift, ...]) -> Problem:
    """A day of a few people with meals, wishes, two queues that close, and shifts past its end."""
    rng = np.random.default_rng(seed)
    need = rng.integers(0, 2 + people // 4, (2, 36)).astype(np.float64)
    open_ = np.ones((2, 36), dtype=bool)
    open_[:, : int(rng.integers(9, 12))] = False
    open_[1, 19:] = False
    case = problem(
        [agent(f"{i}", [(0,), (1,), (0, 1)][i % 3]) for i in range(people)],
        shifts=shifts,
        need=need,
        open_=open_,
        days=1,
        queues=("p", "q"),
        wishes=[Wish(i, 0, "avoid", int(rng.integers(len(shifts)))) for i in range(0, people, 2)],
    )
    weights = replace(case.weights, overstaffing=float(rng.integers(0, 3)))
    return replace(case, weights=weights, shift_cover=(ShiftCover(0, frozenset({1, 2}), 3, 4.0),))


def _initial_roster(case: Problem) -> tuple[Team, Budget]:
    """Everybody's best response, at exact costs."""
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    construct_initial(team, (), budget)
    team.soften(0)
    return team, budget


@pytest.mark.parametrize("seed", range(10))
def test_a_plan_of_one_day_reaches_the_optimum(seed: int) -> None:
    """Twelve people: from their first responses, some steps lead to what CP-SAT proves to be the least."""
    case = _one_day(seed, 12, (EARLY, LATE, NIGHT, LONG, Shift("short", 600, 840)))
    team, budget = _initial_roster(case)
    days = reoptimise_days(team, budget, np.random.default_rng(seed))
    for _ in range(20):
        before = team.cost
        next(days)
        assert team.cost <= before
        assert team.cost == pytest.approx(team.true_cost)
    assert choose_engine(case, "cp-sat") == "cp-sat"
    least = find_roster(case, Limits(seconds=3600.0, work=2.0, engine="cp-sat"))
    assert least.status == "optimal"
    assert team.cost / 1000 == pytest.approx(least.objective - least.unavoidable)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_of_one_day_with_breaks_reaches_brute_force(seed: int) -> None:
    """Three people, a meal and two breaks: of all shifts, and all places for these, nothing costs less."""
    case = _one_day(seed, 3, (EARLY, NIGHT, LONG, TEA))
    team, budget = _initial_roster(case)
    days = reoptimise_days(team, budget, np.random.default_rng(seed))
    for _ in range(20):
        next(days)
    found = team.cost
    options = []
    for shift, blocks in enumerate(team.model.grid.blocks.tolist()):
        places = [range(first, last + 1) if length else (-1,) for length, first, last in blocks]
        options += [(shift, place) for place in product(*places)]
    costs = []
    for roster in product([(-1, (-1,) * team.model.grid.blocks.shape[1]), *options], repeat=3):
        for a, (shift, place) in enumerate(roster):
            team.remove(a)
            team.insert(a, np.array([shift]), placed=np.array([place]))
        costs.append(team.true_cost)
    assert found == pytest.approx(min(costs))


def test_other_days_stay_and_every_pattern_stays_feasible() -> None:
    """A week of twenty, in which more hours are wanted than people may work: one day changes, no other; who
    has leave or a lock keeps it."""
    leave = frozenset({0, 3})
    people = [
        agent(f"{i}", max_minutes_week=2400, min_minutes_week=1440, leave=frozenset() if i else leave)
        for i in range(20)
    ]
    case = problem(
        people,
        shifts=(EARLY, LATE, NIGHT, LONG),
        need=np.random.default_rng(1).integers(1, 9, (1, 180)).astype(np.float64),
        rules=Rules(max_days_per_week=5, min_rest_hours=11, max_night_shifts_per_week=2),
        locks=[Lock(1, 3, 2), Lock(2, 0, None)],
    )
    team, budget = _initial_roster(case)
    rng, first = np.random.default_rng(1), team.cost
    for day in (3, 0, 6):
        old, before = team.pattern.copy(), team.cost
        assert reoptimise_day(team, day, 0.1, rng, budget) == (team.cost < before)
        assert team.cost == pytest.approx(team.true_cost)
        assert (np.delete(team.pattern, day, axis=1) == np.delete(old, day, axis=1)).all()
        for a, pattern in enumerate(team.pattern):
            may = (pattern[:, None] == np.arange(4)) & (team.model.agents[a].start_cost < NEVER)
            assert (team.cheapest_patterns(a, np.where(may, -1e9, NEVER), 64).patterns[0] == pattern).all()
        assert (team.pattern[0, [0, 3]] == -1).all()
        assert (team.pattern[1, 3], team.pattern[2, 0]) == (2, -1)
    assert team.cost < first


HOURLY = tuple(
    Shift(f"{start}+{hours}", 60 * start, 60 * (start + hours)) for start in range(16) for hours in (4, 8)
)


def _many_starts() -> Problem:
    """A day of ten people who may start at 16 hours for 4 or 8 hours: more than one programme offers."""
    need = np.random.default_rng(2).integers(1, 6, (1, 36)).astype(np.float64)
    return problem([agent(f"{i}") for i in range(10)], shifts=HOURLY, need=need, days=1)


def test_of_too_many_shifts_some_are_offered_and_the_current_one() -> None:
    """What a programme offers hangs on chance; it is never worse, and again and again it is better."""
    team, budget = _initial_roster(_many_starts())
    for a in range(10):
        team.remove(a)
        team.insert(a, np.array([31]), placed=np.zeros((1, 0), dtype=np.int64))
    rng, costs = np.random.default_rng(1), [team.cost]
    for _ in range(8):
        reoptimise_day(team, 0, 0.2, rng, budget)
        costs.append(team.cost)
    assert costs == sorted(costs, reverse=True)
    least = find_roster(_many_starts(), Limits(seconds=3600.0, work=5.0, engine="cp-sat"))
    assert costs[-1] / 1000 <= 1.02 * (least.objective - least.unavoidable) < costs[0] / 1000


def test_agents_beyond_the_size_of_one_lp_keep_their_shifts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty starts are two people of 19 and the next one who does not fit any more."""
    monkeypatch.setattr("scheduler.roster.column_generation.day_lp._MOST_STARTS", 40)
    team, budget = _initial_roster(_many_starts())
    for a in range(10):
        team.remove(a)
        team.insert(a, np.array([-1]), placed=np.zeros((1, 0), dtype=np.int64))
    assert reoptimise_day(team, 0, 0.2, np.random.default_rng(1), budget)
    assert 1 <= (team.pattern >= 0).sum() <= 2


def test_without_a_choice_nothing_changes() -> None:
    """No people, or no shifts: nothing changes, and the budget comes to its end."""
    for case in (problem([], need=1.0), problem([agent()], shifts=(), need=1.0)):
        team, budget = _initial_roster(case)
        budget.work_left = 0.1
        for _ in reoptimise_days(team, budget, np.random.default_rng(1)):
            assert not team.assignments
        assert budget.work_left <= 0


@pytest.mark.parametrize("work", [0.0, 1e-3, 3e-3, 1e-2, 2e-2, 3e-2, 5e-2])
def test_a_spent_budget_leaves_the_roster_as_it_was(work: float) -> None:
    """Before the first optimum, or between two of a dive: the day costs less, or nothing changes."""
    case = _one_day(0, 12, (EARLY, LATE, NIGHT, LONG, TEA))
    team, budget = _initial_roster(case)
    budget.work_left = work
    pattern, placed, cost = team.pattern.copy(), team.placed.copy(), team.cost
    is_better = reoptimise_day(team, 0, 0.02, np.random.default_rng(1), budget)
    assert is_better == (team.cost < cost)
    assert team.cost == pytest.approx(team.true_cost)
    if not is_better:
        assert (team.pattern == pattern).all()
        assert (team.placed == placed).all()


def test_idle_desks_cost() -> None:
    """Where nothing is open, people are sent home, though they would rather come."""
    case = problem(
        [agent(f"{i}") for i in range(6)],
        shifts=(EARLY,),
        days=1,
        open_=np.zeros((1, 36), bool),
        wishes=[Wish(a, 0, "prefer", 0) for a in range(6)],
    )
    case = replace(case, weights=replace(PLAIN, overstaffing=2.0))
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    for a in range(6):
        team.insert(a, np.array([0]))
    assert reoptimise_day(team, 0, 0.1, np.random.default_rng(1), budget)
    assert not team.assignments
