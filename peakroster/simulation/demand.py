"""How many customers are to come: as the plan is staffed for, or as the forecast's distribution has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import NotEnoughHistory
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.forecasting import (
    fit_queue,
    forecast_hours,
    hourly_rates,
    plan_calendar,
)
from peakroster.planning.forecast.series import elapsed_hours
from peakroster.planning.staffing.inquiries import inquiries_of
from peakroster.planning.staffing.intervals import planning_intervals, within
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.store import PlanStore
from peakroster.simulation.scene import Scene
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.queues import Queue
from scheduler.simulation import Demand

Floats = NDArray[np.float64]

DemandName = Literal["forecast", "planned"]


def demands(scene: Scene, name: DemandName, replications: int, seed: int) -> list[Demand]:
    """What is to be expected in each interval of each replication, after the chatbot took its share.

    planned: always the inquiries that requirement.csv is staffed for. forecast: drawn from the forecast's
    distribution, see :func:`drawn`. Raises InputError as that does.
    """
    to_agents = 1 - np.array([queue.bot_share for queue in scene.queues])[:, np.newaxis]
    if name == "planned":
        planned = Demand(scene.inquiries * to_agents * scene.staffed, scene.mean_seconds)
        return [planned] * replications
    inquiries = drawn(scene, replications, seed)
    return [Demand(each * to_agents * scene.staffed, scene.mean_seconds) for each in inquiries]


def drawn(scene: Scene, replications: int, seed: int) -> Floats:
    """Inquiries to be expected, drawn from the forecast; shape (replications, queues, intervals).

    The model is fitted anew from what the plan knew, and gives how hours and days stray together; around the
    means of forecast.csv, which is what the plan believes, by whomever it was written. What was over when the
    plan was made is certain. All queues of a replication are drawn with the same seed: they share their good
    and their bad days. Within an hour, customers spread as those of requirement.csv do.

    Raises InputError when forecast.csv is missing or wrong, or a queue's history is too short to fit.
    """
    plan, settings = scene.plan, scene.shop.settings
    table = _written_forecast(scene) if scene.forecast is None else scene.forecast
    hours = forecast_hours(plan.first_day, plan.days, settings.timezone)
    hour = np.searchsorted(hours.to_numpy(), scene.clock.starts, side="right") - 1
    means = _interval_means(scene, table)
    factors = np.empty((replications, len(scene.queues), len(hours)))
    findings = []
    for place, queue in enumerate(scene.queues):
        written = table[table["queue"] == queue.id].set_index("timestamp")["mean"].reindex(hours)
        try:
            factors[:, place] = _factors(scene, queue, written, hours, replications, seed)
        except NotEnoughHistory as error:
            details = {"queue": queue.id, "known": error.known_hours, "needed": error.needed_hours}
            findings.append(
                Finding("error", "simulate_without_history", "history.csv", None, "queue", queue.id, details)
            )
    if findings:
        raise InputError(findings)
    return means * factors[:, :, hour]


def _written_forecast(scene: Scene) -> pd.DataFrame:
    shop, plan = scene.shop, scene.plan
    path = PlanStore(shop.folder).path(plan.first_day) / "forecast.csv"
    if not path.exists():
        raise InputError([Finding("error", "stage_missing", f"plans/{plan.first_day}/forecast.csv")])
    return read_forecast(path, shop.queue_ids, plan.first_day, plan.days, shop.settings.timezone)


def _interval_means(scene: Scene, table: pd.DataFrame) -> Floats:
    """The forecast's means by interval, shape (queues, intervals)."""
    shop, plan, settings = scene.shop, scene.plan, scene.shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, plan.first_day, plan.days)
    exist = intervals.real_hours > 0
    file = f"plans/{plan.first_day}/forecast.csv"
    return np.stack(
        [
            inquiries_of(
                queue, "mean", table, intervals, within(intervals, queue.open) & exist, shop.events, file
            )[exist]
            for queue in scene.queues
        ]
    )


def _factors(
    scene: Scene, queue: Queue, written: pd.Series, hours: pd.DatetimeIndex, replications: int, seed: int
) -> Floats:
    """How much more or less than its mean comes in each hour, shape (replications, hours); mean 1."""
    shop, plan = scene.shop, scene.plan
    before = known_until(plan) or plan.start
    factors = np.ones((replications, len(hours)))
    open_hours = hours >= pd.Timestamp(before)
    if not open_hours.any():
        return factors
    rates = hourly_rates(shop, queue.id, before)
    model = fit_queue(shop, queue.id, rates, plan_calendar(shop, hours), before)
    coming = hours[open_hours]
    lasting = elapsed_hours(coming, shop.settings.timezone)
    mean = written[open_hours].to_numpy(dtype=np.float64) / lasting
    paths = replace(model.predict(coming, seed=seed), mean=mean).rates(replications)
    factors[:, open_hours] = np.divide(paths, mean, out=np.ones_like(paths), where=mean > 0)
    return factors
