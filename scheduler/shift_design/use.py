"""The best use of a given catalogue: the linear relaxation with its prices, and whole people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from scheduler.shift_design.coverage import missing_hours
from scheduler.shift_design.formulation import Formulation
from scheduler.shift_design.problem import Floats, Integers

_GAP = 1e-3
_NODES = 2000
_SECONDS = 120.0
"""Guard of the clock; nodes end a search before."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Points of the best use by parts of people, and the price of each common row (points for one more).

    hours: paid by shift of the catalogue.
    """

    points: float
    prices: Floats
    hours: dict[int, float]


@dataclass(frozen=True, eq=False)
class Use:
    """How a catalogue is best used.

    catalogue: positions of its shifts. people: who start, shape (shifts of the catalogue, days). points: of
    the objective; bound: no use of this catalogue costs less. owed_hours: of contracts, not given.
    overtime_hours: of the paid ones, those beyond ordinary days and weeks.
    """

    catalogue: tuple[int, ...]
    people: Integers
    points: float
    bound: float
    paid_hours: float
    missing_hours: float
    owed_hours: float
    overtime_hours: float = 0.0

    @property
    def used(self) -> tuple[int, ...]:
        """Shifts of the catalogue that somebody works."""
        return tuple(s for s, row in zip(self.catalogue, self.people, strict=True) if row.any())


def relaxation(formulation: Formulation, catalogue: Sequence[int]) -> Relaxation:
    """The linear optimum over one catalogue (HiGHS)."""
    model = formulation.model(catalogue)
    rows = np.arange(len(model.lower))
    equal = rows >= formulation.rows
    at_least = np.isfinite(model.lower) & ~equal
    at_most = np.isfinite(model.upper) & ~equal
    matrix: Any = sp.csr_array(model.matrix)  # the stubs of linprog know no sparse matrices
    limits: Any = sp.vstack([-matrix[at_least], matrix[at_most]])
    bounds: Any = np.stack([np.zeros(len(model.most)), model.most], axis=1)
    solved = linprog(
        model.cost,
        limits,
        np.concatenate([-model.lower[at_least], model.upper[at_most]]),
        matrix[equal],
        model.lower[equal],
        bounds,
        method="highs",
    )
    if solved.x is None:
        raise RuntimeError(f"the relaxation of a catalogue was not solved: {solved.message}")
    prices = np.zeros(formulation.rows)
    split, worth = int(at_least.sum()), solved.ineqlin.marginals
    prices[rows[at_least]] = -worth[:split]
    prices[rows[at_most]] += worth[split:]
    hours = {}
    for place, first in zip(catalogue, model.starts, strict=True):
        people = solved.x[first : first + len(formulation.blocks[place].day)]
        hours[place] = float(people.sum()) * formulation.problem.shifts[place].paid_minutes / 60
    return Relaxation(float(solved.fun or 0.0) + model.constant, prices, hours)


def best_use(formulation: Formulation, catalogue: Sequence[int]) -> Use:
    """Whole people over one catalogue (HiGHS' branch and bound)."""
    model = formulation.model(catalogue)
    solved = milp(
        model.cost,
        constraints=LinearConstraint(model.matrix, model.lower, model.upper),
        bounds=Bounds(0, model.most),
        integrality=model.is_whole,
        options={"mip_rel_gap": _GAP, "node_limit": _NODES, "time_limit": _SECONDS},
    )
    values = (
        np.zeros(len(model.cost)) if solved.x is None else np.where(model.is_whole, np.round(solved.x), 0)
    )
    bound = -np.inf if solved.mip_dual_bound is None else float(solved.mip_dual_bound) + model.constant
    return _use(formulation, catalogue, values, model.starts, bound)


def _use(
    formulation: Formulation, catalogue: Sequence[int], values: Floats, starts: Sequence[int], bound: float
) -> Use:
    """The figures of a use, counted from its people and pauses alone."""
    problem = formulation.problem
    people = np.zeros((len(catalogue), problem.days), dtype=np.int64)
    desks = np.zeros(problem.pools * problem.slots)
    worked = np.zeros((len(problem.people), problem.weeks))
    beyond = np.zeros_like(worked)
    for position, (place, first) in enumerate(zip(catalogue, starts, strict=True)):
        block = formulation.blocks[place]
        own = values[first : first + len(block.cost)]
        count = own[: len(block.day)]
        np.add.at(people[position], block.day, np.round(count).astype(np.int64))
        minutes = count * problem.shifts[place].paid_minutes
        at = block.person_class, problem.week_of[block.day]
        np.add.at(worked, at, minutes)
        np.add.at(beyond, at, count * problem.beyond_of(place))
        inside = block.row < formulation.heads_row
        np.add.at(desks, block.row[inside], block.value[inside] * own[block.column[inside]])
    owed = sum(
        float(np.maximum(0, each.due_minutes - minutes).sum())
        for each, minutes in zip(problem.people, worked, strict=True)
    )
    ordinary = np.array([each.most_minutes for each in problem.people]).reshape(worked.shape)
    further = np.maximum(0, worked - beyond - ordinary) if problem.has_overtime else np.zeros_like(worked)
    pieces, prices = formulation.pieces, problem.prices
    paid, missing = float(worked.sum()) / 60, missing_hours(pieces, np.round(desks).astype(np.int64))
    points = prices.paid * paid + missing_points(formulation, desks) + prices.contract * owed / 60
    points += (prices.beyond_day * float(beyond.sum()) + prices.beyond_week * float(further.sum())) / 60
    overtime = float(beyond.sum() + further.sum()) / 60
    return Use(tuple(catalogue), people, points, min(bound, points), paid, missing, owed / 60, overtime)


def missing_points(formulation: Formulation, desks: Floats) -> float:
    """Points of what is missing with so many people at the desks, by pool and interval."""
    pieces = formulation.pieces
    before = np.cumsum(pieces.heads) - pieces.heads
    taken = before - before[np.searchsorted(pieces.row, pieces.row)]
    filled = np.clip(np.round(desks)[pieces.row] - taken, 0, pieces.heads)
    return float((pieces.points * (pieces.heads - filled)).sum())
