"""The search for large teams: responses, and beside them column generation; then both together."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from scheduler.problem import Problem
from scheduler.roster.costs import POINT, whole_bound
from scheduler.roster.handout import Found, finish
from scheduler.roster.hybrid import improving
from scheduler.roster.hybrid.columns import roster_columns
from scheduler.roster.hybrid.handing import turns
from scheduler.roster.hybrid.polishing import polish
from scheduler.roster.hybrid.pricing import Proof, prove
from scheduler.roster.hybrid.refining import Refining
from scheduler.roster.hybrid.team import Team
from scheduler.roster.rules import restrictions
from scheduler.roster.solution import Assignment, Limits, Progress, Solution, StoppedBy
from scheduler.roster.stopping import Budget

_ALONE = 0.3
"""Share at most before the search takes up columns of what runs beside it."""
_MOST_COLUMNS = 3_000
"""Beyond these, CP-SAT would not get anywhere with the columns."""
_TURNS = 3
"""Times that everybody's meals and breaks are placed anew against those of the others."""
_POLISH = 0.1
"""Share of the work for one polishing."""
_WAIT = 1e-3
"""Seconds between two looks at what runs beside."""


def search(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    until: float = 1.0,
) -> Solution:
    """The best roster before so much of the budget is gone; other arguments as in
    :func:`scheduler.roster.whole.solve`. Raises RulesLeaveNothingError."""
    begun = time.perf_counter()
    team = Team(problem, restrictions(problem))
    bound = 0

    def told(cost: float) -> None:
        tell(Progress(float(cost) / POINT, bound / POINT, time.perf_counter() - begun))

    improving.begin(team, start, budget)
    told(team.true_cost)
    with _Beside(team, budget, until) as beside:

        def proven() -> int:
            nonlocal bound
            bound = beside.bound()
            return bound

        improving.improve(team, budget, told, until * _ALONE, beside.has_ended)
        proof = beside.handed_over()
        if team.cost > proven() and not budget.spent and len(proof.columns) <= _MOST_COLUMNS:
            columns = {column.name: column for column in (*proof.columns, *roster_columns(team, proof.kinds))}
            work = until * _POLISH * budget.limits.work
            if polish(team, proof.kinds, list(columns.values()), budget, work):
                told(team.cost)
        Refining(team, proof, budget, told, until, proven).run()
        if team.cost > proven():
            bound = beside.last_bound()
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


class _Beside:
    """Column generation in a thread beside the search, in step with it.

    What it has proven is told by its work against the search's, not by the clock: the same on every run.
    """

    def __init__(self, team: Team, budget: Budget, until: float) -> None:
        self._search, self._budget = budget, budget.part(until)
        self._thread = ThreadPoolExecutor(1)
        self._handed: Future[Proof] = Future()
        self._searched, self._begun = budget.work_left, self._budget.work_left
        self._proving = self._thread.submit(prove, team.twin(), self._budget, self._handed.set_result, _ALONE)

    def __enter__(self) -> _Beside:
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.stop()
        self._thread.shutdown()

    def has_ended(self) -> bool:
        """Whether it had ended by as much work as the search has done; waits for it to do as much."""
        gone = self._searched - self._search.work_left
        while not self._proving.done() and self._done() < gone and not self._search.spent:
            time.sleep(_WAIT)
        return self._proving.done() and self._done() < gone

    def handed_over(self) -> Proof:
        """What it had found when the search was to go on with its columns; waits for it."""
        while not self._handed.done() and not self._proving.done():
            time.sleep(_WAIT)
        return self._handed.result() if self._handed.done() else self._proving.result()

    def bound(self) -> int:
        """In units, proven by as much work as the search has done."""
        return whole_bound((self._proving.result() if self.has_ended() else self.handed_over()).bound)

    def last_bound(self) -> int:
        """In units, of all that it was given to do; waits for it."""
        return whole_bound(self._proving.result().bound)

    def _done(self) -> float:
        return self._begun - self._budget.work_left
