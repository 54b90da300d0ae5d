"""The hybrid: patterns against brute force, everything it says against the model, breaks, warm starts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.column_generation.columns import Prices, ask, kinds_of
from scheduler.roster.column_generation.destroy_repair import Rebuilding
from scheduler.roster.column_generation.generation import Proof, prove
from scheduler.roster.column_generation.lagrangian import CoverageBound
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.problem import (
    Agent,
    Break,
    Limit,
    Lock,
    PastShift,
    Problem,
    Shift,
    ShiftCover,
    Weights,
    Wish,
)
from scheduler.roster.problem.solution import BREAK, MEAL, Assignment, Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import arrange_roster, find_roster
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem, random_problem
from tests.scheduler.roster.problems import MEAL as LONG
from tests.scheduler.roster.rules.test_rules import feasible

LIMITS = Limits(seconds=3600.0, work=0.6, engine="hybrid")
PATTERN_RULES = Rules(
    min_rest_hours=11,
    max_hours_per_week=40,
    max_consecutive_days=4,
    min_consecutive_days=2,
    min_consecutive_days_off=2,
)


def _person(rng: np.random.Generator, days: int) -> Agent:
    """Somebody with a few limits of their own, and a contract."""
    weekends = Limit("weekends", "weekends", 0, days - 1, most=int(rng.integers(0, 2)))
    lates = Limit("lates", "shifts", 0, days - 1, most=int(rng.integers(1, 3)), shifts=frozenset({1}))
    return agent("a", limits=(weekends, lates), min_minutes_week=int(rng.choice([480, 1440])))


@pytest.mark.parametrize("seed", range(12))
def test_the_best_pattern_is_the_best_of_all_that_the_model_allows(seed: int) -> None:
    """Six days, two shifts, random prices, runs, weekends, caps and a contract: as cheap as the cheapest."""
    rng, days = np.random.default_rng(seed), 6
    case = problem(
        [_person(rng, days)],
        shifts=(EARLY, LATE),
        days=days,
        first_weekday=int(rng.integers(7)),
        rules=PATTERN_RULES,
        plan_before=bool(rng.integers(2)),
    )
    team = Team(case, restrictions(case))
    price = np.where(team.model.agents[0].start_cost < NEVER, rng.integers(-9_000, 4_000, (days, 2)), NEVER)
    team.model.agents[0] = replace(team.model.agents[0], start_cost=price)
    cost, bound, patterns = team.cheapest_patterns(0, price, 64)
    costs = [
        team.individual_cost(0, np.array(pattern))
        for pattern in product((-1, 0, 1), repeat=days)
        if feasible(case, "".join("EL-"[s] for s in pattern))
    ]
    assert cost == pytest.approx(min(costs))
    assert bound == pytest.approx(min(costs))
    assert team.individual_cost(0, patterns[0]) == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(20))
def test_many_answers_are_the_cheapest_first_and_all_different(seed: int) -> None:
    """Asked for eight patterns below a limit: all legal, none twice, their costs as said and rising."""
    rng, days = np.random.default_rng(seed), 6
    case = problem([_person(rng, days)], shifts=(EARLY, LATE), days=days, rules=PATTERN_RULES)
    team = Team(case, restrictions(case))
    price = np.where(team.model.agents[0].start_cost < NEVER, rng.integers(-9_000, 4_000, (days, 2)), NEVER)
    team.model.agents[0] = replace(team.model.agents[0], start_cost=price)
    best = team.cheapest_patterns(0, price, 64)
    limit = best.cost + 5_000
    found = [pattern.copy() for pattern in team.cheapest_patterns(0, price, 64, limit, 8).patterns]
    costs = [team.individual_cost(0, pattern) for pattern in found]
    assert costs[0] == pytest.approx(best.cost)
    assert costs == sorted(costs)
    assert costs[-1] < limit
    assert len({pattern.tobytes() for pattern in found}) == len(found)
    assert all(feasible(case, "".join("EL-"[s] for s in pattern)) for pattern in found)
    assert team.cheapest_patterns(0, price, 64, best.cost, 8).cost == NEVER


@pytest.mark.parametrize("seed", range(10))
def test_people_are_rebuilt_together_at_no_more_cost(seed: int) -> None:
    """Half of the people, then everybody: never dearer, the cost is that of the roster, everybody legal."""
    case = _team_of(12)
    rules = restrictions(case)
    team = Team(case, rules)
    budget = Budget(Limits(work=5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    handed: list[Proof] = []
    proof = prove(team.copy(), budget, handed.append, 0.5)
    assert len(handed) == 1
    rebuilding = Rebuilding(team, proof)
    for agents in (np.random.default_rng(seed).choice(12, 6, replace=False).tolist(), list(range(12))):
        before = team.cost
        assert rebuilding.rebuild(agents, Budget(Limits(work=5.0))) == (team.cost < before)
        assert team.cost <= before
        assert team.cost == pytest.approx(team.true_cost)
        assert proof.bound <= team.cost + 1e-6
        for a in range(12):
            again = team.cheapest_patterns(a, np.where(_only(team.pattern[a], 4), -1e6, NEVER), 64)
            assert (again.patterns[0] == team.pattern[a]).all()


def _only(pattern: np.ndarray, shifts: int) -> np.ndarray:
    return pattern[:, None] == np.arange(shifts)


@pytest.mark.parametrize("seed", range(20))
def test_its_cost_is_the_models(seed: int) -> None:
    """The same shifts arranged by CP-SAT cost no less than a roster of the hybrid says, nor more."""
    case = random_problem(seed)
    found = find_roster(case, LIMITS)
    exact = find_roster(case, replace(LIMITS, engine="cp-sat", work=10.0))
    arranged = arrange_roster(case, replace(LIMITS, work=10.0), found.assignments)
    assert found.objective == pytest.approx(arranged.objective, abs=1e-6)
    assert exact.bound - 1e-6 <= found.objective
    assert found.bound <= exact.objective + 1e-6
    assert found.objective == pytest.approx(exact.objective, abs=1e-6)


def _team_of(count: int) -> Problem:
    """A week with meals, two queues, contracts, wishes and people wanted by shift."""
    hours = np.arange(7 * 24 + 12) % 24
    need = np.stack([2 + 2 * ((hours >= 10) & (hours < 22)), 1 + ((hours >= 12) & (hours < 20))]) * count / 20
    people = [
        agent(f"{i}", [(0,), (1,), (0, 1)][i % 3], max_minutes_week=2400, min_minutes_week=1440)
        for i in range(count)
    ]
    case = problem(
        people,
        shifts=(EARLY, LATE, NIGHT, LONG),
        need=need,
        queues=("p", "q"),
        rules=Rules(max_days_per_week=5, min_rest_hours=11, max_night_shifts_per_week=2),
        wishes=[Wish(i, i % 7, "prefer_off", None) for i in range(count)],
    )
    return replace(case, shift_cover=(ShiftCover(2, frozenset({0}), 4, 3.0),))


def test_prices_bound_every_roster() -> None:
    """Whatever the prices, the bound is below the cost of any roster; the search's own bound closes in."""
    case = _team_of(12)
    team = Team(case, restrictions(case))
    construct_initial(team, (), Budget(Limits(work=5.0)))
    team.soften(0)
    coverage, kinds = CoverageBound(team), kinds_of(team, range(12))
    sizes, unknown = np.array([kind.size for kind in kinds]), np.full(len(kinds), NEVER)
    rng = np.random.default_rng(1)
    for _ in range(5):
        prices = Prices(rng.uniform(-1_000, 20_000, team.model.marginal_cost.shape[:2]), rng.uniform(0, 3_000, 1))
        answers = ask(team, kinds, prices, 512, unknown, 1, lambda: False)
        assert answers.least is not None
        assert coverage.at(prices) + sizes @ answers.least <= team.cost + 1e-6
    found = find_roster(case, replace(LIMITS, work=3.0))
    assert 0 < found.bound <= found.objective
    assert found.gap < 0.05


def test_the_same_again() -> None:
    """One seed, one roster, to the last activity."""
    case = _team_of(10)
    assert find_roster(case, LIMITS).activities == find_roster(case, LIMITS).activities


def test_locks_and_any_start_are_taken_up() -> None:
    """A locked shift is worked; a start that breaks rules is mended, and what is legal of it stays."""
    case = replace(_team_of(6), locks=(Lock(0, 3, 2), Lock(1, 3, None)))
    start = (Assignment(2, 0, 2), Assignment(2, 1, 0), Assignment(3, 0, 0), Assignment(3, 1, 0))
    team = Team(case, restrictions(case))
    construct_initial(team, start, Budget(Limits(work=5.0)))
    begun = set(team.assignments)
    assert {Assignment(3, 0, 0), Assignment(3, 1, 0), Assignment(0, 3, 2)} <= begun
    assert len(begun & set(start[:2])) == 1  # night, then early: one of them
    found = find_roster(case, LIMITS, start)
    assert Assignment(0, 3, 2) in found.assignments
    assert not [a for a in found.assignments if (a.agent, a.day) == (1, 3)]


def test_a_run_that_cannot_be_lengthened_may_be_short_but_not_too_long() -> None:
    """One day was worked before the plan, four are the least and the most, leave on the third day: the run
    may end early, and a lock on the first day is no contradiction."""
    tired = agent("x", past=(PastShift(-1, -960, -480, 480),), leave=frozenset({2}))
    case = problem(
        [tired],
        shifts=(EARLY,),
        need=1.0,
        rules=Rules(min_consecutive_days=4, max_consecutive_days=4),
        locks=(Lock(0, 0, 0),),
    )
    for engine in ("hybrid", "cp-sat"):
        found = find_roster(case, replace(LIMITS, engine=engine))
        assert {a.day for a in found.assignments} == {0, 1, 3, 4, 5, 6}


def test_whoever_runs_into_dead_ends_gets_anything_legal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no response finds a pattern there is a first roster all the same; everybody keeps the rules."""
    case = _team_of(6)
    team = Team(case, restrictions(case))
    monkeypatch.setattr(Team, "respond", lambda *_: False)
    construct_initial(team, (), Budget(Limits(work=5.0)))
    assert (team.pattern >= 0).any(axis=1).all()
    for a in range(6):
        again = team.cheapest_patterns(a, np.where(_only(team.pattern[a], 4), -1e6, NEVER), 64)
        assert (again.patterns[0] == team.pattern[a]).all()


def test_nobody() -> None:
    """A team of nobody has an empty roster."""
    assert find_roster(problem([], need=1.0), LIMITS).assignments == ()


def test_rules_that_leave_somebody_nothing() -> None:
    """Two locks without a rest between them: there is no roster, and CP-SAT proves it."""
    case = problem([agent("x")], rules=Rules(min_rest_hours=11), locks=(Lock(0, 0, 1), Lock(0, 1, 0)))
    with pytest.raises(RulesCollideError):
        find_roster(case, LIMITS)


BREAKS = Shift("b", 480, 1080, 60, 660, 840, (Break(60, 540, 660), Break(60, 840, 1020)))


def test_breaks_lie_in_their_windows_where_they_hurt_least() -> None:
    """A meal and two breaks, one agent: each in its own window, at the hour that needs nobody."""
    need = np.ones((1, 36))
    need[0, [10, 12, 15]] = 0
    case = problem([agent()], days=1, shifts=[BREAKS], need=need)
    for found in (find_roster(case, LIMITS), arrange_roster(case, LIMITS, (Assignment(0, 0, 0),))):
        away = {(a.start // 60, a.what) for a in found.activities if a.what in (MEAL, BREAK)}
        assert away == {(10, BREAK), (12, MEAL), (15, BREAK)}
        assert found.activities[0].start == 480
        assert found.activities[-1].end == 1080


def test_paid_hours_cost() -> None:
    """Where a covered hour is worth less than it is paid, nobody comes."""
    weights = Weights(cost=1.0, shortage=1.0, shortage_full=1.0, contract=0, fairness=0)
    case = replace(problem([agent(hourly_cost=30.0)], need=1.0), weights=weights)
    assert find_roster(case, LIMITS).assignments == ()
