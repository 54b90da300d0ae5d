"""A roster made anew after something has happened: the fewest changes that are worth their price.

The search begins with what people were told, less what is lost (:mod:`scheduler.roster.local_search.repair`),
and the price of changes is in the objective (``Problem.told``). Whose shift stays keeps meal, breaks and
queues, unless others bring more than one change costs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import Activity, Assignment, Limits, Solution
from scheduler.roster.rearrange import has_begun, keepable, rearrange_roster
from scheduler.roster.rules import restrictions
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.solve import choose_engine, search_budget

if TYPE_CHECKING:
    from scheduler.roster.team.team import Team

_SAME = 0.0005
"""Points: half a unit of the search."""
_MOST_STARTS = 1_500
"""Possible starts up to which CP-SAT moves many people at once within seconds."""
_WINDOW, _WEEK = 3, 7
"""Days that it frees together: first few, then a week."""
_WINDOW_WORK = 0.5
"""Work on each of these windows at most."""


@dataclass(frozen=True)
class Replanned:
    """A roster made anew, beside doing nothing: what people were told, less what is lost.

    is_legal: whether doing nothing keeps the rules. Then ``solution`` is never dearer than ``standing``.
    """

    solution: Solution
    standing: Solution
    is_legal: bool


def replan_roster(
    problem: Problem, limits: Limits, present: tuple[Assignment, ...], activities: Sequence[Activity]
) -> Replanned:
    """The best roster found from what lies there.

    Parameters
    ----------
    problem
        Its ``told`` prices the changes.
    present
        What people were told, without shifts that nobody can work any more.
    activities
        Of these shifts; those of others are passed over.

    Raises
    ------
    RulesCollideError
        If somebody can keep no roster.
    """
    started = time.perf_counter()
    standing = rearrange_roster(problem, limits, present, activities)
    found, is_legal = _searched(problem, limits, present)
    best = with_activities_kept(problem, limits, found, activities)
    if is_legal and best.objective >= standing.objective - _SAME:
        best = standing
    seconds = {"search": time.perf_counter() - started, "handout": 0.0}
    return Replanned(replace(best, stopped_by="work", seconds=seconds), standing, is_legal)


def _searched(
    problem: Problem, limits: Limits, present: tuple[Assignment, ...]
) -> tuple[tuple[Assignment, ...], bool]:
    """The shifts found, and whether those that are there keep the rules."""
    budget = search_budget(limits)
    with budget.exclude_import_time():
        # Kernels take a while to load, and to be compiled where they have never been.
        from scheduler.roster.column_generation.day_lp import reoptimise_days
        from scheduler.roster.local_search.construction import NoFeasiblePatternError, construct_initial
        from scheduler.roster.local_search.repair import repair
        from scheduler.roster.team.team import Team

        team = Team(problem, restrictions(problem))
        try:
            construct_initial(team, present, budget)
        except NoFeasiblePatternError as error:
            raise RulesCollideError(problem.agents[error.agent].id) from error
        team.soften(0)
    is_legal = set(team.assignments) == set(present)
    rng = np.random.default_rng(limits.seed + 1)
    repair(team, budget, lambda: reoptimise_days(team, budget, rng))
    _move_many(team, budget)
    return team.assignments, is_legal


def _move_many(team: Team, budget: Budget) -> None:
    """What takes several people on several days at once, where CP-SAT's model of that is small.

    In a small team every shift matters to every other, and few of the cures that pay are moves of two.
    """
    problem = team.model.problem
    if choose_engine(problem, "auto") != "cp-sat" or int(eligible(problem).sum()) > _MOST_STARTS:
        return
    with budget.exclude_import_time():
        from scheduler.roster.hybrid.cpsat_moves import CpSatOperator
    operator, days = CpSatOperator(team, budget), problem.days
    for length in (_WINDOW, _WEEK):
        firsts = range(0, max(1, days - length + 1), max(1, length - 1))
        windows = [range(first, min(first + length, days)) for first in firsts]
        operator.improve_windows(windows, _WINDOW_WORK)


def with_activities_kept(
    problem: Problem, limits: Limits, shifts: tuple[Assignment, ...], activities: Sequence[Activity]
) -> Solution:
    """These shifts with what was done in those that stay; or, on days on which somebody's differs, with
    everybody's placed anew that has not begun, where that gains more than a change costs."""
    best = rearrange_roster(problem, limits, shifts, activities)
    kept = keepable(problem, shifts, activities)
    staying = {row for rows in kept.values() for row in rows}
    days = {one.day for one in shifts if one not in kept}
    days |= {row.start // MINUTES_PER_DAY for row in activities if row not in staying}
    if days:
        begun = {row for one, rows in kept.items() if has_begun(problem, one) for row in rows}
        elsewhere = [row for row in activities if row in begun or row.start // MINUTES_PER_DAY not in days]
        anew = rearrange_roster(problem, limits, shifts, elsewhere)
        best = anew if anew.objective < best.objective - problem.weights.change else best
    return best
