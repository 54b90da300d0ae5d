"""A roster that was really worked, put in place as the plan before: borders then count from it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from peakroster.planning.staffing.rostered_queues import rostered_shop
from peakroster.plans.bounds import check_days
from peakroster.plans.store import LONGEST_PLAN, PlanStore
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.opening import open_minutes
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.agents import Agent
from scheduler.domain.plan import ACTIVITIES_COLUMNS, Plan
from scheduler.domain.shifts import Shift

MINUTES_PER_DAY = 1440


def adopt(
    shop: ShopFolder, file: Path, first_day: date | None = None, days: int | None = None
) -> tuple[Plan, tuple[Finding, ...]]:
    """Write the roster of this file as a plan; returns it with warnings about the file.

    first_day, days: of the plan; without them, the first and last date in the file. What people did in
    their shifts is not in such a file, so it is filled in: meal and breaks in the middle of their windows,
    the rest in the first of their queues that is open. Raises InputError with everything wrong in the file,
    when none of its shifts lies in the plan, or when its dates lie further apart than any plan is long.
    """
    store = PlanStore(shop.folder)
    store.check_space()
    table = adopted_roster(file, shop, first_day or _latest_known(shop))
    dates = table.attrs.pop("span")
    warnings: list[Finding] = list(table.attrs.pop("warnings", ()))
    first, length = _span(dates, file.name, first_day, days)
    check_days(first, length, place=file.name)
    inside = pd.Series([first <= day < first + timedelta(days=length) for day in table["date"]])
    if not inside.all():
        outside = sorted(set(table["date"][~inside]))
        details = {"count": int((~inside).sum()), "first": first, "last": first + timedelta(days=length - 1)}
        warnings.append(
            Finding("warning", "adopted_outside", file.name, value=str(outside[0]), details=details)
        )
    roster = table[inside].reset_index(drop=True)
    summary = {
        "from": first.isoformat(),
        "days": length,
        "status": "adopted",
        "paid_hours": round(float(roster["paid_hours"].sum()), 4),
    }
    activities = _likely_activities(shop, roster)
    plan = Plan(first, length, roster=roster, activities=activities, summary=summary)
    store.write(plan)
    return store.read(first), tuple(warnings)


def _latest_known(shop: ShopFolder) -> date | None:
    """The last day of the history or of the plans; a roster that was worked lies near it."""
    plans = PlanStore(shop.folder).plans()
    days = [*plans[-1:], *([] if shop.history.empty else [shop.history["timestamp"].max().date()])]
    return max(days, default=None)


def _span(dates: tuple[date, date], file: str, first_day: date | None, days: int | None) -> tuple[date, int]:
    """First day and number of days; a date that is far off is a slip, and not the end of a long plan."""
    earliest, latest = dates
    first = first_day or earliest
    length = days or (latest - first).days + 1
    if not first <= latest or earliest > first + timedelta(days=length - 1):
        details = {"first": earliest, "last": latest}
        raise InputError(
            [Finding("error", "adopted_nothing_inside", file, value=str(first), details=details)]
        )
    if length > LONGEST_PLAN.days:
        limits = {"first": earliest, "last": latest, "most": LONGEST_PLAN.days}
        raise InputError([Finding("error", "adopted_too_many_days", file, value=str(length), details=limits)])
    return first, length


def _likely_activities(shop: ShopFolder, roster: pd.DataFrame) -> pd.DataFrame:
    shop = rostered_shop(shop)
    agents = {agent.id: agent for agent in shop.agents}
    shifts = {shift.name: shift for shift in shop.shifts}
    step = timedelta(minutes=shop.settings.interval_minutes)
    rows: list[tuple[str, datetime, datetime, str]] = []
    row: Any
    for row in roster.itertuples():
        start, end = row.start.to_pydatetime(), row.end.to_pydatetime()
        rests = _rests(shifts.get(row.shift), row.date, start, end)
        moment = start
        while moment < end:
            until = min(moment + step, end)
            resting = (what for what, begins, ends in rests if begins <= moment < ends)
            activity = next(resting, None) or _queue(shop, agents[row.agent_id], moment)
            if rows and rows[-1][0] == row.agent_id and rows[-1][2] == moment and rows[-1][3] == activity:
                rows[-1] = (row.agent_id, rows[-1][1], until, activity)
            else:
                rows.append((row.agent_id, moment, until, activity))
            moment = until
    table = pd.DataFrame(rows, columns=list(ACTIVITIES_COLUMNS))
    types = {"agent_id": "str", "start": "datetime64[us]", "end": "datetime64[us]", "activity": "str"}
    return table.astype(types)


def _rests(
    shift: Shift | None, day: date, start: datetime, end: datetime
) -> list[tuple[str, datetime, datetime]]:
    """Meal and breaks in the middle of their windows, where the shift was worked as the catalogue has it."""
    if shift is None:
        return []
    midnight = datetime.combine(day, time())
    as_planned = (midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end))
    if as_planned != (start, end):
        return []
    rests = [("break", rest.minutes, rest.window) for rest in shift.breaks]
    if shift.meal is not None:
        rests.append(("meal", shift.meal_minutes, shift.meal))
    placed = []
    for what, minutes, window in rests:
        begin = midnight + timedelta(minutes=window.start + (window.end - window.start - minutes) // 2)
        placed.append((what, begin, begin + timedelta(minutes=minutes)))
    return placed


def _queue(shop: ShopFolder, agent: Agent, moment: datetime) -> str:
    minute = moment.hour * 60 + moment.minute
    queues = {queue.id: queue for queue in shop.settings.queues}
    open_ = (skill for skill in agent.skills if open_minutes(queues[skill].open, moment.date(), 1)[minute])
    return next(open_, "standby")
