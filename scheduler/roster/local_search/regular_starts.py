"""Regular starts for agents who have none: who begins when as a rule, so that together they meet the demand.

A start fits a person if the shifts that begin near it are those that the demand leaves to the person. So each
agent in turn takes the best response of all that begin near one start, the best start with it, while the
costs of an interval are softened and made exact step by step (as in ``annealing``). The search for the roster
comes after it and holds these starts for given.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.local_search.construction import WIDTH_SMOOTHED
from scheduler.roster.local_search.smoothing_schedule import smoothing_widths
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.objective.regular_starts import cost_away, minutes_away
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Problem
from scheduler.roster.problem.solution import RegularStarts
from scheduler.roster.rules import restrictions
from scheduler.roster.rules.eligibility import on_its_date, touches_night
from scheduler.roster.team.arrays import NEVER, Floats, Integers
from scheduler.roster.team.team import Team

_SWEEPS = 4
"""Times that everybody answers the others at each softening."""
_EMPHASIS = 3.0
"""The price of a shift away from the regular start is as many times dearer here: what the later search can
give up for the demand, the starts are not chosen for."""
_MOST_WORK = 0.05
"""Share of the search's work after which the starts are what they are."""
_MOST_STARTS = 6
"""Starts that are tried for an agent: those at which its shifts would begin without any."""


_BEFORE = 0.25, 14
"""What a shift of so many days before the plan counts, as a share of one in it. A week's start is kept in the
next, unless the demand is another."""


def find_regular_starts(problem: Problem, budget: Budget) -> RegularStarts:
    """The regular start of each agent: its own, or one that is found; None for agents who may not work at
    all.

    Agents whose own starts are given answer as they do in a search. Shifts of earlier plans speak for their
    starts, but nights do not: who worked them once shall not for ever.
    """
    return _RegularStarts(problem, budget).run()


class _RegularStarts:
    def __init__(self, problem: Problem, budget: Budget) -> None:
        self._problem, self._budget = problem, budget
        self._rules = restrictions(problem)
        self._team = Team(problem, self._rules)
        self._shift_starts = np.array([shift.start for shift in problem.shifts], dtype=np.int64)
        self._costs = {
            start: _EMPHASIS
            * np.array([cost_away(problem, minutes_away(s.start, start)) for s in problem.shifts])
            for start in sorted(set(self._shift_starts.tolist()))
        }
        self._regular = [agent.regular_start for agent in problem.agents]
        self._before = [
            {start: self._away_before(agent, start) for start in self._costs} for agent in problem.agents
        ]

    def _away_before(self, agent: Agent, start: int) -> float:
        """Cost of the shifts before the plan if this is the regular start."""
        share, days = _BEFORE
        minutes = sum(
            minutes_away(shift.start % MINUTES_PER_DAY, start)
            for shift in agent.past
            if shift.day >= -days and not touches_night(on_its_date(shift), self._problem.rules.night_hours)
        )
        return _EMPHASIS * share * cost_away(self._problem, minutes)

    def run(self) -> RegularStarts:
        team, rng = self._team, np.random.default_rng(self._budget.limits.seed)
        end = self._budget.work_left - _MOST_WORK * self._budget.limits.work
        for width in smoothing_widths(self._problem):
            team.soften(width)
            for _ in range(_SWEEPS):
                for agent in rng.permutation(team.size).tolist():
                    self._answer(agent)
                charge_shortest_paths(team, self._budget, team.size)
                if self._budget.work_left <= end or self._budget.spent:
                    break
        return tuple(self._regular)

    def _answer(self, agent: int) -> None:
        """The agent's best response with any regular start, and that start."""
        team = self._team
        team.remove(agent)
        slots = team.slot_prices(int(team.model.kind_of[agent]))
        price = team.start_prices(agent, slots, team.cover_prices()).copy()
        if self._problem.agents[agent].regular_start is not None:
            found = team.cheapest_patterns(agent, price, WIDTH_SMOOTHED)
            if found.cost < NEVER:
                team.insert(agent, found.patterns[0].copy())
            return
        best, pattern = NEVER, None
        for start in self._tried(agent, price):
            own = np.minimum(price + self._costs[start], NEVER)
            before = self._before[agent][start]
            found = team.cheapest_patterns(agent, own, WIDTH_SMOOTHED, best - before)
            if found.cost + before < best:
                best, pattern = found.cost + before, found.patterns[0].copy()
                self._regular[agent] = start
        if pattern is not None:
            team.insert(agent, pattern)

    def _tried(self, agent: int, price: Floats) -> list[int]:
        """The starts that may be the agent's; of many, those of its shifts without a regular start."""
        may: Integers = self._shift_starts[self._rules.allowed[agent].any(axis=0)]
        starts = sorted(set(may.tolist()))
        if len(starts) <= _MOST_STARTS:
            return starts
        found = self._team.cheapest_patterns(agent, price, WIDTH_SMOOTHED)
        chosen = (
            set()
            if found.cost >= NEVER
            else {int(self._shift_starts[s]) for s in found.patterns[0] if s >= 0}
        )
        present = self._regular[agent]
        if present is not None:
            chosen.add(present)
        return sorted(chosen) or starts[:_MOST_STARTS]
