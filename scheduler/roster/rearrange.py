"""A roster changed by hand: new activities for what was touched, and for nobody else.

Whose shift stays keeps meal, breaks and queues; they count as given, like agents of an earlier plan, while
the other shifts are arranged around them (:func:`scheduler.roster.solve.arrange_roster`). Only where that
leaves an interval without anybody, one after the other of those who were there is arranged anew as well.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.assignment.activities import count_moves
from scheduler.roster.assignment.coverage import scheduled_agents
from scheduler.roster.assignment.meetings import with_meetings
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.joint_counts import joint_counts
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.meetings import FIRST_MEETING
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.remembered import remembered
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment, Limits, Solution
from scheduler.roster.problem.some_people import with_people_of, within_part, within_whole
from scheduler.roster.solve import arrange_roster

_MOST_NEIGHBOURS = 8
"""Shifts that are tried, one by one, to put somebody into an interval that the change has emptied."""

_Kept = dict[Assignment, tuple[Activity, ...]]


def rearrange_roster(
    problem: Problem,
    limits: Limits,
    assignments: tuple[Assignment, ...],
    present: Sequence[Activity],
    earlier: Sequence[Activity] = (),
    held: Iterable[Assignment] = (),
) -> Solution:
    """Activities of given shifts, legal or not, that keep what is there.

    Parameters
    ----------
    present
        Activities that may stay. Those that do not fill a shift of ``assignments`` as the shift, the agent's
        skills and the queues' hours want it are passed over; a shift without any is arranged anew.
    earlier
        Activities that a shift may take up again for which there are no present ones.
    held
        Shifts whose present activities stay in any case, as long as they fill the shift: somebody has placed
        them by hand.

    Returns
    -------
    Solution
        Not optimal by any proof: its bound is what no roster avoids. Its objective is that of
        :func:`objective_parts`.
    """
    started = time.perf_counter()
    kept = keepable(problem, assignments, present)
    kept |= keepable(problem, [one for one in assignments if one not in kept], earlier)
    by_hand = _filled(problem, held, present)
    kept |= by_hand
    kept = {one: kept[one] for one in assignments if one in kept}
    activities = _arranged(problem, limits, assignments, kept)
    if len(kept) < len(assignments) or len(present) > sum(map(len, kept.values())):
        activities = _without_empty_desks(problem, limits, assignments, kept, present, activities, by_hand)
    return roster_by_hand(problem, assignments, activities, time.perf_counter() - started)


def roster_by_hand(
    problem: Problem,
    assignments: tuple[Assignment, ...],
    activities: tuple[Activity, ...],
    seconds: float = 0.0,
) -> Solution:
    """Given shifts and activities as a solution that no search has made; its bound is what none avoids.

    seconds: that placing the activities took.
    """
    assignments = tuple(sorted(assignments, key=lambda a: (a.agent, a.day)))
    objective = points_of(problem, assignments, activities)
    unavoidable = min(objective, round(POINT * unavoidable_points(problem)) / POINT)
    return Solution(
        status="feasible",
        objective=objective,
        bound=unavoidable,
        stopped_by="user",
        seconds={"search": 0.0, "handout": seconds},
        assignments=assignments,
        activities=activities,
        moves=count_moves(activities),
        unavoidable=unavoidable,
    )


def points_of(
    problem: Problem, assignments: tuple[Assignment, ...], activities: tuple[Activity, ...]
) -> float:
    """The objective of a roster, in points to 1/1000, by whatever means it was made."""
    return (
        round(POINT * sum(part.points for part in objective_parts(problem, assignments, activities))) / POINT
    )


def keepable(problem: Problem, assignments: Iterable[Assignment], present: Sequence[Activity]) -> _Kept:
    """The shifts whose activities can stay as they are, with these activities in order of time."""
    rows_of = _rows_of(problem, assignments, present)
    known: _Kept = remembered(problem, "keepable", dict)
    found = {}
    for one, rows in rows_of.items():
        if known.get(one) == rows:  # the very same rows but in a shift or two, as a rule
            found[one] = rows
        elif _fills(problem, one, rows):
            found[one] = known[one] = rows
    return found


def _filled(problem: Problem, assignments: Iterable[Assignment], present: Sequence[Activity]) -> _Kept:
    """The shifts that are filled from their start to their end, whatever with."""
    rows_of = _rows_of(problem, assignments, present)
    return {one: rows for one, rows in rows_of.items() if _is_whole(problem, one, rows)}


def _rows_of(problem: Problem, assignments: Iterable[Assignment], present: Sequence[Activity]) -> _Kept:
    """The activities within each shift, in order of time."""
    assignments = tuple(assignments)
    people = {one.agent for one in assignments}
    of_agent: dict[int, list[Activity]] = {agent: [] for agent in people}
    for activity in present:
        if activity.agent in people:
            of_agent[activity.agent].append(activity)
    for rows in of_agent.values():
        rows.sort(key=attrgetter("start"))
    starts = {agent: [row.start for row in rows] for agent, rows in of_agent.items()}
    found = {}
    for one in assignments:
        begins = starts[one.agent]
        first, last = (bisect_left(begins, minute) for minute in _times(problem, one))
        found[one] = tuple(of_agent[one.agent][first:last])
    return found


def has_begun(problem: Problem, one: Assignment) -> bool:
    """Whether the shift begins in the part of the plan that has passed."""
    return problem.not_before is not None and _times(problem, one)[0] <= problem.not_before


def _times(problem: Problem, one: Assignment) -> tuple[int, int]:
    shift, midnight = problem.shifts[one.shift], one.day * MINUTES_PER_DAY
    return midnight + shift.start, midnight + shift.end


def _fills(problem: Problem, one: Assignment, rows: tuple[Activity, ...]) -> bool:
    """Whether these activities are one whole shift: gap-free, with its rests, in queues that are open."""
    if not _is_whole(problem, one, rows):
        return False
    on_grid = all(row.end % problem.interval_minutes == 0 for row in rows)
    return on_grid and _has_its_rests(problem, one, rows) and _serves_open_queues(problem, one, rows)


def _is_whole(problem: Problem, one: Assignment, rows: tuple[Activity, ...]) -> bool:
    first, last = _times(problem, one)
    joined = all(before.end == after.start for before, after in pairwise(rows))
    return bool(rows) and joined and rows[0].start == first and rows[-1].end == last


def _has_its_rests(problem: Problem, one: Assignment, rows: tuple[Activity, ...]) -> bool:
    shift, midnight = problem.shifts[one.shift], one.day * MINUTES_PER_DAY
    wanted = [(BREAK, rest.minutes, rest.earliest, rest.latest) for rest in shift.breaks]
    if shift.meal_minutes:
        wanted.append((MEAL, shift.meal_minutes, shift.meal_from, shift.meal_to))
    taken = [row for row in rows if row.what in (MEAL, BREAK)]
    return len(taken) == len(wanted) and all(
        row.what == what
        and row.end - row.start == minutes
        and midnight + earliest <= row.start
        and row.end <= midnight + latest
        for row, (what, minutes, earliest, latest) in zip(
            taken, sorted(wanted, key=lambda rest: rest[2]), strict=True
        )
    )


def _serves_open_queues(problem: Problem, one: Assignment, rows: tuple[Activity, ...]) -> bool:
    """Queues of the agent's skills while they are open; standby where none of them is; known meetings."""
    skills = sorted(problem.agents[one.agent].skills)
    for row in rows:
        slots = slice(row.start // problem.interval_minutes, row.end // problem.interval_minutes)
        if row.what >= 0 and not (row.what in skills and problem.open[row.what, slots].all()):
            return False
        if row.what <= FIRST_MEETING and not _is_invited(problem, one, row):
            return False
        if row.what == STANDBY and problem.open[skills, slots].any():
            return False
    return True


def _is_invited(problem: Problem, one: Assignment, row: Activity) -> bool:
    """Whether the activity is one of the day's meetings, within its times, and the agent takes part."""
    number = FIRST_MEETING - row.what
    if number >= len(problem.meetings):
        return False
    meeting, midnight = problem.meetings[number], one.day * MINUTES_PER_DAY
    return (
        one.agent in meeting.agents
        and one.day == meeting.day
        and row.end - row.start == meeting.minutes
        and midnight + meeting.earliest <= row.start
        and row.end <= midnight + meeting.latest
    )


def _arranged(
    problem: Problem, limits: Limits, assignments: tuple[Assignment, ...], kept: _Kept
) -> tuple[Activity, ...]:
    """The kept activities, and those of all other shifts arranged around them; by agent, then time."""
    standing = [row for rows in kept.values() for row in rows]
    free = tuple(one for one in assignments if one not in kept)
    if free:
        counts = joint_counts(problem, tuple(kept), standing)
        around = replace(
            _within(problem, free),
            scheduled_before=scheduled_agents(problem, standing),
            joint_rows=tuple(
                replace(row, before=count) for row, count in zip(problem.joint_rows, counts, strict=True)
            ),
            meetings=(),
        )
        standing += _arranged_alone(around, limits, free)
    standing.sort(key=attrgetter("agent", "start"))
    return with_meetings(problem, standing)


def _arranged_alone(around: Problem, limits: Limits, free: tuple[Assignment, ...]) -> tuple[Activity, ...]:
    """Activities of these shifts, in a problem without the people who have none of them: they cost a model
    of a large team more than all that is asked of it."""
    part, people = with_people_of(around, free)
    if part.parts != around.parts:  # others count as another part of an agent: solvers are chosen by that
        return arrange_roster(around, limits, free).activities
    found = arrange_roster(part, limits, within_part(people, free))
    return within_whole(people, found.activities)


def _within(problem: Problem, shifts: Iterable[Assignment]) -> Problem:
    """The problem with no other time open than that of these shifts: what they do changes nothing elsewhere,
    and a model of the whole plan takes most of a second to build."""
    held = np.zeros(problem.open.shape[1], dtype=bool)
    for one in shifts:
        first, last = (minute // problem.interval_minutes for minute in _times(problem, one))
        held[first : last + 1] = True
    late = {(queue, slot): curve for (queue, slot), curve in problem.late.items() if held[slot]}
    return replace(problem, open=problem.open & held, required=problem.required * held, late=late)


def _without_empty_desks(
    problem: Problem,
    limits: Limits,
    assignments: tuple[Assignment, ...],
    kept: _Kept,
    present: Sequence[Activity],
    activities: tuple[Activity, ...],
    by_hand: _Kept,
) -> tuple[Activity, ...]:
    """Somebody where there was somebody and is needed, as far as one of those who are there can change."""
    needed: NDArray[np.bool_] = (scheduled_agents(problem, present) > 0) & (problem.required > 0)

    def empty(now: Sequence[Activity]) -> NDArray[np.bool_]:
        there: NDArray[np.bool_] = scheduled_agents(problem, now) > 0
        return needed & ~there

    kept, now = dict(kept), empty(activities)
    tried: set[Assignment] = {*by_hand}
    for _ in range(_MOST_NEIGHBOURS):
        if not now.any():
            break
        one = next((one for one in _neighbours(problem, kept, now) if one not in tried), None)
        if one is None:
            break
        tried.add(one)
        fewer = {other: rows for other, rows in kept.items() if other != one}
        found = _arranged(problem, limits, assignments, fewer)
        left = empty(found)
        if left.sum() < now.sum():
            kept, now, activities = fewer, left, found
    return activities


def _neighbours(problem: Problem, kept: _Kept, empty: NDArray[np.bool_]) -> list[Assignment]:
    """Whose shift holds an empty interval of a queue that they may serve; those who could fill most first."""
    could = {}
    for one in kept:
        if has_begun(problem, one):
            continue
        first, last = (minute // problem.interval_minutes for minute in _times(problem, one))
        could[one] = int(empty[sorted(problem.agents[one.agent].skills), first:last].sum())
    return sorted((one for one, slots in could.items() if slots), key=lambda one: -could[one])
