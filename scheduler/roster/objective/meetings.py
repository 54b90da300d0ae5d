"""Meetings: each person who misses one costs ``meeting`` points.

The search counts who works no shift of the day that could hold it; the roster counts who has no such
activity, which is as many or more. So a bound of the one holds for the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.meetings import FIRST_MEETING, Meeting
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Assignment
from scheduler.roster.rules.constraint_forms import Booleans, Integers


def holding_shifts(problem: Problem, meeting: Meeting) -> Booleans:
    """Which shifts of its day could hold a meeting, shape (shifts,)."""
    return np.array([meeting.fits_into(shift.start, shift.end) for shift in problem.shifts], dtype=np.bool_)


def meeting_prices(problem: Problem, allowed: Booleans) -> Iterator[tuple[int, int, Integers]]:
    """Agent, day and what each shift saves, in units: who works a holding shift does not miss the meeting.

    allowed: where a shift may start, (agents, days, shifts). Who cannot take part is left out.
    """
    cost = round(problem.weights.meeting * POINT)
    for meeting in problem.meetings:
        saved = holding_shifts(problem, meeting) * np.int64(cost)
        for agent in sorted(people_in_reach(problem, meeting, allowed)):
            yield agent, meeting.day, saved


def missing_people(problem: Problem, activities: Sequence[Activity]) -> int:
    """People who have no such activity, over all meetings."""
    there = {(row.what, row.agent) for row in activities if row.what <= FIRST_MEETING}
    return sum(
        (FIRST_MEETING - number, agent) not in there
        for number, meeting in enumerate(problem.meetings)
        for agent in meeting.agents
    )


def people_without_shift(problem: Problem, assignments: Sequence[Assignment]) -> int:
    """People who work no shift that could hold it, over all meetings."""
    shift_of = {(one.agent, one.day): problem.shifts[one.shift] for one in assignments}
    held = (
        (shift_of.get((agent, meeting.day)), meeting)
        for meeting in problem.meetings
        for agent in meeting.agents
    )
    return sum(shift is None or not meeting.fits_into(shift.start, shift.end) for shift, meeting in held)


def people_in_reach(problem: Problem, meeting: Meeting, allowed: Booleans) -> frozenset[int]:
    """Those of its people whom some shift lets take part. allowed: as of :func:`meeting_prices`."""
    holding = holding_shifts(problem, meeting)
    return frozenset(agent for agent in meeting.agents if (holding & allowed[agent, meeting.day]).any())


def people_out_of_reach(problem: Problem, allowed: Booleans) -> int:
    """People whom no shift lets take part, over all meetings. allowed: as of :func:`meeting_prices`."""
    return sum(
        len(meeting.agents) - len(people_in_reach(problem, meeting, allowed)) for meeting in problem.meetings
    )
