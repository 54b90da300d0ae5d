"""Protocol common to all methods: the series, the rolling origins, the cache of forecasts.

A forecast is made at an *origin* - a midnight, a whole number of weeks after the series' first - for the
seven days from it, from the hours before it. It is kept as ``<cache>/<series>/<method>/<origin>.csv`` with
the columns ``span, timestamp, mean, q025, q100, q500, q900, q975, cpu_seconds``: a row for each hour, and for
each day and the week where a method knows how hours move together; quantiles are empty where it gives none.
So a run may be interrupted and a slow method runs once. Delete a file to recompute it.

This module runs in both environments, the project's and the peers'.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

DAY, WEEK = 24, 7 * 24
LEAST_WEEKS = 12
QUANTILES = {"q025": 0.025, "q100": 0.1, "q500": 0.5, "q900": 0.9, "q975": 0.975}
SERIES_TABLE = Path(__file__).with_name("series.csv")


@dataclass(frozen=True)
class Series:
    """A series on a gap-free hourly grid of whole days; unknown hours are NaN.

    country: whose public holidays it sees. development: the method was chosen on it.
    """

    name: str
    country: str
    development: bool
    counts: pd.Series

    @property
    def years(self) -> range:
        """The years it touches."""
        return range(self.counts.index[0].year, self.counts.index[-1].year + 1)

    def origins(self, most: int, every: int = 1) -> list[int]:
        """Positions of at most ``most`` origins, evenly spaced, the newest among them; ``every``: weeks from
        one to the next where there are no more than that.
        """
        weekly = np.arange(LEAST_WEEKS * WEEK, len(self.counts) - WEEK + 1, every * WEEK)
        places = np.linspace(0, len(weekly) - 1, most) if 1 < most < len(weekly) else np.arange(len(weekly))
        return [int(position) for position in weekly[np.unique(places.round().astype(int))[-most:]]]


def read_series(path: Path, table: Path = SERIES_TABLE) -> Series:
    """Read ``timestamp`` and one column of counts; ``table`` has its country."""
    with table.open(encoding="utf-8") as file:
        rows = {row["series"]: row for row in csv.DictReader(file)}
    if path.stem not in rows:
        raise SystemExit(f"{path.stem} has no row in {table}: name its country there")
    row = rows[path.stem]
    counts = pd.read_csv(path, parse_dates=["timestamp"]).set_index("timestamp").iloc[:, 0].astype(float)
    first, last = counts.index[0].normalize(), counts.index[-1].normalize() + pd.Timedelta(hours=23)
    counts = counts.reindex(pd.date_range(first, last, freq="h", name="timestamp"))
    return Series(path.stem, row["country"], row.get("development") == "yes", counts)


def find_series(places: list[Path], table: Path = SERIES_TABLE) -> list[Series]:
    """Every CSV of the folders and files given, but for those of events."""
    paths = [
        path
        for place in places
        for path in ([place] if place.is_file() else sorted(place.glob("*.csv")))
        if not path.stem.endswith("_events")
    ]
    return [read_series(path, table) for path in paths]


@dataclass(frozen=True)
class Task:
    """One forecast to be made: the hours asked for, and all that is known before them.

    counted: of which of the hours asked for the series will know the count; totals are of those.
    """

    series: Series
    past: pd.Series
    hours: pd.DatetimeIndex
    counted: np.ndarray

    @classmethod
    def at(cls, series: Series, origin: int) -> Task:
        """The week after the hours before ``origin``."""
        coming = series.counts.iloc[origin : origin + WEEK]
        hours = pd.DatetimeIndex(coming.index)
        return cls(series, series.counts.iloc[:origin], hours, coming.notna().to_numpy())


Method = Callable[[Task], pd.DataFrame]
"""From a task to a frame of ``span, timestamp, mean`` and whichever of QUANTILES the method gives."""


def by_hour(task: Task, columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """The rows of the hours."""
    return pd.DataFrame({"span": "hour", "timestamp": task.hours} | columns)


def timed(method: Method, task: Task) -> pd.DataFrame:
    """The method's forecast with the CPU seconds it took on one thread, in the columns of the cache."""
    with threadpool_limits(1):
        before = _cpu_seconds()
        found = method(task)
        spent = _cpu_seconds() - before
    return found.reindex(columns=["span", "timestamp", "mean", *QUANTILES]).assign(cpu_seconds=spent)


def _cpu_seconds() -> float:
    """CPU time of this process and of those it waited for (Prophet's optimiser is one)."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def fill(cache: Path, series: Series, name: str, method: Method, origins: list[int]) -> None:
    """Make the forecasts that the cache lacks, saying how far it is."""
    files = {origin: cache_file(cache, series, name, origin) for origin in origins}
    lacking = [origin for origin, file in files.items() if not file.exists()]
    began = time.monotonic()
    for done, origin in enumerate(lacking, start=1):
        _write(timed(method, Task.at(series, origin)), files[origin])
        left = (time.monotonic() - began) / done * (len(lacking) - done)
        _say(f"{series.name}, {name}: {done} of {len(lacking)}, {left / 60:.1f} min left")
    if lacking:
        _say(f"{series.name}, {name}: {len(lacking)} forecasts made", end="\n")


def print_seconds(series: Series, method: Method, repeats: int) -> None:
    """Print the CPU seconds of the newest origin's forecast, ``repeats`` times, as JSON.

    One more goes before that does not count: it loads what is loaded once in a process's life.
    """
    task = Task.at(series, series.origins(1)[0])
    seconds = [float(timed(method, task)["cpu_seconds"].iloc[0]) for _ in range(1 + repeats)]
    print(json.dumps(seconds[1:]))


def cache_file(cache: Path, series: Series, method: str, origin: int) -> Path:
    """Where the forecast is kept."""
    return cache / series.name / method / f"{series.counts.index[origin]:%Y-%m-%d}.csv"


def _write(forecast: pd.DataFrame, path: Path) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    forecast.to_csv(draft, index=False, float_format="%.6g", date_format="%Y-%m-%dT%H:%M")
    draft.replace(path)


def cached(cache: Path, series: Series, method: str) -> Iterator[tuple[int, pd.DataFrame]]:
    """The forecasts kept of one method, by origin's position."""
    for path in sorted((cache / series.name / method).glob("????-??-??.csv")):
        forecast = pd.read_csv(path, parse_dates=["timestamp"])
        origin = forecast["timestamp"].iloc[0]
        yield (origin - series.counts.index[0]) // pd.Timedelta(hours=1), forecast


def note_versions(cache: Path, who: str, packages: Sequence[str]) -> None:
    """Write down which versions made the forecasts."""
    cache.mkdir(parents=True, exist_ok=True)
    found = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    versions = found | {package: version(package) for package in packages}
    (cache / f"versions-{who}.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")


def options(description: str | None) -> argparse.ArgumentParser:
    """The command line that the scripts share."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("series", type=Path, nargs="+", help="folders of series or single CSV files")
    parser.add_argument("cache", type=Path)
    parser.add_argument("--origins", type=int, default=10_000, help="at most so many, evenly spaced")
    parser.add_argument("--seconds", type=int, default=0, help="only time the newest forecast, so many times")
    parser.add_argument("--table", type=Path, default=SERIES_TABLE, help="CSV: series, country, development")
    return parser


def _say(text: str, end: str = "") -> None:
    """A line that is written over on a terminal; in a log only its last state."""
    tty = sys.stderr.isatty()
    if tty or end:
        print(f"\r{text:<78}" if tty else text, end=end, file=sys.stderr, flush=True)
