"""A sale opens inside an interval: what its rush takes, and what happens to a plan that does not know of it.

    python benchmarks/staffing/openings.py data/sample [--from 2026-11-10] [--event double11-2026]

The day is staffed with and without the ``opening`` of its event, and played with the rush: exactly so many
people at their desks, demand as planned. Printed are agents and simulated shares of the first intervals.
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

from benchmarks.staffing.promise import agents_by, played, week_of
from peakroster.shop.folder import read_shop
from peakroster.simulation.demand import simulated_demands
from scheduler.domain.shop import AnyShop

INTERVALS = 3


def with_opening(shop: AnyShop, name: str, opening: float | None) -> AnyShop:
    """The shop whose event of this name opens so."""
    events = (replace(each, opening=opening if each.name == name else None) for each in shop.events)
    return replace(shop, events=tuple(events))


def main() -> None:
    """One row for each queue and interval after the opening."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--from", dest="first_day", type=date.fromisoformat, default=date(2026, 11, 10))
    parser.add_argument("--event", default="double11-2026")
    parser.add_argument("--replications", type=int, default=200)
    options = parser.parse_args()
    rows = []
    for rush, known in ((4.0, None), (4.0, 4.0), (8.0, None), (8.0, 8.0)):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "shop"
            shutil.copytree(options.shop, copy)
            shop = read_shop(copy)
            (event,) = (each for each in shop.events if each.name == options.event)
            true, planned = (
                week_of(with_opening(shop, options.event, each), options.first_day, 1)
                for each in (rush, known)
            )
        agents = agents_by(planned, "carried on")
        drawn = simulated_demands(true.inputs, "planned", options.replications, seed=1)
        first = int(np.searchsorted(true.inputs.clock.starts, np.datetime64(event.start)))
        for place, queue in enumerate(true.inputs.queues):
            target = next(each for each in queue.targets if each.share is not None)
            counts = played(true, agents, drawn, (target.within_seconds,) * len(true.inputs.queues))
            for at in range(first, first + INTERVALS):
                share = counts.in_time[:, place, at].sum() / counts.arrived[:, place, at].sum()
                start = f"{pd.Timestamp(true.inputs.clock.starts[at]):%H:%M}"
                rows.append((rush, known, queue.id, start, int(agents[place, at]), target.share, share))
    columns = ["rush", "planned for", "queue", "from", "agents", "target", "share"]
    print(pd.DataFrame(rows, columns=columns).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
