"""``min_rest_hours``: from the end of a shift to the start of the next; without it, no overlap."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Forbid each pair of shifts with too short a rest, as cliques: late ends against early starts.

    For every end ``e`` of the catalogue, the shifts of one day that end at ``e`` or later and the shifts
    of a following day that start before ``e + rest`` exclude each other; as only one shift a day can be
    worked, all of them together are at most one. That is tighter than pairs.
    """
    # Nobody is in two places at once, even where no rest is asked for.
    rest = problem.rules.min_rest_minutes or 0
    shifts = problem.shifts
    ends = sorted({shift.end for shift in shifts})
    furthest = (max(ends, default=0) + rest) // MINUTES_PER_DAY
    for agent in range(len(problem.agents)):
        for day in range(problem.days):
            for later in range(1, min(furthest, problem.days - 1 - day) + 1):
                seen: set[tuple[int, ...]] = set()
                for end in ends:
                    soonest = end + rest - later * MINUTES_PER_DAY
                    early = tuple(s for s, shift in enumerate(shifts) if shift.start < soonest)
                    if not early or early in seen:
                        continue
                    seen.add(early)
                    first = _picked(variables, agent, day, [s for s, x in enumerate(shifts) if x.end >= end])
                    second = _picked(variables, agent, day + later, early)
                    if first and second:
                        model.add_at_most_one(first + second)
        _after_earlier_plans(model, problem, variables, agent, rest)


def _picked(
    variables: Variables, agent: int, day: int, shifts: tuple[int, ...] | list[int]
) -> list[cp_model.IntVar]:
    return [variables.works[agent, day, s] for s in shifts if (agent, day, s) in variables.works]


def _after_earlier_plans(
    model: cp_model.CpModel, problem: Problem, variables: Variables, agent: int, rest: int
) -> None:
    if not problem.agents[agent].past:
        return
    rested = max(past.end for past in problem.agents[agent].past) + rest
    for day in range(min(problem.days, rested // MINUTES_PER_DAY + 1)):
        for s, shift in enumerate(problem.shifts):
            works = variables.works.get((agent, day, s))
            if works is not None and day * MINUTES_PER_DAY + shift.start < rested:
                model.add(works == 0)
