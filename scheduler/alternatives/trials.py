"""Trials: a roster at hand improved under other circumstances, with little work and the same for each.

A trial begins from a roster. Everybody in turn gets a better pattern, then single days are reoptimised for
many at once, then a few people together, until its work is spent. What it finds is a lower bound on what the
circumstances are worth. All rosters are measured by one yardstick, whatever rules held while they were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scheduler.alternatives.standing_roster import Service, service_of
from scheduler.roster.column_generation.day_lp import reoptimise_days
from scheduler.roster.local_search.construction import WIDTH_EXACT
from scheduler.roster.local_search.ruin_and_recreate import ruin_and_recreate
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import POINT, coverage_costs, idle_cost
from scheduler.roster.objective.overtime import overtime_costs
from scheduler.roster.objective.preferences import prices
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import Integers
from scheduler.roster.team.team import Team, pattern_assignments

_GUARD_SECONDS = 600.0
"""Work ends a trial; the clock only where something is wrong."""
_DAYS = 0.5
"""Share of the work, once everybody has responded, for single days."""
_OF_PEOPLE = (
    "contract",
    "cost",
    "overtime",
    "wishes",
    "fairness",
    "regular_start",
    "start_jumps",
    "single_days",
    "free_weekends",
    "rotation",
    "shift_cover",
)
"""Parts of the objective that depend on shifts alone."""


@dataclass(frozen=True)
class Roster:
    """Shifts and the slots at which their meals and breaks begin, as in a team.

    pattern: (agents, days). placed: (agents, days, blocks).
    """

    pattern: Integers
    placed: Integers

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All shifts, by agent and day."""
        return pattern_assignments(self.pattern)

    def with_people(self, more: int) -> Roster:
        """The same with so many more agents, who are off."""
        pattern = np.vstack([self.pattern, np.full((more, self.pattern.shape[1]), -1, dtype=np.int64)])
        placed = np.full((len(pattern), *self.placed.shape[1:]), -1, dtype=np.int64)
        placed[: len(self.placed)] = self.placed
        return Roster(pattern, placed)


@dataclass(frozen=True)
class Measured:
    """A roster by the yardstick.

    points: of the objective, with the same constant for all rosters of one requirement. paid_hours, pay: of
    the plan, overtime and holidays as they are paid. amounts: of each part that depends on shifts alone, in
    its own unit.
    """

    points: float
    service: Service
    paid_hours: float
    pay: float
    amounts: Mapping[str, float]


def loaded_team(problem: Problem, roster: Roster) -> Team:
    """A team with the roster, legal or not."""
    rules = restrictions(problem)
    given = np.zeros_like(rules.allowed)
    agents, days = np.nonzero(roster.pattern >= 0)
    given[agents, days, roster.pattern[agents, days]] = True
    team = Team(problem, replace(rules, allowed=rules.allowed | given))
    for agent in np.flatnonzero((roster.pattern >= 0).any(axis=1)).tolist():
        team.insert(agent, roster.pattern[agent], placed=_blocks(roster, agent, team))
    return team


def _blocks(roster: Roster, agent: int, team: Team) -> Integers:
    """Starts of an agent's meals and breaks; a team whose shifts may have more of them has more room."""
    placed = np.full(team.placed.shape[1:], -1, dtype=np.int64)
    width = min(placed.shape[1], roster.placed.shape[2])
    placed[:, :width] = roster.placed[agent, :, :width]
    return placed


def improved(
    problem: Problem, roster: Roster, work: float, seed: int = 1, first: Iterable[int] = ()
) -> Roster:
    """A roster that costs no more under the problem, from this one, with so much deterministic work.

    first: agents who respond before all others.
    """
    team = loaded_team(problem, roster)
    budget = Budget(Limits(seed, _GUARD_SECONDS, work))
    rng = np.random.default_rng(seed)
    ahead = list(first)
    others = [agent for agent in rng.permutation(team.size).tolist() if agent not in set(ahead)]
    for agent in [*ahead, *others]:
        if budget.spent:
            break
        _respond(team, agent)
        charge_shortest_paths(team, budget, 1)
    days_until = budget.work_left * (1 - _DAYS)
    for _ in reoptimise_days(team, budget, rng):
        if budget.work_left <= days_until:
            break
    for _ in ruin_and_recreate(team, budget, rng, 1.0):
        pass
    return Roster(team.pattern.copy(), team.placed.copy())


def _respond(team: Team, agent: int) -> None:
    """The agent's best response, if it is better than what the agent has."""
    before, pattern, placed = team.cost, team.pattern[agent].copy(), team.placed[agent].copy()
    team.remove(agent)
    if team.best_response(agent, WIDTH_EXACT):
        if team.cost < before:
            return
        team.remove(agent)
    team.insert(agent, pattern, placed=placed)


def measured(problem: Problem, roster: Roster) -> Measured:
    """Measure a roster by the problem's objective; its rules do not matter, and its locks and leave neither.

    The people, shifts and skills of the problem must be those of the roster.
    """
    rules = restrictions(problem)
    anything = replace(rules, allowed=np.ones_like(rules.allowed))
    team = Team(problem, anything)
    nobody = prices(problem, anything.allowed)[1] + overtime_costs(problem, anything.allowed).constant
    for agent in np.flatnonzero((roster.pattern >= 0).any(axis=1)).tolist():
        team.insert(agent, roster.pattern[agent], placed=_blocks(roster, agent, team))
    coverage = team.coverage
    scheduled = coverage.flow.scheduled.T.astype(np.int64) * (THOUSANDTHS // team.model.parts)
    cost = float(team.individual_costs.sum()) + nobody
    for (queue, slot), interval in coverage_costs(problem).items():
        cost += interval.at(int(scheduled[queue, slot]))
    cost += idle_cost(problem) * int(coverage.idled[0])
    cost += 0 if team.joint is None else team.joint.cost
    assignments = roster.assignments
    parts = {part.name: part for part in objective_parts(problem, assignments, ())}
    cost += POINT * parts["shift_cover"].points
    minutes = [problem.shifts[one.shift].paid_minutes for one in assignments]
    return Measured(
        points=cost / POINT,
        service=service_of(problem, scheduled),
        paid_hours=sum(minutes) / 60,
        pay=parts["cost"].amount,
        amounts={name: parts[name].amount for name in _OF_PEOPLE if name in parts},
    )
