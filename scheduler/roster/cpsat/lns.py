"""Large-neighbourhood search: set some agents free on some days, hold the rest, solve that to the end.

From the rounded relaxation this comes within a few per cent of the bound in seconds, where the plain search
over everybody is still looking for its first improvement (a week, 200 agents: 7,273 → 7,160 against a bound
of 7,133 in 20 s, in which that finds nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.fixing import Held
from scheduler.roster.cpsat.model import Known, Model, stand_still, worked
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.problem.budget import Budget, without_probing
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_WEEK = 7
_DAYS_FREE = (1, 2, 2, 3, 7, 14)
"""How many days a neighbourhood frees, in turn, as far as there are so many."""
_WORK = 0.6
"""Deterministic work in one neighbourhood."""
_FIRST_SIZE, _LEAST_SIZE, _MOST_SIZE = 420.0, 60.0, 6000.0
"""Free decisions in a neighbourhood: it grows where all is proven, and shrinks where not."""
_PATIENCE = 60
"""Neighbourhoods in a row without gain, after which there is little left to find."""
_LANES, _ROUND = 2, 1.0
"""Lanes beside each other, and deterministic work of each before they join what they found."""
_HARDEST = 8
"""Times the work of one neighbourhood, in steps, that lanes go to where less finds nothing any more."""
_CHARGED = 1.25
"""What a unit of a lane's work is charged at: beside the other lane it takes so much longer."""
_LONGEST = 0.1
"""Share of the work of one round at most, however hard its neighbourhoods."""
_GAIN = 0.5
"""Costs are whole units: what is less is a blur."""


def improve(
    model: Model, known: Known, budget: Budget, reports: Reports, bound: int, has_ended: Callable[[], bool]
) -> Known:
    """A better roster, from what is known on.

    Ends when nothing is gained for a while, the budget is spent, the cost is down to the bound, or it
    ``has_ended``.
    """
    lane = _Lane(model, budget.limits.seed)
    while lane.idle < _PATIENCE and known.cost > bound and not budget.spent and not has_ended():
        known = lane.turn(known, budget)
        reports.found(known.cost)
    return known


def improve_together(model: Model, known: Known, budget: Budget, reports: Reports) -> Known:
    """A better roster, from what is known on, by lanes beside each other.

    Ends like :func:`improve`, but goes to harder neighbourhoods before it does.
    """
    lanes, bound = Lanes(model, budget.limits.seed), reports.bound
    while lanes.may_find_more and known.cost > bound and not budget.spent:
        known = lanes.round(known, budget)
        reports.found(known.cost)
    return known


class Lanes:
    """Rows of neighbourhoods beside each other.

    All begin each round from one roster. Rules bind one person each, so whom only one lane changed may have
    what that lane found: the next round begins from the better one with the other's people, if that is better
    still.
    """

    def __init__(self, model: Model, seed: int) -> None:
        self._model = model
        self._lanes = [_Lane(model, _LANES * seed + place) for place in range(_LANES)]
        self._harder = 1

    @property
    def may_find_more(self) -> bool:
        """Whether the hardest neighbourhoods gained something of late, or are still to come."""
        return self._harder < _HARDEST or not self._are_idle

    def begin_again(self, is_better: bool) -> None:
        """What comes next is another roster; only a better one may have something easy to find."""
        self._harder = 1 if is_better else self._harder
        for lane in self._lanes:
            lane.idle, lane.work = 0, _WORK * self._harder

    def round(self, known: Known, budget: Budget) -> Known:
        """One round."""
        if self._are_idle:
            self._harder *= 2
            for lane in self._lanes:
                lane.idle, lane.work = 0, _WORK * self._harder
        length = max(_ROUND, min(_WORK * self._harder, _LONGEST * budget.limits.work))
        length = min(length, budget.work_left / _CHARGED)
        parts = [budget.some(length, budget.seconds_left) for _ in self._lanes]
        with ThreadPoolExecutor(_LANES) as pool:
            found = list(pool.map(_Lane.round, self._lanes, [known] * _LANES, parts))
        budget.work_left -= _CHARGED * max(part.used for part in parts)
        return _joined(self._model, known, found, budget)

    @property
    def _are_idle(self) -> bool:
        return min(lane.idle for lane in self._lanes) >= _PATIENCE


class _Lane:
    """One row of neighbourhoods. idle: how many in a row gained nothing. work: in one at most."""

    def __init__(self, model: Model, seed: int) -> None:
        self._problem, self._held, self._rng = model.problem, Held(model), np.random.default_rng(seed)
        # A week at most, where the plan is shorter all of it; fourteen days only where there are so many.
        days = model.problem.days
        self._days_free = [min(free, days) for free in _DAYS_FREE if free <= max(_WEEK, days)]
        self._sizes, self._turn = dict.fromkeys(self._days_free, _FIRST_SIZE), 0
        self.idle, self.work = 0 if len(self._held.works) else _PATIENCE, _WORK

    def turn(self, known: Known, budget: Budget) -> Known:
        """One neighbourhood."""
        days_free = self._days_free[self._turn % len(self._days_free)]
        self._turn += 1
        size = self._sizes[days_free]
        free = _neighbourhood(self._rng, self._problem, self._held.works, days_free, size)
        found, is_proven = solve_freed(self._held, known, free, self.work, budget, self._turn)
        size *= 1.25 if is_proven else 0.8
        self._sizes[days_free] = min(max(size, _LEAST_SIZE), _MOST_SIZE)
        self.idle = 0 if found.cost < known.cost else self.idle + 1
        return found

    def round(self, known: Known, budget: Budget) -> Known:
        """One after the other, until the budget is spent or it is idle for long."""
        while self.idle < _PATIENCE and not budget.spent:
            known = self.turn(known, budget)
        return known


def _joined(model: Model, known: Known, found: Sequence[Known], budget: Budget) -> Known:
    """The best of what was found, with the people of the second best whom only that changed."""
    best, second = sorted(found, key=lambda one: one.cost)[:2]
    if second.cost >= known.cost:
        return best if best.cost < known.cost else known
    before, mixed, others = (_by_person(model, one) for one in (known, best, second))
    for agent, shifts in others.items():
        if mixed.get(agent) == before.get(agent):
            mixed[agent] = shifts
    together = stand_still(model, tuple(one for shifts in mixed.values() for one in shifts), budget)
    return together if together is not None and together.cost < best.cost else best


def _by_person(model: Model, known: Known) -> dict[int, list[Assignment]]:
    people: dict[int, list[Assignment]] = {agent: [] for agent in range(len(model.problem.agents))}
    for one in worked(model, known):
        people[one.agent].append(one)
    return people


def open_windows(
    model: Model, known: Known, windows: Sequence[range], work: float, budget: Budget, reports: Reports
) -> Known:
    """A better roster: everybody is free on the days of one window after the other. work: at most in each."""
    held = Held(model)
    for turn, window in enumerate(windows):
        if budget.spent:
            break
        known, _ = solve_freed(held, known, np.isin(held.works[:, 1], window), work, budget, turn)
        reports.found(known.cost)
    return known


def solve_freed(
    held: Held, known: Known, free: Booleans, work: float, budget: Budget, seed: int
) -> tuple[Known, bool]:
    """The best roster that differs only where it may, and whether there is none better.

    free: of each decision. work: at most.
    """
    solver = without_probing(budget.solver(work))
    solver.parameters.random_seed = seed
    status = budget.run(solver, held.free(known, free))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value < known.cost - _GAIN:
        known = Known(list(solver.response_proto.solution), solver.objective_value)
    return known, status == cp_model.OPTIMAL


def _neighbourhood(
    rng: np.random.Generator, problem: Problem, keys: Integers, days_free: int, size: float
) -> Booleans:
    """Which decisions are free: some agents, on neighbouring or on any days; a mask over ``keys``."""
    if rng.random() < 0.5:
        first = int(rng.integers(problem.days - days_free + 1))
        days = np.arange(first, first + days_free)
    else:
        days = rng.choice(problem.days, size=days_free, replace=False)
    on_days = np.isin(keys[:, 1], days)
    present = np.unique(keys[on_days, 0])
    share = size / max(1, int(on_days.sum()))
    agents = rng.choice(present, size=min(len(present), max(2, round(share * len(present)))), replace=False)
    chosen: Booleans = on_days & np.isin(keys[:, 0], agents)
    return chosen
