"""Deferred work placed into a roster: where its people have time, beyond what the live queues need."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.roster.problem import PlanClock, required_agents
from peakroster.planning.staffing.requirement import agents_together, deferred_placed_anew
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.roster.assignment.spare_agents import spare_agents
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Solution

Floats = NDArray[np.float64]

_WEEK = 7


def placed_as_needed(shop: Shop, plan: Plan, earlier: EarlierWork) -> pd.DataFrame:
    """The plan's requirement with its deferred work where the need of the live queues leaves room."""

    def beside(queue: Queue, table: pd.DataFrame) -> Floats:
        return agents_together(shop, table, plan.first_day, plan.days)

    assert plan.requirement is not None
    assert plan.forecast is not None
    return deferred_placed_anew(
        shop, plan.requirement, plan.forecast, plan.first_day, plan.days, earlier, beside
    )


def placed_into_roster(
    shop: Shop, plan: Plan, earlier: EarlierWork, problem: Problem, solution: Solution
) -> pd.DataFrame:
    """The plan's requirement with its deferred work where the roster has people to spare.

    As many are left over, or missing, in one interval as in another, as far as deadlines allow. The morning
    after the plan, whose people the next one rosters, is taken to be like a week or a day before.
    """
    clock = PlanClock(plan.first_day, plan.days, shop.settings.interval_minutes)
    day, slots = problem.slots_per_day, np.arange(problem.slots)
    back = _WEEK * day if plan.days >= _WEEK else day
    like = np.where(slots < plan.days * day, slots, slots - back)

    def beside(queue: Queue, table: pd.DataFrame) -> Floats:
        required = required_agents(shop, table, clock)
        at = shop.queue_ids.index(queue.id)
        spare = spare_agents(problem, solution.activities, at, required) / THOUSANDTHS
        spare = spare[like] * (1 - shop.settings.shrinkage)
        return np.asarray(spare.max(initial=0.0) - spare)

    assert plan.requirement is not None
    assert plan.forecast is not None
    return deferred_placed_anew(
        shop, plan.requirement, plan.forecast, plan.first_day, plan.days, earlier, beside
    )


def total_points(problem: Problem, solution: Solution) -> float:
    """What a roster costs, with what no roster could avoid: for requirements that differ."""
    parts = objective_parts(problem, solution.assignments, solution.activities)
    return sum(part.points for part in parts if part.name != "unavoidable")
