"""Expected arrivals of each replication: as staffed for, or sampled from the forecast's distribution."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import NotEnoughHistory
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.fitting import QueueModels
from peakroster.planning.forecast.forecasting import forecast_hours, plan_calendar
from peakroster.planning.staffing.chatbot import customers_for_agents, profiles_at_agents
from peakroster.planning.staffing.inquiries import inquiries_of
from peakroster.planning.staffing.intervals import open_during, planning_intervals
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.store import PlanStore
from peakroster.shop.inputs.whole_hours import elapsed_hours
from peakroster.simulation.simulation_input import SimulationInput
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.queues import Queue
from scheduler.simulation import SimulatedDemand

Floats = NDArray[np.float64]

DemandName = Literal["forecast", "planned"]


def simulated_demands(
    inputs: SimulationInput, name: DemandName, replications: int, seed: int
) -> list[SimulatedDemand]:
    """Expected arrivals of each replication at the agents: what the chatbot hands over, and when.

    planned: the inquiries that requirement.csv is staffed for, every time. forecast: sampled from the
    forecast's distribution, see :func:`sampled_inquiries`. Raises InputError as that does.
    """
    if name == "planned":
        return [mean_demand(inputs, name)] * replications
    inquiries = sampled_inquiries(inputs, replications, seed)
    arrivals = arrivals_at_agents(inputs, inquiries)
    return [_demand(inputs, *each) for each in zip(inquiries, arrivals, strict=True)]


def mean_demand(inputs: SimulationInput, name: DemandName) -> SimulatedDemand:
    """Expected arrivals without any spread: the forecast's means, or what requirement.csv is staffed for."""
    if name == "forecast":
        means = _interval_means(inputs, _forecast_table(inputs))
        return _demand(inputs, means, arrivals_at_agents(inputs, means))
    planned = arrivals_at_agents(inputs, inputs.inquiries)
    if inputs.closed_cases is not None:
        planned = planned + inputs.closed_cases
    return _demand(inputs, inputs.inquiries, planned)


def sampled_inquiries(inputs: SimulationInput, replications: int, seed: int) -> Floats:
    """Expected inquiries sampled from the forecast's distribution; shape (replications, queues, intervals).

    The model is refitted to what the plan knew and supplies the joint variation of hours and days around the
    means of forecast.csv, which are the plan's belief, whoever wrote them. Hours that were over when the plan
    was made are certain. All queues of a replication are sampled with the same seed, so they share strong and
    weak days. Hours are disaggregated as in requirement.csv.

    Raises InputError when forecast.csv is missing or wrong, or a queue's history is too short to fit.
    """
    plan, settings = inputs.plan, inputs.shop.settings
    table = _forecast_table(inputs)
    hours = forecast_hours(plan.first_day, plan.days, settings.timezone)
    hour = np.searchsorted(hours.to_numpy(), inputs.clock.starts, side="right") - 1
    means = _interval_means(inputs, table)
    factors = np.empty((replications, len(inputs.queues), len(hours)))
    findings = []
    before = known_until(plan) or plan.start
    models = QueueModels(inputs.shop, plan_calendar(inputs.shop, hours), before)
    for place, queue in enumerate(inputs.queues):
        written = table[table["queue"] == queue.id].set_index("timestamp")["mean"].reindex(hours)
        try:
            factors[:, place] = _factors(models, queue, written, hours, replications, seed)
        except NotEnoughHistory as error:
            details = {"queue": queue.id, "known": error.known_hours, "needed": error.needed_hours}
            findings.append(
                Finding("error", "simulate_without_history", "history.csv", None, "queue", queue.id, details)
            )
    if findings:
        raise InputError(findings)
    return means * factors[:, :, hour]


def arrivals_at_agents(inputs: SimulationInput, inquiries: Floats) -> Floats:
    """Customers who reach the agents; inquiries: before the chatbot, shape (..., queues, intervals).

    Cases of deferred work come whether or not somebody is there.
    """
    shop, plan, clock = inputs.shop, inputs.plan, inputs.clock
    intervals = planning_intervals(shop.settings.timezone, clock.minutes, plan.first_day, plan.days)
    exist = intervals.real_hours > 0
    arrivals = np.zeros(inquiries.shape)
    come = inputs.staffed.copy()
    for place, queue in enumerate(inputs.queues):
        own = open_during(intervals, queue.open)[exist]
        if queue.deferred is not None:
            own[:], come[place] = True, True
        arrivals[..., place, own] = customers_for_agents(
            queue, shop.events, intervals, clock.starts[own], inquiries[..., place, :][..., own]
        )
    return arrivals * come


def _demand(inputs: SimulationInput, inquiries: Floats, arrivals: Floats) -> SimulatedDemand:
    """inquiries, arrivals: expected, before the chatbot and at the agents; shape (queues, intervals)."""
    shop, plan, clock = inputs.shop, inputs.plan, inputs.clock
    profiles: dict[tuple[int, int], tuple[float, ...]] = {}
    if any(event.opening is not None for event in shop.events):
        intervals = planning_intervals(shop.settings.timezone, clock.minutes, plan.first_day, plan.days)
        exist = intervals.real_hours > 0
        for place, queue in enumerate(inputs.queues):
            own = np.arange(len(clock.starts))
            if queue.deferred is None:
                own = np.flatnonzero(open_during(intervals, queue.open)[exist])
            found = profiles_at_agents(
                queue, shop.events, intervals, clock.starts[own], inquiries[place, own]
            )
            profiles |= {(place, int(own[at])): profile for at, profile in found.items()}
    return SimulatedDemand(arrivals, inputs.mean_seconds, inputs.waiting, profiles)


def _forecast_table(inputs: SimulationInput) -> pd.DataFrame:
    if inputs.forecast is not None:
        return inputs.forecast
    shop, plan = inputs.shop, inputs.plan
    path = PlanStore(shop.folder).path(plan.first_day) / "forecast.csv"
    if not path.exists():
        raise InputError([Finding("error", "stage_missing", f"plans/{plan.first_day}/forecast.csv")])
    return read_forecast(path, shop.queue_ids, plan.first_day, plan.days, shop.settings.timezone)


def _interval_means(inputs: SimulationInput, table: pd.DataFrame) -> Floats:
    """Forecast means by interval, shape (queues, intervals)."""
    shop, plan, settings = inputs.shop, inputs.plan, inputs.shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, plan.first_day, plan.days)
    exist = intervals.real_hours > 0
    file = f"plans/{plan.first_day}/forecast.csv"
    return np.stack(
        [
            inquiries_of(
                queue, "mean", table, intervals, open_during(intervals, queue.open) & exist, shop.events, file
            )[exist]
            for queue in inputs.queues
        ]
    )


def _factors(
    models: QueueModels,
    queue: Queue,
    written: pd.Series,
    hours: pd.DatetimeIndex,
    replications: int,
    seed: int,
) -> Floats:
    """Sampled arrivals of each hour relative to their mean, shape (replications, hours); mean 1."""
    factors = np.ones((replications, len(hours)))
    open_hours = hours >= pd.Timestamp(models.before)
    if not open_hours.any():
        return factors
    model = models.fit(queue.id)
    coming = hours[open_hours]
    lasting = elapsed_hours(coming, models.shop.settings.timezone)
    mean = written[open_hours].to_numpy(dtype=np.float64) / lasting
    paths = replace(model.predict(coming, seed=seed), mean=mean).rates(replications)
    factors[:, open_hours] = np.divide(paths, mean, out=np.ones_like(paths), where=mean > 0)
    return factors
