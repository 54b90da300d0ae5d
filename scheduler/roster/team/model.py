"""Static model of a team: everything about a roster problem that does not change during a search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import plain
from scheduler.roster.objective.costs import (
    POINT,
    IntervalCost,
    coverage_costs,
    idle_cost,
    marginal_costs,
)
from scheduler.roster.objective.start_jumps import jump_costs
from scheduler.roster.problem.joint_rows import ANYTHING, AT_DESK, NOTHING, ON_BREAK, ON_MEAL
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import Group, skill_groups
from scheduler.roster.rules import Restrictions
from scheduler.roster.team.agent_models import AgentModel, build_agent_models
from scheduler.roster.team.arrays import Booleans, Integers
from scheduler.roster.team.coverage_state import ShiftGrid
from scheduler.roster.team.joint_state import JointRange, JointState, build_joint_state
from scheduler.roster.team.succession_automaton import SuccessionAutomaton, build_succession_automaton


@dataclass(frozen=True)
class TeamModel:
    """Agents, shifts and costs as arrays; costs in units of 1/1000 point.

    Parameters
    ----------
    agents, automaton
        Individual rules and costs; forbidden and dear successions, the same for everybody.
    grid
        Shifts in slots.
    groups, group_of
        Skill groups, and the group of each agent.
    parts, parts_of
        Equal parts of an agent in which coverage is counted, and how many each agent counts as.
    kinds, kind_of
        Group, parts and joint class of agents who are interchangeable at a desk, and the kind of each agent.
        Where everybody is one whole agent and nothing ties them, kinds are groups.
    serves
        Whether a group may serve a queue in a slot in which any of its members may be there, (groups, slots,
        queues).
    interval_costs
        Coverage costs by (slot, queue), of the queues that the team can serve.
    marginal_cost
        The same as the cost of the next agent where n are there, (slots, queues, n).
    cover_of, cover_cost
        Covers by shift, as in ``CoverageState``.
    joint, joint_range, has_meal
        Joint rows with nobody there, None without any; what the team can add to them; whether the first rest
        of a shift is its meal.
    idle
        Cost of a slot at a desk while nothing is open.
    empty_cost
        Cost of the empty roster, without the individual costs of days off.
    """

    problem: Problem
    agents: list[AgentModel]
    automaton: SuccessionAutomaton
    grid: ShiftGrid
    groups: tuple[Group, ...]
    group_of: Integers
    parts: int
    parts_of: Integers
    kinds: tuple[tuple[int, int, int], ...]
    kind_of: Integers
    serves: Booleans
    interval_costs: dict[tuple[int, int], IntervalCost]
    marginal_cost: Integers
    cover_of: Integers
    cover_cost: Integers
    joint: JointState | None
    joint_range: JointRange
    has_meal: Booleans
    idle: int
    empty_cost: int

    @cached_property
    def plain_grid(self) -> ShiftGrid:
        """For kernels that are called from Python."""
        return plain(self.grid)

    @cached_property
    def plain_automaton(self) -> SuccessionAutomaton:
        """For kernels that are called from Python."""
        return plain(self.automaton)

    def cost_between(self, slot: int, queue: int, fewer: int, more: int) -> int:
        """Cost of the parts by which ``more`` exceeds ``fewer`` in a slot of a queue."""
        row, total = self.marginal_cost[slot, queue], 0
        for count, sign in ((more, 1), (fewer, -1)):
            whole, part = divmod(int(count), self.parts)
            total += sign * (int(row[:whole].sum()) - int(-row[whole] * part // self.parts if part else 0))
        return total

    def desk_slots(self, pattern: Integers, placed: Integers) -> Integers:
        """Slots in which an agent with this pattern is at a desk, ascending."""
        return np.flatnonzero(self._presence(pattern, placed) == AT_DESK)

    def joint_counts(self, kind: int, pattern: Integers, placed: Integers) -> list[tuple[int, int, int]]:
        """Row, slot and count, where an agent of the kind with this pattern counts in a joint row that asks
        for something."""
        joint, found = self.joint, []
        if joint is None:
            return []
        member, presence = self.kinds[kind][2], self._presence(pattern, placed)
        there, starts = presence >= 0, np.flatnonzero(pattern >= 0) * self.grid.slots_a_day
        for rows, is_by_day in ((joint.by_slot[member], False), (joint.by_day[member], True)):
            for r in rows[rows >= 0].tolist():
                counts = np.where(there, joint.counts[r, member][presence], 0)
                if is_by_day:
                    counts = np.zeros_like(counts)
                    counts[starts] = joint.counts[r, member, AT_DESK]
                counts[(joint.least[r] == NOTHING) & (joint.most[r] == ANYTHING)] = 0
                found += [(r, slot, int(counts[slot])) for slot in np.flatnonzero(counts).tolist()]
        return found

    def _presence(self, pattern: Integers, placed: Integers) -> Integers:
        """At the desk, on the meal, on a break, or -1 = away, in each slot."""
        grid = self.grid
        presence = np.full((self.problem.days + 2) * grid.slots_a_day, -1, dtype=np.int64)
        for day in np.flatnonzero(pattern >= 0).tolist():
            shift, midnight = pattern[day], day * grid.slots_a_day
            presence[midnight + grid.first[shift] : midnight + grid.last[shift]] = AT_DESK
            for block, start in enumerate(placed[day].tolist()):
                if start >= 0:
                    where = ON_MEAL if block == 0 and self.has_meal[shift] else ON_BREAK
                    presence[start : start + grid.blocks[shift, block, 0]] = where
        return presence


def build_team_model(problem: Problem, rules: Restrictions) -> TeamModel:
    """Compile the problem and its rules."""
    agents, nobody = build_agent_models(problem, rules)
    interval = problem.interval_minutes
    grid = ShiftGrid(
        problem.slots_per_day,
        np.array([s.start // interval for s in problem.shifts], dtype=np.int64),
        np.array([s.end // interval for s in problem.shifts], dtype=np.int64),
        _blocks(problem),
    )
    groups = skill_groups(problem)
    group_of = np.zeros(len(problem.agents), dtype=np.int64)
    serves = np.zeros((len(groups), problem.slots, len(problem.queues)), dtype=np.bool_)
    for g, group in enumerate(groups):
        group_of[list(group.agents)] = g
        starts = np.any(rules.allowed[list(group.agents)], axis=0)
        present = _may_be_present(np.asarray(starts), problem, grid)
        for q in group.skills:
            serves[g, :, q] = problem.open[q] & present
    # Queues that the team cannot serve are not this roster's business.
    reached = np.asarray(serves.any(axis=0))
    costs = {(q, t): cost for (q, t), cost in coverage_costs(problem).items() if reached[t, q]}
    sizes = np.array([problem.parts_of[list(group.agents)].sum() for group in groups], dtype=np.int64)
    able = np.einsum("gtq,g->tq", serves.astype(np.int64), sizes)
    most = -(-int((able + problem.parts_before.T).max(initial=0)) // problem.parts) + 1
    classes, joint, joint_range = build_joint_state(problem, rules.allowed, grid)
    kinds, kind_of = _kinds(group_of, problem.parts_of, classes)
    cover_of, cover_cost, uncovered = _covers(problem)
    before = sum(cost.at(int(problem.scheduled_before[q, t])) for (q, t), cost in costs.items())
    return TeamModel(
        problem=problem,
        agents=agents,
        automaton=build_succession_automaton(rules.successions, jump_costs(problem)),
        grid=grid,
        groups=groups,
        group_of=group_of,
        parts=problem.parts,
        parts_of=problem.parts_of,
        kinds=kinds,
        kind_of=kind_of,
        serves=serves,
        interval_costs={(slot, queue): cost for (queue, slot), cost in costs.items()},
        marginal_cost=marginal_costs(costs, problem.slots, len(problem.queues), most),
        cover_of=cover_of,
        cover_cost=cover_cost,
        joint=joint,
        joint_range=joint_range,
        has_meal=np.array([shift.meal_minutes > 0 for shift in problem.shifts], dtype=np.bool_),
        idle=idle_cost(problem),
        empty_cost=nobody + before + uncovered + (0 if joint is None else joint.cost),
    )


def _kinds(
    group_of: Integers, parts_of: Integers, joint_of: Integers
) -> tuple[tuple[tuple[int, int, int], ...], Integers]:
    """The kinds in the order of their groups, the most parts first, and the kind of each agent."""
    own = list(zip(group_of.tolist(), parts_of.tolist(), joint_of.tolist(), strict=True))
    kinds = tuple(sorted(set(own), key=lambda kind: (kind[0], -kind[1], kind[2])))
    number = {kind: place for place, kind in enumerate(kinds)}
    return kinds, np.array([number[kind] for kind in own], dtype=np.int64)


def _may_be_present(starts: NDArray[np.bool_], problem: Problem, grid: ShiftGrid) -> NDArray[np.bool_]:
    """Slots in which anybody may be there who may start so, (days, shifts)."""
    day, shift = np.nonzero(starts)
    change = np.zeros((problem.days + 2) * grid.slots_a_day + 1, dtype=np.int64)
    np.add.at(change, day * grid.slots_a_day + grid.first[shift], 1)
    np.add.at(change, day * grid.slots_a_day + grid.last[shift], -1)
    return np.asarray(change.cumsum()[: problem.slots] > 0)


def _blocks(problem: Problem) -> Integers:
    """Length, first and last start of meal and breaks of each shift, in slots from its midnight."""
    interval = problem.interval_minutes
    most = max((bool(s.meal_minutes) + len(s.breaks) for s in problem.shifts), default=0)
    blocks = np.zeros((len(problem.shifts), most, 3), dtype=np.int64)
    for s, shift in enumerate(problem.shifts):
        windows = [(pause.minutes, pause.earliest, pause.latest) for pause in shift.breaks]
        if shift.meal_minutes:
            windows.insert(0, (shift.meal_minutes, shift.meal_from, shift.meal_to))
        for b, (minutes, earliest, latest) in enumerate(windows):
            blocks[s, b] = minutes // interval, earliest // interval, (latest - minutes) // interval
    return blocks


def _covers(problem: Problem) -> tuple[Integers, Integers, int]:
    """Day and shifts of each cover, the cost of its next agent, and the cost of all with nobody there."""
    covers = problem.shift_cover
    cover_of = np.zeros((len(covers), 1 + len(problem.shifts)), dtype=np.int64)
    cost = np.zeros((len(covers), len(problem.agents) + 1), dtype=np.int64)
    uncovered = 0
    for k, cover in enumerate(covers):
        cover_of[k, 0] = cover.day
        cover_of[k, 1 + np.array(sorted(cover.shifts), dtype=np.int64)] = 1
        below, above = round(cover.below * POINT), round(cover.above * POINT)
        cost[k, : cover.wanted], cost[k, cover.wanted :] = -below, above
        uncovered += cover.wanted * below
    return cover_of, cost, uncovered
