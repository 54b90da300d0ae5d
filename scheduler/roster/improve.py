"""Large-neighbourhood search: set some agents free on some days, hold the rest, solve that to the end.

From the rounded relaxation this comes within a few per cent of the bound in seconds, where the plain search
over everybody is still looking for its first improvement (a week, 60 agents: 940 → 772 against a bound of
763 in a quarter of the work that the plain search needed to reach 876).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.stopping import Budget
from scheduler.roster.variables import Variables

_DAYS_FREE = (1, 2, 2, 3, 7)
"""How many days a neighbourhood frees, in turn."""
_WORK = 0.6
"""Deterministic work in one neighbourhood."""
_FIRST_SIZE, _LEAST_SIZE, _MOST_SIZE = 420.0, 60.0, 6000.0
"""Free decisions in a neighbourhood: it grows where all is proven, and shrinks where not."""
_PATIENCE = 20
"""Neighbourhoods in a row without gain, after which there is little left to find."""


def improve(
    model: cp_model.CpModel,
    problem: Problem,
    variables: Variables,
    values: Sequence[int],
    objective: float,
    budget: Budget,
    least_work_left: float,
    bound: int,
    tell: Callable[[float], None],
) -> tuple[list[int], float]:
    """Better values of all variables, and their cost.

    values: a feasible value of every variable, ``objective`` its cost. Goes on until nothing is gained for
    a while, the cost is down to ``bound``, the budget's work to ``least_work_left``, or it is stopped.
    tell: is called with each better objective.
    """
    rng = np.random.default_rng(budget.limits.seed)
    keys = np.array(list(variables.works), dtype=np.int64).reshape(-1, 3)
    indices = np.array([works.index for works in variables.works.values()], dtype=np.int64)
    best, sizes, idle, turn = list(values), dict.fromkeys(_DAYS_FREE, _FIRST_SIZE), 0, 0
    while idle < _PATIENCE and objective > bound and len(keys):
        if budget.spent or budget.work_left <= least_work_left:
            break
        days_free = _DAYS_FREE[turn % len(_DAYS_FREE)]
        turn += 1
        free = _neighbourhood(rng, problem, keys, days_free, sizes[days_free])
        solver = budget.solver(min(_WORK, budget.work_left - least_work_left))
        solver.parameters.random_seed = turn
        # Probing and symmetry cost more here than they save.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        status = budget.run(solver, _restricted(model, indices[~free], best))
        sizes[days_free] *= 1.25 if status == cp_model.OPTIMAL else 0.8
        sizes[days_free] = min(max(sizes[days_free], _LEAST_SIZE), _MOST_SIZE)
        idle += 1
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value < objective - 0.5:
            best, objective, idle = list(solver.response_proto.solution), solver.objective_value, 0
            tell(objective)
    return best, objective


def _neighbourhood(
    rng: np.random.Generator, problem: Problem, keys: np.ndarray, days_free: int, size: float
) -> np.ndarray:
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
    chosen: np.ndarray = on_days & np.isin(keys[:, 0], agents)
    return chosen


def _restricted(model: cp_model.CpModel, held: np.ndarray, values: Sequence[int]) -> cp_model.CpModel:
    """The model with these variables held at their values, and all values as its hint."""
    restricted = model.clone()
    for index in held:
        domain = restricted.proto.variables[int(index)].domain
        domain.clear()
        domain.extend([values[index], values[index]])
    restricted.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(values):
        restricted.proto.solution_hint.vars.append(index)
        restricted.proto.solution_hint.values.append(value)
    return restricted
