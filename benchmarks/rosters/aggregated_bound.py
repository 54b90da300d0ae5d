"""A lower bound for the objective that owes nothing to the engine: a linear programme over numbers of people.

    .venv/bin/python -m benchmarks.rosters.aggregated_bound --agents 200 [--interval 30]

solves that of a call-centre week; ``run.py --bound`` takes it for every case of that suite. People of the
same skills, contract and hours are one number for each day and shift; meals are numbers that begin in each
slot, queues are served by numbers. Of the rules there are one shift a day, days off, days and minutes of
the week; rest and whatever makes a person's week hang together is left out, so the bound is below every
roster. It takes seconds for 50 agents and minutes for 1,000. For a problem of the generator's form: one
week, no wishes, the cost of an interval one slope.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import defaultdict
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from benchmarks.rosters.call_centre_weeks import DAYS, week
from scheduler.roster.problem.problem import THOUSANDTHS, Agent, Problem, Shift

_DAY = 1440


class _Programme:
    """Minimise cost · x, rows · x <= most, x >= 0, row by row and column by column."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.most: list[float] = []
        self._places: list[tuple[int, int]] = []
        self._values: list[float] = []

    def column(self, cost: float = 0.0) -> int:
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(self, most: float) -> int:
        self.most.append(most)
        return len(self.most) - 1

    def put(self, row: int, column: int, value: float) -> None:
        self._places.append((row, column))
        self._values.append(value)

    def least(self) -> float:
        rows, columns = np.array(self._places).T
        # The stubs of SciPy know no sparse matrices here, though its manual asks for them.
        matrix: Any = csr_array((self._values, (rows, columns)), shape=(len(self.most), len(self.cost)))
        found = linprog(np.array(self.cost), A_ub=matrix, b_ub=np.array(self.most), method="highs-ipm")
        if found.fun is None:
            raise RuntimeError(found.message)
        return float(found.fun)


def aggregated_bound(problem: Problem) -> float:
    """Points, for a week as ``call_centre_weeks`` makes it."""
    programme = _Programme()
    kinds: dict[tuple[object, ...], list[Agent]] = defaultdict(list)
    for agent in problem.agents:
        kinds[agent.skills, agent.max_minutes_week, agent.shifts, agent.hours, agent.hourly_cost].append(
            agent
        )
    staff: dict[tuple[frozenset[int], int, int], list[int]] = defaultdict(list)
    for members in kinds.values():
        _people(programme, problem, members, staff)
    desks: dict[tuple[frozenset[int], int], list[tuple[int, float]]] = defaultdict(list)
    for (skills, day, s), columns in staff.items():
        _at_desks(programme, problem, skills, day * _DAY, problem.shifts[s], columns, desks)
    _coverage(programme, problem, desks)
    return programme.least()


def _people(
    programme: _Programme,
    problem: Problem,
    members: list[Agent],
    staff: dict[tuple[frozenset[int], int, int], list[int]],
) -> None:
    kind, number = members[0], len(members)
    minutes = programme.row((kind.max_minutes_week or 7 * _DAY) * number)
    days = programme.row((problem.rules.max_days_per_week or DAYS) * number)
    for day in range(DAYS):
        one_each = programme.row(
            sum(m.weekdays is None or problem.weekday(day) in m.weekdays for m in members)
        )
        for s in sorted(kind.shifts or range(len(problem.shifts))):
            shift = problem.shifts[s]
            if _fits(shift, kind.hours):
                column = programme.column(problem.weights.cost * kind.hourly_cost * shift.paid_minutes / 60)
                programme.put(one_each, column, 1)
                programme.put(days, column, 1)
                programme.put(minutes, column, shift.paid_minutes)
                staff[kind.skills, day, s].append(column)


def _fits(shift: Shift, hours: tuple[int, int] | None) -> bool:
    return hours is None or any(
        hours[0] <= shift.start + off and shift.end + off <= hours[1] for off in (0, _DAY)
    )


def _at_desks(
    programme: _Programme,
    problem: Problem,
    skills: frozenset[int],
    midnight: int,
    shift: Shift,
    columns: list[int],
    desks: dict[tuple[frozenset[int], int], list[tuple[int, float]]],
) -> None:
    interval = problem.interval_minutes
    for slot in range((midnight + shift.start) // interval, (midnight + shift.end) // interval):
        desks[skills, slot] += [(column, 1.0) for column in columns]
    if shift.meal_minutes:
        everybody_eats = programme.row(0)
        for column in columns:
            programme.put(everybody_eats, column, 1)
        last = midnight + shift.meal_to - shift.meal_minutes
        for begin in range((midnight + shift.meal_from) // interval, last // interval + 1):
            eating = programme.column()
            programme.put(everybody_eats, eating, -1)
            for slot in range(begin, begin + shift.meal_minutes // interval):
                desks[skills, slot].append((eating, -1.0))


def _coverage(
    programme: _Programme,
    problem: Problem,
    desks: dict[tuple[frozenset[int], int], list[tuple[int, float]]],
) -> None:
    weights, hours = problem.weights, problem.interval_minutes / 60
    if weights.shortage != weights.shortage_full or weights.overstaffing or problem.late or problem.wishes:
        raise ValueError("not a call-centre week")
    wanted: dict[tuple[int, int], int] = {}
    for queue, slot in np.argwhere(problem.required > 0).tolist():
        row = programme.row(-float(problem.required[queue, slot]) / THOUSANDTHS)
        programme.put(row, programme.column(weights.shortage * hours), -1)
        wanted[queue, slot] = row
    for (skills, slot), present in desks.items():
        row = programme.row(0)
        for column, number in present:
            programme.put(row, column, -number)
        for queue in skills:
            if (queue, slot) in wanted:
                serving = programme.column()
                programme.put(row, serving, 1)
                programme.put(wanted[queue, slot], serving, -1)


def main() -> None:
    """Print the bound of a week."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--interval", type=int, choices=(15, 30, 60), default=30)
    parser.add_argument("--serve", action="store_true", help="for measured.py: a pickled problem in")
    given = parser.parse_args()
    problem = pickle.load(sys.stdin.buffer) if given.serve else week(given.agents, given.interval)
    print(f"{aggregated_bound(problem):.3f}")


if __name__ == "__main__":
    main()
