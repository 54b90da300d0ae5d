"""Weekends worked in a calendar month beyond those that leave its people free ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from scheduler.audit.facts.calendar import month, weekend
from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows


def free_weekends(
    data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]
) -> tuple[float, float]:
    """Weekends that the plan's shifts take from the free ones of their month, and what they cost.

    A weekend is of the month of its Saturday, and worked by whoever starts a shift on one of its days, in
    this plan or before it; what the plans before took is not counted again.
    """
    lost = 0
    before: dict[str, set[date]] = {}
    now: dict[str, set[date]] = {}
    for rows, counted in ((earlier_rows(data), (before, now)), (worked, (now,))):
        for row in rows:
            saturday = weekend(row.day)
            if saturday is not None:
                for weekends in counted:
                    weekends.setdefault(row.agent, set()).add(saturday)
    days = [data.first_day + timedelta(days=offset) for offset in range(data.days)]
    months = {month(saturday) for day in days if (saturday := weekend(day)) is not None}
    for first, last in months:
        saturdays = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        free = sum(day.weekday() == 5 for day in saturdays) - round(weights.free_weekends)
        for agent in data.agents:
            had, has = (
                max(0, sum(first <= day <= last for day in weekends.get(agent.id, ())) - max(0, free))
                for weekends in (before, now)
            )
            lost += has - had
    return lost, lost * round(1000 * weights.free_weekend) / 1000
