"""A roster with everybody's meals, breaks and queues fixed to them: what it costs as it will be worked.

A search for shifts lets whoever is at a desk give way in every slot (:mod:`scheduler.roster.team`). Here
each person keeps a sequence of queues (:mod:`scheduler.roster.assignment.shift_path`), so the cost of a shift
holds what its changes of queue cost, or what coverage loses where a rule forbids them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled, plain
from scheduler.roster.assignment.activities import activity_rules
from scheduler.roster.assignment.augmenting_path import Booleans, Headcounts, cost_of_parts
from scheduler.roster.assignment.shift_path import (
    AWAY,
    COST_SCALE,
    IDLE,
    ActivityRules,
    cheapest_queue_sequence,
    sequence_cost,
)
from scheduler.roster.objective.costs import marginal_costs
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment
from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import NEVER, Floats, Integers
from scheduler.roster.team.coverage_state import ShiftGrid
from scheduler.roster.team.team import Team, pattern_assignments


class Desk(NamedTuple):
    """What one person could serve. able: in each slot each of their queues, (T, K). skills: which these are,
    (K,). amounts: parts that they count as in each queue of the shop, (Q,)."""

    able: Booleans
    skills: Integers
    amounts: Integers


class _Coverage(NamedTuple):
    """Who serves what: parts in each slot and queue, (T, Q); cost of the next agent, (T, Q, n); parts of an
    agent; cost of a slot without an open queue; rules of a sequence of queues."""

    scheduled: Headcounts
    cost: Integers
    parts: int
    idle: int
    rules: ActivityRules


class Worked(NamedTuple):
    """One person's shifts as they are worked: shift of each day, -1 = off, (days,); in each slot of it one of
    their own queues by its place among their skills, IDLE or AWAY, (days, slots); slot at which each rest of
    the shift begins, -1 = none, (days, rests)."""

    pattern: Integers
    activity: Integers
    placed: Integers

    def copy(self) -> Worked:
        """The same, to be kept."""
        return Worked(self.pattern.copy(), self.activity.copy(), self.placed.copy())


class ServedRoster:
    """A roster that is changed one person at a time; everybody else keeps meals and queues.

    Joint rows and meetings are not known to it.

    Attributes
    ----------
    team
        Rules, individual costs and shortest paths; its own roster stays empty.
    worked
        What each person works.
    cost
        In units of 1/1000 point, but for a constant; a fraction of a unit tells fewer changes of queue.
    scheduled, covered
        Parts that serve each queue in each slot, (T, Q); agents of each cover by shift.
    desks
        What each person could serve.
    """

    def __init__(
        self, problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
    ) -> None:
        self.team = team = Team(problem, restrictions(problem))
        model, self._grid = team.model, team.model.plain_grid
        self._longest = int((model.grid.last - model.grid.first).max(initial=1))
        self.rests, self._what = _rests_by_time(model.grid.blocks, model.has_meal)
        self.desks = self._build_desks()
        coverage = _Coverage(
            np.ascontiguousarray(problem.parts_before.T).astype(np.int32),
            self._marginal_cost(),
            problem.parts,
            model.idle,
            activity_rules(problem),
        )
        self.scheduled, self.coverage = coverage.scheduled, plain(coverage)
        self.covered = np.zeros(len(model.cover_of), dtype=np.int64)
        self._own_costs = np.zeros(team.size)
        self.cost, self.states = 0.0, 0  # states: steps of all searches for a sequence
        days, rests = problem.days, self.rests.shape[1]
        self.worked = [
            Worked(
                np.full(days, -1, dtype=np.int64),
                np.full((days, self._longest), AWAY, dtype=np.int64),
                np.full((days, rests), -1, dtype=np.int64),
            )
            for _ in range(team.size)
        ]
        self._given = {
            (one.agent, one.day): (one.shift, rows)
            for one, rows in _by_shift(problem, assignments, activities)
        }
        for (agent, day), (shift, rows) in self._given.items():
            self._read(self.worked[agent], agent, day, shift, rows)
        self._read_from = [one.copy() for one in self.worked]
        for agent, one in enumerate(self._read_from):
            self.insert(agent, one)

    def _marginal_cost(self) -> Integers:
        """As of the model, for as many as could be in one queue: whoever differs may count there as more."""
        model, problem = self.team.model, self.team.model.problem
        present = np.maximum(problem.parts_of, problem.parts_in.max(axis=1, initial=0)).sum()
        most = -(-int(present + problem.parts_before.max(initial=0)) // problem.parts) + 1
        if problem.parts == 1 or most <= model.marginal_cost.shape[2]:
            return model.marginal_cost
        costs = {(queue, slot): cost for (slot, queue), cost in model.interval_costs.items()}
        return marginal_costs(costs, problem.slots, len(problem.queues), most)

    def _build_desks(self) -> list[Desk]:
        model, problem = self.team.model, self.team.model.problem
        slots = (problem.days + 2) * model.grid.slots_a_day
        of_group = []
        for group, serves in zip(model.groups, model.serves, strict=True):
            skills = np.array(sorted(group.skills), dtype=np.int64)
            able = np.zeros((slots, len(skills)), dtype=np.bool_)
            able[: problem.slots] = serves[:, skills]
            of_group.append((able, skills))
        amounts = problem.parts_in.astype(np.int64)
        return [
            Desk(of_group[group][0], of_group[group][1], np.ascontiguousarray(amounts[agent]))
            for agent, group in enumerate(model.group_of.tolist())
        ]

    def _read(self, worked: Worked, agent: int, day: int, shift: int, rows: Sequence[Activity]) -> None:
        """Write what somebody does in a shift."""
        interval = self.team.model.problem.interval_minutes
        first = day * self.team.model.grid.slots_a_day + int(self.team.model.grid.first[shift])
        place = {int(queue): k for k, queue in enumerate(self.desks[agent].skills)}
        worked.pattern[day] = shift
        for row in rows:
            begin, end = row.start // interval, row.end // interval
            what = AWAY if row.what in (MEAL, BREAK) else place.get(row.what, IDLE)
            worked.activity[day, begin - first : end - first] = what
            if what == AWAY:
                lengths, kinds = self.rests[shift, :, 0], self._what[shift]
                fits = (lengths == end - begin) & (kinds == row.what) & (worked.placed[day] < 0)
                worked.placed[day, np.flatnonzero(fits)[:1]] = begin

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All shifts, by agent and day."""
        return pattern_assignments(np.array([one.pattern for one in self.worked]))

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Everybody's activities, by agent and time; a shift that is as it was given has the same ones."""
        return tuple(
            row
            for agent, worked in enumerate(self.worked)
            for day in np.flatnonzero(worked.pattern >= 0).tolist()
            for row in self._rows(agent, day)
        )

    def _rows(self, agent: int, day: int) -> Sequence[Activity]:
        worked, given = self.worked[agent], self._read_from[agent]
        shift = int(worked.pattern[day])
        if shift == given.pattern[day] and (worked.activity[day] == given.activity[day]).all():
            return self._given[agent, day][1]
        grid, interval = self.team.model.grid, self.team.model.problem.interval_minutes
        first = day * grid.slots_a_day + int(grid.first[shift])
        own = worked.activity[day, : int(grid.last[shift] - grid.first[shift])]
        skills = self.desks[agent].skills
        what = np.where(own >= 0, np.append(skills, STANDBY)[own], STANDBY)
        for start, length, kind in zip(
            worked.placed[day].tolist(),
            self.rests[shift, :, 0].tolist(),
            self._what[shift].tolist(),
            strict=True,
        ):
            if start >= 0:
                what[start - first : start - first + length] = kind
        borders = [0, *(np.flatnonzero(np.diff(what)) + 1).tolist(), len(what)]
        return [
            Activity(agent, (first + begin) * interval, (first + end) * interval, int(what[begin]))
            for begin, end in pairwise(borders)
        ]

    def restlessness(self, agent: int) -> Integers:
        """What changes and short stretches of each day's shift cost, in units, (days,)."""
        desk, worked = self.desks[agent], self.worked[agent]
        costs = np.zeros(len(worked.pattern), dtype=np.int64)
        _write_restlessness(plain(worked), desk.able, self._grid, self.coverage[-1], costs)
        return costs

    def insert(self, agent: int, worked: Worked) -> None:
        """Give somebody who is out these shifts."""
        self.worked[agent] = worked
        self.team.pattern[agent] = worked.pattern
        self._change(agent, 1)

    def remove(self, agent: int) -> Worked:
        """Take somebody out: all days off; what they worked."""
        worked = self.worked[agent]
        self._change(agent, -1)
        self.team.pattern[agent] = -1
        return worked

    def own_cost(self, agent: int) -> float:
        """Individual cost of what somebody works now."""
        return float(self._own_costs[agent])

    def choices(self, agent: int, days: Sequence[int]) -> list[tuple[tuple[int, ...], float]]:
        """What somebody may work on these days, the others as they are, and their own cost with it."""
        team, own = self.team, self.team.pattern[agent]
        first, *rest = days
        if not rest:
            costs = team.individual_costs_on_day(agent, first)
            return [((s,), float(costs[1 + s])) for s in (np.flatnonzero(costs < NEVER) - 1).tolist()]
        before, found = int(own[first]), []
        allowed = team.model.agents[agent].start_cost[first] < NEVER
        for shift in (-1, *np.flatnonzero(allowed).tolist()):
            own[first] = shift
            found += [((shift, *others), cost) for others, cost in self.choices(agent, rest)]
        own[first] = before
        return found

    def sequence_cost(self, agent: int, day: int, shift: int, activity: Integers, placed: Integers) -> float:
        """What a sequence of queues costs besides coverage, in units."""
        grid, desk = self.team.model.grid, self.desks[agent]
        first, last = int(grid.first[shift]), int(grid.last[shift])
        begin = day * grid.slots_a_day + first
        _, _, _, idle, rules = self.coverage
        cost = sequence_cost(desk.able, activity[: last - first], begin, placed, placed, rules, idle)
        return cost / COST_SCALE

    def cheapest_sequence(
        self, agent: int, day: int, shift: int, prices: Floats
    ) -> tuple[Integers, Integers, float]:
        """The cheapest sequence of somebody's queues and rests at these prices of an agent in each slot and
        queue, (T, Q), and what it costs with them, in units."""
        desk, one = self.desks[agent], self.off()
        one.pattern[day] = shift
        parts = self.coverage[2]
        own = np.rint(prices[:, desk.skills] * desk.amounts[desk.skills] / parts).astype(np.int64)
        exact = np.zeros(len(one.pattern))
        _, _, _, idle, rules = self.coverage
        self.states += write_sequences(plain(one), desk.able, own, self._grid, self.rests, idle, rules, exact)
        return one.activity[day], one.placed[day], float(exact[day])

    def take_states(self) -> int:
        """Steps of all searches for a sequence since the last call; they stand for time."""
        states, self.states = self.states, 0
        return states

    def off(self) -> Worked:
        """All days off."""
        one = self.worked[0]
        return Worked(
            np.full_like(one.pattern, -1), np.full_like(one.activity, AWAY), np.full_like(one.placed, -1)
        )

    def _change(self, agent: int, sign: int) -> None:
        desk, worked = self.desks[agent], self.worked[agent]
        scheduled, cost, parts, idle, rules = self.coverage
        change = change_served(
            plain(worked), plain(desk), self._grid, scheduled, cost, parts, idle, rules, sign
        )
        self.cost += change / COST_SCALE
        model = self.team.model
        for k, (day, *counts) in enumerate(model.cover_of.tolist()):
            shift = worked.pattern[day]
            if shift >= 0 and counts[shift]:
                there = self.covered[k]
                self.cost += float(
                    model.cover_cost[k, there] if sign > 0 else -model.cover_cost[k, there - 1]
                )
                self.covered[k] += sign
        if sign > 0:
            self._own_costs[agent] = self.team.individual_cost(agent, worked.pattern)
        self.cost += sign * self._own_costs[agent]


def _by_shift(
    problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
) -> Iterator[tuple[Assignment, list[Activity]]]:
    of_agent: dict[int, list[Activity]] = {}
    for row in activities:
        of_agent.setdefault(row.agent, []).append(row)
    for one in assignments:
        shift, midnight = problem.shifts[one.shift], one.day * MINUTES_PER_DAY
        begin, end = midnight + shift.start, midnight + shift.end
        yield one, [row for row in of_agent.get(one.agent, ()) if begin <= row.start < end]


def _rests_by_time(blocks: Integers, has_meal: Booleans) -> tuple[Integers, Integers]:
    """Meal and breaks of each shift in the order of their windows, as ``ShiftGrid.blocks``; what each is."""
    rests, what = np.zeros_like(blocks), np.full(blocks.shape[:2], BREAK, dtype=np.int64)
    for shift, own in enumerate(blocks):
        there = np.flatnonzero(own[:, 0] > 0)
        order = there[np.lexsort((own[there, 2], own[there, 1]))]
        rests[shift, : len(order)] = own[order]
        what[shift, : len(order)][(order == 0) & bool(has_meal[shift])] = MEAL
    return rests, what


@compiled
def write_sequences(
    worked: Worked,
    able: Booleans,
    queues: Integers,
    grid: ShiftGrid,
    rests: Integers,
    idle: int,
    rules: ActivityRules,
    exact: Floats,
) -> int:
    """Write the cheapest sequence of each shift of a pattern, and what it costs, in units, (days,); how many
    states were looked at."""
    pattern, activity, placed = worked
    slots_a_day, first, last, _ = grid
    windows, preferred = (
        np.zeros(rests.shape[1:], dtype=np.int64),
        np.full(rests.shape[1], -1, dtype=np.int64),
    )
    each = 2 * rules[0] * (max(0, rules[1]) + 1) * (queues.shape[1] + 1)
    states = 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s < 0:
            continue
        midnight = d * slots_a_day
        begin, length = midnight + first[s], last[s] - first[s]
        for b in range(len(windows)):
            windows[b, 0] = rests[s, b, 0]
            windows[b, 1], windows[b, 2] = midnight + rests[s, b, 1], midnight + rests[s, b, 2]
        cost = cheapest_queue_sequence(
            able,
            queues[begin : begin + length],
            idle,
            begin,
            windows,
            preferred,
            ActivityRules(*rules),
            activity[d, :length],
            placed[d],
        )
        exact[d] = cost / COST_SCALE
        states += length * each
    return states


@compiled
def change_served(
    worked: Worked,
    desk: Desk,
    grid: ShiftGrid,
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    idle: int,
    rules: ActivityRules,
    sign: int,
) -> int:
    """Add (sign 1) or remove (-1) what somebody works; the change in cost, in tie-breaking costs."""
    pattern, activity, placed = worked
    able, skills, amounts = desk
    slots_a_day, first, last, _ = grid
    total = 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s < 0:
            continue
        begin = d * slots_a_day + first[s]
        own = activity[d, : last[s] - first[s]]
        total += sign * sequence_cost(able, own, begin, placed[d], placed[d], ActivityRules(*rules), idle)
        for j in range(len(own)):
            if own[j] >= 0:
                t, q = begin + j, skills[own[j]]
                total += COST_SCALE * cost_of_parts(cost, t, q, scheduled[t, q], sign * amounts[q], parts)
                scheduled[t, q] += sign * amounts[q]
    return total


@compiled
def _write_restlessness(
    worked: Worked, able: Booleans, grid: ShiftGrid, rules: ActivityRules, costs: Integers
) -> None:
    """Write what changes and short stretches cost, in units, (days,)."""
    pattern, activity, placed = worked
    slots_a_day, first, last, _ = grid
    for d in range(len(pattern)):
        s = pattern[d]
        costs[d] = 0
        if s >= 0:
            own = activity[d, : last[s] - first[s]]
            begin = d * slots_a_day + first[s]
            tied = sequence_cost(able, own, begin, placed[d], placed[d], ActivityRules(*rules), 0)
            costs[d] = tied // COST_SCALE
