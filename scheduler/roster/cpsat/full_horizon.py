"""CP-SAT over the full horizon: an initial roster, then LNS and the exact search in parallel."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scheduler.roster.cpsat.construct import best_response_start, relaxation_start
from scheduler.roster.cpsat.knapsack_constraints import repair_start
from scheduler.roster.cpsat.lns import improve
from scheduler.roster.cpsat.model import (
    AggregatedSolution,
    CpSolution,
    Model,
    aggregate,
    build,
    complete_fixed_shifts,
    report,
    solve_exactly,
)
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Progress


def solve_full_horizon(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    on_improvement: Callable[[Progress], None],
) -> AggregatedSolution:
    """Search for the roster of least cost.

    Parameters
    ----------
    budget
        ``budget.stop()`` from another thread ends the search with the incumbent.
    start
        Warm start, feasible or not; the search continues from it, or from its own initial solution if better.
    on_improvement
        Called with each better roster or bound.

    Raises
    ------
    RulesCollideError
        If the problem is infeasible.
    NothingFoundError
        If the budget was spent before the first roster.
    """
    reporter = ProgressReporter(on_improvement)
    model = build(problem)
    first = initial_solution(model, budget, start, reporter)
    if first is None:
        return solve_exactly(model, budget, None, reporter)
    return _search_and_prove(model, budget, first, reporter)


def initial_solution(
    model: Model, budget: Budget, start: tuple[Assignment, ...], reporter: ProgressReporter
) -> CpSolution | None:
    """A first roster: the better of the repaired warm start and the rounded relaxation."""
    first = None
    if start:
        first = complete_fixed_shifts(model, repair_start(model, start), budget)
        first = first or complete_fixed_shifts(model, best_response_start(model, start, budget), budget)
        if first is not None:
            # A warm start is reported immediately; last week's roster is a poor one before a sale, so the
            # relaxation is solved as well.
            report(reporter, model, first)
    rounded = relaxation_start(model, budget, math.inf if first is None else first.cost)
    reporter.on_bound(rounded.bound)
    second = None
    if rounded.assignments is not None:
        second = complete_fixed_shifts(model, rounded.assignments, budget)
    if first is None and second is None:
        # Lower bounds (minimum hours, minimum runs) are beyond a heuristic that only fills up.
        second = complete_fixed_shifts(model, best_response_start(model, (), budget), budget)
    if second is not None and (first is None or second.cost < first.cost):
        first = second
    if first is not None:
        report(reporter, model, first)
    return first


def _search_and_prove(
    model: Model, budget: Budget, first: CpSolution, reporter: ProgressReporter
) -> AggregatedSolution:
    """LNS with the exact search in parallel.

    If the exact search completes, its roster is taken, else the better one: the same on every run, whichever
    is first.
    """
    exact_budget, bound = budget.shared_budget(1.0), reporter.bound
    with ThreadPoolExecutor(1) as thread:
        exact = thread.submit(solve_exactly, model, exact_budget, first, reporter)

        def is_proven() -> bool:
            return exact.done() and _is_optimal(exact.result())

        try:
            best = improve(model, first, budget, reporter, bound, is_proven)
        except BaseException:
            exact_budget.stop()
            raise
        if budget.limits.by_clock and best.cost <= bound:
            exact_budget.stop()
        # Otherwise wait for the proof even if the LNS has reached the bound; stopping early would make the
        # result depend on timing.
        proven = exact.result()
    if _is_optimal(proven) or proven.objective <= best.cost:
        return proven
    return aggregate(model, best, proven.bound, budget)


def _is_optimal(solution: AggregatedSolution) -> bool:
    return solution.stopped_by == "optimal"
