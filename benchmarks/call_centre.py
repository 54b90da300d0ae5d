"""Real input: a call centre's hourly calls become a shop folder, and a week of it is planned end to end.

    python benchmarks/call_centre.py SERIES.csv FOLDER --from 1999-11-08

SERIES.csv has ``timestamp,calls`` by hour. History up to the plan's first day goes into the folder, the rest
is kept aside to see how good the forecast was, against the same hour of the week before and the mean of
eight weeks. Calls are a telephone queue: one at a time, 80 % answered within 20 s. Staff, shifts and
contracts are made up: as many people as the mean need of the four weeks before asks for.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

SHOP = """\
name = "Call centre"
timezone = "Asia/Jerusalem"
country = "IL"
interval_minutes = 30
shrinkage = 0.1

[[queues]]
id = "calls"
aht_seconds = 190
target = {{ kind = "service_level", share = 0.8, within_seconds = 20 }}
patience_seconds = 300

[rules]
preset = "cn-standard"
"""
SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to
early,07:00,15:30,30,10:30,12:30
day,09:00,17:30,30,12:00,14:30
noon,12:00,20:30,30,15:30,17:30
late,15:30,24:00,30,18:30,21:00
evening,17:00,22:00,,,
night,23:30,07:30,30,02:30,04:30
"""


def make_folder(calls: pd.Series, folder: Path, first_day: date) -> int:
    """Write the shop folder with the calls before ``first_day``; returns the number of agents."""
    folder.mkdir(parents=True)
    past = calls[calls.index < pd.Timestamp(first_day)]
    (folder / "shop.toml").write_text(SHOP.format(), encoding="utf-8")
    (folder / "shifts.csv").write_text(SHIFTS, encoding="utf-8")
    (folder / "events.csv").write_text("event,kind,start,end\n", encoding="utf-8")
    rows = pd.DataFrame(
        {"timestamp": past.index.strftime("%Y-%m-%dT%H:%M"), "queue": "calls", "inquiries": past}
    )
    rows.to_csv(folder / "history.csv", index=False)
    recent = past[past.index >= pd.Timestamp(first_day) - pd.Timedelta(weeks=4)]
    load = recent.groupby([recent.index.dayofweek, recent.index.hour]).mean() * 190 / 3600
    hours = float((np.ceil(load + np.sqrt(load)) / 0.9).sum())
    count = round(hours / 33)
    lines = ["agent_id,name,skills,min_hours_week,max_hours_week,hours"]
    for number in range(count):
        part_time = number % 5 == 4
        terms = "12,24,17:00-22:30" if part_time else "32,44,"
        lines.append(f"{number + 1:03d},Agent {number + 1},calls,{terms}")
    (folder / "agents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return count


def wape(actual: np.ndarray, forecast: np.ndarray) -> float:
    """Sum of absolute errors over the sum of what came."""
    return float(np.abs(actual - forecast).sum() / actual.sum())


def main() -> None:
    """Make the folder, plan, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("series", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="first_day", type=date.fromisoformat, default=date(1999, 11, 8))
    parser.add_argument("--time-limit", default="60")
    options = parser.parse_args()
    table = pd.read_csv(options.series, parse_dates=["timestamp"])
    calls = table.set_index("timestamp")["calls"]
    shutil.rmtree(options.folder, ignore_errors=True)
    agents = make_folder(calls, options.folder, options.first_day)
    print(f"{agents} agents, {len(calls[: pd.Timestamp(options.first_day)])} hours of history")
    start = options.first_day.isoformat()
    command = [
        sys.executable,
        "-m",
        "peakroster",
        "plan",
        str(options.folder),
        "--from",
        start,
        "--lang",
        "en",
    ]
    done = subprocess.run([*command, "--time-limit", options.time_limit], check=False)
    print(f"exit code {done.returncode}")

    plan = options.folder / "plans" / start
    hours = pd.date_range(
        start,
        datetime.combine(options.first_day, datetime.min.time()) + timedelta(days=7),
        freq="h",
        inclusive="left",
    )
    actual = calls.reindex(hours).to_numpy(dtype=float)
    forecast = (
        pd.read_csv(plan / "forecast.csv", parse_dates=["timestamp"]).set_index("timestamp").reindex(hours)
    )
    weeks = [calls.reindex(hours - pd.Timedelta(weeks=back)).to_numpy(dtype=float) for back in range(1, 9)]
    inside = (actual >= forecast["p10"]) & (actual <= forecast["p90"])
    known = ~np.isnan(actual)
    print(
        f"WAPE of the week: forecast {wape(actual[known], forecast['mean'].to_numpy()[known]):.3f}, "
        f"same hour last week {wape(actual[known], weeks[0][known]):.3f}, "
        f"mean of eight weeks {wape(actual[known], np.nanmean(weeks, axis=0)[known]):.3f}"
    )
    print(f"hours inside p10–p90: {inside[known].mean():.0%}")
    summary = json.loads((plan / "summary.json").read_text(encoding="utf-8"))
    figures = (
        "status",
        "gap",
        "stopped_by",
        "required_hours",
        "shortage_hours",
        "overstaffed_hours",
        "unplannable_hours",
        "paid_hours",
    )
    print({name: summary[name] for name in figures})


if __name__ == "__main__":
    main()
