"""From the forecast to the agents needed in each interval, and what those who are there make of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.pipeline.inquiries import inquiries_of
from peakroster.pipeline.intervals import Intervals, planning_intervals, touching, within
from peakroster.plans.model import COVERAGE_COLUMNS, REQUIREMENT_COLUMNS
from peakroster.shop.findings import Finding, InputError
from peakroster.shop.model import Queue, Settings, Shop
from scheduler.queueing import ServiceModel
from scheduler.staffing import StaffingError, Target, agents_needed, service_level_of

AHT = "aht_seconds"


def quantile_column(quantile: float) -> str:
    """The column of forecast.csv with this quantile: 0.9 → ``p90``, 0.925 → ``p92.5``."""
    return f"p{(Decimal(repr(float(quantile))) * 100).normalize():f}"


def staffed_column(settings: Settings, queue: Queue) -> str:
    """The column of forecast.csv that the queue is staffed for: its own ``plan_for``, else the shop's."""
    plan_for = settings.plan_for if queue.plan_for is None else queue.plan_for
    return plan_for if isinstance(plan_for, str) else quantile_column(plan_for)


def service_model(queue: Queue) -> ServiceModel:
    """How the queue's work is done, its chats of usual length, as the queueing formulas want to be told."""
    return ServiceModel(queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds)


def within_seconds(queue: Queue) -> float:
    """The time whose service level is reported: of the first such target, else of the first target.

    0, so the share that need not wait, for a queue without any target.
    """
    levels = [target for target in queue.targets if target.kind == "service_level"]
    targets = levels or list(queue.targets)
    return targets[0].within_seconds if targets else 0.0


def requirement(shop: Shop, forecast: pd.DataFrame, first_day: date, days: int) -> pd.DataFrame:
    """The least number of agents for every open planning interval of every queue, tail included.

    forecast: columns ``timestamp``, ``queue``, ``mean`` and quantiles as :func:`quantile_column` names
    them; every hour in which a queue is open, once. It may have ``aht_seconds``; where that is missing or
    NaN a chat takes as long as shop.toml says. Other columns and queues are ignored.

    Returns REQUIREMENT_COLUMNS and ``aht_seconds``, sorted by timestamp, then queue in the order of
    shop.toml. ``inquiries`` has four decimals and sums to the forecast of each hour; an hour that the wall
    clock shows twice has one row for both.

    Raises InputError when the column that is staffed for or an hour is missing from the forecast, or when no
    number of agents meets a target, for all queues at once.
    """
    settings = shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first_day, days)
    file = f"plans/{first_day.isoformat()}/forecast.csv"
    parts: list[pd.DataFrame] = []
    findings: list[Finding] = []
    for rank, queue in enumerate(settings.queues):
        open_ = within(intervals, queue.open) & (intervals.real_hours > 0)
        column = staffed_column(settings, queue)
        try:
            inquiries = inquiries_of(queue, column, forecast, intervals, open_, shop.events, file)
            aht = _handling_times(queue, forecast, intervals)[open_]
            agents = _agents(queue, inquiries, aht, intervals, open_)
        except InputError as error:
            findings += error.findings
            continue
        part = {"timestamp": intervals.starts[open_], "inquiries": inquiries[open_], "agents": agents}
        parts.append(pd.DataFrame({**part, AHT: aht, "queue": queue.id, "rank": rank}))
    if findings:
        raise InputError(findings)
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    return table.astype({"queue": "str", "agents": "int64"})[[*REQUIREMENT_COLUMNS, AHT]]


def _handling_times(queue: Queue, forecast: pd.DataFrame, intervals: Intervals) -> NDArray[np.float64]:
    """Seconds that a chat of each interval takes: those of its hour, shape (hours, per_hour)."""
    seconds = np.full(len(intervals.hours), queue.aht_seconds)
    if AHT in forecast.columns:
        own = forecast[(forecast["queue"] == queue.id) & forecast[AHT].notna()]
        hourly = own.set_index("timestamp")[AHT].reindex(pd.DatetimeIndex(intervals.hours))
        seconds = hourly.fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
    return np.repeat(seconds[:, np.newaxis], intervals.starts.shape[1], axis=1)


def _agents(
    queue: Queue,
    inquiries: NDArray[np.float64],
    aht_seconds: NDArray[np.float64],
    intervals: Intervals,
    open_: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Agents for each open interval, in order of time."""
    targets = []
    for target in queue.targets:
        counts = np.ones_like(open_) if target.hours is None else touching(intervals, target.hours)
        targets.append((Target(target.kind, target.within_seconds, target.share), counts[open_]))
    arrivals = inquiries[open_] * (1 - queue.bot_share) / intervals.real_hours[open_]
    try:
        return agents_needed(
            service_model(queue), arrivals, targets, queue.max_occupancy, queue.min_agents, aht_seconds
        )
    except StaffingError as error:
        details: dict[str, Any] = {"queue": queue.id, "arrivals": f"{error.arrivals_per_hour:g}"}
        key = f"queues[{queue.id}].target"
        finding = Finding("error", "target_out_of_reach", "shop.toml", None, key, None, details)
        raise InputError([finding]) from error


def coverage(shop: Shop, requirement: pd.DataFrame, scheduled: NDArray[np.integer[Any]]) -> pd.DataFrame:
    """What the agents who are scheduled make of the requirement.

    requirement: REQUIREMENT_COLUMNS, and ``aht_seconds`` if it has them. scheduled: whole agents at their
    desks, one for each of its rows.
    Returns COVERAGE_COLUMNS, rows as in ``requirement``; required and service level as FORMATS says,
    after shrinkage.
    """
    settings = shop.settings
    present = np.asarray(scheduled) * (1 - settings.shrinkage)
    real_hours = _real_hours(settings, requirement["timestamp"])
    level = np.ones(len(requirement))
    for queue in settings.queues:
        rows = (requirement["queue"] == queue.id).to_numpy(dtype=np.bool_)
        arriving = requirement["inquiries"].to_numpy()[rows] * (1 - queue.bot_share) / real_hours[rows]
        aht = np.full(int(rows.sum()), queue.aht_seconds)
        if AHT in requirement.columns:
            aht = requirement.loc[rows, AHT].fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
        level[rows] = service_level_of(
            service_model(queue), arriving, present[rows], within_seconds(queue), aht
        )
    figures = {
        "timestamp": requirement["timestamp"],
        "queue": requirement["queue"],
        "required": requirement["agents"] / (1 - settings.shrinkage),
        "scheduled": np.asarray(scheduled, dtype=np.int64),
        "service_level": level,
    }
    return pd.DataFrame(figures)[list(COVERAGE_COLUMNS)]


def _real_hours(settings: Settings, timestamps: pd.Series) -> NDArray[np.float64]:
    """How long each of these intervals really lasts."""
    if timestamps.empty:
        return np.empty(0)
    first, last = timestamps.min().date(), timestamps.max().date()
    days = (last - first) // timedelta(days=1) + 1
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first, days)
    place = np.searchsorted(intervals.starts.ravel(), timestamps.to_numpy("datetime64[us]"))
    return intervals.real_hours.ravel()[place]
