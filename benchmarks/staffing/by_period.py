"""What does a target that counts by day cost, beside one that holds in every interval? Staffed and played.

    python benchmarks/staffing/by_period.py data/sample [--from 2026-11-09] [--replications 200]
    python benchmarks/staffing/by_period.py --enumerate 200

The week is staffed twice, with the shop's targets in every interval and by day; exactly so many people are
put at their desks, and the week is played as in ``promise.py``. A day keeps its target if over all
replications its customers together do.

``--enumerate``: small random queues (three or four half hours, up to three chats at once, one or two targets,
floors) are staffed by the search and by trying every team; it says how often the search is above the least.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.staffing.promise import Week, agents_by, played, week_of
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.schema import FLOOR_OF_MEAN, FLOOR_OF_SHARE
from peakroster.simulation.demand import simulated_demands
from scheduler.domain.queues import Target
from scheduler.domain.shop import AnyShop
from scheduler.queueing import InTime, ServiceModel
from scheduler.simulation import SimulatedDemand
from scheduler.staffing import ServiceTarget
from scheduler.staffing.service_constraints import PeriodTarget
from scheduler.staffing.time_varying import DemandScenarios, OpenHours, time_varying_agents_needed
from scheduler.staffing.time_varying.promised_intervals import PromisedIntervals, States
from scheduler.staffing.time_varying.promised_queue import PromisedQueue

Floats = NDArray[np.float64]


def by_day(shop: AnyShop) -> AnyShop:
    """The shop whose targets count by day, with the usual floors."""

    def changed(target: Target) -> Target:
        floor = (
            FLOOR_OF_MEAN * target.within_seconds if target.share is None else FLOOR_OF_SHARE * target.share
        )
        return replace(target, per="day", floor=floor)

    queues = tuple(
        replace(queue, targets=tuple(changed(target) for target in queue.targets))
        for queue in shop.settings.queues
    )
    return replace(shop, settings=replace(shop.settings, queues=queues))


def days_of(week: Week, agents: NDArray[np.int64], drawn: list[SimulatedDemand]) -> pd.DataFrame:
    """Simulated share in time of each queue and day, by its first target of a share."""
    inputs = week.inputs
    first = [next(t for t in queue.targets if t.share is not None) for queue in inputs.queues]
    counts = played(week, agents, drawn, tuple(target.within_seconds for target in first))
    day = pd.DatetimeIndex(inputs.clock.starts).normalize()
    rows = []
    for place, (queue, target) in enumerate(zip(inputs.queues, first, strict=True)):
        for each in day[: inputs.planned].unique():
            here = week.open[place] & inputs.counts(target) & np.asarray(day == each)
            came = counts.arrived[:, place, here].sum()
            share = counts.in_time[:, place, here].sum() / came
            hours = float((agents[place] * week.hours)[week.open[place] & np.asarray(day == each)].sum())
            rows.append((queue.id, f"{each:%m-%d}", hours, target.share, share, share >= (target.share or 0)))
    return pd.DataFrame(rows, columns=["queue", "day", "agent-hours", "target", "share", "kept"])


def least_by_enumeration(intervals: PromisedIntervals, most: int) -> int:
    """Fewest agents in all that keep every floor and the periods, of at most so many."""
    allowed = np.array([budget.allowed for budget in intervals.budgets()]) * (1 + 1e-12)
    count, best = len(intervals.hours), most

    def tried(place: int, before: States, used: Floats, total: int) -> None:
        nonlocal best
        if place == count:
            best = min(best, total)
            return
        agents = 1
        while total + agents + (count - place - 1) < best:
            outcome = intervals.outcome(place, before, agents)
            if outcome.keeps and (used + outcome.amounts <= allowed).all():
                tried(place + 1, outcome.end, used + outcome.amounts, total + agents)
            agents += 1

    tried(0, intervals.empty, np.zeros(len(allowed)), 0)
    return best


def random_queue(chance: np.random.Generator) -> tuple[ServiceModel, Floats, list[PeriodTarget]]:
    """A queue, its arrivals an hour, and its targets of one day."""
    chats = int(chance.integers(1, 4))
    model = ServiceModel(
        float(chance.choice([120, 240, 400])),
        chats,
        (1.0, 0.85, 0.7)[:chats],
        None if chance.random() < 0.5 else 180,
    )
    count = int(chance.integers(3, 5))
    rates = chance.uniform(5, 120, count) * chance.choice([1, 1, 0.3])
    share, day = float(chance.choice([0.8, 0.9, 0.95])), np.zeros(count, dtype=np.int64)
    floor = share * float(chance.choice([0, 0.5, 0.9]))
    targets = [PeriodTarget(ServiceTarget("service_level", 30, share), floor, day)]
    if chance.random() < 0.4:
        longest = float(chance.choice([40, 80, 1000]))
        targets.append(PeriodTarget(ServiceTarget("average_wait", 20), longest, day))
    return model, rates, targets


def enumerated(cases: int) -> None:
    """Print how far above the least the search is."""
    chance, above = np.random.default_rng(7), []
    late = InTime("service_level", 30.0)
    for _ in range(cases):
        model, rates, targets = random_queue(chance)
        demand, count = DemandScenarios(rates[np.newaxis], np.ones(1)), len(rates)
        found = time_varying_agents_needed(model, demand, 0.5, False, [], late, periods=targets).agents
        times = OpenHours.of(np.full(count, 0.5), False, 8.0)
        everywhere, nobody = np.ones(count, dtype=np.bool_), np.zeros(count)
        seconds = np.full(count, model.mean_seconds)
        queue = PromisedQueue.of(model, times, seconds, everywhere, nobody, [30.0])
        intervals = PromisedIntervals(
            queue, rates[np.newaxis], np.ones(1), [], targets, late, np.zeros(count, dtype=np.int64)
        )
        above.append(int(found.sum()) - least_by_enumeration(intervals, int(found.sum())))
    numbers, often = np.unique(above, return_counts=True)
    for number, times_ in zip(numbers.tolist(), often.tolist(), strict=True):
        print(f"{number} agents above the least: {times_} of {cases}")


def main() -> None:
    """A table of days and the sum, or the comparison with enumeration."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path, nargs="?", default=Path("data/sample"))
    parser.add_argument("--from", dest="first_day", type=date.fromisoformat, default=date(2026, 11, 9))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--enumerate", type=int, default=0, metavar="CASES")
    options = parser.parse_args()
    if options.enumerate:
        enumerated(options.enumerate)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(options.shop, copy)
        shop = read_shop(copy)
        week = week_of(shop, options.first_day, options.days)
        drawn = simulated_demands(week.inputs, "planned", options.replications, seed=1)
        for name, stated in (("every interval", shop), ("by day", by_day(shop))):
            started = time.perf_counter()
            inputs = replace(week.inputs, shop=stated)
            agents = agents_by(replace(week, inputs=inputs), "carried on")
            seconds = time.perf_counter() - started
            table = days_of(week, agents, drawn)
            print(f"\nTargets hold {name}: {table['agent-hours'].sum():.1f} agent-hours ({seconds:.1f} s)")
            print(table.round(4).to_string(index=False))


if __name__ == "__main__":
    main()
