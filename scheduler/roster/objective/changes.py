"""Changes: what it costs to let people work something else than they were told, by agent and day.

Linear in the shifts, so both engines have it in the price of a start (``preferences.py``).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem, Told
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Integers


def change_costs(problem: Problem) -> tuple[Integers, int]:
    """Cost of each start beside a day off, in units of 1/1000 point, shape (agents, days, shifts), and the
    cost of everybody's days off."""
    price = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=np.int64)
    nobody = 0
    for told in problem.told:
        other, off = round(told.other * POINT), round(told.off * POINT)
        if told.shift is None:
            price[told.agent, told.day] = other
        else:
            nobody += off
            price[told.agent, told.day] = other - off
            price[told.agent, told.day, told.shift] = -off
    return price, nobody


def changed(problem: Problem, assignments: Iterable[Assignment]) -> list[tuple[Told, int | None]]:
    """What was told and is not so, with the shift instead, None = off; in the order of ``problem.told``."""
    works = {(one.agent, one.day): one.shift for one in assignments}
    pairs = ((told, works.get((told.agent, told.day))) for told in problem.told)
    return [(told, shift) for told, shift in pairs if shift != told.shift]
