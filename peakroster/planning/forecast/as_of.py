"""Re-planning mid-period (``--as-of``): elapsed hours use actuals, running events are re-estimated, started
shifts are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from forecast import Event, Forecast, Note
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import AnyShop, Shop

OPTION = "--as-of"
_HOUR = pd.Timedelta(hours=1)
_PATHS, _BAND = 400, (0.025, 0.975)
_MAX_DELAY = 2 * _HOUR
"""Records that end this long before the moment are reported; the hour that has just ended may not be in
yet.
"""

_RECENT = pd.Timedelta(weeks=4)
"""History that tells at which hours of the day a queue has rows."""


def check_as_of(shop: Shop, first_day: date, days: int, as_of: datetime) -> tuple[Finding, ...]:
    """Warnings on the moment: records that end well before it.

    Raises InputError for a moment before the first row of the history, or not before the plan's end.
    """
    end = datetime.combine(first_day, datetime.min.time()) + timedelta(days=days)
    shown = f"{as_of:%Y-%m-%dT%H:%M}"
    if as_of >= end:
        details = {"end": f"{end:%Y-%m-%dT%H:%M}"}
        raise InputError([Finding("error", "as_of_after_plan", OPTION, value=shown, details=details)])
    times = shop.history["timestamp"]
    if len(times) and as_of <= times.min():
        details = {"first": f"{times.min():%Y-%m-%dT%H:%M}"}
        raise InputError([Finding("error", "as_of_before_history", OPTION, value=shown, details=details)])
    findings = []
    moment = pd.Timestamp(as_of).floor("h")
    for queue in shop.queue_ids:
        recorded = times[(shop.history["queue"] == queue) & (times < moment)]
        if not len(recorded):
            continue
        last = recorded.max().floor("h") + _HOUR
        if _expected_hours(recorded, last, moment) * _HOUR >= _MAX_DELAY:
            details = {"queue": queue, "last": f"{last:%Y-%m-%dT%H:%M}", "hours": (moment - last) // _HOUR}
            findings.append(Finding("warning", "as_of_without_rows", OPTION, value=shown, details=details))
    return tuple(findings)


def _expected_hours(recorded: pd.Series[pd.Timestamp], last: pd.Timestamp, moment: pd.Timestamp) -> int:
    """Hours from ``last`` to ``moment`` that have rows in other weeks: a closed queue leaves nothing out."""
    recent = recorded[recorded >= last - _RECENT]
    missing = pd.date_range(last, moment, freq="h", inclusive="left")
    return int(missing.hour.isin(recent.dt.hour.unique()).sum())


def known_until(plan: Plan) -> datetime | None:
    """The moment as of which a written plan was forecast; None where that was before its first hour.

    Read off its forecast.csv: elapsed hours hold one number in all columns.
    """
    table = plan.forecast
    if table is None or "model_mean" not in table:
        return None
    certain = (table["mean"] > 0) & (table["p10"] == table["mean"]) & (table["p90"] == table["mean"])
    past = table["timestamp"][certain & (table["model_mean"] == table["mean"])]
    return None if past.empty else (past.max() + _HOUR).to_pydatetime()


def changed_events(
    events: Sequence[Event],
    as_of: datetime,
    actual: pd.Series[float],
    now: Forecast,
    forecast_at: Callable[[datetime, pd.DatetimeIndex], Forecast | None],
) -> list[Note]:
    """For each running event, the forecast of its rest relative to the forecast made before it began.

    A rest outside the 95 % band of that forecast is told with its reason: what came so far beside what was
    due.

    actual: what came in the hours of the plan, NaN where not known. now: forecast of those from ``as_of`` on.
    forecast_at: the forecast of some hours from what was known at a moment; None where that was not enough.
    """
    moment = pd.Timestamp(as_of).floor("h")
    hours = pd.DatetimeIndex(actual.index)
    notes = []
    for event in events:
        during = hours[(hours >= pd.Timestamp(event.start)) & (hours < pd.Timestamp(event.end))]
        rest = during[during >= moment]
        if not event.start < moment or not len(rest):
            continue
        before = forecast_at(event.start, during)
        remaining = np.asarray(during >= moment)
        expected = 0.0 if before is None else float(before.mean[remaining].sum())
        if before is None or not expected > 0:
            continue
        total = float(now.mean[now.hours.isin(rest)].sum())
        notes.append(Note("event_updated", {"event": event.name, "factor": total / expected}))
        low, high = np.quantile(before.paths(_PATHS)[:, remaining].sum(axis=1), _BAND)
        so_far = ~remaining & actual[during].notna().to_numpy()
        if not low <= total <= high and so_far.any():
            came = float(actual[during][so_far].sum())
            band = {"rest": total, "low": float(low), "high": float(high)}
            due = {"came": came, "due": float(before.mean[so_far].sum())}
            notes.append(Note("event_outside_band", {"event": event.name, **due, **band}))
    return notes


def lock_started_shifts(shop: AnyShop, plan: Plan, as_of: datetime) -> AnyShop:
    """The shop with locks for every shift of the plan that has started, and for past days off.

    plan: as it was written before; without a roster nothing is locked. Nor are shifts that are no longer in
    shifts.csv, and agents no longer in agents.csv.
    """
    if plan.roster is None:
        return shop
    days = (plan.first_day + timedelta(days=day) for day in range(plan.days))
    past = [day for day in days if day < as_of.date()]
    cells = {(agent.id, day): OFF for agent in shop.agents for day in past}
    begun = plan.roster[plan.roster["start"] <= as_of]
    worked = zip(begun["agent_id"], begun["date"], begun["shift"], strict=True)
    cells |= {(agent, day): shift for agent, day, shift in worked}
    agents, shifts_known = {agent.id for agent in shop.agents}, {OFF, *(shift.name for shift in shop.shifts)}
    locks = {(lock.agent_id, lock.day): lock for lock in shop.locks}
    for (agent_id, day), shift in cells.items():
        if agent_id in agents and shift in shifts_known:
            locks[agent_id, day] = Lock(agent_id, day, shift, 0)
    return replace(shop, locks=tuple(locks.values()))
