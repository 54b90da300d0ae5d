"""The sample shop with a queue of tickets: agent-hours and peaks as deferred work and as a live queue.

``python -m benchmarks.staffing.deferred_work`` staffs ten days of the sample shop, with tickets that are 18 %
of its after-sale chats and take nine minutes, in three ways: as deferred work within 24 hours, as a live
queue that promises 95 % within 24 hours, and as one that promises 90 % within 5 minutes. Then 50 simulated
copies of the ten days say how many cases are done within 24 hours, and how many wait each midnight.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.shop.folder import read_shop
from scheduler.domain.deferral import Deferral
from scheduler.domain.opening import Opening
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, play

FIRST, DAYS, RUNS = date(2026, 11, 2), 10, 50
SHARE, SECONDS = 0.18, 540.0
OPEN = Window(8 * 60, 24 * 60)
LIVE = {"presale", "aftersale"}


def tickets(name: str) -> Queue:
    """The queue of tickets, staffed as ``name`` says."""
    deferred = Deferral(24.0) if name == "deferred" else None
    target = (
        Target("service_level", 300.0, 0.9)
        if name == "within 5 min"
        else Target("service_level", 86_400.0, 0.95)
    )
    return Queue(
        id="tickets",
        name="tickets",
        open=Opening.daily(OPEN),
        aht_seconds=SECONDS,
        concurrency=1,
        slowdown=(1.0,),
        patience_seconds=None,
        bot_share=0.0,
        targets=(target,),
        max_occupancy=None,
        min_agents=0,
        plan_for=None,
        deferred=deferred,
    )


def main() -> None:
    """Print a table of the three, and the ten days of each."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "shop"
        shutil.copytree(Path(__file__).parents[2] / "data" / "sample", folder)
        shop = read_shop(folder)
        forecast = make_forecast(shop, FIRST, DAYS, 1).table
    own = forecast[forecast["queue"] == "aftersale"].assign(queue="tickets")
    own = own.assign(mean=own["mean"] * SHARE, aht_seconds=SECONDS)
    forecast = pd.concat([forecast, own], ignore_index=True)
    for name in ("deferred", "within 24 h", "within 5 min"):
        queues = (*shop.settings.queues, tickets(name))
        asked = replace(shop, settings=replace(shop.settings, queues=queues))
        table = requirement_table(asked, forecast, FIRST, DAYS)
        inside = table[table["timestamp"] < pd.Timestamp(FIRST) + pd.Timedelta(days=DAYS)]
        live = inside[inside["queue"].isin(LIVE)].groupby("timestamp")["agents"].sum()
        together = inside.groupby("timestamp")["agents"].sum()
        peaks = [each.groupby(each.index.date).max().mean() for each in (live, together)]
        hours = inside.loc[inside["queue"] == "tickets", "agents"].sum() / 2
        late, waiting = _played(table[table["queue"] == "tickets"], own)
        print(
            f"{name:12}  {hours:6.1f} agent-hours, daily peak of all queues {peaks[1]:.1f} "
            f"(live ones alone {peaks[0]:.1f}), {1 - late:.1%} done within 24 h; waiting at midnight: "
            + " ".join(f"{cases:.0f}" for cases in waiting)
        )
    work = own.loc[own["timestamp"] < pd.Timestamp(FIRST) + pd.Timedelta(days=DAYS), "mean"].sum()
    print(f"work of the cases: {work * SECONDS / 3600:.1f} agent-hours, {work / DAYS:.0f} cases a day")


def _played(table: pd.DataFrame, own: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Share late of the cases whose deadline is played, and cases waiting at midnight, shape (days,)."""
    intervals = planning_intervals("Asia/Shanghai", 30, FIRST, DAYS)
    starts = intervals.starts.ravel()
    edges = np.arange(len(starts) + 1) * 1800.0
    agents, come = np.zeros(len(starts), dtype=np.int64), np.repeat(own["mean"].to_numpy() / 2, 2)
    agents[np.searchsorted(starts, table["timestamp"].to_numpy("datetime64[us]"))] = table["agents"]
    system = ServiceSystem(
        (ServiceModel(SECONDS, 1, (1.0,), None),),
        (86_400.0,),
        edges,
        DutyPeriods.of_counts(agents[np.newaxis], edges),
    )
    demand = SimulatedDemand(come[np.newaxis], np.full((1, len(starts)), SECONDS))
    always, judged = np.array([-1e9, 1e9]), edges[1:] + 86_400 <= edges[-1]
    arrived, in_time, waiting = 0, 0, np.zeros(DAYS)
    for run in range(RUNS):
        played = play(system, demand, 1, run)
        counts = played.counts()
        arrived += counts.arrived[0][judged].sum()
        in_time += played.done_in_time(0, 86_400.0, always, always)[judged].sum()
        waiting += counts.backlog[0][47::48][:DAYS] / RUNS
    return 1 - in_time / arrived, waiting


if __name__ == "__main__":
    main()
