"""The roster at hand as a :class:`Team`: everybody's shifts, meals and breaks as the plan has them.

Its cost is the search's: who is at a desk serves the queue where it helps most, whatever the plan's
activities say. Changes of queue and stretches are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import MINUTES_PER_DAY, THOUSANDTHS, Problem
from scheduler.roster.problem.solution import BREAK, MEAL, Activity, Assignment
from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Headcounts, Integers
from scheduler.roster.team.individual_cost import individual_costs_on_day
from scheduler.roster.team.team import Team


@dataclass(frozen=True)
class StandingRoster:
    """A roster on which changes are tried.

    team: holds the roster. allowed: where a rule about a single shift lets a shift start, (agents, days,
    shifts); shifts of the roster that it forbids are in the team all the same.
    """

    problem: Problem
    team: Team
    allowed: Booleans

    def own_shift(self, agent: int, day: int) -> int:
        """The shift of an agent on a day; -1 = off."""
        return int(self.team.pattern[agent, day])

    def costs_on_day(self, agent: int, pattern: Integers, day: int) -> Floats:
        """Individual costs of a pattern with each shift on that day instead, in units of 1/1000 point, (1 +
        shifts,), the day off first; ``NEVER`` where a rule forbids it."""
        model = self.team.model.agents[agent]
        costs = np.empty(1 + len(self.problem.shifts))
        individual_costs_on_day(
            model.start_cost,
            model.must_work,
            self.team.model.plain_automaton,
            model.plain_runs,
            model.plain_windows,
            pattern,
            day,
            costs,
        )
        costs[1:][~self.allowed[agent, day]] = NEVER
        return costs

    def is_legal(self, agent: int) -> bool:
        """Whether the agent's shifts keep every rule as they stand."""
        pattern = self.team.pattern[agent]
        days = np.flatnonzero(pattern >= 0)
        if not self.allowed[agent, days, pattern[days]].all():
            return False
        return bool(self.costs_on_day(agent, pattern, 0)[1 + pattern[0]] < NEVER)

    def service(self) -> Service:
        """What the customers have of the roster as it is now."""
        flow = self.team.coverage.flow
        there = flow.scheduled.T.astype(np.int64) * (THOUSANDTHS // self.team.model.parts)
        return service_of(self.problem, there)


@dataclass(frozen=True)
class Service:
    """What the customers have of a plan's days.

    late: customers answered late, or not at all. missing_hours, spare_hours: agent-hours below and above the
    requirement, without what no shift can reach.
    """

    late: float
    missing_hours: float
    spare_hours: float

    def less(self, other: Service) -> Service:
        """By how much this one differs."""
        return Service(
            self.late - other.late,
            self.missing_hours - other.missing_hours,
            self.spare_hours - other.spare_hours,
        )


def standing_roster(
    problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
) -> StandingRoster:
    """Load a roster, legal or not. Meals and breaks without an activity go where they cost least."""
    rules = restrictions(problem)
    given = np.zeros_like(rules.allowed)
    for one in assignments:
        given[one.agent, one.day, one.shift] = True
    team = Team(problem, replace(rules, allowed=rules.allowed | given))
    pattern = np.full_like(team.pattern, -1)
    for one in assignments:
        pattern[one.agent, one.day] = one.shift
    placed = _placed(problem, pattern, activities, np.full_like(team.placed, -1))
    for agent in np.flatnonzero((pattern >= 0).any(axis=1)).tolist():
        if _is_complete(team, pattern[agent], placed[agent]):
            team.insert(agent, pattern[agent], placed=placed[agent])
        else:
            team.insert(agent, pattern[agent])
    return StandingRoster(problem, team, rules.allowed)


def _placed(
    problem: Problem, pattern: Integers, activities: Sequence[Activity], placed: Integers
) -> Integers:
    """Slots at which meals and breaks begin, (agents, days, blocks): the meal first, then breaks by time."""
    for one in sorted(activities, key=lambda activity: activity.start):
        if one.what not in (MEAL, BREAK):
            continue
        day = one.start // MINUTES_PER_DAY
        for on in (day, day - 1):
            shift = pattern[one.agent, on] if 0 <= on < problem.days else -1
            if shift < 0:
                continue
            begin = on * MINUTES_PER_DAY
            if begin + problem.shifts[shift].start <= one.start < begin + problem.shifts[shift].end:
                has_meal = bool(problem.shifts[shift].meal_minutes)
                breaks = len(problem.shifts[shift].breaks)
                row = placed[one.agent, on]
                free = [0] if one.what == MEAL else range(has_meal, has_meal + breaks)
                block = next((block for block in free if row[block] < 0), None)
                if block is not None and (one.what == BREAK or has_meal):
                    row[block] = one.start // problem.interval_minutes
                break
    return placed


def _is_complete(team: Team, pattern: Integers, placed: Integers) -> bool:
    """Whether every meal and break of the pattern lies in its window."""
    grid = team.model.grid
    days = np.flatnonzero(pattern >= 0)
    blocks = grid.blocks[pattern[days]]
    midnight = days[:, None] * grid.slots_a_day
    wanted, starts = blocks[:, :, 0] > 0, placed[days]
    inside = (starts >= midnight + blocks[:, :, 1]) & (starts <= midnight + blocks[:, :, 2])
    return bool((inside | ~wanted).all())


NO_CHANGE = Service(0.0, 0.0, 0.0)


def service_of(problem: Problem, scheduled: Integers) -> Service:
    """What the customers have of a plan's days. scheduled: thousandths of an agent, (queues, slots)."""
    return _service_in(problem, scheduled, np.ones_like(problem.open))


def change_of_service(problem: Problem, parts: int, before: Headcounts, after: Headcounts) -> Service:
    """What changes between two numbers of agents, in parts of an agent, (slots, queues)."""
    differs = (before != after).T
    if not differs.any():
        return NO_CHANGE
    each = THOUSANDTHS // parts
    now = _service_in(problem, after.T.astype(np.int64) * each, differs)
    return now.less(_service_in(problem, before.T.astype(np.int64) * each, differs))


def _service_in(problem: Problem, scheduled: Integers, where: Booleans) -> Service:
    """The same in some (queues, slots) alone."""
    inside = problem.open & where
    inside[:, problem.days * problem.slots_per_day :] = False
    planned = inside & ~problem.unplannable
    hours = problem.interval_minutes / 60
    surplus = scheduled[planned] - problem.required[planned]
    late = 0.0
    for queue, slot in np.argwhere(inside).tolist():
        curve = problem.late.get((queue, slot))
        if curve is not None:
            late += min(curve.customers, curve.of(int(scheduled[queue, slot])))
    return Service(
        late,
        float(-surplus[surplus < 0].sum()) / THOUSANDTHS * hours,
        float(surplus[surplus > 0].sum()) / THOUSANDTHS * hours,
    )


def points(units: float) -> float:
    """Units of 1/1000 point as points."""
    return round(float(units)) / POINT
