"""Our own forecasts, week by week, into the cache that report.py reads.

    .venv/bin/python benchmarks/forecasting/ours.py SERIES... CACHE [--origins 20]

Runs in the project's environment, one thread. Our part of the cache is recomputed, since the method may
have changed; the peers' part of the cache stays. The CPU seconds are those of fit, forecast, five
quantiles of every hour and 1,000 sample paths.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from protocol import (
    DAY,
    QUANTILES,
    WEEK,
    Task,
    by_hour,
    cache_file,
    fill,
    find_series,
    note_versions,
    options,
    print_seconds,
)

from forecast import fit
from peakroster.calendar import national_calendar

NAME = "peakroster"
PATHS = 1000


def peakroster(task: Task) -> pd.DataFrame:
    """The mean and the quantiles of each hour, of each day's total and of the week's."""
    calendar = national_calendar(task.series.country, task.series.years)
    found = fit(task.past, calendar=calendar, events=()).predict(task.hours)
    quantiles = {name: found.quantile(p) for name, p in QUANTILES.items()}
    hours = by_hour(task, {"mean": found.mean} | quantiles)
    counted = found.paths(PATHS) * task.counted
    means = found.mean * task.counted
    days, week = (_totals(task, span, means, counted) for span in (DAY, WEEK))
    return pd.concat([hours, days.assign(span="day"), week.assign(span="week")], ignore_index=True)


def _totals(task: Task, span: int, means: np.ndarray, paths: np.ndarray) -> pd.DataFrame:
    """Sums over ``span`` hours, of the hours that the series counted."""
    sums = paths.reshape(len(paths), -1, span).sum(axis=2)
    quantiles = {name: np.quantile(sums, p, axis=0) for name, p in QUANTILES.items()}
    whole = {"timestamp": task.hours[::span], "mean": means.reshape(-1, span).sum(axis=1)}
    return pd.DataFrame(whole | quantiles)


def main() -> None:
    """Recompute our part of the cache."""
    given = options(__doc__).parse_args()
    note_versions(given.cache, "ours", ("statsmodels", "scipy", "holidays", "numpy", "pandas"))
    for series in find_series(given.series, given.table):
        if given.seconds:
            print_seconds(series, peakroster, given.seconds)
            continue
        for stale in cache_file(given.cache, series, NAME, 0).parent.glob("*.csv"):
            stale.unlink()
        fill(given.cache, series, NAME, peakroster, series.origins(given.origins))


if __name__ == "__main__":
    main()
