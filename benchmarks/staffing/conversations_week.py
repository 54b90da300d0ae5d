"""A week of the sample shop whose chats are stated as conversations: are first replies in time? Played.

    .venv/bin/python -m benchmarks.staffing.conversations_week data/sample [--from 2026-11-09]
        [--replications 100] [--spread 1.0]

Pre-sale chats have six replies of 20 s and customers who think 30 s; after-sale ones as many replies as their
length alone says. Promised are first replies: 95 % within 30 s before the sale, 90 % within 180 s after it.
Exactly so many people as each answer says are put at their desks, and the planned week is played. An interval
keeps its promise if of all its customers, over all replications, that share has the first reply in time.

Answers: what is staffed for first replies, and what was staffed when the same promise was counted at
assignment. Beside them the least agent-hours for which the first, scaled as a whole and rounded up, keeps
95 % of the open intervals, and of the last ones before a closing. To hold: at most 3 % above it. Printed too:
the processor time of staffing the week.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.staffing.promise import Week, rows_of, week_of
from peakroster.planning.staffing.queue_model import service_model
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.shop.folder import read_shop
from peakroster.simulation.demand import simulated_demands
from scheduler.domain.shop import Shop
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, play

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

SCALES = np.arange(0.88, 1.081, 0.01)
PROMISES = {"presale": (0.95, 30), "aftersale": (0.90, 180)}
TYPING, THINKING = 20, 30


def stated_as_conversations(folder: Path, spread: float) -> Shop:
    """The shop of a copy whose shop.toml says what chats are made of."""
    path = folder / "shop.toml"
    head, *queues = re.split(r"(?m)^(?=\[\[queues\]\])", path.read_text(encoding="utf-8"))
    result = [head]
    for text in queues:
        queue = re.search(r'id = "(\w+)"', text)
        length = re.search(r"aht_seconds = (\d+)", text)
        assert queue
        assert length
        share, within = PROMISES[queue[1]]
        replies = (int(length[1]) + THINKING) / (TYPING + THINKING)
        told = f"replies = {replies}\nreply_seconds = {TYPING}\ncustomer_seconds = {THINKING}"
        told += f"\nreply_spread = {spread}"
        promise = f'{{ kind = "first_reply", share = {share}, within_seconds = {within} }}'
        text = re.sub(r"(?m)^#.*\n", "", text)
        text = re.sub(r"(?m)^slowdown = .*$", told, text)
        text = re.sub(r"(?ms)^target = (\[.*?^\]|[^\n]*)", f"target = {promise}", text)
        result.append(text)
    path.write_text("".join(result), encoding="utf-8")
    return read_shop(folder)


def counted_at_assignment(shop: Shop) -> Shop:
    """The same shop, its promises counted when an agent takes the chat."""
    queues = tuple(
        replace(queue, targets=tuple(replace(target, kind="service_level") for target in queue.targets))
        for queue in shop.settings.queues
    )
    return replace(shop, settings=replace(shop.settings, queues=queues))


def kept(week: Week, agents: Integers, drawn: list[SimulatedDemand]) -> Booleans:
    """Which intervals keep their promise of first replies, by queue; those without customers do."""
    inputs = week.inputs
    edges = np.asarray(inputs.clock.edges, dtype=np.float64)
    models = tuple(service_model(queue) for queue in inputs.queues)
    within = tuple(float(PROMISES[queue.id][1]) for queue in inputs.queues)
    system = ServiceSystem(models, within, edges, DutyPeriods.of_counts(agents, edges))
    in_time, arrived = np.zeros(agents.shape), np.zeros(agents.shape)
    for number, demand in enumerate(drawn):
        played = play(system, demand, 1, number)
        arrived += played.counts().arrived
        for place, seconds in enumerate(within):
            in_time[place] += played.in_time("first_reply", place, seconds)
    shares = np.array([PROMISES[queue.id][0] for queue in inputs.queues])[:, np.newaxis]
    return np.asarray(in_time >= shares * arrived)


def before_closing(week: Week) -> Booleans:
    """The last open interval before each closing, by queue."""
    staffed = week.inputs.staffed
    last = np.zeros_like(staffed)
    last[:, :-1] = staffed[:, :-1] & ~staffed[:, 1:]
    return last & week.open


def figures(week: Week, agents: Integers, drawn: list[SimulatedDemand]) -> dict[str, float]:
    """Agent-hours, and the shares of intervals that keep the promise."""
    good, closing = kept(week, agents, drawn), before_closing(week)
    result = {
        "agent-hours": float((agents * week.hours)[week.open].sum()),
        "kept %": 100 * float(good[week.open].mean()),
        "around the sale %": 100 * float(good[week.sale].mean()) if week.sale.any() else np.nan,
        "before closing %": 100 * float(good[closing].mean()) if closing.any() else np.nan,
    }
    for place, queue in enumerate(week.inputs.queues):
        result[f"{queue.id} %"] = 100 * float(good[place][week.open[place]].mean())
    return result


def main() -> None:
    """Print a table, and how far above the least of uniform scaling it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--from", dest="first_day", type=date.fromisoformat, default=date(2026, 11, 9))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--spread", type=float, default=1.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(options.shop, copy)
        shop = stated_as_conversations(copy, options.spread)
        week = week_of(shop, options.first_day, options.days)
        drawn = simulated_demands(week.inputs, "planned", options.replications, seed=1)
        rows, answers = {}, {}
        for name, asked in (
            ("first replies", shop),
            ("counted at assignment", counted_at_assignment(shop)),
        ):
            begun = time.process_time()
            table = requirement_table(asked, week.table, options.first_day, options.days)
            seconds = time.process_time() - begun
            agents = rows_of(week.inputs, table, table["agents"].to_numpy(dtype=np.float64)).astype(np.int64)
            answers[name] = agents
            rows[name] = {**figures(week, agents, drawn), "processor seconds": seconds}
        ours = answers["first replies"]
        low, high = 0, len(SCALES) - 1
        while low < high:
            middle = (low + high) // 2
            scaled = np.ceil(ours * SCALES[middle] - 1e-9).astype(np.int64)
            row = figures(week, scaled, drawn)
            if min(row["kept %"], row["before closing %"]) >= 95:
                high = middle
            else:
                low = middle + 1
        scaled = np.ceil(ours * SCALES[high] - 1e-9).astype(np.int64)
        rows[f"least scaled ({SCALES[high]:.3f})"] = figures(week, scaled, drawn)
        print(pd.DataFrame(rows).T.round(1).to_string())
        hours = {name: row["agent-hours"] for name, row in rows.items()}
        least = next(hour for name, hour in hours.items() if name.startswith("least"))
        print(f"{100 * (hours['first replies'] / least - 1):+.1f} % over the least scaled as a whole")
        more = 100 * (hours["first replies"] / hours["counted at assignment"] - 1)
        print(f"{more:+.1f} % agent-hours over the promise counted at assignment")


if __name__ == "__main__":
    main()
