"""Accuracy of event forecasts on real spikes, seven days ahead and four hours in.

    python benchmarks/forecasting/real_events.py FOLDER [--country shop_visits=US] [--rows FILE]

FOLDER holds ``NAME.csv`` (``timestamp`` and one column of hourly counts; absent hours were closed) beside
``NAME_events.csv`` (``event,kind,start,end``). Each event whose kind was seen before is a target: its own
hours are forecast from the history that ends at midnight seven days before its first day, with all events
entered, past and coming. Then its hours from the fifth on, from its first four and from the midnight before.

Beside it, on the same hours: the last event of the kind copied hour by hour from its start; the same times
the level now over then (mean count of an hour of four weeks outside of events, up to seven days before the
start of each; weeks after where a series has just begun); the copy times what came so far over its first
hours. Means over targets are geometric, shares inside the bands are over all event hours.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from forecast import Calendar, Event, Forecast, fit
from peakroster.calendar import national_calendar

DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
LEAD, SO_FAR, LEVEL_WEEKS = 7 * DAY, 4, 4
COUNTRIES = {"shop_visits": "US", "boulevard": "AU"}
BANDS = {80: (0.1, 0.9), 95: (0.025, 0.975)}


class Series:
    """A series with its events and its public holidays."""

    def __init__(self, path: Path, country: str | None) -> None:
        counts = pd.read_csv(path, parse_dates=["timestamp"]).set_index("timestamp").iloc[:, 0].astype(float)
        first, last = counts.index[0].normalize(), counts.index[-1].normalize() + 23 * HOUR
        self.name = path.stem
        self.counts = counts.reindex(pd.date_range(first, last, freq="h"))
        table = pd.read_csv(path.with_name(f"{path.stem}_events.csv"), parse_dates=["start", "end"])
        self.events = [
            Event(row.event, row.kind, row.start.to_pydatetime(), row.end.to_pydatetime())
            for row in table.itertuples()
        ]
        years = range(first.year, last.year + 2)
        self.calendar = Calendar() if country is None else national_calendar(country, years)
        self.in_event = np.zeros(len(self.counts), dtype=bool)
        for event in self.events:
            self.in_event |= np.asarray((self.counts.index >= event.start) & (self.counts.index < event.end))

    def targets(self) -> Iterator[tuple[Event, Event]]:
        """Each event that is whole within the series, with the last one of its kind before it."""
        for event in self.events:
            before = [e for e in self.events if e.kind == event.kind and e.start < event.start]
            if before:
                yield event, max(before, key=lambda e: e.start)

    def forecast(self, origin: pd.Timestamp, hours: pd.DatetimeIndex) -> Forecast:
        """Forecast of the hours from what is known before the origin."""
        known = self.counts[: origin - HOUR]
        return fit(known, calendar=self.calendar, events=self.events).predict(hours)

    def level(self, start: pd.Timestamp, end: pd.Timestamp) -> float:
        """Mean count of an hour of the weeks before ``start``, or after ``end`` where there are none."""
        outside = self.counts.where(~self.in_event)
        width = 7 * LEVEL_WEEKS * DAY
        before = outside[start - width : start - HOUR].dropna()
        return float((before if len(before) >= 240 else outside[end : end + width].dropna()).mean())


def hours_of(event: Event) -> pd.DatetimeIndex:
    """Every hour that the event touches."""
    return pd.date_range(
        pd.Timestamp(event.start).floor("h"), pd.Timestamp(event.end).ceil("h") - HOUR, freq="h"
    )


def wape(forecast: np.ndarray, actual: np.ndarray) -> float:
    """Sum of absolute errors over the sum of actual."""
    return float(np.abs(forecast - actual).sum() / actual.sum())


def of_target(series: Series, event: Event, last: Event) -> dict[str, float | str]:
    """All figures of one target."""
    hours = hours_of(event)
    hours = hours[hours <= series.counts.index[-1]]
    actual = series.counts[hours].fillna(0.0).to_numpy()
    origin = hours[0].normalize() - LEAD
    ahead = series.forecast(origin, hours)
    copied_from = pd.Timestamp(last.start).floor("h") + (hours - hours[0])
    copy = series.counts.reindex(copied_from).fillna(0.0).to_numpy()
    then = pd.Timestamp(last.start).normalize() - LEAD
    growth = series.level(origin, origin) / series.level(then, pd.Timestamp(last.end))
    figures: dict[str, float | str] = {"series": series.name, "event": event.name, "hours": len(hours)}
    figures |= {"ours": wape(ahead.mean, actual), "copy": wape(copy, actual)}
    figures["copy x level"] = wape(copy * growth, actual)
    for share, (low, high) in BANDS.items():
        inside = (actual >= ahead.quantile(low)) & (actual <= ahead.quantile(high))
        figures[f"in {share}"] = float(inside.mean())
    rest, seen = slice(SO_FAR, None), slice(SO_FAR)
    evening = series.forecast(hours[0].normalize(), hours[rest])
    now = series.forecast(hours[SO_FAR], hours[rest])
    so_far = float(actual[seen].sum()) / max(float(copy[seen].sum()), 1.0)
    figures |= {"evening": wape(evening.mean, actual[rest]), "4 h in": wape(now.mean, actual[rest])}
    figures["copy x so far"] = wape(copy[rest] * so_far, actual[rest])
    return figures


def main() -> None:
    """Run all targets, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--country", action="append", default=[], help="NAME=CODE, whose holidays count")
    parser.add_argument("--rows", type=Path, help="write the figures of every target to this CSV")
    options = parser.parse_args()
    countries = COUNTRIES | dict(given.split("=") for given in options.country)
    rows = []
    for path in sorted(options.folder.glob("*_events.csv")):
        name = path.stem.removesuffix("_events")
        series = Series(path.with_name(f"{name}.csv"), countries.get(name))
        rows += [of_target(series, event, last) for event, last in series.targets()]
    report(pd.DataFrame(rows))
    if options.rows:
        pd.DataFrame(rows).to_csv(options.rows, index=False)


def report(table: pd.DataFrame) -> None:
    """Print the targets, the geometric means and the ratios that have a bar."""
    print(table.round(3).to_string(index=False))
    wapes = ["ours", "copy", "copy x level", "evening", "4 h in", "copy x so far"]
    mean = np.exp(np.log(table[wapes]).mean())
    print("\nGeometric mean of WAPE\n" + mean.map("{:.3f}".format).to_string())
    worst = float((table["ours"] / table["copy x level"]).max())
    print(f"\nours / (copy x level)   {mean['ours'] / mean['copy x level']:.3f}, worst target {worst:.2f}")
    print(f"4 h in / (copy x so far) {mean['4 h in'] / mean['copy x so far']:.3f}")
    print(f"4 h in better than the evening before: {(table['4 h in'] < table['evening']).sum()}/{len(table)}")
    for share in BANDS:
        inside = float((table[f"in {share}"] * table["hours"]).sum() / table["hours"].sum())
        print(f"event hours inside the {share} % band: {inside:.0%}")


if __name__ == "__main__":
    main()
