"""How long it takes to say who else could work a shift, and what trials of rules and cures find and take.

    .venv/bin/python -m benchmarks.rosters.alternatives data/sample --from 2026-11-02 --agents 60 500
    .venv/bin/python -m benchmarks.rosters.alternatives SHOP --from 2026-11-09 --agents 60 500 --trials 10 30

People, their shifts and the agents needed are multiplied; twenty shifts of the roster are asked about. The
shop is loaded beforehand; the first question of a process also loads the compiled kernels. ``--trials``: the
time limits of ``why-not`` and ``cures``; what the rules gain tells how much more work still finds. Seconds
are processor time.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.desk.cures import cures
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.who_could import who_could
from peakroster.desk.why_not import why_not

_QUESTIONS = 20


def multiplied(desk: Desk, agents: int) -> Desk:
    """The desk with copies of its people and their shifts, and as many more agents needed."""
    plan, shop = desk.plan, desk.shop
    times = max(1, round(agents / len(shop.agents)))
    assert plan.roster is not None
    assert plan.activities is not None
    assert plan.requirement is not None
    people = tuple(
        replace(agent, id=agent.id if not copy else f"{agent.id}-{copy}")
        for copy in range(times)
        for agent in shop.agents
    )

    def copies(table: pd.DataFrame) -> pd.DataFrame:
        parts = [
            table.assign(agent_id=table["agent_id"] + ("" if not copy else f"-{copy}"))
            for copy in range(times)
        ]
        return pd.concat(parts, ignore_index=True)

    needed = plan.requirement.drop(columns=[name for name in plan.requirement if name.startswith("late")])
    needed = needed.assign(agents=needed["agents"] * times)
    plan = replace(plan, roster=copies(plan.roster), activities=copies(plan.activities), requirement=needed)
    return replace(desk, shop=replace(shop, agents=people), plan=plan)


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shop", type=Path)
    parser.add_argument("--from", dest="start", default="2026-11-02")
    parser.add_argument("--agents", type=int, nargs="+", default=[60, 500])
    parser.add_argument("--trials", type=float, nargs="*", default=[])
    given = parser.parse_args()
    sample = open_desk(given.shop, date.fromisoformat(given.start))
    print("agents | first | median | worst CPU s | legal, median | trades, median")
    for agents in given.agents:
        desk = multiplied(sample, agents)
        roster = desk.plan.roster
        assert roster is not None
        rows = np.linspace(0, len(roster) - 1, _QUESTIONS).astype(int)
        seconds, legal, trades = [], [], []
        for row in roster.iloc[rows].itertuples():
            begun = time.process_time()
            found = who_could(desk, row.date, None, row.agent_id, 10)
            seconds.append(time.process_time() - begun)
            legal.append(sum(not one.objections for one in found.candidates))
            trades.append(len(found.trades))
        print(
            f"{len(desk.shop.agents)} | {seconds[0]:.2f} | {np.median(seconds[1:]):.2f} | "
            f"{max(seconds[1:]):.2f} | {np.median(legal):.0f} | {np.median(trades):.0f}"
        )
    if given.trials:
        print("agents | limit | why-not s | rules that gain | their points | cures s | cures | hired")
    for agents, limit in product(given.agents, given.trials):
        _trials(multiplied(sample, agents), limit)


def _trials(desk: Desk, limit: float) -> None:
    begun = time.process_time()
    why = why_not(desk, limit)
    asked = time.process_time() - begun
    gains = [one.gain for one in why.rules if one.gain > 0]
    begun = time.process_time()
    found = cures(desk, seconds=limit).cures
    cured = time.process_time() - begun
    told = ("-", "-") if found is None else (len(found.found), len(found.hired))
    print(
        f"{len(desk.shop.agents)} | {limit:g} | {asked:.1f} | {len(gains)} of {len(why.rules)} | "
        f"{sum(gains):.1f} | {cured:.1f} | {told[0]} | {told[1]}"
    )


if __name__ == "__main__":
    main()
