"""One day anew: what anybody may work on it, against all patterns; what comes of it, against CP-SAT."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.problem import Break, Limit, PastShift, Problem, Rules, Shift, ShiftCover, Weights, Wish
from scheduler.roster.hybrid import improving
from scheduler.roster.hybrid.labelling import NEVER
from scheduler.roster.hybrid.one_day import OneDay, one_day_anew
from scheduler.roster.hybrid.team import Team
from scheduler.roster.roster import find_roster
from scheduler.roster.rules import restrictions
from scheduler.roster.solution import Limits
from scheduler.roster.stopping import Budget
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem
from tests.scheduler.roster.problems import MEAL as LONG
from tests.scheduler.roster.test_rules import feasible

TEA = Shift("tea", 540, 1080, 60, 720, 900, (Break(60, 600, 720), Break(60, 900, 1020)))


@pytest.mark.parametrize("seed", range(8))
def test_what_a_person_may_work_on_a_day_is_what_makes_a_legal_pattern(seed: int) -> None:
    """Runs, rest, weekends, counts, a contract, a past: each shift of a day beside all legal patterns."""
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
            min_rest_minutes=660,
            max_minutes_per_week=2400,
            max_consecutive_days=4,
            min_consecutive_days=2,
            min_consecutive_days_off=int(rng.integers(1, 3)),
        ),
        wishes=[Wish(0, 2, "avoid", None), Wish(0, 4, "prefer_off", None)],
        plan_before=bool(rng.integers(2)),
    )
    team = Team(case, restrictions(case))
    everything = list(product((-1, 0, 1), repeat=days))
    legal = {pattern for pattern in everything if feasible(case, "".join("EL-"[s] for s in pattern))}
    assert legal
    for pattern in (*sorted(legal)[:20], *(everything[k] for k in rng.choice(len(everything), 40))):
        team.take(0)
        team.put(0, np.array(pattern), placed=np.zeros((days, 0), dtype=np.int64))
        for day in range(days):
            costs = team.own_costs_on_day(0, day)
            for shift in (-1, 0, 1):
                other = (*pattern[:day], shift, *pattern[day + 1 :])
                assert (costs[1 + shift] < NEVER) == (other in legal), (pattern, day, shift)
                if other in legal:
                    assert costs[1 + shift] == pytest.approx(team.own_cost(0, np.array(other)))


def _one_day(seed: int) -> Problem:
    """A day of twelve people with meals, breaks, wishes, two queues that close, and shifts past its end."""
    rng = np.random.default_rng(seed)
    need = rng.integers(0, 5, (2, 36)).astype(np.float64)
    open_ = np.ones((2, 36), dtype=bool)
    open_[:, : int(rng.integers(9, 12))] = False
    open_[1, 19:] = False
    case = problem(
        [agent(f"{i}", [(0,), (1,), (0, 1)][i % 3]) for i in range(12)],
        shifts=(EARLY, LATE, NIGHT, LONG, TEA, Shift("short", 600, 840)),
        need=need,
        open_=open_,
        days=1,
        queues=("p", "q"),
        wishes=[Wish(i, 0, "avoid", int(rng.integers(6))) for i in range(0, 12, 2)],
    )
    weights = replace(case.weights, overstaffing=float(rng.integers(0, 3)))
    return replace(case, weights=weights, shift_cover=(ShiftCover(0, frozenset({1, 2}), 3, 4.0),))


@pytest.mark.parametrize("seed", range(10))
def test_a_plan_of_one_day_is_as_good_as_proven(seed: int) -> None:
    """From everybody's first response, a few turns lead to what CP-SAT proves to be the least, or finds."""
    case = _one_day(seed)
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    improving.begin(team, (), budget)
    team.soften(0)
    days = OneDay(team, budget, np.random.default_rng(seed))
    for _ in range(12):
        before = team.cost
        days.turn(0.5)
        assert team.cost <= before
        assert team.cost == pytest.approx(team.true_cost)
    least = find_roster(case, Limits(seconds=120.0, work=2.0, engine="cp-sat"))
    assert least.bound - 1e-6 <= team.cost / 1000 <= least.objective + 1e-6
    assert least.gap < 0.05


def test_the_other_days_stand_and_everybody_stays_legal() -> None:
    """A week of twenty, in which more hours are wanted than people may work: one day changes, no other."""
    people = [agent(f"{i}", max_minutes_week=2400, min_minutes_week=1440) for i in range(20)]
    case = problem(
        people,
        shifts=(EARLY, LATE, NIGHT, LONG),
        need=np.random.default_rng(1).integers(1, 9, (1, 180)).astype(np.float64),
        rules=Rules(max_days_per_week=5, min_rest_minutes=660, max_night_shifts_per_week=2),
    )
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    improving.begin(team, (), budget)
    team.soften(0)
    rng = np.random.default_rng(1)
    for day in (3, 0, 6):
        old, before = team.pattern.copy(), team.cost
        assert one_day_anew(team, day, 0.1, rng, budget) == (team.cost < before)
        assert team.cost == pytest.approx(team.true_cost)
        assert (np.delete(team.pattern, day, axis=1) == np.delete(old, day, axis=1)).all()
        for a, pattern in enumerate(team.pattern):
            wanted = np.where(pattern[:, None] == np.arange(4), -1e9, NEVER)
            assert (team.best(a, wanted, 64).patterns[0] == pattern).all()


def test_nobody_who_may_choose_is_nothing_to_do() -> None:
    """No people, or no shifts: the turn ends and changes nothing."""
    for case in (problem([], need=1.0), problem([agent()], shifts=(), need=1.0)):
        team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
        improving.begin(team, (), budget)
        team.soften(0)
        OneDay(team, budget, np.random.default_rng(1)).turn(1.0)
        assert not team.assignments


def test_a_spent_budget_changes_nothing() -> None:
    """A stop is heard before the first optimum."""
    case = _one_day(0)
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    improving.begin(team, (), budget)
    team.soften(0)
    budget.stop()
    old = team.pattern.copy()
    assert not one_day_anew(team, 0, 0.1, np.random.default_rng(1), budget)
    assert (team.pattern == old).all()


def test_an_idle_desk_is_priced() -> None:
    """Where nothing is open, people are better at home: one day anew sends them there."""
    case = problem([agent(f"{i}") for i in range(6)], shifts=(EARLY,), days=1, need=0.0)
    case = replace(case, weights=Weights(overstaffing=2.0))
    team, budget = Team(case, restrictions(case)), Budget(Limits(work=50.0))
    for a in range(6):
        team.put(a, np.array([0]))
    assert one_day_anew(team, 0, 0.1, np.random.default_rng(1), budget)
    assert not team.assignments
