"""1,000 synthetic series of two years, fitted and forecast on two cores: how long, how much memory.

    .venv/bin/python benchmarks/forecasting/thousand_series.py [--series 1000] [--processes 2]

To hold: under ten minutes on two cores, under 2 GB in all. Each series: fit, forecast of seven days, p10, p50
and p90. Progress is shown; memory is the sum of the processes' peaks.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time

import pandas as pd
from rich.progress import track
from synthetic import FIRST_DAY, synthetic_counts
from threadpoolctl import threadpool_limits

from forecast import fit
from peakroster.calendar import national_calendar

DAYS = 731
MINUTES, GIGABYTES = 10.0, 2.0


def forecast_one(seed: int) -> tuple[int, float, float]:
    """This process's number, its peak memory in bytes, the forecast week's total."""
    calendar = national_calendar("CN", range(FIRST_DAY.year, FIRST_DAY.year + 3))
    coming = pd.date_range(FIRST_DAY + pd.Timedelta(days=DAYS), periods=7 * 24, freq="h")
    found = fit(synthetic_counts(seed, DAYS), calendar=calendar, events=()).predict(coming)
    for p in (0.1, 0.5, 0.9):
        found.quantile(p)
    return os.getpid(), _peak(), float(found.mean.sum())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def main() -> None:
    """Forecast them all, say how it went."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    began, peaks, totals = time.perf_counter(), {}, []
    with multiprocessing.get_context("spawn").Pool(given.processes, threadpool_limits, (1,)) as pool:
        work = pool.imap_unordered(forecast_one, range(given.series), chunksize=4)
        for process, peak, total in track(work, "Forecasting", total=given.series):
            peaks[process] = peak
            totals.append(total)
    minutes, gigabytes = (time.perf_counter() - began) / 60, (sum(peaks.values()) + _peak()) / 1e9
    print(f"{len(totals)} series of {DAYS} days on {given.processes} processes, {os.cpu_count()} cores")
    print(f"{minutes:.1f} minutes (at most {MINUTES:g}), {minutes * 60 / len(totals):.2f} s a series")
    print(f"{gigabytes:.2f} GB at the peak (at most {GIGABYTES:g})")


if __name__ == "__main__":
    main()
