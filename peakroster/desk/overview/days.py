"""The days of a plan at a glance: who comes, who is needed, who is there and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.desk.figures import plannable_from
from peakroster.desk.overview.promises import Promise, Promises
from peakroster.desk.roster_grid import first_day_of_interest
from peakroster.planning.staffing.rostered_queues import rostered_rows
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

DAYS = 7
_HOURS = 24


@dataclass(frozen=True)
class DayAhead:
    """A day of the plan.

    sale: whether a promotion runs. promise: its customers, and how many wait too long. needed, there: people
    at the desks of all queues, the mean of each of its 24 hours; nobody is needed before the first shift that
    there could be. missing_hours: agent-hours, by queue, so
    also where another queue has people to spare. people: who work. away: ids of agents with leave.
    """

    day: date
    sale: bool
    promise: Promise
    needed: tuple[float, ...]
    there: tuple[float, ...]
    missing_hours: float
    people: int
    away: tuple[str, ...]


def days_ahead(shop: Shop, plan: Plan, kept: Promises, today: date, count: int = DAYS) -> list[DayAhead]:
    """The days of the plan from this week's Monday on, or from its first one; none without a roster.

    kept: of :func:`peakroster.desk.overview.promises.promises` of the same plan.
    """
    coverage, roster = plan.coverage, plan.roster
    if coverage is None or roster is None:
        return []
    first = first_day_of_interest(plan, today)
    days = [day for day in plan.dates if first <= day < first + timedelta(days=count)]
    rows = coverage[rostered_rows(shop, coverage)]
    rows = rows[rows["timestamp"] < plan.end]
    day, hour = rows["timestamp"].dt.date, rows["timestamp"].dt.hour
    reached = rows["timestamp"] >= plannable_from(shop, plan)
    missing = (rows["required"] - rows["scheduled"]).clip(lower=0.0).where(reached, 0.0)
    missing_by_day = missing.groupby(day).sum() * shop.settings.interval_minutes / 60
    intervals = 60 / shop.settings.interval_minutes  # of an hour
    figures = rows[["required", "scheduled"]].assign(required=rows["required"].where(reached, 0.0))
    by_hour = figures.groupby([day, hour]).sum() / intervals
    working = pd.Series(roster["agent_id"].to_numpy()).groupby(roster["date"].to_numpy()).nunique()
    away = {
        one: tuple(
            dict.fromkeys(ask.agent_id for ask in shop.requests if ask.kind == "leave" and ask.day == one)
        )
        for one in days
    }
    found = []
    for one in days:
        hours = (
            by_hour.loc[one].reindex(range(_HOURS), fill_value=0.0)
            if one in by_hour.index.get_level_values(0)
            else pd.DataFrame(0.0, index=range(_HOURS), columns=["required", "scheduled"])
        )
        found.append(
            DayAhead(
                one,
                any(event.runs_on(one) for event in shop.events),
                kept.days.get(one, Promise(0.0, 0.0, 0.0)),
                _figures(hours["required"]),
                _figures(hours["scheduled"]),
                float(missing_by_day.get(one, 0.0)),
                int(working.get(one, 0)),
                away[one],
            )
        )
    return found


def _figures(column: pd.Series) -> tuple[float, ...]:
    return tuple(np.nan_to_num(column.to_numpy(dtype=np.float64)).tolist())
