"""CP-SAT over the whole problem: a first roster, then neighbourhoods, and beside them the proving search."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scheduler.roster.cpsat.construct import best_patterns, start_roster, taken_up
from scheduler.roster.cpsat.lns import improve
from scheduler.roster.cpsat.model import Counts, Known, Model, build, counted, prove, stand_still
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Progress


def solve(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
) -> Counts:
    """Search for the roster of least cost.

    start: any roster, legal or not; the search goes on from it, or from one of its own if that is better.
    tell: is called with each improvement.
    budget: ``budget.stop()`` from another thread ends the search with the best so far.
    Raises RulesCollideError, or NothingFoundError when time ran out before the first roster.
    """
    reports = Reports(tell)
    model = build(problem)
    first = first_roster(model, budget, start, reports)
    if first is None:
        return prove(model, budget, None, reports)
    return _both(model, budget, first, reports)


def first_roster(
    model: Model, budget: Budget, start: tuple[Assignment, ...], reports: Reports
) -> Known | None:
    """A roster to go on from, told of."""
    first = None
    if start:
        first = stand_still(model, taken_up(model, start), budget)
        first = first or stand_still(model, best_patterns(model, start, budget), budget)
        if first is not None:
            reports.found(first.cost)
    own = start_roster(model, budget, math.inf if first is None else first.cost)
    reports.proven(own.bound)
    second = None if own.assignments is None else stand_still(model, own.assignments, budget)
    if first is None and second is None:
        # Rules that ask for a least number of something are beyond what fills up greedily.
        second = stand_still(model, best_patterns(model, (), budget), budget)
    if second is not None and (first is None or second.cost < first.cost):
        first = second
    if first is not None:
        reports.found(first.cost)
    return first


def _both(model: Model, budget: Budget, first: Known, reports: Reports) -> Counts:
    """Neighbourhoods, and beside them the proof.

    If that gets to its end its roster is taken, else the better one: the same on every run, whoever is first.
    """
    proving, bound = budget.part(1.0), reports.bound
    with ThreadPoolExecutor(1) as beside:
        proof = beside.submit(prove, model, proving, first, reports)

        def is_proven() -> bool:
            return proof.done() and _is_optimal(proof.result())

        try:
            known = improve(model, first, budget, reports, bound, is_proven)
        except BaseException:
            proving.stop()
            raise
        if budget.limits.by_clock and known.cost <= bound:
            proving.stop()
        # Else waited for also where the neighbourhoods are down to the bound: the clock would choose of two.
        proved = proof.result()
    if _is_optimal(proved) or proved.objective <= known.cost:
        return proved
    return counted(model, known, proved.bound, budget)


def _is_optimal(counts: Counts) -> bool:
    return counts.stopped_by == "optimal"
