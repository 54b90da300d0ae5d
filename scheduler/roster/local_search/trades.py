"""Trades: people exchange what they work, a stretch of days among many or single days between two.

Among people who are interchangeable at a desk coverage stays as it is, so a trade changes nothing but what
each pattern costs its own person: fairness, wishes, regular starts, contracted hours. Who takes whose shifts
of a stretch is an assignment problem, solved exactly (Crouse, "On implementing 2D rectangular assignment
algorithms", IEEE TAES 52, 2016). A stretch moves a week's good days with its bad ones; two people alone may
exchange any of the days of a week, and all the ways to do so are tried. They need not be interchangeable:
then what coverage loses counts too. Stretches and people are drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.agent_models import RunLimits
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.individual_cost import legal_cost
from scheduler.roster.team.resource_windows import ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton
from scheduler.roster.team.team import Team

_MOST_PEOPLE = 40
"""Who trade at a time."""
_DAYS_OF_TWO = 7
"""In a row, of which two people may exchange any."""
_MOST_TRIED = 4
"""Exchanges of two that are not interchangeable whose coverage is looked at, the most promising."""
_STEP_SECONDS = 2e-8
"""Of one day of one pattern, on a quiet machine."""
_CHANGE_SECONDS = 4e-4
"""Of taking one person out and putting one in."""


_Kernel = tuple[Floats, Booleans, RunLimits, ResourceWindows]
"""Costs of starts, days that must be worked, runs and resources of one person."""


def trade_patterns(
    team: Team, budget: Budget, rng: np.random.Generator, across: bool = False
) -> Iterator[None]:
    """One trade at each step, never dearer: first the whole plan, then shorter stretches and two people in
    turn. across: whether people who are not interchangeable may trade too."""
    days, place = team.model.problem.days, 0
    alike = [np.flatnonzero(team.model.kind_of == kind) for kind in range(len(team.model.kinds))]
    kinds = [people for people in alike if len(people) > 1]
    everybody = np.arange(team.size)
    while kinds or (across and len(everybody) > 1):
        turn, place = place, place + 1
        people = kinds[turn % len(kinds)] if kinds else everybody
        if turn >= len(kinds) and turn % 2:
            _trade_days(team, everybody if across and turn % 4 == 1 else people, budget, rng)
            yield
            continue
        if not kinds:
            continue
        whole = turn < len(kinds)
        if len(people) > _MOST_PEOPLE:
            people = np.sort(rng.choice(people, _MOST_PEOPLE, replace=False))
        length = days if whole else int(rng.integers(1, days + 1))
        first = int(rng.integers(0, days - length + 1))
        _trade(team, people.tolist(), slice(first, first + length))
        budget.charge_seconds(len(people) ** 2 * days * _STEP_SECONDS)
        yield


def _trade(team: Team, people: list[int], stretch: slice) -> None:
    """The cheapest exchange among these people."""
    from scipy.optimize import linear_sum_assignment

    costs = costs_of_trades(team, people, stretch)
    # What nobody may work must not outweigh what everybody saves.
    most = costs[costs < NEVER].max(initial=0.0)
    chosen = linear_sum_assignment(np.where(costs < NEVER, costs, (most + 1.0) * len(people) * 10))[
        1
    ].tolist()
    own, taken = np.arange(len(people)), costs[np.arange(len(people)), chosen]
    if (taken >= NEVER).any() or taken.sum() >= costs[own, own].sum():
        return
    moves = [
        (agent, people[other]) for agent, other in zip(people, chosen, strict=True) if agent != people[other]
    ]
    patterns = [_joined(team.pattern, *move, stretch) for move in moves]
    blocks = [_joined(team.placed, *move, stretch) for move in moves]
    for agent, _ in moves:
        team.remove(agent)
    for (agent, _), pattern, placed in zip(moves, patterns, blocks, strict=True):
        team.insert(agent, pattern, placed=placed)


def _trade_days(team: Team, people: Integers, budget: Budget, rng: np.random.Generator) -> None:
    """One of these people, drawn at random, exchanges days with another where that gains most."""
    days = team.model.problem.days
    agent = int(rng.choice(people))
    others = people[people != agent]
    if len(others) > _MOST_PEOPLE:
        others = np.sort(rng.choice(others, _MOST_PEOPLE, replace=False))
    first = int(rng.integers(0, max(0, days - _DAYS_OF_TWO) + 1))
    found, tried = [], 0
    for other in others.tolist():
        gain, chosen, count = _exchanged(team, agent, other, slice(first, first + _DAYS_OF_TWO))
        tried += count
        if gain > 1e-6:
            found.append((-gain, other, chosen))
    budget.charge_seconds(tried * days * _STEP_SECONDS)
    for _, other, chosen in sorted(found)[:_MOST_TRIED]:
        cost = team.cost
        before = [(who, team.pattern[who].copy(), team.placed[who].copy()) for who in (agent, other)]
        swapped = np.array([chosen >> (day - first) & 1 if day >= first else 0 for day in range(days)]) > 0
        for who, _, _ in before:
            team.remove(who)
        for (who, pattern, placed), (_, theirs, where) in zip(before, reversed(before), strict=True):
            team.insert(
                who,
                np.where(swapped, theirs, pattern),
                placed=np.where(swapped[:, None], where, placed),
            )
        budget.charge_seconds(_CHANGE_SECONDS)
        if team.cost < cost - 1e-6:
            return
        for who, _, _ in before:
            team.remove(who)
        for who, pattern, placed in before:
            team.insert(who, pattern, placed=placed)


def _exchanged(team: Team, one: int, other: int, stretch: slice) -> tuple[float, int, int]:
    """The most that two people's own costs fall if they exchange some days of a stretch; which, as bits from
    its first day on; and how many patterns were tried."""
    first, second = team.model.agents[one], team.model.agents[other]
    return _best_days(
        (first.start_cost, first.must_work, first.plain_runs, first.plain_windows),
        (second.start_cost, second.must_work, second.plain_runs, second.plain_windows),
        team.model.plain_automaton,
        team.pattern[one],
        team.pattern[other],
        stretch.start,
        min(stretch.stop, team.model.problem.days),
    )


@compiled
def _best_days(
    one: _Kernel,
    other: _Kernel,
    automaton: SuccessionAutomaton,
    row: Integers,
    others: Integers,
    first: int,
    end: int,
) -> tuple[float, int, int]:
    start_cost, must_work, runs, windows = one
    start_cost_2, must_work_2, runs_2, windows_2 = other
    w, w_2 = ResourceWindows(*windows), ResourceWindows(*windows_2)
    used = np.empty(w.consumption.shape[0], dtype=np.int64)
    used_2 = np.empty(w_2.consumption.shape[0], dtype=np.int64)
    mine, theirs = row.copy(), others.copy()
    now = legal_cost(start_cost, must_work, automaton, runs, w, mine, used)
    now += legal_cost(start_cost_2, must_work_2, automaton, runs_2, w_2, theirs, used_2)
    differ = 0
    for d in range(first, end):
        if row[d] != others[d]:
            differ |= 1 << (d - first)
    gain, best, tried = 0.0, 0, 2
    chosen = differ
    while chosen > 0:
        # All subsets of the days that differ, the largest first.
        for d in range(first, end):
            swaps = chosen >> (d - first) & 1
            mine[d] = others[d] if swaps else row[d]
            theirs[d] = row[d] if swaps else others[d]
        cost = legal_cost(start_cost, must_work, automaton, runs, w, mine, used)
        tried += 1
        if cost < NEVER:
            cost += legal_cost(start_cost_2, must_work_2, automaton, runs_2, w_2, theirs, used_2)
            tried += 1
            if now - cost > gain:
                gain, best = now - cost, chosen
        chosen = (chosen - 1) & differ
    return gain, best, tried


def costs_of_trades(team: Team, people: list[int], stretch: slice) -> Floats:
    """What each one's pattern would cost with each one's shifts of the stretch, (people, people); ``NEVER``
    where a rule forbids it."""
    costs, rows = np.empty((len(people), len(people))), team.pattern[people]
    for place, agent in enumerate(people):
        one = team.model.agents[agent]
        _costs_with(
            one.start_cost,
            one.must_work,
            team.model.plain_automaton,
            one.plain_runs,
            one.plain_windows,
            rows,
            place,
            stretch.start,
            stretch.stop,
            costs[place],
        )
    return costs


@compiled
def _costs_with(
    start_cost: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    runs: RunLimits,
    windows: ResourceWindows,
    rows: Integers,
    own: int,
    first: int,
    end: int,
    costs: Floats,
) -> None:
    """Write what the own pattern would cost with the days from ``first`` until ``end`` of each row."""
    w = ResourceWindows(*windows)
    used = np.empty(w.consumption.shape[0], dtype=np.int64)
    for other in range(len(rows)):
        joined = rows[own].copy()
        joined[first:end] = rows[other, first:end]
        cost = legal_cost(start_cost, must_work, automaton, runs, w, joined, used)
        costs[other] = min(cost, NEVER)


def _joined(rows: Integers, agent: int, other: int, stretch: slice) -> Integers:
    """The agent's row with the other's days of the stretch."""
    joined: Integers = rows[agent].copy()
    joined[stretch] = rows[other, stretch]
    return joined
