"""The search for large teams: responses, and beside them column generation; then both together."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace

import numpy as np

from scheduler.problem import Problem
from scheduler.roster.costs import POINT, whole_bound
from scheduler.roster.handout import Found, finish
from scheduler.roster.hybrid import improving
from scheduler.roster.hybrid.handing import turns
from scheduler.roster.hybrid.polishing import polish, take_over
from scheduler.roster.hybrid.pricing import prove, roster_columns
from scheduler.roster.hybrid.team import Team
from scheduler.roster.rules import restrictions
from scheduler.roster.solution import Assignment, Limits, Progress, Solution, StoppedBy
from scheduler.roster.stopping import Budget

_TOGETHER = 0.7
"""Share for the search and, beside it, column generation; then the columns are polished."""
_MOST_COLUMNS = 20_000
"""Beyond these, CP-SAT would not get anywhere with the columns."""
_TURNS = 3
"""Times that everybody's meals and breaks are placed anew against those of the others."""
_POLISH = 0.15
"""Share of the work for one polishing."""


def search(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    until: float = 1.0,
) -> Solution:
    """The best roster before so much of the budget is gone; other arguments as in
    :func:`scheduler.roster.model.solve`. Raises RulesLeaveNothingError."""
    begun = time.perf_counter()
    team = Team(problem, restrictions(problem))
    bound = 0

    def told(cost: float) -> None:
        tell(Progress(float(cost) / POINT, bound / POINT, time.perf_counter() - begun))

    improving.begin(team, start, budget)
    told(team.true_cost)
    other = _twin(team)
    with ThreadPoolExecutor(1) as beside:
        proving = beside.submit(prove, other, budget.part(until * _TOGETHER))

        def enough(cost: float) -> bool:
            return proving.done() and cost <= whole_bound(proving.result().bound)

        improving.improve(team, budget, told, until * _TOGETHER, enough)
        proof = proving.result()
    bound = whole_bound(proof.bound)
    if proof.roster and take_over(team, proof.kinds, proof.roster):
        told(team.cost)
    if team.cost > bound and not budget.spent:
        columns = {column.name: column for column in (*proof.columns, *roster_columns(team, proof.kinds))}
        if len(columns) <= _MOST_COLUMNS:
            polish(team, proof.kinds, list(columns.values()), budget, until * _POLISH * budget.limits.work)
            told(team.cost)
    if team.cost > bound and not budget.spent:
        improving.go_on(team, budget, told, until, bound)
    stopped_by: StoppedBy = "user" if budget.stopped else "time" if budget.out_of_time else "work"
    return _solution(team, bound, stopped_by, begun, budget.limits)


def arranged(problem: Problem, assignments: tuple[Assignment, ...]) -> Solution:
    """Meals, breaks and queues for shifts that stand, legal or not; everybody's turn by turn."""
    begun = time.perf_counter()
    rules = restrictions(problem)
    given = np.zeros_like(rules.allowed)
    for assignment in assignments:
        given[assignment.agent, assignment.day, assignment.shift] = True
    team = Team(problem, replace(rules, allowed=rules.allowed | given))
    for agent, day, shift in np.argwhere(given).tolist():
        team.pattern[agent, day] = shift
    patterns = team.pattern.copy()
    team.pattern[:] = -1
    for turn in range(_TURNS):
        for agent, pattern in enumerate(patterns):
            if turn:
                team.take(agent)
            team.put(agent, pattern)
    return _solution(team, 0.0, "work", begun, Limits())


def _solution(team: Team, bound: float, stopped_by: StoppedBy, begun: float, limits: Limits) -> Solution:
    counted = team.scheduled.T
    found = Found(team.assignments, turns(team), counted, float(team.cost), float(bound), stopped_by)
    return finish(team.problem, found, begun, limits)


def _twin(team: Team) -> Team:
    """The same roster with scratch of its own, for a thread beside."""
    twin = copy(team)
    twin.pattern, twin.placed, twin.own = team.pattern.copy(), team.placed.copy(), team.own.copy()
    twin.apart()
    return twin
