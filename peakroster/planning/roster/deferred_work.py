"""Deferred work placed into a roster: where its people have time, beyond what the live queues need."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.roster.problem import PlanClock, required_agents
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.planning.staffing.requirement import agents_together, deferred_placed_anew
from scheduler.domain.plan import DEFERRED_COLUMNS, REQUIREMENT_COLUMNS, EarlierWork, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.roster.assignment.spare_agents import spare_agents
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.unavoidable import points_out_of_reach
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Activity, Solution

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
    shop: Shop, plan: Plan, earlier: EarlierWork, problem: Problem, activities: Sequence[Activity]
) -> pd.DataFrame:
    """The plan's requirement with its deferred work where the roster has people to spare.

    As many are left over, or missing, in one interval as in another, as far as deadlines allow. The morning
    after the plan, whose people the next one rosters, is taken to be like a week or a day before.
    """
    clock = PlanClock(plan.first_day, plan.days, shop.settings.interval_minutes)
    day, slots = problem.slots_per_day, np.arange(problem.slots)
    back = _WEEK * day if plan.days >= _WEEK else day
    like = np.where(slots < plan.days * day, slots, slots - back)
    intervals = planning_intervals(
        shop.settings.timezone, shop.settings.interval_minutes, plan.first_day, plan.days
    )
    existing = clock.slots(pd.Series(intervals.starts.ravel()))  # the wall clock may skip or repeat an hour

    def beside(queue: Queue, table: pd.DataFrame) -> Floats:
        required = required_agents(shop, table, clock)
        at = problem.queues.index(queue.id)
        spare = spare_agents(problem, activities, at, required) / THOUSANDTHS
        spare = spare[like][existing] * (1 - shop.settings.shrinkage)
        return np.asarray(spare.max(initial=0.0) - spare)

    assert plan.requirement is not None
    assert plan.forecast is not None
    return deferred_placed_anew(
        shop, plan.requirement, plan.forecast, plan.first_day, plan.days, earlier, beside
    )


def placed_for_roster(
    shop: Shop,
    plan: Plan,
    earlier: EarlierWork,
    problem: Problem,
    activities: Sequence[Activity],
    before: Plan,
) -> pd.DataFrame:
    """The plan's requirement, as ``size`` makes it, with its deferred work placed for a roster that stays.

    Where nothing but that placement is different from the plan before, its placement stays too. problem: of
    the plan. activities: of the roster.
    """
    needed, known = plan.requirement, before.requirement
    assert needed is not None
    if not defers(shop) or plan.forecast is None:
        return needed
    if known is not None and "requirement" not in before.own and _same_work(shop, needed, known):
        return known
    return placed_into_roster(shop, plan, earlier, problem, activities)


def _same_work(shop: Shop, one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether both ask for the same, but for when deferred work is done."""
    columns = [*REQUIREMENT_COLUMNS, *DEFERRED_COLUMNS]
    if len(one) != len(other) or not {*columns} <= {*one.columns} & {*other.columns}:
        return False
    deferred = [queue.id for queue in shop.settings.queues if queue.deferred is not None]
    tables = [table[columns].reset_index(drop=True) for table in (one, other)]
    tables = [table.assign(agents=table["agents"].mask(table["queue"].isin(deferred), 0)) for table in tables]
    return tables[0].equals(tables[1])


def placement_of(shop: Shop, requirement: pd.DataFrame) -> str:
    """A fingerprint of where the requirement has its deferred work: what summary.json says was placed.

    Without it nobody could tell what a search has placed from what the shop has changed by hand.
    """
    deferred = [queue.id for queue in shop.settings.queues if queue.deferred is not None]
    own = requirement.loc[requirement["queue"].isin(deferred), ["timestamp", "queue", "agents"]]
    rows = "\n".join(f"{moment:%Y-%m-%dT%H:%M},{name},{agents}" for moment, name, agents in own.to_numpy())
    return hashlib.sha256(rows.encode()).hexdigest()[:16]


PLACEMENT = "deferred_placement"
"""Of summary.json: the fingerprint of what the program placed."""


def total_points(problem: Problem, solution: Solution) -> float:
    """What a roster costs, with the morning after it that no shift reaches: for requirements that differ."""
    parts = objective_parts(problem, solution.assignments, solution.activities)
    return sum(part.points for part in parts) + points_out_of_reach(problem)
