"""From counts to people: who eats when, who serves which queue."""

from __future__ import annotations

from scheduler.problem import Problem
from scheduler.roster.model import Counts
from scheduler.roster.service import Cohort, Split, cohorts
from scheduler.roster.solution import MEAL, STANDBY, Activity


def hand_out(problem: Problem, counts: Counts, splits: dict[Cohort, Split]) -> tuple[Activity, ...]:
    """Everybody's activities, gap-free from shift start to end, sorted by agent and time.

    Meals of a shift go round from day to day, so that nobody always eats first. Inside a cohort people stay
    in their queue as long as its count lets them.
    """
    activities: list[Activity] = []
    for cohort, agents in _people(counts).items():
        doing = _serve(problem, cohort, agents, splits.get(cohort, {}))
        for agent in agents:
            activities += _activities(problem, cohort, agent, doing[agent])
    return tuple(sorted(activities, key=lambda a: (a.agent, a.start)))


def count_moves(activities: tuple[Activity, ...]) -> int:
    """How often an agent goes from one queue to another inside a shift, over a meal or at once."""
    moves = 0
    last: Activity | None = None
    for activity in activities:
        same_shift = last is not None and last.agent == activity.agent and last.end == activity.start
        if not same_shift:
            queue: int | None = None
        if activity.what >= 0:
            moves += queue is not None and queue != activity.what
            queue = activity.what
        last = activity
    return moves


def _people(counts: Counts) -> dict[Cohort, list[int]]:
    """The agents of each cohort: those of a shift in turn, the turn moving on with the days."""
    group_of = {agent: g for g, group in enumerate(counts.groups) for agent in group.agents}
    members: dict[tuple[int, int, int], list[int]] = {}
    for a in sorted(counts.assignments, key=lambda a: (a.day, a.shift, a.agent)):
        members.setdefault((group_of[a.agent], a.day, a.shift), []).append(a.agent)
    people: dict[Cohort, list[int]] = {}
    taken: dict[tuple[int, int, int], int] = {}
    for cohort in cohorts(counts):
        key = (cohort.group, cohort.day, cohort.shift)
        turn = members[key]
        first = taken.get(key, 0)
        taken[key] = first + cohort.size
        shift_by = cohort.day % len(turn)
        rotated = turn[shift_by:] + turn[:shift_by]
        people[cohort] = sorted(rotated[first : first + cohort.size])
    return people


def _serve(problem: Problem, cohort: Cohort, agents: list[int], split: Split) -> dict[int, dict[int, int]]:
    """Per agent: slot → queue (or STANDBY)."""
    doing: dict[int, dict[int, int]] = {agent: {} for agent in agents}
    current = dict.fromkeys(agents, STANDBY)
    for slot in cohort.desk_slots(problem):
        room = dict(split.get(slot, {}))
        homeless: list[int] = []
        for agent in agents:
            if room.get(current[agent], 0):
                room[current[agent]] -= 1
                doing[agent][slot] = current[agent]
            else:
                homeless.append(agent)
        for agent in homeless:
            queue = next((q for q in sorted(room) if room[q]), STANDBY)
            if queue != STANDBY:
                room[queue] -= 1
                current[agent] = queue
            doing[agent][slot] = queue
    return doing


def _activities(problem: Problem, cohort: Cohort, agent: int, doing: dict[int, int]) -> list[Activity]:
    """Neighbouring slots with the same activity become one row; slots without one are the meal."""
    shift, interval = problem.shifts[cohort.shift], problem.interval_minutes
    first = cohort.day * problem.slots_per_day + shift.start // interval
    last = cohort.day * problem.slots_per_day + shift.end // interval
    rows: list[Activity] = []
    for slot in range(first, last):
        what = doing.get(slot, MEAL)
        start, end = slot * interval, (slot + 1) * interval
        if rows and rows[-1].what == what:
            rows[-1] = Activity(agent, rows[-1].start, end, what)
        else:
            rows.append(Activity(agent, start, end, what))
    return rows
