"""Shift design: demands whose best catalogue is known, and the sample's week of the sale with better shifts.

    .venv/bin/python -m benchmarks.rosters.shift_design known --number 20
    .venv/bin/python -m benchmarks.rosters.shift_design sample data/sample --from 2026-11-09 --sizes 7,8,10

``known``: weeks made of 4 to 10 random shifts in the manner of Musliu, Schaerf and Slany; how often a
catalogue of as many shifts is found that covers the week with nothing missing and nothing idle. ``sample``:
designs catalogues for a shop folder, and plans the week with each of them in a copy of it: what is left of
the saving in a roster.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.rosters.known_shifts import known_catalogue
from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.planning.shift_design.candidates import Choice, nearest
from peakroster.planning.shift_design.demand import requirement_of
from peakroster.planning.shift_design.design import ShiftDesign, design_shifts
from peakroster.planning.shift_design.shift_file import shift_file
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits
from scheduler.shift_design.design import design


def known(number: int, interval: int) -> None:
    """Instances with a known catalogue, a few seconds each."""
    found = 0
    for seed in range(number):
        size = 4 + seed % 7
        problem, chosen = known_catalogue(seed, size, interval=interval)
        begun = time.process_time()
        best = design(problem, [], size, size).of_size(size)
        seconds = time.process_time() - begun
        exact = best.use.points <= problem.needed_hours + 1e-6
        found += exact
        print(
            f"seed {seed}: {size} of {len(problem.shifts)} shifts, {problem.needed_hours:,.0f} h needed; "
            f"paid {best.use.paid_hours:,.0f}, missing {best.use.missing_hours:,.1f}, "
            f"{len(best.use.used)} used, {len(chosen & set(best.use.used))} of them as made, "
            f"{seconds:.1f} s CPU",
            flush=True,
        )
    print(f"{found} of {number} covered exactly")


def sample(
    folder: Path, first: date, sizes: list[int], lengths: tuple[int, ...] | None, seconds: float
) -> None:
    """Paid hours and hours short: as designed, and in a roster of the same days."""
    with tempfile.TemporaryDirectory() as place:
        present = Path(place) / "present"
        shutil.copytree(folder, present)
        print("present", roster_figures(present, first, seconds), flush=True)
        shop = read_shop(present)
        requirement = requirement_of(shop, first, 7)
        for size in sizes:
            begun = time.process_time()
            found = design_shifts(shop, requirement, first, 7, size, Choice(lengths=lengths))
            spent = time.process_time() - begun
            now, best = found.design.present, found.best
            assert now is not None
            print(
                f"{size} shifts, designed in {spent:.0f} s CPU: paid {now.paid_hours:,.1f} → "
                f"{best.use.paid_hours:,.1f}, missing {now.missing_hours:,.1f} → "
                f"{best.use.missing_hours:,.1f}, gap {best.gap:.1%}",
                flush=True,
            )
            for each in found.proposal:
                print("   ", each.shift.name, each.shift.start / 60, each.shift.end / 60, each.people)
            copy = Path(place) / f"with-{size}"
            shutil.copytree(folder, copy)
            take_over(copy, found)
            print(f"{size} shifts, rostered", roster_figures(copy, first, seconds), flush=True)


def take_over(folder: Path, found: ShiftDesign) -> None:
    """The proposed shifts in a copy of the shop: lists name the new shifts most like theirs, wishes for
    shifts that are gone are dropped."""
    present = read_shop(folder).shifts
    proposed = [each.shift for each in found.proposal]
    (folder / "shifts.csv").write_bytes(shift_file(proposed))
    names = {shift.name for shift in proposed}
    agents = pd.read_csv(folder / "agents.csv", dtype=str, keep_default_na=False)
    for row, text in agents["shifts"].items():
        if text:
            allowed = set(text.split(";"))
            fitting = [shift.name for shift in proposed if nearest(shift, present).name in allowed]
            agents.loc[row, "shifts"] = ";".join(fitting)
    agents.to_csv(folder / "agents.csv", index=False)
    for file in ("requests.csv", "locks.csv"):
        table = pd.read_csv(folder / file, dtype=str, keep_default_na=False)
        table[table["shift"].isin({"", "off", *names})].to_csv(folder / file, index=False)
    mapping = folder / "mapping.csv"
    table = pd.read_csv(mapping, dtype=str, keep_default_na=False)
    table[(table["kind"] != "shift") | table["local_id"].isin(names)].to_csv(mapping, index=False)


def roster_figures(folder: Path, first: date, seconds: float) -> dict[str, Any]:
    """Of a plan made there, which also leaves its requirement."""
    outcome = run_plan(read_shop(folder), first, 7, Limits.within(seconds, 1, "auto"), ProgressObserver())
    summary, coverage = outcome.plan.summary, outcome.plan.coverage
    assert summary is not None
    assert coverage is not None
    late = summary["objective_parts"]["late"]["amount"]
    return {
        "paid": summary["paid_hours"],
        "missing": round(summary["shortage_hours"], 1),
        "late": round(late, 1),
        "objective": summary["objective"],
        "gap": round(summary["gap"], 4),
        "violations": len(outcome.violations),
    }


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    of_known = parts.add_parser("known")
    of_known.add_argument("--number", type=int, default=20)
    of_known.add_argument("--interval", type=int, default=60)
    of_sample = parts.add_parser("sample")
    of_sample.add_argument("folder", type=Path)
    of_sample.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    of_sample.add_argument("--sizes", default="7,8,10")
    of_sample.add_argument("--lengths", default="4;6;8.5")
    of_sample.add_argument("--time-limit", type=float, default=60)
    given = parser.parse_args()
    if given.part == "known":
        known(given.number, given.interval)
        return
    lengths = tuple(int(float(hours) * 60) for hours in given.lengths.split(";")) if given.lengths else None
    sizes = [int(size) for size in given.sizes.split(",")]
    sample(given.folder, given.first, sizes, lengths, given.time_limit)


if __name__ == "__main__":
    main()
