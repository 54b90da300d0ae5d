"""Large neighbourhood search (LNS): free some agents on some days, fix the rest, solve to optimality.

From the rounded relaxation this comes within a few per cent of the bound in seconds, where the exact search
over everybody is still looking for its first improvement (a week, 200 agents: 7,273 → 7,160 against a bound
of 7,133 in 20 s, in which the exact search finds nothing). Shaw, "Using constraint programming and local
search methods to solve vehicle routing problems", CP 1998.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.fixing import FixedModel
from scheduler.roster.cpsat.model import CpSolution, Model, assignments_of, complete_fixed_shifts, report
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.problem.budget import Budget, without_probing
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_WEEK = 7
_DAYS_FREE = (1, 2, 2, 3, 7, 14)
"""Days that a neighbourhood frees, in rotation, as far as there are so many."""
_WORK = 0.6
"""Deterministic work of one neighbourhood."""
_INITIAL_SIZE, _SMALLEST_SIZE, _LARGEST_SIZE = 420.0, 60.0, 6000.0
"""Free decisions of a neighbourhood: it grows if solved to optimality and shrinks if not."""
_PATIENCE = 60
"""Consecutive neighbourhoods without gain after which there is little left to find."""
_LANES, _ROUND = 2, 1.0
"""Parallel searches, and deterministic work of each before they merge their solutions."""
_HARDEST = 8
"""Factor, in steps of two, by which the work of a neighbourhood grows where less finds nothing any more."""
_CHARGED = 1.25
"""Charge for a unit of a lane's work: with two lanes on one machine it takes so much longer."""
_LONGEST = 0.1
"""Share of the work of one round at most, however hard its neighbourhoods."""
_TOLERANCE = 0.5
"""Costs are integral; differences below 0.5 are rounding noise."""


def improve(
    model: Model,
    solution: CpSolution,
    budget: Budget,
    reporter: ProgressReporter,
    bound: int,
    should_end: Callable[[], bool],
) -> CpSolution:
    """LNS from a solution by a single search.

    Ends after a while without gain, when the budget is spent, when the cost reaches the bound, or if it
    ``should_end``.
    """
    lane = _Lane(model, budget.limits.seed)
    while lane.idle < _PATIENCE and solution.cost > bound and not budget.spent and not should_end():
        solution = lane.step(solution, budget)
        report(reporter, model, solution)
    return solution


def improve_in_parallel(
    model: Model, solution: CpSolution, budget: Budget, reporter: ProgressReporter
) -> CpSolution:
    """LNS from a solution by parallel searches.

    Ends like :func:`improve`, but tries harder neighbourhoods before it does.
    """
    lns, bound = ParallelLns(model, budget.limits.seed), reporter.bound
    while lns.may_improve and solution.cost > bound and not budget.spent:
        solution = lns.round(solution, budget)
        report(reporter, model, solution)
    return solution


class ParallelLns:
    """Parallel LNS whose solutions are merged after each round.

    All lanes begin a round with the same roster. Rules bind one agent each, so agents whom only one lane
    changed can have what that lane found: the next round begins with the best solution, crossed with the
    second best if that is better still.
    """

    def __init__(self, model: Model, seed: int) -> None:
        self._model = model
        self._lanes = [_Lane(model, _LANES * seed + place) for place in range(_LANES)]
        self._difficulty = 1

    @property
    def may_improve(self) -> bool:
        """Whether the hardest neighbourhoods gained something of late, or are still to come."""
        return self._difficulty < _HARDEST or not self._are_idle

    def restart(self, is_better: bool) -> None:
        """Continue with another roster; only a better one may have something easy to find."""
        self._difficulty = 1 if is_better else self._difficulty
        for lane in self._lanes:
            lane.idle, lane.work = 0, _WORK * self._difficulty

    def round(self, solution: CpSolution, budget: Budget) -> CpSolution:
        """One round of all lanes."""
        if self._are_idle:
            self._difficulty *= 2
            for lane in self._lanes:
                lane.idle, lane.work = 0, _WORK * self._difficulty
        length = max(_ROUND, min(_WORK * self._difficulty, _LONGEST * budget.limits.work))
        length = min(length, budget.work_left / _CHARGED)
        budgets = [budget.sub_budget(length, budget.seconds_left) for _ in self._lanes]
        with ThreadPoolExecutor(_LANES) as pool:
            found = list(pool.map(_Lane.search, self._lanes, [solution] * _LANES, budgets))
        budget.work_left -= _CHARGED * max(own.used for own in budgets)
        return _crossed(self._model, solution, found, budget)

    @property
    def _are_idle(self) -> bool:
        return min(lane.idle for lane in self._lanes) >= _PATIENCE


class _Lane:
    """One sequence of neighbourhoods. idle: how many in a row gained nothing. work: limit of each."""

    def __init__(self, model: Model, seed: int) -> None:
        self._problem, self._fixed = model.problem, FixedModel(model)
        self._rng = np.random.default_rng(seed)
        # A week at most, where the plan is shorter all of it; fourteen days only where there are so many.
        days = model.problem.days
        self._days_free = [min(free, days) for free in _DAYS_FREE if free <= max(_WEEK, days)]
        self._sizes, self._steps = dict.fromkeys(self._days_free, _INITIAL_SIZE), 0
        self.idle, self.work = 0 if len(self._fixed.works) else _PATIENCE, _WORK

    def step(self, solution: CpSolution, budget: Budget) -> CpSolution:
        """One neighbourhood."""
        days_free = self._days_free[self._steps % len(self._days_free)]
        self._steps += 1
        size = self._sizes[days_free]
        free = _random_neighbourhood(self._rng, self._problem, self._fixed.works, days_free, size)
        found, is_optimal = solve_neighbourhood(self._fixed, solution, free, self.work, budget, self._steps)
        size *= 1.25 if is_optimal else 0.8
        self._sizes[days_free] = min(max(size, _SMALLEST_SIZE), _LARGEST_SIZE)
        self.idle = 0 if found.cost < solution.cost else self.idle + 1
        return found

    def search(self, solution: CpSolution, budget: Budget) -> CpSolution:
        """One neighbourhood after the other, until the budget is spent or the lane is idle."""
        while self.idle < _PATIENCE and not budget.spent:
            solution = self.step(solution, budget)
        return solution


def _crossed(model: Model, before: CpSolution, found: Sequence[CpSolution], budget: Budget) -> CpSolution:
    """The best solution, with the agents whom only the second best changed, if that is feasible and
    better."""
    best, second = sorted(found, key=lambda one: one.cost)[:2]
    if second.cost >= before.cost:
        return best if best.cost < before.cost else before
    old, crossed, others = (_by_agent(model, one) for one in (before, best, second))
    for agent, shifts in others.items():
        if crossed.get(agent) == old.get(agent):
            crossed[agent] = shifts
    together = complete_fixed_shifts(
        model, tuple(one for shifts in crossed.values() for one in shifts), budget
    )
    return together if together is not None and together.cost < best.cost else best


def _by_agent(model: Model, solution: CpSolution) -> dict[int, list[Assignment]]:
    shifts: dict[int, list[Assignment]] = {agent: [] for agent in range(len(model.problem.agents))}
    for one in assignments_of(model, solution):
        shifts[one.agent].append(one)
    return shifts


def improve_windows(
    model: Model,
    solution: CpSolution,
    windows: Sequence[range],
    work: float,
    budget: Budget,
    reporter: ProgressReporter,
) -> CpSolution:
    """Free everybody on the days of one window after the other. work: limit of each."""
    fixed = FixedModel(model)
    for seed, window in enumerate(windows):
        if budget.spent:
            break
        free = np.isin(fixed.works[:, 1], window)
        solution, _ = solve_neighbourhood(fixed, solution, free, work, budget, seed)
        report(reporter, model, solution)
    return solution


def solve_neighbourhood(
    fixed: FixedModel, solution: CpSolution, free: Booleans, work: float, budget: Budget, seed: int
) -> tuple[CpSolution, bool]:
    """The best solution in a neighbourhood, and whether it is proven optimal there.

    free: of each decision. work: limit.
    """
    solver = without_probing(budget.solver(work))
    solver.parameters.random_seed = seed
    status = budget.run(solver, fixed.neighbourhood(solution, free))
    is_solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if is_solved and solver.objective_value < solution.cost - _TOLERANCE:
        solution = CpSolution(list(solver.response_proto.solution), solver.objective_value)
    return solution, status == cp_model.OPTIMAL


def _random_neighbourhood(
    rng: np.random.Generator, problem: Problem, works: Integers, days_free: int, size: float
) -> Booleans:
    """Some agents, on consecutive or arbitrary days: a mask over the decisions ``works``."""
    if rng.random() < 0.5:
        first = int(rng.integers(problem.days - days_free + 1))
        days = np.arange(first, first + days_free)
    else:
        days = rng.choice(problem.days, size=days_free, replace=False)
    on_days = np.isin(works[:, 1], days)
    present = np.unique(works[on_days, 0])
    share = size / max(1, int(on_days.sum()))
    agents = rng.choice(present, size=min(len(present), max(2, round(share * len(present)))), replace=False)
    chosen: Booleans = on_days & np.isin(works[:, 0], agents)
    return chosen
