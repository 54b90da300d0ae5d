"""The catalogue of a given size as one integer program, for small problems: proves, or bounds.

y = 1 for a shift that is used, and nobody starts one that is not: x ≤ most useful people × y. Its linear
relaxation hardly feels the number of shifts, since a fraction of every y will do; so this is for problems
that branch and bound can finish, and large ones are bounded by the relaxation without a limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduler.shift_design.formulation import Formulation, pauses_of
from scheduler.shift_design.problem import THOUSANDTHS, DesignProblem, Floats, Integers

MOST_COLUMNS = 100
"""People of a class, shift and day that may be told apart where this is tried."""
_NODES = 2000
_SECONDS = 30.0
"""Guard of the clock; nodes end the search before."""
_PAID_IDLE = 60.0
"""Minutes of an hour that is paid to keep a contract and covers nothing."""


@dataclass(frozen=True, eq=False)
class ExactAnswer:
    """bound: no catalogue of the size costs less. catalogue: the best found, None without one."""

    bound: float
    catalogue: tuple[int, ...] | None


def is_small(formulation: Formulation) -> bool:
    """Whether the integer program is worth trying."""
    return sum(len(formulation.blocks[place].day) for place in formulation.problem.choices) <= MOST_COLUMNS


def best_catalogue(formulation: Formulation, size: int) -> ExactAnswer:
    """Branch and bound over catalogues of at most ``size`` shifts (HiGHS)."""
    problem = formulation.problem
    count, classes = len(problem.choices), np.arange(len(problem.people))
    model = formulation.model(problem.choices)
    rows, columns = model.matrix.shape
    # Beyond its useful people a shift may still fill contracts: paid hours that cover nothing.
    owing = (formulation.week_rows(classes[:, None], np.arange(problem.weeks)[None, :]) + 3).ravel()
    spread = (np.full(len(owing), _PAID_IDLE), (owing, np.arange(len(owing))))
    idle = sp.csc_array(spread, shape=(rows, len(owing)))
    useful = useful_people(problem)
    link_row, link_column, link_value, links = [], [], [], 0
    for position, (place, first) in enumerate(zip(problem.choices, model.starts, strict=True)):
        block = formulation.blocks[place]
        pool = np.array([problem.people[c].pool for c in block.person_class], dtype=np.int64)
        most = _heads(problem, place)
        spots = pool * problem.days + block.day
        for spot in np.unique(spots):
            of_spot = np.flatnonzero(spots == spot)
            here = int(spot) // problem.days, int(spot) % problem.days
            link_row += [np.full(len(of_spot) + 1, links)]
            link_column += [first + of_spot, np.array([columns + len(owing) + position])]
            link_value += [np.ones(len(of_spot)), np.array([-min(useful[place][here], most[here])])]
            links += 1
    link_row.append(np.full(count, links))
    link_column.append(columns + len(owing) + np.arange(count))
    link_value.append(np.ones(count))
    entries = np.concatenate(link_value), (np.concatenate(link_row), np.concatenate(link_column))
    added = sp.csc_array(entries, shape=(links + 1, columns + len(owing) + count))
    above = sp.hstack([model.matrix, idle, sp.csc_array((rows, count))])
    upper = np.concatenate([model.upper, np.zeros(links), [float(size)]])
    lower = np.concatenate([model.lower, np.full(links + 1, -np.inf)])
    whole = np.concatenate([model.is_whole, np.zeros(len(owing)), np.ones(count)])
    most_of = np.concatenate([model.most, np.full(len(owing), np.inf), np.ones(count)])
    cost = np.concatenate([model.cost, np.full(len(owing), problem.prices.paid), np.zeros(count)])
    solved = milp(
        cost,
        constraints=LinearConstraint(sp.vstack([above, added]), lower, upper),
        bounds=Bounds(0, most_of),
        integrality=whole,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES, "time_limit": _SECONDS},
    )
    bound = -np.inf if solved.mip_dual_bound is None else float(solved.mip_dual_bound) + model.constant
    if solved.x is None:
        return ExactAnswer(bound, None)
    used = np.flatnonzero(solved.x[-count:] > 0.5)
    return ExactAnswer(bound, tuple(problem.choices[int(position)] for position in used))


def _heads(problem: DesignProblem, place: int) -> Floats:
    """People who could start the shift, by pool and day."""
    heads = np.zeros((problem.pools, problem.days))
    for each in problem.people:
        if each.may_work[place]:
            heads[each.pool] += each.heads
    return heads


def useful_people(problem: DesignProblem) -> list[Floats]:
    """For each shift, by pool and day, beyond how many people one more covers nothing, whoever eats when.

    With the longest need ``n`` of the shift's hours and pauses that fit into a window ``b`` times one after
    the other, at most ⌈people ÷ b⌉ need be away at once.
    """
    needed = np.zeros((problem.pools, problem.slots), dtype=np.int64)
    np.add.at(needed, problem.pool_of, -(-problem.required // THOUSANDTHS))
    return [_useful(problem, needed, place) for place in range(len(problem.shifts))]


def _useful(problem: DesignProblem, needed: Integers, place: int) -> Floats:
    shift, interval = problem.shifts[place], problem.interval_minutes
    pauses = [pause for pause in pauses_of(shift, interval) if len(pause.begins) > 1]
    fits = [(len(pause.begins) - 1) // pause.length + 1 for pause in pauses]
    if 1 in fits:  # those at pause overlap whoever goes first: no such bound
        return np.full((problem.pools, problem.days), np.inf)
    inside = shift.start // interval + np.arange((shift.end - shift.start) // interval)
    slots = (np.arange(problem.days)[:, None] * problem.slots_per_day + inside[None, :]) % problem.slots
    most: Floats = needed[:, slots].max(axis=2).astype(np.float64)
    if not fits:
        return most
    times = min(fits)
    people: Floats = most.copy()
    for _ in range(int(most.max(initial=0))):
        people += people - np.ceil(people / times) < most
    return people
