"""The requirement table: from the forecast to the agents needed in each interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peakroster.planning.staffing.deferred import deferred_requirement, defers
from peakroster.planning.staffing.demand import (
    ForecastDemand,
    forecast_demand,
    transferred_in_forecast,
)
from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.opened_intervals import staff_openings
from peakroster.planning.staffing.queue_model import AHT, reported, service_model
from peakroster.planning.staffing.returns import ReturnsByScenario, with_returns
from peakroster.planning.staffing.team_requirement import StaffedTeam, staffed_team
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import DEFERRED_COLUMNS, LATE_COLUMNS, REQUIREMENT_COLUMNS, EarlierWork
from scheduler.domain.queues import Queue
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shop import Shop
from scheduler.staffing import StaffingError, agents_needed_in_expectation
from scheduler.staffing.lateness_curve import stationary_lateness_curve
from scheduler.staffing.stationary_periods import agents_needed_by_period
from scheduler.staffing.time_varying import DemandScenarios, time_varying_agents_needed
from scheduler.staffing.time_varying.long_promises import is_long

Floats = NDArray[np.float64]


def requirement_table(
    shop: Shop,
    forecast: pd.DataFrame,
    first_day: date,
    days: int,
    tell: Callable[[str, int, int], None] = lambda queue, done, of: None,
    earlier: EarlierWork | None = None,
) -> pd.DataFrame:
    """Least number of agents for every open planning interval of every queue, tail included.

    Parameters
    ----------
    forecast
        Columns ``timestamp``, ``queue``, ``mean`` and quantiles as
        :func:`peakroster.planning.staffing.queue_model.quantile_column` names them; every hour in which a
        queue is open, once. Optional ``aht_seconds``; where it is missing or NaN, and for
        queues with a fixed handling time, shop.toml's applies. Other
        columns and queues are ignored.
    tell
        Called with a queue's id, the number of its intervals that are done and that of all.
    earlier
        What earlier plans left behind, of which deferred work takes up its backlog.

    Returns
    -------
    REQUIREMENT_COLUMNS, ``aht_seconds`` and LATE_COLUMNS, of shops with deferred work DEFERRED_COLUMNS too,
    sorted by timestamp, then queue in the order of shop.toml. ``inquiries`` has four decimals and sums to the
    forecast of each hour; an hour that the wall clock shows twice has one row for both. A team that shares
    queues has rows under its id, after the queues: its ``inquiries`` are the customers of all of them who
    reach agents. Its queues have rows too, with 0 agents.

    Raises
    ------
    InputError
        When a column or an hour is missing from the forecast, or no number of agents meets a target; for all
        queues at once.
    """
    settings = shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first_day, days)
    file = f"plans/{first_day.isoformat()}/forecast.csv"
    parts: list[pd.DataFrame] = []
    findings: list[Finding] = []
    try:
        joining = transferred_in_forecast(shop, forecast, intervals, file)
    except InputError:
        joining = {}  # the same is found below, of all queues
    needed = np.zeros(intervals.starts.shape)
    asked_of: dict[str, ForecastDemand] = {}
    for queue in settings.queues:
        try:
            asked_of[queue.id] = forecast_demand(
                shop, queue, forecast, intervals, file, joining.get(queue.id, 0.0)
            )
        except InputError as error:
            findings += error.findings
    for place, team in enumerate(settings.shared):
        if not set(team.queues) <= set(asked_of):
            continue
        try:
            found = staffed_team(shop, team, asked_of)
        except InputError as error:
            findings += error.findings
            continue
        needed.ravel()[np.searchsorted(intervals.starts.ravel(), found.starts)] += found.agents
        parts += _rows_of_team(shop, team, len(settings.queues) + place, found, asked_of)
    ranked = sorted(enumerate(settings.queues), key=lambda each: each[1].deferred is not None)
    for rank, queue in ranked:  # deferred work goes where the others leave room
        if queue.id not in asked_of or queue.id in shop.shared_queues:
            continue
        asked, further = asked_of[queue.id], dict[str, Floats]()
        try:
            if queue.deferred is None:
                staffed = staffed_queue(shop, queue, asked, partial(tell, queue.id))
                agents, late = staffed.agents, staffed.late
            else:
                agents, late, further = deferred_requirement(
                    shop, queue, forecast, asked, intervals, needed, file, earlier
                )
        except InputError as error:
            findings += error.findings
            continue
        needed.ravel()[np.searchsorted(intervals.starts.ravel(), asked.starts)] += agents
        parts.append(_rows(queue.id, rank, asked, agents, late).assign(**further))
    if findings:
        raise InputError(findings)
    table = pd.concat(parts).sort_values(["timestamp", "rank"], ignore_index=True)
    table = table.astype({"queue": "str", "agents": "int64"})
    return table[[*REQUIREMENT_COLUMNS, AHT, *LATE_COLUMNS, *(DEFERRED_COLUMNS if defers(shop) else ())]]


def _rows(name: str, rank: int, asked: ForecastDemand, agents: ArrayLike, late: Floats) -> pd.DataFrame:
    """Rows of a queue in the table; rank: of the queue among those of one moment."""
    table = pd.DataFrame({"timestamp": asked.starts, "inquiries": asked.inquiries, "agents": agents})
    table[AHT] = asked.demand.mean_seconds
    return _with_late(table.assign(queue=name, rank=rank), late)


def _rows_of_team(
    shop: Shop, team: SharedTeam, rank: int, found: StaffedTeam, asked_of: Mapping[str, ForecastDemand]
) -> list[pd.DataFrame]:
    """Rows of a team, and of its queues: these need nobody of their own, and tell who of them is late."""
    rank_of = {queue.id: place for place, queue in enumerate(shop.settings.queues)}
    parts = [_rows(name, rank_of[name], asked_of[name], 0, late) for name, late in found.late_of.items()]
    own = {"timestamp": found.starts, "inquiries": np.round(found.customers, 4), "agents": found.agents}
    whole = pd.DataFrame(own).assign(queue=team.id, rank=rank)
    whole[AHT] = np.round(found.mean_seconds, 4)
    return [*parts, _with_late(whole, found.late)]


def _with_late(table: pd.DataFrame, late: Floats) -> pd.DataFrame:
    # + 0.0: the -0.0 of a tiny negative number is 0.0
    return table.assign(**dict(zip(LATE_COLUMNS, (np.round(late, 4) + 0.0).T, strict=True)))


def deferred_placed_anew(
    shop: Shop,
    requirement: pd.DataFrame,
    forecast: pd.DataFrame,
    first_day: date,
    days: int,
    earlier: EarlierWork,
    beside: Callable[[Queue, pd.DataFrame], Floats],
) -> pd.DataFrame:
    """The requirement with its deferred work placed again, one such queue after the other.

    Parameters
    ----------
    requirement, forecast
        What :func:`requirement_table` made, and of what.
    beside
        Beside how many agents a queue's are to stand as evenly as possible, in each interval of the tables,
        shape (intervals,); of the queue and the requirement so far, in which it and the deferred queues
        after it need nobody.
    """
    settings, table = shop.settings, requirement.copy()
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first_day, days)
    file = f"plans/{first_day.isoformat()}/forecast.csv"
    joining = transferred_in_forecast(shop, forecast, intervals, file)
    deferred = [queue for queue in settings.queues if queue.deferred is not None]
    table.loc[table["queue"].isin([queue.id for queue in deferred]), "agents"] = 0
    for queue in deferred:
        asked = forecast_demand(shop, queue, forecast, intervals, file, joining.get(queue.id, 0.0))
        agents, late, _ = deferred_requirement(
            shop, queue, forecast, asked, intervals, beside(queue, table), file, earlier
        )
        rows = table["queue"] == queue.id
        table.loc[rows, "agents"] = agents
        table.loc[rows, list(LATE_COLUMNS)] = np.round(late, 4) + 0.0
    return table


def agents_together(shop: Shop, table: pd.DataFrame, first_day: date, days: int) -> Floats:
    """Agents that all queues need together in each interval of the tables, shape (intervals,)."""
    settings = shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, first_day, days)
    needed = np.zeros(intervals.starts.size)
    starts = table["timestamp"].to_numpy("datetime64[us]")
    np.add.at(needed, np.searchsorted(intervals.starts.ravel(), starts), table["agents"].to_numpy())
    return needed


@dataclass(frozen=True)
class StaffedQueue:
    """A queue's open intervals and the agents found for them.

    late: LATE_COLUMNS, shape (intervals, columns). used: customers late, or customer-seconds, of each target
    of a day or a month in each interval, shape (periods, intervals).
    """

    asked: ForecastDemand
    agents: NDArray[np.int64]
    late: Floats
    used: Floats


def staffed_queue(
    shop: Shop,
    queue: Queue,
    asked: ForecastDemand,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> StaffedQueue:
    """Agents of each open interval of one queue whose work does not wait, with customers who come back.

    Who comes back in an interval is decided by the agents of those before it, so one pass in order of time
    finds both. With targets of a period or of hours later customers decide agents of earlier intervals, so
    agents and returns are found in turn: right from the start on, each time for at least one interval
    more, mostly for all. Raises InputError where no number of agents meets a target.
    """
    time_varying = uses_time_varying(shop.settings)
    if queue.returns_share == 0 or not len(asked.demand.hours):
        return _staffed(shop, queue, asked, tell)
    long = any(is_long(target.within_seconds) for target in queue.targets)
    if not asked.periods and not (time_varying and long):
        returns = ReturnsByScenario(queue, asked.demand, time_varying=time_varying)
        return _staffed(shop, queue, asked, tell, returns)
    staffed = _staffed(shop, queue, asked, tell)
    for _ in range(len(staffed.agents)):
        before, agents = staffed.agents, staffed.agents.astype(np.float64)
        demand = with_returns(queue, asked.demand, agents, time_varying=time_varying)
        staffed = _staffed(shop, queue, replace(asked, demand=demand), tell)
        if np.array_equal(staffed.agents, before):
            break
    return staffed


def _staffed(
    shop: Shop,
    queue: Queue,
    asked: ForecastDemand,
    tell: Callable[[int, int], None],
    returns: ReturnsByScenario | None = None,
) -> StaffedQueue:
    """returns: where they are counted in the same pass."""
    model, demand, targets = service_model(queue), asked.demand, asked.targets
    cap, seconds = queue.max_occupancy, demand.mean_seconds
    least = min_agents_at(queue, asked.starts, shop.settings.interval_minutes)
    promised, count = reported(queue), len(demand.hours)
    rates, weights = demand.arrivals_per_hour, demand.weights
    try:
        if uses_time_varying(shop.settings):
            staffed = time_varying_agents_needed(
                model,
                DemandScenarios(rates, weights),
                demand.hours,
                demand.begins,
                targets,
                promised,
                cap,
                least,
                seconds,
                lambda interval: tell(interval + 1, count),
                closing=queue.closing,
                closed_hours=demand.closed_hours,
                closes_last=demand.closes_last,
                profiles=demand.profiles,
                periods=asked.periods,
                returning=returns,
            )
            asked = asked if returns is None else replace(asked, demand=returns.demand)
            return StaffedQueue(asked, staffed.agents, staffed.late, staffed.used)
        if asked.periods:
            agents, used = agents_needed_by_period(
                model, rates, weights, targets, asked.periods, demand.hours, cap, least, seconds
            )
        else:
            if returns is None:
                agents = agents_needed_in_expectation(model, rates, weights, targets, cap, least, seconds)
            else:
                agents = _one_by_one(queue, asked, returns, least)
                asked = replace(asked, demand=returns.demand)
                rates = asked.demand.arrivals_per_hour
            used = np.zeros((0, count))
        late = stationary_lateness_curve(model, rates, weights, agents, demand.hours, promised, seconds)
        staff_openings(queue, asked, agents, late, least)
    except StaffingError as error:
        details: dict[str, Any] = {"queue": queue.id, "arrivals": f"{error.arrivals_per_hour:g}"}
        key = f"queues[{queue.id}].target"
        finding = Finding("error", "target_out_of_reach", "shop.toml", None, key, None, details)
        raise InputError([finding]) from error
    return StaffedQueue(asked, agents, late, used)


def _one_by_one(
    queue: Queue, asked: ForecastDemand, returns: ReturnsByScenario, least: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Agents of intervals in their steady states, each with those who come back from the ones before."""
    model, demand = service_model(queue), asked.demand
    agents = np.zeros(len(demand.hours), dtype=np.int64)
    for place in range(len(agents)):
        here = slice(place, place + 1)
        agents[here] = agents_needed_in_expectation(
            model,
            returns.arrivals_per_hour(place)[:, np.newaxis],
            demand.weights,
            [(target, counts[here]) for target, counts in asked.targets],
            queue.max_occupancy,
            least[here],
            demand.mean_seconds[here],
        )
        returns.leave(place, float(agents[place]))
    return agents
