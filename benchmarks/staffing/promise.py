"""Which way of finding the number of agents keeps the promise, and with how many people? Played.

    python benchmarks/staffing/promise.py data/sample [--from 2026-11-09] [--replications 200]

The week is forecast; each method says how many agents every interval needs; exactly so many people are put at
their desks, and the week is played (``scheduler.simulation``). An interval keeps its promise if over all
replications every target that counts is met: the share answered in time, the average wait. (The second pair
of columns looks at the shares in time alone.) To hold: in 95 %
of the open intervals, and in 90 % of those from 19:30 to 01:30 around a sale, at no more than 3 % above
the least agent-hours for which the requirement, scaled as a whole and rounded up, does the same.

Methods: *carried on* (``time_varying``, what ``auto`` is); *steady state* of each interval; *Erlang C by the
hour*, one chat at a time; *divided by the concurrency*, Erlang C with the handling time divided by the chats
that an agent may hold, as spreadsheets do; and, for demand drawn from the forecast, *expected service*.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.scenarios import EXPECTED_SERVICE
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.simulation.demand import DemandName, arrivals_at_agents, simulated_demands
from peakroster.simulation.simulation_input import SimulationInput, simulation_input_of
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, Replications, ServiceSystem, SimulatedDemand, replicate
from scheduler.staffing import ServiceTarget, agents_needed

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

BEFORE_SALE, AFTER_SALE = timedelta(minutes=30), timedelta(hours=5, minutes=30)
SCALES = np.arange(0.80, 1.401, 0.01)


@dataclass(frozen=True)
class Week:
    """What is played: the inputs, and which of its intervals are open and planned, and around the sale."""

    inputs: SimulationInput
    table: pd.DataFrame
    open: Booleans
    sale: Booleans

    @property
    def hours(self) -> Floats:
        """Length of each interval."""
        return np.diff(self.inputs.clock.edges) / 3600


def week_of(shop: Shop, first_day: date, days: int) -> Week:
    """The forecast of the week, with everything that any method wants to know."""
    stage = make_forecast(shop, first_day, days, seed=1)
    table = requirement_table(shop, stage.table, first_day, days)
    plan = Plan(first_day, days, forecast=stage.table, requirement=table)
    store = PlanStore(shop.folder)
    store.write(plan)
    inputs = simulation_input_of(shop, plan, store.before(first_day), table)
    inputs = replace(inputs, staffed=rows_of(inputs, table, np.ones(len(table))) > 0, reach=None)
    planned = np.arange(inputs.staffed.shape[1]) < inputs.planned
    starts = [e.start for e in shop.events if plan.start <= e.start < plan.end]
    clock = pd.DatetimeIndex(inputs.clock.starts)
    near = np.zeros(len(clock), dtype=np.bool_)
    for start in starts:
        begin, end = pd.Timestamp(start - BEFORE_SALE), pd.Timestamp(start + AFTER_SALE)
        near |= np.asarray((clock >= begin) & (clock < end))
    return Week(inputs, stage.table, inputs.staffed & planned, inputs.staffed & planned & near)


def rows_of(inputs: SimulationInput, table: pd.DataFrame, values: Floats) -> Floats:
    """A column of the requirement by queue and interval, 0 where there is no row."""
    rank = {queue.id: place for place, queue in enumerate(inputs.queues)}
    result = np.zeros(inputs.inquiries.shape)
    place = inputs.clock.places(table["timestamp"])
    result[table["queue"].map(rank).to_numpy(dtype=np.int64), place] = values
    return result


def agents_by(week: Week, method: str) -> Integers:
    """The agents of each queue and interval."""
    inputs, shop = week.inputs, week.inputs.shop
    if method in ("carried on", "steady state", "expected service"):
        settings = replace(
            shop.settings,
            staffing_method="stationary" if method == "steady state" else "time_varying",
            plan_for=EXPECTED_SERVICE if method == "expected service" else "mean",
        )
        table = requirement_table(
            replace(shop, settings=settings), week.table, inputs.plan.first_day, inputs.plan.days
        )
        return rows_of(inputs, table, table["agents"].to_numpy(dtype=np.float64)).astype(np.int64)
    agents = np.zeros(inputs.inquiries.shape, dtype=np.int64)
    hour = pd.DatetimeIndex(inputs.clock.starts).floor("h")
    arrivals = arrivals_at_agents(inputs, inputs.inquiries)
    for place, queue in enumerate(inputs.queues):
        rates = pd.Series(arrivals[place] / week.hours)
        hourly = rates.groupby(np.asarray(hour)).transform("mean").to_numpy()
        targets = [
            (ServiceTarget(target.kind, target.within_seconds, target.share), inputs.counts(target))
            for target in queue.targets
        ]
        shorter = queue.concurrency if method == "divided by the concurrency" else 1
        seconds = inputs.mean_seconds[place] / shorter
        needed = agents_needed(
            ServiceModel(queue.aht_seconds), hourly, targets, queue.max_occupancy, queue.min_agents, seconds
        )
        agents[place] = np.where(inputs.staffed[place], needed, 0)
    return agents


def played(
    week: Week, agents: Integers, drawn: list[SimulatedDemand], seconds: tuple[float, ...]
) -> Replications:
    """The week with exactly so many people at their desks; seconds: what is in time, by queue."""
    inputs = week.inputs
    models = tuple(
        ServiceModel(q.aht_seconds, q.concurrency, q.slowdown, q.patience_seconds) for q in inputs.queues
    )
    edges = np.asarray(inputs.clock.edges, dtype=np.float64)
    return replicate(
        ServiceSystem(models, seconds, edges, DutyPeriods.of_counts(agents, edges)), drawn, seed=1
    )


def kept(week: Week, agents: Integers, drawn: list[SimulatedDemand]) -> tuple[Booleans, Booleans]:
    """Which intervals keep every target that counts, and which those on shares in time, by queue.

    Those without customers keep all.
    """
    inputs = week.inputs
    shares = np.ones(agents.shape, dtype=np.bool_)
    waits = shares.copy()
    lists = [[t for t in queue.targets if t.kind == "service_level"] for queue in inputs.queues]
    rounds = max(1, *(len(levels) for levels in lists))
    for turn in range(rounds):
        seconds = tuple(
            levels[min(turn, len(levels) - 1)].within_seconds if levels else 0.0 for levels in lists
        )
        counts = played(week, agents, drawn, seconds)
        arrived = counts.arrived.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            level = np.where(arrived > 0, counts.in_time.sum(axis=0) / arrived, 1.0)
            wait = np.where(arrived > 0, counts.waited.sum(axis=0) / arrived, 0.0)
        for place, queue in enumerate(inputs.queues):
            if turn < len(lists[place]):
                target = lists[place][turn]
                shares[place] &= (level[place] >= (target.share or 0.0)) | ~inputs.counts(target)
            for target in queue.targets:
                if target.kind == "average_wait":
                    waits[place] &= (wait[place] <= target.within_seconds) | ~inputs.counts(target)
    return shares & waits, shares


def figures(week: Week, agents: Integers, drawn: list[SimulatedDemand]) -> dict[str, float]:
    """Agent-hours, and the shares of intervals that keep the promise."""
    every, shares = kept(week, agents, drawn)
    result = {"agent-hours": float((agents * week.hours)[week.open].sum())}
    for good, what in ((every, ""), (shares, "shares in time ")):
        result[f"{what}kept %"] = 100 * float(good[week.open].mean())
        result[f"{what}around the sale %"] = (
            100 * float(good[week.sale].mean()) if week.sale.any() else np.nan
        )
    return result


def least_scaled(week: Week, agents: Integers, drawn: list[SimulatedDemand]) -> float:
    """Least agent-hours of the requirement times a number, rounded up, that hold the bars; by bisection."""
    low, high = 0, len(SCALES) - 1
    found = np.nan
    while low <= high:
        middle = (low + high) // 2
        scaled = np.ceil(agents * SCALES[middle] - 1e-9).astype(np.int64)
        row = figures(week, scaled, drawn)
        if row["kept %"] >= 95 and not row["around the sale %"] < 90:
            found, high = row["agent-hours"], middle - 1
        else:
            low = middle + 1
    return found


def main() -> None:
    """Two tables: demand as planned, and demand drawn from the forecast."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--from", dest="first_day", type=date.fromisoformat, default=date(2026, 11, 9))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--replications", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(options.shop, copy)
        shop = read_shop(copy)
        shop = replace(shop, settings=replace(shop.settings, plan_for=EXPECTED_SERVICE))
        week = week_of(shop, options.first_day, options.days)
        methods = ("carried on", "steady state", "Erlang C by the hour", "divided by the concurrency")
        cases: tuple[tuple[DemandName, str], ...] = (
            ("planned", methods[0]),
            ("forecast", "expected service"),
        )
        for name, ours in cases:
            drawn = simulated_demands(week.inputs, name, options.replications, seed=1)
            rows = {}
            for method in methods if name == "planned" else (ours, *methods):
                started = time.perf_counter()
                rows[method] = figures(week, agents_by(week, method), drawn)
                rows[method]["seconds"] = time.perf_counter() - started
            least = least_scaled(week, agents_by(week, ours), drawn)
            print(f"\nDemand as {'planned' if name == 'planned' else 'drawn from the forecast'}")
            print(pd.DataFrame(rows).T.round(1).to_string())
            over = 100 * (rows[ours]["agent-hours"] / least - 1)
            print(f"{ours}: {over:+.1f} % over the least of it scaled as a whole ({least:.0f} agent-hours)")


if __name__ == "__main__":
    main()
