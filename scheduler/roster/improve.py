"""Large-neighbourhood search: set some agents free on some days, hold the rest, solve that to the end.

From the rounded relaxation this comes within a few per cent of the bound in seconds, where the plain search
over everybody is still looking for its first improvement (a week, 200 agents: 7,273 → 7,160 against a bound
of 7,133 in 20 s, in which that finds nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.model import Known, Model, freed
from scheduler.roster.reports import Reports
from scheduler.roster.restrictions import Booleans, Integers
from scheduler.roster.stopping import Budget, without_probing

_DAYS_FREE = (1, 2, 2, 3, 7)
"""How many days a neighbourhood frees, in turn."""
_WORK = 0.6
"""Deterministic work in one neighbourhood."""
_FIRST_SIZE, _LEAST_SIZE, _MOST_SIZE = 420.0, 60.0, 6000.0
"""Free decisions in a neighbourhood: it grows where all is proven, and shrinks where not."""
_PATIENCE = 60
"""Neighbourhoods in a row without gain, after which there is little left to find."""
_GAIN = 0.5
"""Costs are whole units: what is less is a blur."""


def improve(
    model: Model, known: Known, budget: Budget, reports: Reports, has_ended: Callable[[], bool]
) -> Known:
    """A better roster, from what is known on.

    Ends when nothing is gained for a while, the budget is spent, the cost is down to what was proven when it
    began, or it ``has_ended``.
    """
    rng, bound = np.random.default_rng(budget.limits.seed), reports.bound
    keys = np.array(list(model.variables.works), dtype=np.int64).reshape(-1, 3)
    sizes, turn, idle = dict.fromkeys(_DAYS_FREE, _FIRST_SIZE), 0, 0
    while known.cost > bound and len(keys) and idle < _PATIENCE and not budget.spent and not has_ended():
        days_free = _DAYS_FREE[turn % len(_DAYS_FREE)]
        turn += 1
        free = _neighbourhood(rng, model.problem, keys, days_free, sizes[days_free])
        found, is_proven = solve_freed(model, known, free, _WORK, budget, turn)
        idle = 0 if found.cost < known.cost else idle + 1
        known = found
        sizes[days_free] *= 1.25 if is_proven else 0.8
        sizes[days_free] = min(max(sizes[days_free], _LEAST_SIZE), _MOST_SIZE)
        reports.found(known.cost)
    return known


def open_windows(
    model: Model, known: Known, windows: Sequence[range], work: float, budget: Budget, reports: Reports
) -> Known:
    """A better roster: everybody is free on the days of one window after the other. work: at most in each."""
    keys = np.array(list(model.variables.works), dtype=np.int64).reshape(-1, 3)
    for turn, window in enumerate(windows):
        if budget.spent:
            break
        known, _ = solve_freed(model, known, np.isin(keys[:, 1], window), work, budget, turn)
        reports.found(known.cost)
    return known


def solve_freed(
    model: Model, known: Known, free: Booleans, work: float, budget: Budget, seed: int
) -> tuple[Known, bool]:
    """The best roster that differs only where it may, and whether there is none better.

    free: of each decision. work: at most.
    """
    solver = without_probing(budget.solver(work))
    solver.parameters.random_seed = seed
    status = budget.run(solver, freed(model, known, free))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value < known.cost - _GAIN:
        known = Known(list(solver.response_proto.solution), solver.objective_value)
    return known, status == cp_model.OPTIMAL


def _neighbourhood(
    rng: np.random.Generator, problem: Problem, keys: Integers, days_free: int, size: float
) -> Booleans:
    """Which decisions are free: some agents, on neighbouring or on any days; a mask over ``keys``."""
    days_free = min(days_free, problem.days)
    if rng.random() < 0.5:
        first = int(rng.integers(problem.days - days_free + 1))
        days = np.arange(first, first + days_free)
    else:
        days = rng.choice(problem.days, size=days_free, replace=False)
    on_days = np.isin(keys[:, 1], days)
    present = np.unique(keys[on_days, 0])
    share = size / max(1, int(on_days.sum()))
    agents = rng.choice(present, size=min(len(present), max(2, round(share * len(present)))), replace=False)
    chosen: Booleans = on_days & np.isin(keys[:, 0], agents)
    return chosen
