"""A roster under local search: every agent's pattern, the coverage they give together, and its cost."""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

import numpy as np

from scheduler.compiled import plain
from scheduler.roster.assignment.augmenting_path import desk_flow
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules import Restrictions
from scheduler.roster.team.arrays import NEVER, Floats, Integers
from scheduler.roster.team.coverage_state import (
    CoverageState,
    SlotPrices,
    change_coverage,
    place_blocks,
    write_desk_prices,
    write_start_prices,
)
from scheduler.roster.team.individual_cost import individual_cost, individual_costs_on_day
from scheduler.roster.team.joint_state import JointState, change_joint, write_joint_prices
from scheduler.roster.team.model import TeamModel, build_team_model
from scheduler.roster.team.shortest_path import shortest_path
from scheduler.roster.team.smoothing import smoothed

MOST_PATTERNS = 16
"""Patterns at most that one pricing problem returns."""


class PatternResult(NamedTuple):
    """Cheapest patterns of one agent against some prices.

    cost: of the cheapest, ``NEVER`` where there is none. bound: no feasible pattern costs less than it or
    than the upper limit of the search. patterns: (found, days), cheapest first; overwritten by the next
    search.
    """

    cost: float
    bound: float
    patterns: Integers


def pattern_assignments(pattern: Integers) -> tuple[Assignment, ...]:
    """The shifts of patterns, -1 = off, (agents, days): by agent and day."""
    return tuple(
        Assignment(int(agent), int(day), int(pattern[agent, day])) for agent, day in np.argwhere(pattern >= 0)
    )


class _Scratch:
    """Arrays that a search overwrites, and what it learns: each thread needs its own.

    multipliers: prices of each agent's resource bounds from their last shortest path. steps: of all shortest
    paths since they were last charged.
    """

    def __init__(self, model: TeamModel, multipliers: list[Floats]) -> None:
        days, shifts = model.problem.days, len(model.problem.shifts)
        ties = model.joint is not None
        slots = (days + 2) * model.grid.slots_a_day
        self.slots = SlotPrices(
            np.zeros(slots), np.zeros((2 if ties else 0, slots)), np.zeros(days if ties else 0)
        )
        self.price = np.zeros((days, shifts))
        self.patterns = np.zeros((MOST_PATTERNS, days), dtype=np.int64)
        self.multipliers = [one.copy() for one in multipliers]
        self.steps = 0


class Team:
    """A roster that is changed one agent at a time: always feasible, its cost always known.

    Attributes
    ----------
    model
        What does not change.
    coverage
        Who is at the desks, and marginal costs; smoothed ones after :meth:`soften`.
    joint
        Joint rows, never smoothed; None without any.
    pattern
        Shift of each agent and day, -1 = off.
    placed
        Slot at which each meal and break of that shift begins, -1 = none.
    individual_costs
        Agent-separable cost of each agent's pattern.
    cost
        In units of 1/1000 point, constants as in the objective; with the smoothed costs while there are any.
    """

    def __init__(self, problem: Problem, rules: Restrictions) -> None:
        self.model = model = build_team_model(problem, rules)
        scheduled = np.ascontiguousarray(problem.parts_before.T).astype(np.int32)
        self._set_coverage(
            CoverageState(
                flow=desk_flow(model.serves, scheduled, model.marginal_cost, model.parts),
                cover_of=model.cover_of,
                cover_cost=model.cover_cost,
                covered=np.zeros(len(model.cover_of), dtype=np.int64),
                idle=model.idle,
                idled=np.zeros(1, dtype=np.int64),
            )
        )
        self._set_joint(None if model.joint is None else model.joint.copy())
        agents = len(problem.agents)
        self.pattern = np.full((agents, problem.days), -1, dtype=np.int64)
        self.placed = np.full((agents, problem.days, model.grid.blocks.shape[1]), -1, dtype=np.int64)
        self._off_costs = np.array([self.individual_cost(a, self.pattern[a]) for a in range(agents)])
        self.individual_costs = self._off_costs.copy()
        self.cost = float(model.empty_cost + self.individual_costs.sum())
        self._scratch = _Scratch(
            model, [np.zeros_like(one.windows.shortfall_penalty) for one in model.agents]
        )

    def copy(self) -> Team:
        """The same roster with state and scratch of its own, for another thread."""
        other = copy(self)
        other.pattern, other.placed = self.pattern.copy(), self.placed.copy()
        other.individual_costs = self.individual_costs.copy()
        other._set_coverage(self.coverage.copy())
        other._set_joint(None if self.joint is None else self.joint.copy())
        other.reset_scratch()
        return other

    def reset_scratch(self) -> None:
        """Take scratch of one's own; multipliers are kept."""
        self._scratch = _Scratch(self.model, self._scratch.multipliers)

    def take_steps(self) -> int:
        """Steps of all shortest paths since the last call; they stand for time."""
        steps, self._scratch.steps = self._scratch.steps, 0
        return steps

    def reset_multipliers(self, agent: int) -> None:
        """Forget the prices of an agent's resource bounds."""
        self._scratch.multipliers[agent][:] = 0

    @property
    def size(self) -> int:
        """Number of agents."""
        return len(self.model.agents)

    @property
    def is_exact(self) -> bool:
        """Whether costs are not smoothed."""
        return self.coverage.flow.marginal_cost is self.model.marginal_cost

    def slot_prices(self, kind: int) -> SlotPrices:
        """Cost of one more agent of the kind in each slot; overwritten by the next call."""
        prices, (group, parts, member) = self._scratch.slots, self.model.kinds[kind]
        write_desk_prices(self._plain_coverage, group, parts, prices.desk)
        if self._plain_joint is not None:
            write_joint_prices(self._plain_joint, member, *prices)
        return prices

    def cover_prices(self) -> Floats:
        """Cost of one more agent of each cover by shift."""
        covered = self.coverage.covered
        if not len(covered):
            return np.zeros(0)
        return self.coverage.cover_cost[np.arange(len(covered)), covered].astype(np.float64)

    def start_prices(self, agent: int, slots: SlotPrices, cover: Floats) -> Floats:
        """Price of each start of the agent, (days, shifts); overwritten by the next call."""
        model, price = self.model, self._scratch.price
        start_cost = model.agents[agent].start_cost
        write_start_prices(
            plain(slots), model.has_meal, model.plain_grid, model.cover_of, cover, start_cost, price
        )
        return price

    def cheapest_patterns(
        self, agent: int, price: Floats, width: int, upper: float = NEVER, most: int = 1
    ) -> PatternResult:
        """At most ``most`` patterns of the agent that cost less than ``upper`` at these prices of starts.

        width: labels kept per day.
        """
        model, scratch = self.model.agents[agent], self._scratch
        cost, bound, count, steps = shortest_path(
            price,
            model.must_work,
            self.model.plain_automaton,
            model.plain_runs,
            model.plain_windows,
            scratch.multipliers[agent],
            width,
            upper,
            scratch.patterns[:most],
        )
        scratch.steps += steps
        return PatternResult(cost, bound, scratch.patterns[:count])

    def place_blocks(self, slots: SlotPrices, pattern: Integers, placed: Integers) -> None:
        """Place meals and breaks where they save most. placed: written, (days, blocks)."""
        place_blocks(plain(slots), self.model.has_meal, self.model.plain_grid, pattern, placed)

    def best_response(self, agent: int, width: int) -> bool:
        """Insert an agent who is out at the best pattern against all others; whether there is a feasible
        one."""
        slots = self.slot_prices(int(self.model.kind_of[agent]))
        price = self.start_prices(agent, slots, self.cover_prices())
        result = self.cheapest_patterns(agent, price, width)
        if result.cost >= NEVER:
            return False
        self.insert(agent, result.patterns[0], slots)
        return True

    def insert(
        self, agent: int, pattern: Integers, slots: SlotPrices | None = None, placed: Integers | None = None
    ) -> None:
        """Give an agent who is out this pattern; meals and breaks as ``placed``, or where they cost least."""
        if placed is None:
            slots = self.slot_prices(int(self.model.kind_of[agent])) if slots is None else slots
            self.place_blocks(slots, pattern, self.placed[agent])
        else:
            self.placed[agent] = placed
        self.pattern[agent] = pattern
        self._change(agent, 1)

    def remove(self, agent: int) -> None:
        """Take the agent out: all days off."""
        self._change(agent, -1)
        self.pattern[agent] = -1
        self.placed[agent] = -1

    def load_solution(self, pattern: Integers, placed: Integers) -> None:
        """Replace the whole roster."""
        for agent in range(self.size):
            self.remove(agent)
        for agent in range(self.size):
            self.insert(agent, pattern[agent], placed=placed[agent])

    def soften(self, width: int) -> None:
        """Smooth the marginal costs over so many agents to either side; 0 = exact costs.

        A shortage then costs a little before it is one, so that responses look ahead to those that follow.
        """
        roster = [(agent, self.pattern[agent].copy(), self.placed[agent].copy()) for agent in self.working]
        for agent, _, _ in roster:
            self.remove(agent)
        flow = self.coverage.flow._replace(marginal_cost=smoothed(self.model.marginal_cost, width))
        cover_cost = smoothed(self.model.cover_cost, width)
        self._set_coverage(self.coverage._replace(flow=flow, cover_cost=cover_cost))
        for agent, pattern, placed in roster:
            self.insert(agent, pattern, placed=placed)
        self.cost = self.true_cost if width == 0 else self.cost

    @property
    def working(self) -> list[int]:
        """Agents with at least one shift."""
        return [int(agent) for agent in np.flatnonzero((self.pattern >= 0).any(axis=1))]

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All shifts, by agent and day."""
        return pattern_assignments(self.pattern)

    @property
    def true_cost(self) -> float:
        """The cost at exact marginal costs."""
        model, coverage = self.model, self.coverage
        total = float(model.empty_cost + self.individual_costs.sum() + coverage.idle * coverage.idled[0])
        past = model.problem.parts_before.T
        scheduled = coverage.flow.scheduled
        for slot, queue in np.argwhere(scheduled > past):
            n = scheduled[slot, queue]
            total += model.cost_between(slot, queue, past[slot, queue], n)
        if self.joint is not None and model.joint is not None:
            total += self.joint.cost - model.joint.cost
        return total + float(sum(model.cover_cost[k, :n].sum() for k, n in enumerate(coverage.covered)))

    def individual_cost(self, agent: int, pattern: Integers) -> float:
        """Agent-separable cost of a pattern: wishes, paid hours, contract, fairness, patterns."""
        model = self.model.agents[agent]
        runs = model.plain_runs
        automaton = self.model.plain_automaton
        return individual_cost(
            model.start_cost, automaton, model.plain_windows, runs[0] > 0, runs[-1], pattern
        )

    def individual_costs_on_day(self, agent: int, day: int) -> Floats:
        """The same with each shift on that day instead, (1 + shifts,), the day off first; ``NEVER`` where a
        rule forbids it."""
        model = self.model.agents[agent]
        costs = np.empty(1 + len(self.model.problem.shifts))
        individual_costs_on_day(
            model.start_cost,
            model.must_work,
            self.model.plain_automaton,
            model.plain_runs,
            model.plain_windows,
            self.pattern[agent],
            day,
            costs,
        )
        return costs

    def _set_coverage(self, coverage: CoverageState) -> None:
        self.coverage, self._plain_coverage = coverage, plain(coverage)

    def _set_joint(self, joint: JointState | None) -> None:
        self.joint, self._plain_joint = joint, None if joint is None else plain(joint)

    def _change(self, agent: int, sign: int) -> None:
        group, parts, member = self.model.kinds[int(self.model.kind_of[agent])]
        grid, pattern, placed = self.model.plain_grid, self.pattern[agent], self.placed[agent]
        self.cost += change_coverage(self._plain_coverage, grid, group, parts, pattern, placed, sign)
        if self._plain_joint is not None:
            self.cost += change_joint(self._plain_joint, grid, member, pattern, placed, sign)
        own = self.individual_cost(agent, self.pattern[agent]) if sign > 0 else self._off_costs[agent]
        self.cost += own - self.individual_costs[agent]
        self.individual_costs[agent] = own
