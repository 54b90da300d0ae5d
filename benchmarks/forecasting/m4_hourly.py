"""The 414 hourly series of the M4 competition, horizon 48: MASE, sMAPE, coverage.

    .venv/bin/python benchmarks/forecasting/m4_hourly.py FOLDER [--jobs 2] [--every 1]

FOLDER holds Hourly-train.csv and Hourly-test.csv (github.com/Mcompetitions/M4-methods). The series have no
dates; a Monday is made up, and there are no holidays. Nothing looks at the test part but the scores, which
are the competition's: sMAPE and MASE of each series, the latter against the in-sample naive forecast of
the season of 24 hours, then their means (Makridakis, Spiliotis and Assimakopoulos 2020, The M4 Competition,
section 2.2). The winner had 9.328 and 0.893. ``--every 10`` takes each tenth series only.
"""

from __future__ import annotations

import argparse
import csv
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from forecast import Calendar, fit

HORIZON, SEASON = 48, 24
LEVELS = {"80 %": (0.1, 0.9), "95 %": (0.025, 0.975)}


def main() -> None:
    """Forecast every series, print the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    known, coming = (_read(options.folder / f"Hourly-{part}.csv") for part in ("train", "test"))
    known, coming = known[:: options.every], coming[:: options.every]
    with ProcessPoolExecutor(options.jobs) as pool:
        scores = pd.DataFrame(list(pool.map(_score, known, coming, chunksize=8)))
    means = scores.mean()
    print(f"{len(scores)} series: MASE {means['mase']:.3f}, sMAPE {means['smape']:.2f}")
    print(f"naive of 24 hours: MASE {means['naive_mase']:.3f}, sMAPE {means['naive_smape']:.2f}")
    print("hours inside: " + ", ".join(f"{level} {means[level]:.1%}" for level in LEVELS))
    print("day totals inside: " + ", ".join(f"{level} {means['day ' + level]:.1%}" for level in LEVELS))
    print(f"CPU seconds of a series: {means['seconds']:.2f}")


def _read(path: Path) -> list[np.ndarray]:
    with path.open() as lines:
        rows = list(csv.reader(lines))[1:]
    return [np.array([float(cell) for cell in row[1:] if cell]) for row in rows]


def _score(known: np.ndarray, actual: np.ndarray) -> dict[str, float]:
    begun = time.process_time()
    hours = pd.date_range("2024-01-01", periods=len(known) + HORIZON, freq="h")
    history = pd.Series(known, hours[: len(known)])
    found = fit(history, calendar=Calendar(), events=()).predict(hours[len(known) :])
    days = found.paths(500).reshape(500, -1, SEASON).sum(axis=2)
    naive = np.tile(known[-SEASON:], HORIZON // SEASON)
    scale = np.abs(known[SEASON:] - known[:-SEASON]).mean()
    scores = {
        "mase": float(np.abs(actual - found.mean).mean() / scale),
        "smape": _smape(actual, found.mean),
        "naive_mase": float(np.abs(actual - naive).mean() / scale),
        "naive_smape": _smape(actual, naive),
    }
    day_totals = actual.reshape(-1, SEASON).sum(axis=1)
    for level, (low, high) in LEVELS.items():
        scores[level] = _share(actual, found.quantile(low), found.quantile(high))
        scores[f"day {level}"] = _share(day_totals, *np.quantile(days, [low, high], axis=0))
    return scores | {"seconds": time.process_time() - begun}


def _smape(actual: np.ndarray, forecast: np.ndarray) -> float:
    return float(200 * (np.abs(actual - forecast) / (np.abs(actual) + np.abs(forecast))).mean())


def _share(actual: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    return float(((low <= actual) & (actual <= high)).mean())


if __name__ == "__main__":
    main()
