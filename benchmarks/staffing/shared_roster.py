"""Two small queues with a team for each, against one team for both: sized, rostered and played.

The sample shop, thinned to a small one: each inquiry of its history is kept with the given probability. Both
queues state patience and ask for nobody who waits idly (min_agents = 1); everybody has both skills. The two
plans have the same forecast, people, rules and search. Exactly the agents
required are played with the customers that they are staffed for; the rosters with customers drawn from the
forecast and absences. A promise is kept in an interval whose simulated share or mean keeps it.

    python -m benchmarks.staffing.shared_roster [--kept 0.15] [--agents 16] [--seconds 30]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.pipeline.stages import ProgressObserver, finish_plan, make_forecast
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.simulation.demand import DemandName, simulated_demands
from peakroster.simulation.replications import run_replications
from peakroster.simulation.report import interval_statistics, report_content
from peakroster.simulation.simulation_input import read_simulation_input
from scheduler.domain.plan import ACTIVITIES_COLUMNS, Plan
from scheduler.roster.problem.solution import Limits

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
FIRST, DAYS = date(2026, 11, 16), 7
TEAM = '[[shared]]\nid = "front"\nqueues = ["presale", "aftersale"]\n\n[rules]'


def small_shop(folder: Path, kept: float, agents: int, *, shared: bool) -> ShopFolder:
    """Write the thinned sample into a new folder, with or without a team for both queues."""
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("plans"))
    settings = (SAMPLE / "shop.toml").read_text(encoding="utf-8")
    settings = settings.replace("min_agents = 2", "min_agents = 1")
    settings = settings.replace("aht_seconds = 400\n", "aht_seconds = 400\npatience_seconds = 600\n")
    if shared:
        settings = settings.replace("[rules]", TEAM, 1)
    (folder / "shop.toml").write_text(settings, encoding="utf-8")
    rng = np.random.default_rng(1)
    history = pd.read_csv(SAMPLE / "history.csv", encoding="utf-8-sig")
    counts = history["inquiries"].to_numpy(dtype=np.int64)
    history.assign(inquiries=rng.binomial(counts, kept)).to_csv(folder / "history.csv", index=False)
    people = pd.read_csv(SAMPLE / "agents.csv", encoding="utf-8-sig", dtype=str)
    people.head(agents).assign(skills="presale;aftersale", shifts="").to_csv(
        folder / "agents.csv", index=False
    )
    for name in ("requests.csv", "locks.csv", "mapping.csv"):
        path = folder / name
        head = path.read_text(encoding="utf-8-sig").splitlines()[0]
        path.write_text(head + "\n", encoding="utf-8")
    return read_shop(folder)


def main() -> None:
    """Print one line for each way and queue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=float, default=0.15)
    parser.add_argument("--agents", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--method", default="auto")
    parser.add_argument("--staffing-only", action="store_true")
    asked = parser.parse_args()
    forecast = None
    with tempfile.TemporaryDirectory() as directory:
        for shared in (False, True):
            name = "shared" if shared else "separate"
            shop = small_shop(Path(directory) / name, asked.kept, asked.agents, shared=shared)
            shop = replace(shop, settings=replace(shop.settings, staffing_method=asked.method))
            if forecast is None:
                forecast = make_forecast(shop, FIRST, DAYS, 1).table
            needed = requirement_table(shop, forecast, FIRST, DAYS)
            plan = Plan(FIRST, DAYS, forecast=forecast, requirement=needed)
            _report_required(shop, plan, name, asked.replications)
            if asked.staffing_only:
                continue
            limits = Limits.within(asked.seconds)
            done = finish_plan(shop, plan, limits, ProgressObserver(), {})
            _report(shop, done.plan, name, asked.replications, len(done.violations))


def _report(shop: ShopFolder, plan: Plan, name: str, replications: int, violations: int) -> None:
    summary = plan.summary or {}
    hours = {key: summary[f"{key}_hours"] for key in ("required", "paid", "shortage", "overstaffed")}
    told = ", ".join(f"{key} {value:,.1f} h" for key, value in hours.items())
    print(f"{name}: {told}; gap {summary['gap']:.1%}; audit: {violations} violations", flush=True)
    _play(shop, replications)


def _report_required(shop: ShopFolder, plan: Plan, name: str, replications: int) -> None:
    """Exactly the agents of requirement.csv, who come and go with each interval; nobody is absent."""
    assert plan.requirement is not None
    needed = plan.requirement[plan.requirement["timestamp"] < plan.end]
    length = pd.Timedelta(minutes=shop.settings.interval_minutes)
    rows = []
    for queue, table in needed.groupby("queue"):
        for place in range(int(table["agents"].max())):
            there = table.loc[table["agents"] > place, "timestamp"]
            new = (there.diff() != length).cumsum()
            ends = there.groupby(new).agg(["first", "last"])
            rows += [
                (f"{queue}{place}", start, last + length, queue)
                for start, last in ends.itertuples(index=False)
            ]
    done = pd.DataFrame(rows, columns=list(ACTIVITIES_COLUMNS)).sort_values(["agent_id", "start"])
    hours = float(needed["agents"].sum()) * shop.settings.interval_minutes / 60
    print(f"{name}, exactly the agents required: {hours:,.1f} h at the desks", flush=True)
    exact = replace(shop, settings=replace(shop.settings, shrinkage=0.0))
    PlanStore(shop.folder).write(
        replace(
            plan, roster=empty_table("roster"), activities=done, summary={"from": str(FIRST), "days": DAYS}
        )
    )
    _play(exact, replications, "planned")


def _play(shop: ShopFolder, replications: int, demand: DemandName = "forecast") -> None:
    inputs = read_simulation_input(shop, FIRST)
    played = run_replications(inputs, simulated_demands(inputs, demand, replications, 1), 1)
    content = report_content(played, interval_statistics(played), demand, 1, {})
    for queue in content["queues"]:
        total = queue["total"]
        print(
            f"  {queue['queue']:9} {total['arrived']:6,.0f} customers, {total['service_level']:.1%} within "
            f"{queue['within_seconds']:g} s, wait {total['average_wait_seconds']:.1f} s, "
            f"left {total['left_share']:.2%}, promise kept in {total['intervals_kept']}/{total['intervals']} "
            f"intervals, occupancy {total['occupancy']:.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
