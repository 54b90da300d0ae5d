"""Annealing by cost smoothing: best-response local search while the marginal costs become exact, step by
step.

With exact costs best responses are stuck soon: a full interval is worth nothing to anybody, so nobody makes
room for somebody else. Smoothed costs (:meth:`scheduler.roster.team.team.Team.soften`) leave every interval a
price; the smoothing width is the temperature.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduler.roster.local_search.incumbent import Incumbent
from scheduler.roster.local_search.ruin_and_recreate import ruin_and_recreate
from scheduler.roster.local_search.smoothing_schedule import smoothing_widths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.team import Team

_SMOOTHED_SHARE = 0.7
"""Share of the work at smoothed costs."""


def anneal(
    team: Team,
    budget: Budget,
    on_improvement: Callable[[float], None],
    until: float,
    should_end: Callable[[], bool],
) -> None:
    """Improve the roster until this share of the budget is spent or ``should_end``.

    Parameters
    ----------
    team
        A complete roster; left with the best one found, its costs exact.
    on_improvement
        Called with each better exact cost.
    """
    rng = np.random.default_rng(budget.limits.seed)
    incumbent = Incumbent(team, on_improvement)
    incumbent.update(team.true_cost)
    widths = smoothing_widths(team.model.problem)
    # Work, not the clock: the time it took to get here must not decide how costs cool.
    done, end = budget.work_done, _SMOOTHED_SHARE * until
    for step, width in enumerate(widths):
        team.soften(width)
        until_here = done + (end - done) * (step + 1) / len(widths)
        for _ in ruin_and_recreate(team, budget, rng, until_here):
            if should_end():
                break
        incumbent.update(team.true_cost)
    team.soften(0)
    incumbent.update(team.cost)
    for _ in ruin_and_recreate(team, budget, rng, until):
        incumbent.update(team.cost)
        if should_end():
            break
    incumbent.restore()
