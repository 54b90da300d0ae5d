"""The whole roster while it is being changed: everybody's pattern, the desks, and the cost of it all."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import Group, skill_groups
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules import Restrictions
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team import coverage_state as desks
from scheduler.roster.team.agent_models import Floats, Following, Person, following, people
from scheduler.roster.team.individual_cost import own_cost, own_costs_on_day
from scheduler.roster.team.shortest_path import NEVER, best_pattern

MOST_ANSWERS = 16
"""Patterns at most that one question brings."""


class Answer(NamedTuple):
    """An agent's best patterns against some prices.

    cost: of the best, ``NEVER`` where there is none. bound: nothing legal costs less than it or than the
    limit asked for. patterns: (found, days), cheapest first; overwritten by the next question.
    """

    cost: float
    bound: float
    patterns: Integers


class Team:
    """A roster that is changed one person at a time: always legal, its cost always known.

    pattern: the shift of each agent and day, -1 = none. placed: the slot at which each meal and break of
    that shift begins, -1 = none. cost: in whole units of 1/1000 point, constants as in the objective; while
    the costs are softened (:meth:`soften`), the softened ones. costs: of coverage, by (slot, queue), of the
    queues that somebody can serve.
    """

    def __init__(self, problem: Problem, rules: Restrictions) -> None:
        self.problem = problem
        self.people: list[Person]
        self.people, self.nobody = people(problem, rules)
        self.following: Following = following(rules.successions, len(problem.shifts))
        interval, agents = problem.interval_minutes, len(problem.agents)
        self.slots_a_day = problem.slots_per_day
        self.first = np.array([s.start // interval for s in problem.shifts], dtype=np.int64)
        self.last = np.array([s.end // interval for s in problem.shifts], dtype=np.int64)
        self.blocks = _blocks(problem)
        self.groups: tuple[Group, ...] = skill_groups(problem)
        self.group = np.zeros(agents, dtype=np.int64)
        self.serves = np.zeros((len(self.groups), problem.slots, len(problem.queues)), dtype=np.bool_)
        for g, group in enumerate(self.groups):
            self.group[list(group.agents)] = g
            starts = np.any(rules.allowed[list(group.agents)], axis=0)
            present = _may_be_there(np.asarray(starts), self, problem.slots)
            for q in group.skills:
                self.serves[g, :, q] = problem.open[q] & present
        self.idle = round(problem.weights.overstaffing * interval / 60 * POINT)
        self.serving = np.zeros(self.serves.shape, dtype=np.int32)
        self.scheduled = np.ascontiguousarray(problem.scheduled_before.T).astype(np.int32)
        # Queues that nobody of the team can serve are not this roster's business.
        reached = np.asarray(self.serves.any(axis=0))
        costs = {(q, t): cost for (q, t), cost in coverage_costs(problem).items() if reached[t, q]}
        self.costs = {(slot, queue): cost for (queue, slot), cost in costs.items()}
        sizes = np.array([len(group.agents) for group in self.groups], dtype=np.int64)
        self.true_step = _steps(problem, costs, self.serves, sizes)
        self.step = self.true_step
        self.cost_before = self.nobody + sum(
            cost.of(int(problem.scheduled_before[q, t])) for (q, t), cost in costs.items()
        )
        self.cover_of, self.true_cover_step, missing = _covers(problem)
        self.cover_step = self.true_cover_step
        self.covered = np.zeros(len(self.cover_of), dtype=np.int64)
        self.cost_before += missing
        self.idled = np.zeros(1, dtype=np.int64)
        self.pattern = np.full((agents, problem.days), -1, dtype=np.int64)
        self.placed = np.full((agents, problem.days, self.blocks.shape[1]), -1, dtype=np.int64)
        self.own_of_nothing = np.array([self.own_cost(a, self.pattern[a]) for a in range(agents)])
        self.own = self.own_of_nothing.copy()
        self.cost = float(self.cost_before + self.own.sum())
        self.apart()

    def twin(self) -> Team:
        """The same roster once more, for a thread beside."""
        twin = copy(self)
        twin.pattern, twin.placed, twin.own = self.pattern.copy(), self.placed.copy(), self.own.copy()
        twin.serving, twin.scheduled = self.serving.copy(), self.scheduled.copy()
        twin.covered, twin.idled = self.covered.copy(), self.idled.copy()
        twin.apart()
        return twin

    def apart(self) -> None:
        """Take scratch of one's own: after ``copy``, for asking for patterns beside the team's search."""
        self._desk = np.zeros((self.problem.days + 2) * self.slots_a_day)
        self._price = np.zeros((self.problem.days, len(self.problem.shifts)))
        self.steps = 0
        """Of all :meth:`best` so far; they stand for time."""
        self._found = np.zeros((MOST_ANSWERS, self.problem.days), dtype=np.int64)
        self.people = [replace(p, multiplier=p.multiplier.copy()) for p in self.people]

    def desk_slots(self, pattern: Integers, placed: Integers) -> Integers:
        """The slots that somebody with this pattern is at the desk, ascending."""
        at_desk = np.zeros((self.problem.days + 2) * self.slots_a_day, dtype=np.bool_)
        for day in np.flatnonzero(pattern >= 0).tolist():
            shift, zero = pattern[day], day * self.slots_a_day
            at_desk[zero + self.first[shift] : zero + self.last[shift]] = True
            for block, start in enumerate(placed[day].tolist()):
                if start >= 0:
                    at_desk[start : start + self.blocks[shift, block, 0]] = False
        return np.flatnonzero(at_desk)

    def desk_prices(self, group: int) -> Floats:
        """What one more of the group costs in each slot; overwritten by the next call."""
        desks.desk_prices(self.serves, self.serving, self.scheduled, self.step, self.idle, group, self._desk)
        return self._desk

    def cover_prices(self) -> Floats:
        """What one more costs each cover by shift."""
        if not len(self.covered):
            return np.zeros(0)
        return self.cover_step[np.arange(len(self.covered)), self.covered].astype(np.float64)

    def start_prices(self, agent: int, desk: Floats, cover: Floats) -> Floats:
        """What each start of the agent costs all together; overwritten by the next call."""
        desks.start_prices(
            desk,
            self.slots_a_day,
            self.first,
            self.last,
            self.blocks,
            self.cover_of,
            cover,
            self.people[agent].price,
            self._price,
        )
        return self._price

    def best(self, agent: int, price: Floats, width: int, upper: float = NEVER, most: int = 1) -> Answer:
        """The agent's best patterns against these prices, ``most`` of them, that cost less than ``upper``."""
        person, rule, r = self.people[agent], self.following, self.people[agent].registers
        cost, bound, count, steps = best_pattern(
            price,
            person.must,
            rule.blocked,
            rule.widens,
            rule.replaces,
            rule.last_of,
            rule.older,
            person.begun,
            r.amount,
            r.kinds,
            r.after_off,
            r.most,
            r.least,
            r.aim,
            r.short,
            r.rising,
            r.opens,
            r.closes,
            r.rest,
            person.multiplier,
            width,
            upper,
            self._found[:most],
        )
        self.steps += steps
        return Answer(cost, bound, self._found[:count])

    def respond(self, agent: int, width: int) -> bool:
        """Put the agent, who has no pattern, where it is best now; whether there was a legal pattern."""
        desk = self.desk_prices(int(self.group[agent]))
        price = self.start_prices(agent, desk, self.cover_prices())
        answer = self.best(agent, price, width)
        if answer.cost >= NEVER:
            return False
        self.put(agent, answer.patterns[0], desk)
        return True

    def put(
        self, agent: int, pattern: Integers, desk: Floats | None = None, placed: Integers | None = None
    ) -> None:
        """Give the agent, who has none, this pattern; meals and breaks as ``placed``, or at their best."""
        if placed is None:
            desk = self.desk_prices(int(self.group[agent])) if desk is None else desk
            desks.place_blocks(desk, self.slots_a_day, self.blocks, pattern, self.placed[agent])
        else:
            self.placed[agent] = placed
        self.pattern[agent] = pattern
        self._move(agent, 1)

    def take(self, agent: int) -> None:
        """Take the agent's pattern away."""
        self._move(agent, -1)
        self.pattern[agent] = -1
        self.placed[agent] = -1

    def become(self, pattern: Integers, placed: Integers) -> None:
        """Give everybody another pattern, and meals and breaks with it."""
        for agent in range(len(self.people)):
            self.take(agent)
        for agent in range(len(self.people)):
            self.put(agent, pattern[agent], placed=placed[agent])

    def soften(self, width: int) -> None:
        """Round the corners of the costs of coverage off, over so many agents to either side; 0 = not.

        A shortage then costs a little before it is one, so that responses look ahead to those that follow.
        """
        rosters = [(agent, self.pattern[agent].copy(), self.placed[agent].copy()) for agent in self.working]
        for agent, _, _ in rosters:
            self.take(agent)
        self.step, self.cover_step = _softened(self.true_step, width), _softened(self.true_cover_step, width)
        for agent, pattern, placed in rosters:
            self.put(agent, pattern, placed=placed)
        self.cost = self.true_cost if width == 0 else self.cost

    @property
    def working(self) -> list[int]:
        """Who has a pattern with a shift in it."""
        return [int(agent) for agent in np.flatnonzero((self.pattern >= 0).any(axis=1))]

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All shifts, by agent and day."""
        return tuple(
            Assignment(int(agent), int(day), int(self.pattern[agent, day]))
            for agent, day in np.argwhere(self.pattern >= 0)
        )

    @property
    def true_cost(self) -> float:
        """The cost, whatever the corners of ``cost`` are."""
        total = float(self.cost_before + self.own.sum() + self.idle * self.idled[0])
        past = self.problem.scheduled_before.T
        for slot, queue in np.argwhere(self.scheduled > past):
            n = self.scheduled[slot, queue]
            total += self.true_step[slot, queue, past[slot, queue] : n].sum()
        return total + float(sum(self.true_cover_step[k, :n].sum() for k, n in enumerate(self.covered)))

    def own_cost(self, agent: int, pattern: NDArray[np.int64]) -> float:
        """What a pattern costs besides coverage: wishes, paid hours, contract, fairness."""
        person, r = self.people[agent], self.people[agent].registers
        return own_cost(
            person.price, r.amount, r.after_off, r.aim, r.short, r.rising, r.closes, person.begun, pattern
        )

    def own_costs_on_day(self, agent: int, day: int) -> Floats:
        """The same of the agent's pattern with each shift on that day, (1 + shifts,), the day off first;
        ``NEVER`` where rules forbid it."""
        person, rule, r = self.people[agent], self.following, self.people[agent].registers
        costs = np.empty(1 + len(self.problem.shifts))
        own_costs_on_day(
            person.price,
            person.must,
            rule.blocked,
            rule.last_of,
            rule.older,
            person.begun,
            r.amount,
            r.after_off,
            r.most,
            r.least,
            r.aim,
            r.short,
            r.rising,
            r.closes,
            self.pattern[agent],
            day,
            costs,
        )
        return costs

    def _move(self, agent: int, sign: int) -> None:
        self.cost += desks.move(
            self.serves,
            self.serving,
            self.scheduled,
            self.step,
            self.idle,
            self.slots_a_day,
            self.first,
            self.last,
            self.blocks,
            self.cover_of,
            int(self.group[agent]),
            self.pattern[agent],
            self.placed[agent],
            sign,
            self.covered,
            self.cover_step,
            self.idled,
        )
        own = self.own_cost(agent, self.pattern[agent]) if sign > 0 else self.own_of_nothing[agent]
        self.cost += own - self.own[agent]
        self.own[agent] = own


def _may_be_there(starts: NDArray[np.bool_], team: Team, slots: int) -> NDArray[np.bool_]:
    """In which slots anybody may be who may start so, (days, shifts)."""
    day, shift = np.nonzero(starts)
    change = np.zeros((team.problem.days + 2) * team.slots_a_day + 1, dtype=np.int64)
    np.add.at(change, day * team.slots_a_day + team.first[shift], 1)
    np.add.at(change, day * team.slots_a_day + team.last[shift], -1)
    return np.asarray(change.cumsum()[:slots] > 0)


def _blocks(problem: Problem) -> Integers:
    """Length, first and last start of meal and breaks of each shift, in slots from its midnight."""
    interval = problem.interval_minutes
    most = max((bool(s.meal_minutes) + len(s.breaks) for s in problem.shifts), default=0)
    blocks = np.zeros((len(problem.shifts), most, 3), dtype=np.int64)
    for s, shift in enumerate(problem.shifts):
        parts = [(rest.minutes, rest.earliest, rest.latest) for rest in shift.breaks]
        if shift.meal_minutes:
            parts.insert(0, (shift.meal_minutes, shift.meal_from, shift.meal_to))
        for b, (minutes, earliest, latest) in enumerate(parts):
            blocks[s, b] = minutes // interval, earliest // interval, (latest - minutes) // interval
    return blocks


def _steps(
    problem: Problem,
    costs: dict[tuple[int, int], IntervalCost],
    serves: NDArray[np.bool_],
    sizes: Integers,
) -> Integers:
    """What the next agent costs a queue in a slot with n there, shape (slots, queues, n)."""
    able = np.einsum("gtq,g->tq", serves.astype(np.int64), sizes)
    most = int((able + problem.scheduled_before.T).max(initial=0)) + 1
    step = np.zeros((problem.slots, len(problem.queues), most), dtype=np.int64)
    known: dict[IntervalCost, Integers] = {}
    for (queue, slot), cost in costs.items():
        if cost not in known:
            known[cost] = _slopes(cost, most)
        step[slot, queue] = known[cost]
    return step


def _slopes(cost: IntervalCost, most: int) -> Integers:
    """What each of the first ``most`` agents costs an interval, one after the other."""
    pieces = [(width, -slope) for width, slope in reversed(cost.below)]
    pieces += [(most if width is None else width, slope) for width, slope in cost.above]
    widths, slopes = np.array(pieces, dtype=np.int64).T
    return np.repeat(slopes, widths)[:most]


def _covers(problem: Problem) -> tuple[Integers, Integers, int]:
    """Day and shifts of each cover, what its next one costs, and what all cost with nobody there."""
    covers = problem.shift_cover
    cover_of = np.zeros((len(covers), 1 + len(problem.shifts)), dtype=np.int64)
    step = np.zeros((len(covers), len(problem.agents) + 1), dtype=np.int64)
    missing = 0
    for k, cover in enumerate(covers):
        cover_of[k, 0] = cover.day
        cover_of[k, 1 + np.array(sorted(cover.shifts), dtype=np.int64)] = 1
        below, above = round(cover.below * POINT), round(cover.above * POINT)
        step[k, : cover.wanted], step[k, cover.wanted :] = -below, above
        missing += cover.wanted * below
    return cover_of, step, missing


def _softened(step: Integers, width: int) -> Integers:
    """The steps, each the mean of its neighbours weighed by a tent of this width."""
    if width == 0 or not step.size:
        return step
    tent = np.concatenate([np.arange(1, width + 2), np.arange(width, 0, -1)]).astype(np.float64)
    edges = [(0, 0)] * (step.ndim - 1) + [(width, width)]
    wide = np.pad(step, edges, mode="edge")
    n = step.shape[-1]
    soft = sum(weight * wide[..., k : k + n] for k, weight in enumerate(tent / tent.sum()))
    return np.asarray(np.rint(soft), dtype=np.int64)
