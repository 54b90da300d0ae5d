"""Fairness over weeks: plans in a row of the sample shop, with and without a memory of the plans before.

    .venv/bin/python -m benchmarks.rosters.fairness_weeks data/sample [--agents 12] [--weeks 4] [--seconds 60]

Each week is planned from the plans of the weeks before it, as the commands do it, in a temporary copy of the
shop. With fewer agents every so many-th stays, and traffic falls in proportion. Told are, of nights,
weekend days and sale days: by how much anybody who is able to work them is above or below the fair share of
what all had over all weeks, and what the weeks cost in missing hours and late customers.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.pipeline.stages import ProgressObserver, finish_plan
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.roster.ledger import ledger
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.domain.fairness import LEDGER_KINDS, SPREAD_KINDS
from scheduler.domain.plan import Plan
from scheduler.roster.problem.solution import Limits

FIRST_DAY = date(2026, 11, 2)


def with_agents(folder: Path, agents: int, days: int) -> None:
    """Leave so many agents in a shop folder, and traffic in proportion."""
    table = pd.read_csv(folder / "agents.csv", dtype="str")
    kept = table.iloc[np.linspace(0, len(table) - 1, agents).round().astype(int)]
    kept.to_csv(folder / "agents.csv", index=False)
    (folder / "mapping.csv").unlink(missing_ok=True)
    for name in ("requests.csv", "locks.csv"):
        rows = pd.read_csv(folder / name, dtype="str")
        rows[rows["agent_id"].isin(set(kept["agent_id"]))].to_csv(folder / name, index=False)
    until = FIRST_DAY + timedelta(days=days + 2)
    share = agents / len(table)
    (folder / "adjustments.csv").write_text(
        f"start,end,multiply\n{FIRST_DAY}T00:00,{until}T00:00,{share:.4f}\n"
    )
    if agents < len(table) / 2:  # two in each queue all day long would be more than the team has hours for
        text = (folder / "shop.toml").read_text(encoding="utf-8")
        (folder / "shop.toml").write_text(text.replace("min_agents = 2", "min_agents = 1"), encoding="utf-8")


def weeks_in_a_row(shop: ShopFolder, needs: Sequence[Plan], seconds: float) -> tuple[float, float, list[str]]:
    """Plan them one after the other; missing hours, late customers, and what the audit finds."""
    missing = late = 0.0
    found: list[str] = []
    for plan in needs:
        outcome = finish_plan(shop, plan, Limits(1, 60 * seconds, 0.4 * seconds), ProgressObserver(), {})
        parts = (outcome.plan.summary or {})["objective_parts"]
        missing += parts["shortage"]["amount"]
        late += parts["late"]["amount"]
        found += [violation.code for violation in outcome.violations]
    return missing, late, found


def main() -> None:
    """Plan the weeks twice and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shop", type=Path)
    parser.add_argument("--agents", type=int)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60.0, help="whose work each search has")
    parser.add_argument("--only", choices=("with", "without"))
    parser.add_argument("--balance", type=float, help="another weight than the default")
    given = parser.parse_args()
    print(
        "| memory | kind | all | had | largest above | largest below | missing h | late | seconds | audit |"
    )
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "source"
        shutil.copytree(given.shop, source, ignore=shutil.ignore_patterns("plans"))
        if given.agents:
            with_agents(source, given.agents, 7 * given.weeks)
        shop, needs = read_shop(source), []
        for week in range(given.weeks):
            first = FIRST_DAY + timedelta(weeks=week)
            table = make_forecast(shop, first, 7, 1).table
            needs.append(Plan(first, 7, table, requirement_table(shop, table, first, 7)))
        for name, window in (("without", 0), ("with", 13)):
            if given.only not in (None, name):
                continue
            folder = Path(place) / name
            shutil.copytree(source, folder)
            text = (folder / "shop.toml").read_text(
                encoding="utf-8"
            ) + f"\n[fairness]\nwindow_weeks = {window}\n"
            if given.balance is not None:
                text += f"[objective]\nbalance = {given.balance}\n"
            (folder / "shop.toml").write_text(text, encoding="utf-8")
            begun = time.perf_counter()
            missing, late, found = weeks_in_a_row(read_shop(folder), needs, given.seconds)
            seconds = time.perf_counter() - begun
            earlier = PlanStore(folder).before(needs[-1].last_day + timedelta(days=1), given.weeks)
            book = ledger(read_shop(folder), earlier)
            for kind in SPREAD_KINDS:
                column = LEDGER_KINDS.index(kind)
                able = ~np.isnan(book.share[:, column])
                had, beyond = book.had[able, column], book.balance[able, column]
                print(
                    f"| {name} | {kind} | {had.sum():.0f} of {able.sum()} | {had.min():.0f}–{had.max():.0f} "
                    f"| {beyond.max():+.1f} | {beyond.min():+.1f} | {missing:,.1f} | {late:,.0f} "
                    f"| {seconds:.0f} | {sorted(set(found)) or 'clean'} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
