"""Greedy fill: add the shift of the largest marginal gain until none gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.cpsat.knapsack_constraints import Key, PackingConstraints
from scheduler.roster.cpsat.variables import Variables
from scheduler.roster.objective.costs import coverage_costs, idle_cost
from scheduler.roster.problem.problem import THOUSANDTHS, Problem


def greedy_fill(
    problem: Problem, variables: Variables, packing: PackingConstraints, chosen: list[Key]
) -> None:
    """Extend ``chosen`` by the shifts whose slots gain most; each goes to the agent with the most time left.

    A multi-skilled agent counts for the queue that gains most; meals are left to the search.
    """
    gain_of = _MarginalGains(problem)
    group_of = {agent: g for g, group in enumerate(variables.groups) for agent in group.agents}
    candidates: dict[Key, list[int]] = {}
    for agent, day, shift in variables.works:
        candidates.setdefault((group_of[agent], day, shift), []).append(agent)
    minutes = [0] * len(problem.agents)
    for agent, day, shift in chosen:
        gain_of.place(variables.groups[group_of[agent]].skills, day, shift)
        minutes[agent] += problem.shifts[shift].paid_minutes
    gains = {key: gain_of.gain(variables.groups[key[0]].skills, key[1], key[2]) for key in candidates}
    while gains:
        best = max(gains, key=lambda key: (gains[key], -key[1], -key[2], -key[0]))
        group, day, shift = best
        skills = variables.groups[group].skills
        if gains[best] != (now := gain_of.gain(skills, day, shift)):
            gains[best] = now
            continue
        if now <= 0:
            return
        able = [agent for agent in candidates[best] if packing.fits((agent, day, shift))]
        candidates[best] = able
        if not able:
            del gains[best]
            continue
        agent = min(able, key=lambda a: (minutes[a] - (problem.agents[a].min_minutes_week or 0), a))
        packing.take((agent, day, shift))
        chosen.append((agent, day, shift))
        minutes[agent] += problem.shifts[shift].paid_minutes
        gain_of.place(skills, day, shift)


class _MarginalGains:
    """Gain of one more agent in each interval, as agents are placed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._scheduled = problem.scheduled_before // THOUSANDTHS
        self._costs = coverage_costs(problem)
        self._gain: NDArray[np.int64] = np.full(problem.open.shape, -idle_cost(problem), dtype=np.int64)
        for queue, slot in self._costs:
            self._refresh(queue, slot)

    def _refresh(self, queue: int, slot: int) -> None:
        now, cost = int(self._scheduled[queue, slot]), self._costs[queue, slot]
        self._gain[queue, slot] = cost.of(now) - cost.of(now + 1)

    def _slots(self, day: int, shift: int) -> slice:
        per_day, interval = self._problem.slots_per_day, self._problem.interval_minutes
        chosen = self._problem.shifts[shift]
        first = day * per_day + chosen.start // interval
        return slice(first, min(day * per_day + chosen.end // interval, self._problem.slots))

    def gain(self, skills: tuple[int, ...], day: int, shift: int) -> int:
        """Cost saved by an agent with these skills who works this shift."""
        if not skills:
            return -1
        return int(self._gain[list(skills), self._slots(day, shift)].max(axis=0).sum())

    def place(self, skills: tuple[int, ...], day: int, shift: int) -> None:
        """Place one more agent, slot by slot, in the queue that gains most."""
        if not skills:
            return
        slots = self._slots(day, shift)
        for slot in range(slots.start, slots.stop):
            queue = max(skills, key=lambda q: (self._gain[q, slot], -q))
            if self._problem.open[queue, slot]:
                self._scheduled[queue, slot] += 1
                self._refresh(queue, slot)
