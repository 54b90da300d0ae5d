"""Demand of a queue's intervals as the staffing engine takes it: rates, lengths, handling times, openings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import customers_for_agents, intervals_of, profiles_at_agents
from peakroster.planning.staffing.customers import (
    OwnCustomers,
    has_transfers,
    transferred,
    transferred_of_requirement,
)
from peakroster.planning.staffing.inquiries import inquiries_of
from peakroster.planning.staffing.intervals import Intervals, open_during, touching
from peakroster.planning.staffing.queue_model import (
    AHT,
    plan_for_of,
    quantile_column,
    service_targets,
    staffed_column,
)
from peakroster.planning.staffing.scenarios import (
    EXPECTED_SERVICE,
    SCENARIO_QUANTILES,
    SCENARIO_WEIGHTS,
    scenario_factors,
)
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.windows import Window
from scheduler.staffing import ServiceTarget
from scheduler.staffing.service_constraints import PeriodTarget
from scheduler.staffing.time_varying import Profiles

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class QueueDemand:
    """Demand of one queue's open intervals, in order of time.

    arrivals_per_hour: customers who reach the agents, shape (scenarios, intervals). weights: probabilities of
    the scenarios, shape (scenarios,). The others have shape (intervals,). hours: real length. closed_hours:
    for how long the desk was closed just before; 0 = it was open. mean_seconds: handling time. promised:
    where some target counts. closes_last: whether the desk closes after the last interval. profiles: of
    intervals whose arrivals are not even.
    """

    arrivals_per_hour: Floats
    weights: Floats
    hours: Floats
    closed_hours: Floats
    mean_seconds: Floats
    promised: Booleans
    closes_last: bool
    profiles: Profiles = field(default_factory=dict)

    @property
    def begins(self) -> Booleans:
        """Where the desk opens."""
        return np.asarray(self.closed_hours > 0)


@dataclass(frozen=True)
class ForecastDemand:
    """Demand of one queue according to the forecast, one entry for each open interval.

    starts: wall clock. inquiries: staffed for, before the chatbot takes its share. targets: that hold in each
    interval, with the intervals in which they count. periods: those that hold over a day or a month.
    """

    starts: NDArray[np.datetime64]
    inquiries: Floats
    demand: QueueDemand
    targets: tuple[tuple[ServiceTarget, Booleans], ...]
    periods: tuple[PeriodTarget, ...] = ()


def transferred_in_forecast(
    shop: Shop, forecast: pd.DataFrame, intervals: Intervals, file: str
) -> dict[str, Floats]:
    """Customers whom each queue gets from the others, in its open intervals; empty where there are none.

    As many go on as the queue they come from is staffed for. file: what findings name. Raises InputError when
    a column or an hour is missing from the forecast.
    """
    if not has_transfers(shop):
        return {}
    return transferred(shop, intervals, own_in_forecast(shop, forecast, intervals, file))


def own_in_forecast(
    shop: Shop, forecast: pd.DataFrame, intervals: Intervals, file: str
) -> dict[str, OwnCustomers]:
    """Customers who come to each queue by themselves; parameters as above."""
    own: dict[str, OwnCustomers] = {}
    for queue in shop.settings.queues:
        asked = forecast_demand(shop, queue, forecast, intervals, file)
        customers = customers_for_agents(queue, shop.events, intervals, asked.starts, asked.inquiries)
        own[queue.id] = OwnCustomers(asked.starts, customers, asked.demand.mean_seconds)
    return own


def forecast_demand(
    shop: Shop,
    queue: Queue,
    forecast: pd.DataFrame,
    intervals: Intervals,
    file: str,
    joining: Floats | float = 0.0,
) -> ForecastDemand:
    """Demand of the queue's open intervals, from the forecast table.

    file: what findings name. joining: customers from other queues, shape (intervals,); in scenarios as many
    more or fewer as of the queue's own. Raises InputError when a column or an hour is missing from the
    forecast.
    """
    settings = shop.settings
    open_ = open_during(intervals, queue.open) & (intervals.real_hours > 0)
    column = staffed_column(settings, queue)
    inquiries = inquiries_of(queue, column, forecast, intervals, open_, shop.events, file)
    factors, weights = _scenarios(settings, queue, forecast, intervals, file)
    aht = _handling_times(queue, forecast, intervals)[open_]
    counting = [_counting(target.hours, intervals)[open_] for target in queue.targets]
    starts = intervals.starts[open_]
    arriving = customers_for_agents(queue, shop.events, intervals, starts, inquiries[open_]) + joining
    demand = QueueDemand(
        arrivals_per_hour=arriving / intervals.real_hours[open_] * factors[:, open_],
        weights=weights,
        hours=intervals.real_hours[open_],
        closed_hours=_closed_before(intervals, intervals.starts[open_]),
        mean_seconds=aht,
        promised=_any_of(counting, len(aht)),
        closes_last=_closes_after(queue, intervals, intervals.starts[open_]),
        profiles=profiles_at_agents(queue, shop.events, intervals, starts, inquiries[open_]),
    )
    every = list(zip(queue.targets, service_targets(queue.targets), counting, strict=True))
    targets = tuple((asked, counts) for target, asked, counts in every if target.per == "interval")
    periods = tuple(
        PeriodTarget(asked, target.floor, periods_of(target, starts, counts))
        for target, asked, counts in every
        if target.floor is not None
    )
    return ForecastDemand(starts, inquiries[open_], demand, targets, periods)


def requirement_demand(shop: Shop, queue: Queue, requirement: pd.DataFrame) -> tuple[Booleans, QueueDemand]:
    """The rows of the requirement table that are the queue's, and their demand as a single scenario.

    requirement: of all queues, because they hand over to one another.
    """
    settings = shop.settings
    rows = (requirement["queue"] == queue.id).to_numpy(dtype=np.bool_)
    own = requirement[rows]
    intervals = intervals_of(settings, requirement["timestamp"])
    starts = own["timestamp"].to_numpy("datetime64[us]")
    place = np.searchsorted(intervals.starts.ravel(), starts)
    hours = intervals.real_hours.ravel()[place]
    counting = [counting_at(target, intervals, starts) for target in queue.targets]
    inquiries = own["inquiries"].to_numpy(dtype=np.float64)
    arriving = customers_for_agents(queue, shop.events, intervals, starts, inquiries)
    arriving = (arriving + transferred_of_requirement(shop, requirement)[rows]) / hours
    seconds = np.full(len(own), queue.aht_seconds)
    if AHT in own.columns:
        seconds = own[AHT].fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
    return rows, QueueDemand(
        arriving[np.newaxis],
        np.ones(1),
        hours,
        _closed_before(intervals, starts),
        seconds,
        _any_of(counting, len(own)),
        _closes_after(queue, intervals, starts),
        profiles_at_agents(queue, shop.events, intervals, starts, inquiries),
    )


def _scenarios(
    settings: Settings, queue: Queue, forecast: pd.DataFrame, intervals: Intervals, file: str
) -> tuple[Floats, Floats]:
    """Factors on the customers of each interval, shape (scenarios, hours, per_hour), and probabilities."""
    shape = intervals.starts.shape
    if plan_for_of(settings, queue) != EXPECTED_SERVICE:
        return np.ones((1, *shape)), np.ones(1)
    columns = [quantile_column(level) for level in SCENARIO_QUANTILES]
    factors = scenario_factors(queue, columns, forecast, intervals, file)
    return np.repeat(factors[:, :, np.newaxis], shape[1], axis=2), SCENARIO_WEIGHTS


def _closed_before(intervals: Intervals, starts: NDArray[np.datetime64]) -> Floats:
    """Real hours between each of the ``starts`` and the end of the interval before; 0 for the first one."""
    lasting = intervals.real_hours.ravel()
    place = np.searchsorted(intervals.starts.ravel(), starts)
    passed = np.concatenate([[0.0], np.cumsum(lasting)])
    begin, end = passed[place], passed[place + 1]
    return np.asarray(np.diff(begin, prepend=begin[:1]) - np.concatenate([begin[:1] * 0, (end - begin)[:-1]]))


def _closes_after(queue: Queue, intervals: Intervals, starts: NDArray[np.datetime64]) -> bool:
    """Whether the desk closes at the end of the last of these intervals."""
    if not len(starts):
        return False
    last = replace(intervals, starts=starts[-1:] + np.timedelta64(intervals.minutes, "m"))
    return not bool(open_during(last, queue.open)[0])


def _handling_times(queue: Queue, forecast: pd.DataFrame, intervals: Intervals) -> NDArray[np.float64]:
    """Handling time of each interval, that of its hour; shape (hours, per_hour).

    A fixed one is that of shop.toml, whatever an earlier forecast.csv says.
    """
    seconds = np.full(len(intervals.hours), queue.aht_seconds)
    if AHT in forecast.columns and queue.handling_time != "fixed":
        own = forecast[(forecast["queue"] == queue.id) & forecast[AHT].notna()]
        hourly = own.set_index("timestamp")[AHT].reindex(pd.DatetimeIndex(intervals.hours))
        seconds = hourly.fillna(queue.aht_seconds).to_numpy(dtype=np.float64)
    return np.repeat(seconds[:, np.newaxis], intervals.starts.shape[1], axis=1)


def _counting(hours: Window | None, intervals: Intervals) -> Booleans:
    """Intervals in which a target counts, shape (hours, per_hour)."""
    if hours is None:
        return np.ones(intervals.starts.shape, dtype=np.bool_)
    return touching(intervals, hours)


def counting_at(target: Target, intervals: Intervals, starts: NDArray[np.datetime64]) -> Booleans:
    """Whether the target counts in the intervals with these starts, same shape."""
    return _counting(target.hours, intervals).ravel()[np.searchsorted(intervals.starts.ravel(), starts)]


def periods_of(target: Target, starts: NDArray[np.datetime64], counts: Booleans) -> Integers:
    """Calendar day or month, as a number, in which each interval lies; -1 where the target does not count."""
    unit = "datetime64[M]" if target.per == "month" else "datetime64[D]"
    return np.where(counts, starts.astype(unit).astype(np.int64), -1)


def _any_of(counting: Sequence[Booleans], intervals: int) -> Booleans:
    """Intervals in which some target counts."""
    return np.asarray(np.any([np.zeros(intervals, dtype=np.bool_), *counting], axis=0))
