"""What one more agent in an interval is worth, where the queues of a pool share them one by one.

With n people at the desks of a pool the best split over its queues is found by marginal values: each queue
takes whole people, worth a whole missing agent until the last, who is worth what is left. Sorted from the
dearest down they make a convex function of n.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.shift_design.problem import THOUSANDTHS, DesignProblem, Floats, Integers


@dataclass(frozen=True, eq=False)
class Marginals:
    """Pieces of the convex cost of every interval and pool; arrays of shape (pieces,).

    row: pool × slots + slot. heads: how many people the piece takes. points: of each of them.
    hours: missing agent-hours that each of them makes good. Of a row, by falling points.
    """

    row: Integers
    heads: Integers
    points: Floats
    hours: Floats


def marginals(problem: DesignProblem) -> Marginals:
    """The pieces of all intervals."""
    hours = problem.interval_minutes / 60
    whole, rest = np.divmod(problem.required, THOUSANDTHS)
    queue, slot = np.indices(problem.required.shape)
    row = problem.pool_of[queue] * problem.slots + slot
    each = np.broadcast_to(problem.queue_weights[:, None] * problem.prices.missing * hours, row.shape)
    share = rest / THOUSANDTHS
    rows = np.concatenate([row.ravel(), row.ravel()])
    heads = np.concatenate([whole.ravel(), (rest > 0).astype(np.int64).ravel()])
    points = np.concatenate([each.ravel(), (each * share).ravel()])
    missing = np.concatenate([np.full(row.size, hours), (share * hours).ravel()])
    order = np.lexsort((-points, rows))
    order = order[heads[order] > 0]
    return Marginals(rows[order], heads[order].astype(np.int64), points[order], missing[order])


def missing_hours(pieces: Marginals, desks: Integers) -> float:
    """Agent-hours missing with so many people at the desks, shape (pools × slots,)."""
    before = np.cumsum(pieces.heads) - pieces.heads
    first = np.searchsorted(pieces.row, pieces.row)  # pieces are sorted by row
    taken_before = before - before[first]
    filled = np.clip(desks[pieces.row] - taken_before, 0, pieces.heads)
    return float((pieces.hours * (pieces.heads - filled)).sum())
