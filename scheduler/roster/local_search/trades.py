"""Trades: people who are interchangeable at a desk exchange what they work in a stretch of days.

Coverage stays as it is, so a trade changes nothing but what each pattern costs its own person: fairness,
wishes, regular starts, contracted hours. Who takes whose shifts is an assignment problem, solved exactly for
the stretch (Crouse, "On implementing 2D rectangular assignment algorithms", IEEE TAES 52, 2016); stretches
and people are drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules import restrictions
from scheduler.roster.team.agent_models import RunLimits
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.individual_cost import individual_costs_on_day
from scheduler.roster.team.resource_windows import ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton
from scheduler.roster.team.team import Team

_MOST_PEOPLE = 40
"""Who trade at a time."""
_MOST_IDLE = 100
"""Trades in a row that gain nothing, after which no more are tried."""
_STEP_SECONDS = 2e-8
"""Of one day of one pattern, on a quiet machine."""


def trade_patterns(team: Team, budget: Budget, rng: np.random.Generator) -> Iterator[None]:
    """One stretch of days at each step: first the whole plan, then shorter ones; never dearer."""
    days, place = team.model.problem.days, 0
    kinds = [
        people
        for kind in range(len(team.model.kinds))
        if len(people := np.flatnonzero(team.model.kind_of == kind)) > 1
    ]
    while kinds:
        people = kinds[place % len(kinds)]
        whole = place < len(kinds)
        place += 1
        if len(people) > _MOST_PEOPLE:
            people = np.sort(rng.choice(people, _MOST_PEOPLE, replace=False))
        length = days if whole else int(rng.integers(1, days + 1))
        first = int(rng.integers(0, days - length + 1))
        _trade(team, people.tolist(), slice(first, first + length))
        tried = len(people) ** 2 * (1 + len(team.model.problem.shifts)) * days
        budget.charge_seconds(tried * _STEP_SECONDS)
        yield


def trade_assignments(
    problem: Problem, assignments: tuple[Assignment, ...], budget: Budget
) -> tuple[tuple[Assignment, ...], float]:
    """The assignments after trades until they gain no more, and what they cost less, in units.

    How many people of a skill group work each shift stays, so all that a search has counted does.
    """
    team = Team(problem, restrictions(problem))
    pattern = team.pattern.copy()
    for one in assignments:
        pattern[one.agent, one.day] = one.shift
    for agent, row in enumerate(pattern):
        team.insert(agent, row)
    before, idle, cost = team.cost, 0, team.cost
    for _ in trade_patterns(team, budget, np.random.default_rng(budget.limits.seed + 2)):
        idle = 0 if team.cost < cost - 1e-6 else idle + 1
        cost = team.cost
        if idle >= _MOST_IDLE or budget.spent:
            break
    return team.assignments, before - team.cost


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
    each = np.empty(1 + start_cost.shape[1])
    for other in range(len(rows)):
        joined = rows[own].copy()
        joined[first:end] = rows[other, first:end]
        individual_costs_on_day(start_cost, must_work, automaton, runs, windows, joined, 0, each)
        costs[other] = min(each[1 + joined[0]], NEVER)


def _joined(rows: Integers, agent: int, other: int, stretch: slice) -> Integers:
    """The agent's row with the other's days of the stretch."""
    joined: Integers = rows[agent].copy()
    joined[stretch] = rows[other, stretch]
    return joined
