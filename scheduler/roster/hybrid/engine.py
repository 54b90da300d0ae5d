"""The search for large teams: responses, and beside them column generation; then both together."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scheduler.roster.assignment.result import Found
from scheduler.roster.local_search import exchanges as improving
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Progress, StoppedBy
from scheduler.roster.rules import restrictions
from scheduler.roster.team.shifts import turns
from scheduler.roster.team.team import Team

_ALONE, _ALONE_BRIEFLY = 0.2, 0.15
"""Share at most of responses alone, and of column generation before it hands its columns over; where the
search has neighbourhoods too."""
_TURNS = 3
"""Times that everybody's meals and breaks are placed anew against those of the others."""
_PROVING = 0.65
"""Share of the budget for column generation where neighbourhoods take turns with the rest."""


def search(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    until: float = 1.0,
    neighbourhoods: bool = False,
) -> Found:
    """The best roster before so much of the budget is gone; other arguments as in
    :func:`scheduler.roster.cpsat.full_horizon.solve`.

    neighbourhoods: whether CP-SAT's take turns with the rest; they place no breaks.
    Raises RulesLeaveNothingError.
    """
    begun = time.perf_counter()
    team = Team(problem, restrictions(problem))
    bound = 0

    def told(cost: float) -> None:
        tell(Progress(float(cost) / POINT, bound / POINT, time.perf_counter() - begun))

    improving.begin(team, start, budget)
    told(team.true_cost)
    with budget.loading():
        # CP-SAT and LP solvers take a second to load, which a first roster need not wait for.
        from scheduler.roster.column_generation.concurrent import Beside
        from scheduler.roster.hybrid.cpsat_moves import Neighbourhoods
        from scheduler.roster.hybrid.portfolio import Refining

    alone = until * (_ALONE_BRIEFLY if neighbourhoods else _ALONE)
    proving = _PROVING if neighbourhoods else until
    with Beside(team, budget, proving, alone / proving) as beside:

        def proven_by_now() -> int:
            nonlocal bound
            bound = beside.bound_by_now()
            return bound

        improving.improve(team, budget, told, alone, beside.has_ended)
        others = Neighbourhoods(team, budget) if neighbourhoods else None
        refining = Refining(team, beside.handed_over, budget, told, until, proven_by_now, others)
        refining.run()
        bound = max(refining.proven, beside.bound_by_now())
        if team.cost > bound:
            bound = max(bound, beside.last_bound())
    stopped_by: StoppedBy = "user" if budget.stopped else "time" if budget.out_of_time else "work"
    return _found(team, bound, stopped_by)


def arranged(problem: Problem, assignments: tuple[Assignment, ...]) -> Found:
    """Meals, breaks and queues for shifts that stand, legal or not; everybody's turn by turn."""
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
    return _found(team, 0.0, "work")


def _found(team: Team, bound: float, stopped_by: StoppedBy) -> Found:
    optimal = team.cost <= bound
    return Found(
        team.assignments,
        turns(team),
        team.scheduled.T,
        float(team.cost),
        float(bound),
        "optimal" if optimal else stopped_by,
    )
