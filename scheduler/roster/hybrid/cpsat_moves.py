"""CP-SAT as an operator on a team's roster: large neighbourhood search, or exact search of a small
problem."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from scheduler.roster.cpsat.lns import ParallelLns, improve_windows
from scheduler.roster.cpsat.meals import extract_shifts
from scheduler.roster.cpsat.model import (
    AggregatedSolution,
    CpSolution,
    Model,
    aggregate,
    build,
    complete_fixed_shifts,
    solve_exactly,
)
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import Integers
from scheduler.roster.team.team import Team


class CpSatOperator:
    """CP-SAT for one team whose costs are exact."""

    def __init__(self, team: Team, budget: Budget) -> None:
        self._team, self._budget = team, budget
        # The team's pattern after the last turn, and the best solution known then.
        self._last: tuple[bytes, CpSolution] | None = None

    @cached_property
    def _model(self) -> Model:
        return build(self._team.model.problem)

    @cached_property
    def _lns(self) -> ParallelLns:
        return ParallelLns(self._model, self._budget.limits.seed)

    def may_improve(self) -> bool:
        """Whether the roster has changed, or its neighbourhoods have not been searched long enough."""
        is_same = self._last is not None and self._last[0] == self._team.pattern.tobytes()
        return not is_same or self._lns.may_improve

    def improve(self, work: float) -> None:
        """Large neighbourhood search from the team's roster with so much work."""
        team, budget = self._team, self._budget
        current = self._current()
        if current is None:
            return
        end = budget.work_left - work
        best = current
        while self._lns.may_improve and budget.work_left > end and not budget.spent:
            best = self._lns.round(best, budget)
        self._last = team.pattern.tobytes(), best
        if best.cost < team.cost and self._load(aggregate(self._model, best, 0, budget)):
            self._last = team.pattern.tobytes(), best

    def improve_windows(self, windows: Sequence[range], work: float) -> None:
        """Everybody's shifts of the days of one window after the other; work: limit of each."""
        current = self._current()
        if current is None:
            return
        silent = ProgressReporter(lambda progress: None)
        best = improve_windows(self._model, current, windows, work, self._budget, silent)
        self._last = self._team.pattern.tobytes(), best
        if best.cost < self._team.cost and self._load(aggregate(self._model, best, 0, self._budget)):
            self._last = self._team.pattern.tobytes(), best

    def solve_exactly(self, work: float) -> int:
        """Search the whole problem from the team's roster with so much work; the bound proven, in units."""
        current = self._current()
        if current is None:
            return 0
        own = self._budget.sub_budget(work, self._budget.seconds_left)
        solution = solve_exactly(self._model, own, current, ProgressReporter(lambda progress: None))
        self._budget.work_left -= own.used
        if solution.objective < self._team.cost:
            self._load(solution)
        return solution.bound

    def _current(self) -> CpSolution | None:
        key = self._team.pattern.tobytes()
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        current = complete_fixed_shifts(self._model, self._team.assignments, self._budget)
        if current is not None:
            self._lns.restart(self._last is None or current.cost < self._last[1].cost)
        return current

    def _load(self, solution: AggregatedSolution) -> bool:
        """Load the solution into the team unless it is dearer there; whether it was."""
        team, before = self._team, self._team.cost
        pattern, placed = self._patterns(solution)
        old = team.pattern.copy(), team.placed.copy()
        team.load_solution(pattern, placed)
        if team.cost > before:
            team.load_solution(*old)
            return False
        return True

    def _patterns(self, solution: AggregatedSolution) -> tuple[Integers, Integers]:
        team = self._team
        pattern, placed = np.full_like(team.pattern, -1), np.full_like(team.placed, -1)
        for one in solution.assignments:
            pattern[one.agent, one.day] = one.shift
        for shift in extract_shifts(team.model.problem, solution):
            for block, pause in enumerate(shift.breaks):
                placed[shift.agent, shift.first // team.model.grid.slots_a_day, block] = pause.start
        return pattern, placed
