"""From the forecast to the agents needed in each interval, and what those who are there make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.inquiries import inquiries_of
from peakroster.planning.staffing.intervals import Intervals, planning_intervals, touching, within
from peakroster.planning.staffing.scenarios import (
    EXPECTED_SERVICE,
    SCENARIO_QUANTILES,
    SCENARIO_WEIGHTS,
    scenario_factors,
)
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import COVERAGE_COLUMNS, LATE_COLUMNS, REQUIREMENT_COLUMNS, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.shop import AnyShop, Settings, Shop
from scheduler.queueing import ServiceModel
from scheduler.staffing.lateness_curve import late_in_steady_state
from scheduler.staffing.stationary import StaffingError, Target, agents_expected, service_level_of
from scheduler.staffing.time_varying import Scenarios, agents_over_time, levels_over_time

Floats = NDArray[np.float64]

AHT = "aht_seconds"


def quantile_column(quantile: float) -> str:
    """The column of forecast.csv with this quantile: 0.9 → ``p90``, 0.925 → ``p92.5``."""
    return f"p{(Decimal(repr(float(quantile))) * 100).normalize():f}"


def plan_for_of(settings: Settings, queue: Queue) -> str | float:
    """What the queue is staffed for: its own ``plan_for``, else the shop's."""
    return settings.plan_for if queue.plan_for is None else queue.plan_for


def staffed_column(settings: Settings, queue: Queue) -> str:
    """The column of forecast.csv whose inquiries are staffed for; of a whole distribution, the mean."""
    plan_for = plan_for_of(settings, queue)
    if isinstance(plan_for, str):
        return "mean"
    return quantile_column(plan_for)


def is_carried_on(settings: Settings) -> bool:
    """Whether intervals go on from where the one before ended; ``auto`` says so.

    benchmarks/staffing measures both by playing them: carried on, the promise is kept with fewer people.
    """
    return settings.staffing_method != "stationary"


def was_carried_on(plan: Plan, settings: Settings) -> bool:
    """Whether the plan's intervals go on from each other: as its summary says, which plans made before there
    was a choice do not; without a summary, as the shop says."""
    if plan.summary is None:
        return is_carried_on(settings)
    return plan.summary.get("staffing_method", "stationary") != "stationary"


def as_sized(shop: AnyShop, plan: Plan) -> AnyShop:
    """The shop with the staffing method by which the plan's requirement was found."""
    method = "time_varying" if was_carried_on(plan, shop.settings) else "stationary"
    return replace(shop, settings=replace(shop.settings, staffing_method=method))


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


def requirement(
    shop: Shop,
    forecast: pd.DataFrame,
    first_day: date,
    days: int,
    tell: Callable[[str, int, int], None] = lambda queue, done, of: None,
) -> pd.DataFrame:
    """The least number of agents for every open planning interval of every queue, tail included.

    forecast: columns ``timestamp``, ``queue``, ``mean`` and quantiles as :func:`quantile_column` names
    them; every hour in which a queue is open, once. It may have ``aht_seconds``; where that is missing or
    NaN a chat takes as long as shop.toml says. Other columns and queues are ignored. tell: is called with a
    queue's id, the number of its intervals that are done and that of all.

    Returns REQUIREMENT_COLUMNS, ``aht_seconds`` and LATE_COLUMNS, sorted by timestamp, then queue in the
    order of shop.toml. ``inquiries`` has four decimals and sums to the forecast of each hour; an hour that
    the wall clock shows twice has one row for both.

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
            factors, weights = _scenarios(settings, queue, forecast, intervals, file)
            aht = _handling_times(queue, forecast, intervals)[open_]
            targets = _targets(queue, intervals, open_)
            demand = Demand(
                arrivals_per_hour=_per_hour(queue, inquiries, intervals)[open_] * factors[:, open_],
                weights=weights,
                hours=intervals.real_hours[open_],
                begins=_beginnings(intervals, intervals.starts[open_]),
                mean_seconds=aht,
                promised=np.any(
                    [np.zeros(len(aht), dtype=np.bool_), *(where for _, where in targets)], axis=0
                ),
            )
            told = partial(tell, queue.id)
            agents, late = _staffed(queue, demand, targets, carried_on=is_carried_on(settings), tell=told)
        except InputError as error:
            findings += error.findings
            continue
        part = {"timestamp": intervals.starts[open_], "inquiries": inquiries[open_], "agents": agents}
        part |= dict(zip(LATE_COLUMNS, np.round(late, 4).T, strict=True))
        parts.append(pd.DataFrame({**part, AHT: aht, "queue": queue.id, "rank": rank}))
    if findings:
        raise InputError(findings)
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    table = table.astype({"queue": "str", "agents": "int64"})
    return table[[*REQUIREMENT_COLUMNS, AHT, *LATE_COLUMNS]]


@dataclass(frozen=True)
class Demand:
    """Of a queue's open intervals, in the order of time; arrays as the staffing functions want them."""

    arrivals_per_hour: Floats
    weights: Floats
    hours: Floats
    begins: NDArray[np.bool_]
    mean_seconds: Floats
    promised: NDArray[np.bool_]


def _scenarios(
    settings: Settings, queue: Queue, forecast: pd.DataFrame, intervals: Intervals, file: str
) -> tuple[Floats, Floats]:
    """Factors on the inquiries staffed for, shape (scenarios, hours, per_hour), and weights."""
    shape = intervals.starts.shape
    if plan_for_of(settings, queue) != EXPECTED_SERVICE:
        return np.ones((1, *shape)), np.ones(1)
    columns = [quantile_column(level) for level in SCENARIO_QUANTILES]
    factors = scenario_factors(queue, columns, forecast, intervals, file)
    return np.repeat(factors[:, :, np.newaxis], shape[1], axis=2), SCENARIO_WEIGHTS


def _per_hour(queue: Queue, inquiries: Floats, intervals: Intervals) -> Floats:
    """Customers an hour who want an agent; same shape."""
    lasting = intervals.real_hours
    return np.asarray(inquiries * (1 - queue.bot_share) / np.where(lasting > 0, lasting, 1.0))


def _beginnings(intervals: Intervals, starts: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Those of ``starts`` that follow a closed desk."""
    exists = intervals.real_hours.ravel() > 0
    place = np.searchsorted(intervals.starts.ravel(), starts)
    order = np.cumsum(exists)[place]
    return np.asarray(np.diff(order, prepend=order[:1] - 1) != 1)


def _handling_times(queue: Queue, forecast: pd.DataFrame, intervals: Intervals) -> NDArray[np.float64]:
    """Seconds that a chat of each interval takes: those of its hour, shape (hours, per_hour)."""
    seconds = np.full(len(intervals.hours), queue.aht_seconds)
    if AHT in forecast.columns:
        own = forecast[(forecast["queue"] == queue.id) & forecast[AHT].notna()]
        hourly = own.set_index("timestamp")[AHT].reindex(pd.DatetimeIndex(intervals.hours))
        seconds = hourly.fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
    return np.repeat(seconds[:, np.newaxis], intervals.starts.shape[1], axis=1)


def _targets(
    queue: Queue, intervals: Intervals, open_: NDArray[np.bool_]
) -> list[tuple[Target, NDArray[np.bool_]]]:
    """The queue's targets with the open intervals in which they count."""
    targets = []
    for target in queue.targets:
        counts = np.ones_like(open_) if target.hours is None else touching(intervals, target.hours)
        targets.append((Target(target.kind, target.within_seconds, target.share), counts[open_]))
    return targets


def _staffed(
    queue: Queue,
    demand: Demand,
    targets: list[tuple[Target, NDArray[np.bool_]]],
    *,
    carried_on: bool,
    tell: Callable[[int, int], None],
) -> tuple[NDArray[np.int64], Floats]:
    """Agents of each open interval, and the customers who are late with a few fewer and more."""
    model, cap, least, seconds = (
        service_model(queue),
        queue.max_occupancy,
        queue.min_agents,
        demand.mean_seconds,
    )
    late_seconds, count = within_seconds(queue), len(demand.hours)
    try:
        if carried_on:
            scenarios = Scenarios(demand.arrivals_per_hour, demand.weights)
            staffed = agents_over_time(
                model,
                scenarios,
                demand.hours,
                demand.begins,
                targets,
                late_seconds,
                cap,
                least,
                seconds,
                lambda interval: tell(interval + 1, count),
            )
            return staffed.agents, staffed.late
        agents = agents_expected(
            model, demand.arrivals_per_hour, demand.weights, targets, cap, least, seconds
        )
    except StaffingError as error:
        details: dict[str, Any] = {"queue": queue.id, "arrivals": f"{error.arrivals_per_hour:g}"}
        key = f"queues[{queue.id}].target"
        finding = Finding("error", "target_out_of_reach", "shop.toml", None, key, None, details)
        raise InputError([finding]) from error
    late = late_in_steady_state(
        model, demand.arrivals_per_hour, demand.weights, agents, demand.hours, late_seconds, seconds
    )
    return agents, late


def coverage(shop: Shop, requirement: pd.DataFrame, scheduled: NDArray[np.integer[Any]]) -> pd.DataFrame:
    """What the agents who are scheduled make of the requirement.

    requirement: REQUIREMENT_COLUMNS, and ``aht_seconds`` if it has them. scheduled: whole agents at their
    desks, one for each of its rows.
    Returns COVERAGE_COLUMNS, rows as in ``requirement``; required and service level as FORMATS says,
    after shrinkage.
    """
    settings = shop.settings
    present = np.asarray(scheduled) * (1 - settings.shrinkage)
    level = np.ones(len(requirement))
    for queue in settings.queues:
        rows, demand = demand_of(shop, queue, requirement)
        promised, arriving = within_seconds(queue), demand.arrivals_per_hour[0]
        if is_carried_on(settings):
            level[rows], _ = levels_over_time(
                service_model(queue),
                arriving,
                present[rows],
                demand.hours,
                demand.begins,
                promised,
                demand.mean_seconds,
                demand.promised,
            )
        else:
            level[rows] = service_level_of(
                service_model(queue), arriving, present[rows], promised, demand.mean_seconds
            )
    figures = {
        "timestamp": requirement["timestamp"],
        "queue": requirement["queue"],
        "required": requirement["agents"] / (1 - settings.shrinkage),
        "scheduled": np.asarray(scheduled, dtype=np.int64),
        "service_level": level,
    }
    return pd.DataFrame(figures)[list(COVERAGE_COLUMNS)]


def demand_of(shop: Shop, queue: Queue, requirement: pd.DataFrame) -> tuple[NDArray[np.bool_], Demand]:
    """The rows of the requirement that are the queue's, and what they ask for, one scenario."""
    settings = shop.settings
    rows = (requirement["queue"] == queue.id).to_numpy(dtype=np.bool_)
    own = requirement[rows]
    intervals = _intervals_of(settings, requirement["timestamp"])
    starts = own["timestamp"].to_numpy("datetime64[us]")
    place = np.searchsorted(intervals.starts.ravel(), starts)
    hours = intervals.real_hours.ravel()[place]
    counting = [
        np.ones(len(own), dtype=np.bool_)
        if target.hours is None
        else touching(intervals, target.hours).ravel()[place]
        for target in queue.targets
    ]
    promised = np.any([np.zeros(len(own), dtype=np.bool_), *counting], axis=0)
    arriving = own["inquiries"].to_numpy() * (1 - queue.bot_share) / hours
    seconds = np.full(len(own), queue.aht_seconds)
    if AHT in own.columns:
        seconds = own[AHT].fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
    begins = _beginnings(intervals, starts)
    return rows, Demand(arriving[np.newaxis], np.ones(1), hours, begins, seconds, promised)


def _intervals_of(settings: Settings, timestamps: pd.Series) -> Intervals:
    """Intervals of the days of these timestamps; any where there are none."""
    first, last = (timestamps.min(), timestamps.max()) if len(timestamps) else (pd.Timestamp(0),) * 2
    days = (last.date() - first.date()) // timedelta(days=1) + 1
    return planning_intervals(settings.timezone, settings.interval_minutes, first.date(), days)
