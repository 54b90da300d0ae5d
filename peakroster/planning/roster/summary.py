"""summary.json: the plan in figures, its proof, and what it could not give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from peakroster.planning.roster.leave_hours import leave_summary
from peakroster.planning.roster.meetings import meetings_summary
from peakroster.planning.roster.problem import PlanClock
from peakroster.planning.roster.regular_starts import regular_starts_summary
from peakroster.planning.roster.team_rules import broken_team_rules
from peakroster.planning.staffing.deferred import deferred_summary, defers
from peakroster.planning.staffing.method import staffing_method
from peakroster.planning.staffing.overloads import overloads_of
from peakroster.planning.staffing.period_shares import period_shares
from peakroster.planning.staffing.rostered_queues import rostered_rows, rostered_shop
from scheduler.domain.shop import Shop, on_first_day
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.overtime import OvertimeWorked, overtime_worked
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Solution


def summarise(
    shop: Shop,
    first_day: date,
    problem: Problem,
    solution: Solution,
    requirement: pd.DataFrame,
    coverage: pd.DataFrame,
    seconds: Mapping[str, float],
    forecast: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """The summary of a plan; its totals leave the tail out. Hours are agent-hours, rounded to 4 decimals.

    requirement, coverage: of the plan, row by row. seconds: of each stage so far. forecast: of the plan, if
    it has one.
    """
    shop = on_first_day(shop, first_day)
    own = rostered_rows(shop, coverage)
    paid = {a.agent: 0 for a in solution.assignments}
    for assignment in solution.assignments:
        paid[assignment.agent] += shop.shifts[assignment.shift].paid_minutes
    costs = [agent.hourly_cost for agent in shop.agents]
    beyond = overtime_worked(problem, solution.assignments)
    cost = None
    if any(hourly is not None for hourly in costs):
        hours = [problem.shifts[a.shift].pay_hours for a in solution.assignments]
        total = sum((costs[a.agent] or 0) * h for a, h in zip(solution.assignments, hours, strict=True))
        more = sum((costs[agent] or 0) * worked.surcharge for agent, worked in beyond.items())
        cost = round(total + more, 2)
    return {
        "from": first_day.isoformat(),
        "days": problem.days,
        "status": solution.status,
        "objective": round(solution.objective, 4),
        "bound": round(solution.bound, 4),
        "unavoidable": round(solution.unavoidable, 4),
        "gap": round(solution.gap, 6),
        "objective_parts": {
            part.name: {"amount": round(part.amount, 4), "points": round(part.points, 4)}
            for part in objective_parts(problem, solution.assignments, solution.activities)
        },
        **regular_starts_summary(problem),
        "stopped_by": solution.stopped_by,
        "seconds": {stage: round(duration, 3) for stage, duration in seconds.items()},
        **_hours(first_day, problem, coverage[own]),
        "paid_hours": round(sum(paid.values()) / 60, 4),
        "cost": cost,
        **_overtime(shop, beyond),
        **leave_summary(shop, first_day, problem.days),
        **_wishes(problem, solution),
        "shortfalls": _shortfalls(shop, first_day, problem, solution),
        "queue_moves": solution.moves,
        **meetings_summary(shop, first_day, problem.days, solution),
        "overloads": _overloads(shop, first_day, problem, requirement, coverage),
        "staffing_method": staffing_method(shop.settings.staffing_method),
        **_team_rules(shop, first_day, problem, solution),
        **_deferred(shop, first_day, problem, requirement, coverage, forecast),
        **_periods(shop, first_day, problem, requirement, coverage),
    }


def _team_rules(shop: Shop, first_day: date, problem: Problem, solution: Solution) -> dict[str, Any]:
    """Only of shops that have rules of the team."""
    if not shop.settings.team_rules:
        return {}
    return {"team_rules": broken_team_rules(shop, problem, solution, first_day)}


def _deferred(
    shop: Shop,
    first_day: date,
    problem: Problem,
    requirement: pd.DataFrame,
    coverage: pd.DataFrame,
    forecast: pd.DataFrame | None,
) -> dict[str, Any]:
    """Only of shops that have deferred work."""
    if not defers(shop):
        return {}
    end = datetime.combine(first_day, time()) + timedelta(days=problem.days)
    return {"deferred": deferred_summary(shop, requirement, coverage, end, forecast)}


def _overtime(shop: Shop, beyond: Mapping[int, OvertimeWorked]) -> dict[str, Any]:
    """People with overtime or work on holidays; nothing for a shop that has neither."""
    if shop.settings.rules.overtime is None and not shop.settings.holidays:
        return {}
    people = []
    for agent, worked in beyond.items():
        hourly = shop.agents[agent].hourly_cost
        people.append(
            {
                "agent_id": shop.agents[agent].id,
                "extended_hours": round(worked.extended / 60, 4),
                "rest_day_hours": round(worked.rest_day / 60, 4),
                "holiday_hours": round(worked.holiday / 60, 4),
                "surcharge": None if hourly is None else round(hourly * worked.surcharge, 2),
            }
        )
    return {"overtime": people}


def _overloads(
    shop: Shop, first_day: date, problem: Problem, requirement: pd.DataFrame, coverage: pd.DataFrame
) -> list[dict[str, Any]]:
    own = rostered_rows(shop, coverage)
    shop, requirement, coverage = rostered_shop(shop), requirement[own], coverage[own]
    clock = PlanClock(first_day, problem.days, problem.interval_minutes)
    queue_at = {queue: position for position, queue in enumerate(problem.queues)}
    slots = clock.slots(coverage["timestamp"])
    out_of_reach = problem.unplannable[coverage["queue"].map(queue_at).to_numpy(dtype=np.int64), slots]
    # The tail waits for the day shifts of the plan after this one.
    inside = slots < problem.days * problem.slots_per_day
    return overloads_of(shop, requirement[inside], coverage[inside], out_of_reach[inside])


def _periods(
    shop: Shop, first_day: date, problem: Problem, requirement: pd.DataFrame, coverage: pd.DataFrame
) -> dict[str, Any]:
    """Nothing for a shop whose targets hold in each interval."""
    if all(target.per == "interval" for queue in shop.settings.queues for target in queue.targets):
        return {}
    clock = PlanClock(first_day, problem.days, problem.interval_minutes)
    inside = clock.slots(coverage["timestamp"]) < problem.days * problem.slots_per_day
    return {"periods": period_shares(shop, requirement[inside], coverage[inside])}


def _hours(first_day: date, problem: Problem, coverage: pd.DataFrame) -> dict[str, float]:
    clock = PlanClock(first_day, problem.days, problem.interval_minutes)
    inside = coverage[clock.slots(coverage["timestamp"]) < problem.days * problem.slots_per_day]
    hours = problem.interval_minutes / 60
    queue_at = {queue: position for position, queue in enumerate(problem.queues)}
    at = inside["queue"].map(queue_at).to_numpy(dtype=np.int64), clock.slots(inside["timestamp"])
    unplannable = problem.unplannable[at]
    short = (inside["required"] - inside["scheduled"]).clip(lower=0) * hours
    over = (inside["scheduled"] - inside["required"]).clip(lower=0) * hours
    return {
        "required_hours": round(float(inside["required"].sum() * hours), 4),
        "shortage_hours": round(float(short[~unplannable].sum()), 4),
        "overstaffed_hours": round(float(over.sum()), 4),
        "unplannable_hours": round(float(short[unplannable].sum()), 4),
    }


def _wishes(problem: Problem, solution: Solution) -> dict[str, int]:
    works = {(a.agent, a.day): a.shift for a in solution.assignments}
    kept = 0
    for wish in problem.wishes:
        shift = works.get((wish.agent, wish.day))
        as_named = shift is not None and wish.means(shift)
        kept += as_named if wish.kind == "prefer" else not as_named
    return {"wishes_kept": kept, "wishes_broken": len(problem.wishes) - kept}


def _shortfalls(
    shop: Shop, first_day: date, problem: Problem, solution: Solution
) -> list[dict[str, str | float]]:
    """Contracted hours that the roster does not give, by agent and week (its Monday)."""
    paid: dict[tuple[int, int], int] = {}
    for a in solution.assignments:
        key = (a.agent, problem.week(a.day))
        paid[key] = paid.get(key, 0) + shop.shifts[a.shift].paid_minutes
    monday = first_day - timedelta(days=first_day.weekday())
    return [
        {
            "agent_id": problem.agents[agent].id,
            "week": (monday + timedelta(weeks=week)).isoformat(),
            "minimum_hours": round(due / 60, 2),
            "paid_hours": round(paid.get((agent, week), 0) / 60, 2),
            "missing_hours": round((due - paid.get((agent, week), 0)) / 60, 2),
        }
        for (agent, week), due in contracted_minutes(problem).items()
        if paid.get((agent, week), 0) < due
    ]
