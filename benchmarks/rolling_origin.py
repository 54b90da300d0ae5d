"""How wrong the forecast of a week would have been on a real hourly series, week after week.

    python benchmarks/rolling_origin.py SERIES.csv --country IL [--weeks 40]

SERIES.csv has ``timestamp`` and one column of counts by hour. Every week from the 12th on (or the last
``--weeks``) is forecast from what was known before it, and held against the same hour of the week before
and the mean of eight weeks. Hours that the series lacks are left out of all three.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from forecast import fit
from peakroster.calendar import national_calendar

WEEK, LEAST_WEEKS = 7 * 24, 12


def main() -> None:
    """Forecast week by week, add the errors up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("series", type=Path)
    parser.add_argument("--country", default="CN")
    parser.add_argument("--weeks", type=int, default=10_000)
    options = parser.parse_args()
    table = pd.read_csv(options.series, parse_dates=["timestamp"])
    known = table.set_index("timestamp").iloc[:, 0].astype(float)
    series = known.reindex(pd.date_range(known.index[0].normalize(), known.index[-1], freq="h", unit="us"))
    calendar = national_calendar(options.country, range(series.index[0].year, series.index[-1].year + 1))
    origins = list(range(LEAST_WEEKS * WEEK, len(series) - WEEK + 1, WEEK))[-options.weeks :]
    errors = dict.fromkeys(("forecast", "last week", "eight weeks"), 0.0)
    total, inside, hours = 0.0, 0, 0
    for origin in origins:
        past, actual = series.iloc[:origin], series.iloc[origin : origin + WEEK]
        found = fit(past, calendar=calendar, events=()).predict(actual.index)
        weeks = past.to_numpy()[-8 * WEEK :].reshape(8, WEEK)
        with np.errstate(all="ignore"):
            forecasts = {
                "forecast": found.mean,
                "last week": weeks[-1],
                "eight weeks": np.nanmean(weeks, axis=0),
            }
        came = actual.to_numpy()
        valid = np.isfinite(np.vstack([came, *forecasts.values()])).all(axis=0)
        for name, values in forecasts.items():
            errors[name] += float(np.abs(values - came)[valid].sum())
        total += float(came[valid].sum())
        hours += int(valid.sum())
        inside += int(((found.quantile(0.1) <= came) & (came <= found.quantile(0.9)))[valid].sum())
    print(f"{len(origins)} weeks, {hours} hours; hours inside p10-p90: {inside / hours:.1%}")
    for name, error in errors.items():
        print(f"WAPE {name}: {error / total:.3f}")


if __name__ == "__main__":
    main()
