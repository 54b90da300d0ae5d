"""From problem to solution in two steps: search, and hand the queues out.

Each engine is imported where it is called: its solvers or kernels take a while to load, which those who do
without it need not wait for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.roster.assignment.result import Found, finish
from scheduler.roster.cpsat.meals import turns
from scheduler.roster.cpsat.weekly_subproblems import can_be_parted, weeks
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Engine, Limits, Progress, Solution
from scheduler.roster.rules.eligibility import eligible

if TYPE_CHECKING:
    from scheduler.roster.cpsat.model import Counts

_SEARCH = 0.9
"""Share of the limits for the search; the rest is for handing out."""
_HYBRID = 0.5
"""Share of a long plan's search for the hybrid, where CP-SAT goes on from its roster."""
_MOST_REFINED = 40_000
"""Possible starts up to which CP-SAT's neighbourhoods still find something."""
_WEEK = 7
_MOST_DECISIONS = 4_000
"""Possible starts up to which CP-SAT proves as much as the hybrid does, and sooner."""


def find_roster(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    tell: Callable[[Progress], None] = lambda progress: None,
    budget: Budget | None = None,
) -> Solution:
    """The best roster within the limits; see ``whole.solve`` for the arguments and what is raised.

    budget: for the search, where somebody else wants to be able to stop it (see ``search_budget``).
    """
    begun = time.perf_counter()
    budget = budget or search_budget(limits)
    if chosen(problem, limits.engine) == "hybrid":
        from scheduler.roster.hybrid.engine import search
        from scheduler.roster.local_search.exchanges import RulesLeaveNothingError

        try:
            found = _together(problem, budget, start, tell, search)
            return finish(problem, found, begun, limits)
        except RulesLeaveNothingError as error:
            # Its beam may have missed what there is; CP-SAT knows.
            if _has_breaks(problem):
                raise RulesCollideError(problem.agents[error.agent].id) from error
            start = ()
    with budget.loading():
        from scheduler.roster.cpsat import full_horizon as whole
        from scheduler.roster.cpsat import weekly_decomposition as by_weeks

    solve = by_weeks.solve if _goes_by_weeks(problem) else whole.solve
    return finish(problem, _found(problem, solve(problem, budget, start, tell)), begun, limits)


def _together(
    problem: Problem,
    budget: Budget,
    start: tuple[Assignment, ...],
    tell: Callable[[Progress], None],
    search: Callable[..., Found],
) -> Found:
    """The hybrid, and CP-SAT's neighbourhoods with it where that can hold the whole problem."""
    if _has_breaks(problem) or int(eligible(problem).sum()) > _MOST_REFINED:
        return search(problem, budget, start, tell)
    if not _adds_up_by_weeks(problem):
        return search(problem, budget, start, tell, neighbourhoods=True)
    found = search(problem, budget, start, tell, _HYBRID)
    if found.stopped_by == "optimal" or budget.spent:
        return found
    with budget.loading():
        from scheduler.roster.cpsat import weekly_decomposition as by_weeks

    try:
        better = _found(problem, by_weeks.go_on(problem, budget, found.assignments, tell, found.bound))
    except NothingFoundError:
        return found
    if better.objective < found.objective:
        return better
    return replace(found, bound=max(found.bound, better.bound), stopped_by=better.stopped_by)


def chosen(problem: Problem, engine: Engine) -> Engine:
    """The engine that is meant: ``auto`` is CP-SAT for what it can prove, and the hybrid beyond.

    CP-SAT places no short breaks, and its start fills intervals up: it knows neither least numbers nor people
    wanted by shift.
    """
    if _has_breaks(problem):
        return "hybrid"
    if engine != "auto":
        return engine
    beyond = _asks_least(problem) or problem.shift_cover
    held = _goes_by_weeks(problem) or int(eligible(problem).sum()) <= _MOST_DECISIONS
    return "cp-sat" if held and not beyond else "hybrid"


def _goes_by_weeks(problem: Problem) -> bool:
    """Whether the whole is too much for CP-SAT, but no week of it."""
    starts = eligible(problem).sum(axis=(0, 2))
    largest = max(int(starts[days.start : days.stop].sum()) for days in weeks(problem))
    return largest <= _MOST_DECISIONS < int(starts.sum()) and _adds_up_by_weeks(problem)


def _adds_up_by_weeks(problem: Problem) -> bool:
    """Whether weeks alone bound the whole well: it is long, and no least numbers reach across them."""
    return problem.days > _WEEK and can_be_parted(problem) and not _asks_least(problem)


def _asks_least(problem: Problem) -> bool:
    """Whether somebody has to do at least so much of something: hours, days in a row, shifts."""
    rules, agents = problem.rules, problem.agents
    return bool(
        rules.min_consecutive_days
        or rules.min_consecutive_days_off
        or any(a.rules.min_consecutive_days or a.rules.min_consecutive_days_off for a in agents)
        or any(limit.least for agent in agents for limit in agent.limits)
    )


def _has_breaks(problem: Problem) -> bool:
    return any(shift.breaks for shift in problem.shifts)


def search_budget(limits: Limits) -> Budget:
    """The part of the limits that the search may spend."""
    return Budget(limits.share(_SEARCH))


def arrange_roster(problem: Problem, limits: Limits, assignments: tuple[Assignment, ...]) -> Solution:
    """Meals and queues for shifts that stand, legal or not."""
    begun = time.perf_counter()
    if _has_breaks(problem):
        from scheduler.roster.hybrid.engine import arranged

        return finish(problem, arranged(problem, assignments), begun)
    from scheduler.roster.cpsat.model import arrange

    counts = arrange(problem, search_budget(limits), assignments)
    return finish(problem, _found(problem, counts), begun, limits)


def _found(problem: Problem, counts: Counts) -> Found:
    there = problem.scheduled_before.copy()
    for (queue, slot), serving in counts.scheduled.items():
        there[queue, slot] += serving
    return Found(
        counts.assignments,
        turns(problem, counts),
        there,
        counts.objective,
        counts.bound,
        counts.stopped_by,
    )
