"""Trades change nothing but who works what: coverage stays, rules hold, and the cost never rises."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.local_search.trades import costs_of_trades, trade_patterns
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem, Wish
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import LATE, NIGHT, PLAIN, agent, problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=20.0)


def traded(team: Team, steps: int) -> Team:
    """The team after so many steps."""
    for _ in islice(trade_patterns(team, Budget(LIMITS), np.random.default_rng(1)), steps):
        pass
    return team


def with_nights(case: Problem, rows: list[list[int]]) -> Team:
    team = Team(case, restrictions(case))
    for who, row in enumerate(rows):
        team.insert(who, np.array(row, dtype=np.int64))
    return team


def test_nights_go_to_who_has_had_fewer() -> None:
    """Two of three people are three ahead; the third is not, and takes the longest row."""
    people = [
        agent(f"{place}", balances=(("night", begins),)) for place, begins in enumerate((3_000, 3_000, 0))
    ]
    case = problem(people, shifts=[NIGHT], days=7, weights=replace(PLAIN, balance=0.2))
    rows = [[0, 0, 0, -1, -1, -1, -1], [-1, -1, -1, 0, -1, -1, -1], [-1] * 7]
    team = with_nights(case, rows)
    before = team.cost
    traded(team, 1)
    assert (team.pattern[2] >= 0).sum() == 3
    # 0.25 · (0 + 1 + 2) wherever it is, and 0.6 for each night less.
    assert before - team.cost == pytest.approx(1_000 * 3 * 0.6)
    assert team.cost == pytest.approx(team.true_cost)


def test_leave_is_not_traded_away() -> None:
    """The third is away on the days of one row, so takes the other."""
    people = [
        agent(f"{place}", balances=(("night", begins),)) for place, begins in enumerate((3_000, 3_000, 0))
    ]
    people[2] = replace(people[2], leave=frozenset({0}))
    case = problem(people, shifts=[NIGHT], days=7, weights=replace(PLAIN, balance=0.2))
    team = with_nights(case, [[0, 0, 0, -1, -1, -1, -1], [-1, -1, -1, 0, 0, -1, -1], [-1] * 7])
    traded(team, 1)
    assert team.pattern[2].tolist() == [-1, -1, -1, 0, 0, -1, -1]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_traded_the_roster_stays_one(seed: int) -> None:
    """Random people of two kinds: the same people at their desks, costs that only fall, rules kept."""
    rng = np.random.default_rng(seed)
    people = [
        agent(
            f"{place}",
            [0] if place % 2 else [0, 1],
            min_minutes_week=int(rng.choice([960, 2400])),
            max_minutes_week=2400,
            leave=frozenset({int(rng.integers(10))}),
            balances=(("night", int(rng.integers(4_000))), ("weekend", int(rng.integers(4_000)))),
        )
        for place in range(8)
    ]
    need = np.repeat(rng.integers(0, 4, size=(2, 32)), 8, axis=1)[:, : 10 * 24 + 12]
    rules = Rules(min_rest_hours=11, max_consecutive_days=5, max_night_shifts_per_week=2)
    case = problem(people, need=need, days=10, queues=("q", "r"), rules=rules)
    team = Team(case, restrictions(case))
    construct_initial(team, (), Budget(LIMITS))
    team.soften(0)
    there, cost = team.coverage.flow.scheduled.sum(axis=1).copy(), team.cost
    for _ in islice(trade_patterns(team, Budget(LIMITS), rng), 30):
        assert team.cost <= cost + 1e-6
        cost = team.cost
    assert (team.coverage.flow.scheduled.sum(axis=1) == there).all()
    assert team.cost == pytest.approx(team.true_cost)
    own = np.diag(costs_of_trades(team, list(range(team.size)), slice(2, 5)))
    assert own.tolist() == pytest.approx(team.individual_costs.tolist())


def test_nobody_to_trade_with() -> None:
    """One person of each kind: no step is taken."""
    case = problem([agent("a"), agent("b", [1])], queues=("q", "r"))
    assert (
        list(trade_patterns(Team(case, restrictions(case)), Budget(LIMITS), np.random.default_rng(1))) == []
    )


def test_two_people_exchange_single_days_that_no_stretch_exchanges() -> None:
    """Each has two nights too many on the one's side: Monday's and Friday's, with days between them that
    neither may give away, so no stretch of days holds both."""
    ahead, behind = (("night", 4_000),), (("night", 0),)
    people = [agent("a", balances=ahead), agent("b", balances=behind)]
    wishes = [Wish(0, 2, "prefer", 0, 10_000), Wish(1, 2, "prefer", 1, 10_000)]
    case = problem(
        people, shifts=[NIGHT, LATE], days=7, wishes=wishes, weights=replace(PLAIN, balance=0.2, wish=1.0)
    )
    rows = [[0, -1, 0, -1, 0, -1, -1], [1, -1, 1, -1, 1, -1, -1]]
    team = with_nights(case, rows)
    traded(team, 4)
    assert team.pattern.tolist() == [[1, -1, 0, -1, 1, -1, -1], [0, -1, 1, -1, 0, -1, -1]]
    assert team.cost == pytest.approx(team.true_cost)


@pytest.mark.parametrize("across", [True, False])
def test_people_who_differ_trade_where_coverage_does_not_lose(across: bool) -> None:
    """One serves both queues, one the first alone, which is all that is open at night: the night goes to who
    has had fewer, if people who differ may trade."""
    people = [agent("a", [0], balances=(("night", 3_000),)), agent("b", [0, 1], balances=(("night", 0),))]
    need = np.zeros((2, 36))
    need[0, 22:30] = need[0, 16:22] = 1
    case = problem(
        people,
        need=need,
        shifts=[NIGHT, LATE],
        days=1,
        queues=("q", "r"),
        weights=replace(PLAIN, balance=0.2),
    )
    team = with_nights(case, [[0], [1]])
    for _ in islice(trade_patterns(team, Budget(LIMITS), np.random.default_rng(1), across), 8):
        pass
    assert team.pattern.tolist() == ([[1], [0]] if across else [[0], [1]])
