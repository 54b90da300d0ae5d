"""Meetings put into finished shifts, where they cost the customers least.

One meeting after the other, at once for all or apart for each. It takes people off their queues as long as
the customers lose less by it than ``meeting`` points; who serves which queue beside them stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.weights import SHORT_STRETCH
from scheduler.roster.assignment.coverage import scheduled_agents
from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.problem.meetings import FIRST_MEETING, Meeting
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import STANDBY, Activity

_Rows = dict[int, list[Activity]]


def with_meetings(problem: Problem, activities: Sequence[Activity]) -> tuple[Activity, ...]:
    """The activities with every meeting that has a place; by agent, then time.

    Meetings that stand among the activities stay, and who joins one later joins it at its time.
    """
    if not problem.meetings:
        return tuple(activities)
    rows: _Rows = {}
    for row in sorted(activities, key=lambda row: (row.agent, row.start)):
        rows.setdefault(row.agent, []).append(row)
    scheduled, costs = scheduled_agents(problem, activities), coverage_costs(problem)
    for number, meeting in enumerate(problem.meetings):
        what = FIRST_MEETING - number
        standing = {row.start for agent in meeting.agents for row in rows.get(agent, ()) if row.what == what}
        waiting = [
            agent
            for agent in sorted(meeting.agents)
            if agent in rows and all(row.what != what for row in rows[agent])
        ]
        if meeting.apart:
            for agent in waiting:
                _hold(problem, meeting, what, _starts(problem, meeting), [agent], rows, scheduled, costs)
        else:
            may = _starts(problem, meeting)
            starts = sorted(standing.intersection(may)) if standing else may
            _hold(problem, meeting, what, starts, waiting, rows, scheduled, costs)
    return tuple(row for agent in sorted(rows) for row in rows[agent])


def _starts(problem: Problem, meeting: Meeting) -> list[int]:
    """Minutes of the plan at which it may begin; none that has passed."""
    midnight = meeting.day * MINUTES_PER_DAY
    last = midnight + meeting.latest - meeting.minutes
    starts = range(midnight + meeting.earliest, last + 1, problem.interval_minutes)
    return [start for start in starts if problem.not_before is None or start > problem.not_before]


def _hold(
    problem: Problem,
    meeting: Meeting,
    what: int,
    starts: Iterable[int],
    people: Sequence[int],
    rows: _Rows,
    scheduled: NDArray[np.int64],
    costs: Mapping[tuple[int, int], IntervalCost],
) -> None:
    """Put it where missing people and lost coverage cost least; of such times, where it cuts least."""
    price = round(POINT * problem.weights.meeting)
    best: tuple[tuple[int, int, int], int, list[int]] | None = None
    for start in starts:
        end = start + meeting.minutes
        able = [agent for agent in people if _can_be_there(problem, rows[agent], meeting, start, end)]
        there, cost = _worth_it(problem, able, start, end, rows, scheduled, costs)
        pieces = sum(len(_left(rows[agent], start, end)) for agent in there)
        rank = cost + price * (len(people) - len(there)), pieces, start
        if there and (best is None or rank < best[0]):
            best = rank, start, there
    if best is None:
        return
    _, start, there = best
    end = start + meeting.minutes
    for agent in there:
        for place, parts in _served(problem, _inside(rows[agent], start, end)).items():
            scheduled[place] -= parts
        whole = [row for row in rows[agent] if row.end <= start or end <= row.start]
        pieces_left = [*whole, *_left(rows[agent], start, end), Activity(agent, start, end, what)]
        rows[agent] = sorted(pieces_left, key=lambda row: row.start)


def _worth_it(
    problem: Problem,
    able: Sequence[int],
    start: int,
    end: int,
    rows: _Rows,
    scheduled: NDArray[np.int64],
    costs: Mapping[tuple[int, int], IntervalCost],
) -> tuple[list[int], int]:
    """Who leaves the desk for it, one after the other as long as a desk costs no more than a missed meeting;
    and what that costs in coverage and short stretches."""
    price = round(POINT * problem.weights.meeting)
    short = round(POINT * problem.weights.short_stretch) if problem.rules.min_activity_minutes is None else 0
    gone: dict[tuple[int, int], int] = {}
    there, total = [], 0
    for agent in able:
        served = _served(problem, _inside(rows[agent], start, end))
        pieces = _left(rows[agent], start, end)
        cost = short * sum(piece.end - piece.start < SHORT_STRETCH for piece in pieces)
        for place, parts in served.items():
            if place in costs:
                present = int(scheduled[place]) - gone.get(place, 0)
                cost += costs[place].at(present - parts) - costs[place].at(present)
        if cost <= price:
            there.append(agent)
            total += cost
            for place, parts in served.items():
                gone[place] = gone.get(place, 0) + parts
    return there, total


def _can_be_there(problem: Problem, rows: Sequence[Activity], meeting: Meeting, start: int, end: int) -> bool:
    """Whether somebody is at the desk all through, in a shift that begins on the meeting's day.

    Where the shop has a least length of activities, the meeting leaves none shorter.
    """
    inside = _inside(rows, start, end)
    if sum(row.end - row.start for row in inside) < end - start:
        return False
    least = problem.rules.min_activity_minutes or 0
    return (
        all(row.what >= 0 or row.what == STANDBY for row in inside)
        and all(piece.end - piece.start >= least for piece in _left(rows, start, end))
        and _shift_start(rows, start) // MINUTES_PER_DAY == meeting.day
    )


def _shift_start(rows: Sequence[Activity], moment: int) -> int:
    """When the gap-free run of activities began that holds the moment."""
    begun, reached = rows[0].start, rows[0].start
    for row in rows:
        if row.start > moment:
            break
        if row.start > reached:
            begun = row.start
        reached = row.end
    return begun


def _inside(rows: Sequence[Activity], start: int, end: int) -> list[Activity]:
    """What of the activities lies within the span."""
    return [
        replace(row, start=max(row.start, start), end=min(row.end, end))
        for row in rows
        if row.start < end and start < row.end
    ]


def _left(rows: Sequence[Activity], start: int, end: int) -> list[Activity]:
    """What is left, before and after it, of the activities that the span cuts."""
    before = [replace(row, end=start) for row in rows if row.start < start < row.end]
    return before + [replace(row, start=end) for row in rows if row.start < end < row.end]


def _served(problem: Problem, rows: Iterable[Activity]) -> dict[tuple[int, int], int]:
    """Thousandths of an agent by (queue, slot) that these activities serve."""
    served: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.what >= 0:
            counts = problem.agents[row.agent].counts_in(row.what)
            for slot in range(row.start // problem.interval_minutes, row.end // problem.interval_minutes):
                served[row.what, slot] = served.get((row.what, slot), 0) + counts
    return served
