"""What rules of the team cost a search: call-centre weeks with and without them, by the same work.

    .venv/bin/python -m benchmarks.rosters.team_rules [--agents 200] [--work 24] [--pairs 0]

One in twenty leads, three in twenty are senior, the others junior. At every hour a leader has to be at work
and a senior or leader for each five juniors, and at most an eighth of those at work may eat; ``--pairs`` of
people must not meet. A person and hour too few or too many costs as much as 20 paid hours. Printed are the
objective with its gap, what the rules cost of it, person-hours by which each is broken, person-hours by which
the roster found without rules would break them, and seconds of the processor, which say on a busy machine too
what the work took.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.rosters.call_centre_weeks import week
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.joint_counts import joint_counts
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING, JointRow
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.solve import find_roster

_PRICE = 20.0
"""Points of a person and hour."""
_AT_WORK, _ON_MEAL = np.array([1, 1, 1]), np.array([0, 1, 0])
_JUNIORS, _EIGHTH = 5, 8


def with_rules(problem: Problem, pairs: int = 0) -> Problem:
    """The problem with these rules."""
    place = np.arange(len(problem.agents)) % 20
    leads, senior = (place == 0)[:, None], ((place > 0) & (place < 4))[:, None]
    is_open = problem.open.any(axis=0)
    rows = [
        _row(problem, "leader", leads * _AT_WORK, np.where(is_open, 1, NOTHING), None),
        _row(
            problem, "beside", (_JUNIORS * (leads | senior) - ~(leads | senior)) * _AT_WORK, is_open * 0, None
        ),
        _row(problem, "meals", np.ones_like(leads) * (_EIGHTH * _ON_MEAL - _AT_WORK), None, is_open * 0, 8),
    ]
    for pair in range(pairs):
        both = np.isin(np.arange(len(problem.agents)), (pair, len(problem.agents) - 1 - pair))[:, None]
        rows.append(_row(problem, "apart", both * _AT_WORK, None, is_open * 0 + 1))
    return replace(problem, joint_rows=tuple(rows))


def _row(
    problem: Problem,
    name: str,
    counts: NDArray[np.int64],
    least: NDArray[np.int64] | None,
    most: NDArray[np.int64] | None,
    scale: int = 1,
) -> JointRow:
    hours = problem.interval_minutes / 60
    price = round(_PRICE * hours * POINT / scale)
    nothing, anything = np.full(problem.slots, NOTHING), np.full(problem.slots, ANYTHING)
    return JointRow(
        name,
        counts.astype(np.int64),
        (nothing if least is None else least).astype(np.int64),
        (anything if most is None else most).astype(np.int64),
        price,
        price,
        np.zeros(problem.slots, dtype=np.int64),
        hours=hours / scale,
    )


def broken(problem: Problem, solution: Solution) -> dict[str, float]:
    """Person-hours by which each rule is broken."""
    hours: dict[str, float] = {}
    counts = joint_counts(problem, solution.assignments, solution.activities)
    for row, count in zip(problem.joint_rows, counts, strict=True):
        outside = sum(part.sum() for part in row.outside(count))
        hours[row.name] = hours.get(row.name, 0.0) + float(outside) * row.hours
    return {name: round(value, 1) for name, value in hours.items()}


def main() -> None:
    """Solve the week without and with rules."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--work", type=float, default=24.0)
    parser.add_argument("--pairs", type=int, default=0)
    given = parser.parse_args()
    plain = week(given.agents)
    tied = with_rules(plain, given.pairs)
    for name, problem in (("without", plain), ("with", tied)):
        begun = time.process_time()
        first: list[float] = []
        solution = find_roster(
            problem,
            Limits(seconds=3600.0, work=given.work, engine="hybrid"),
            on_improvement=lambda _, first=first, begun=begun: first.append(time.process_time() - begun),  # type: ignore[misc]
        )
        seconds = time.process_time() - begun
        print(
            f"{name:8} {solution.objective:12,.1f}  gap {solution.gap:.2%}  broken {broken(tied, solution)}"
            f"  first after {first[0]:.1f} s, all {seconds:.0f} s"
        )


if __name__ == "__main__":
    main()
