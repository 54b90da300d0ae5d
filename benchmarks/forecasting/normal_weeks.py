"""Ours against LightGBM with calendar lags on ordinary weeks, with little and with much history apart.

    .venv/bin/python benchmarks/forecasting/normal_weeks.py SERIES... CACHE --peers-python PATH [--every 4]

SERIES are CSV files or folders of them, with a row in series.csv or in ``--table``; a folder's files of
events are passed over, and no events are entered. From each fourth week on, seven days are forecast by both
from the hours before. Printed are geometric means of our WAPE over LightGBM's (peers.py: lags of whole
weeks, means, calendar, holidays; seeded), week by week, where the history is shorter than 60 weeks and where
it is not, and each series' own. CACHE keeps LightGBM's forecasts (protocol.py says how); ours are made anew.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from protocol import QUANTILES, WEEK, Series, Task, cached, find_series, options
from scores import geometric_mean

from forecast import fit
from forecast.ensemble.accuracy import wape
from peakroster.calendar import national_calendar

PEER = "lightgbm-mean"
LONG_WEEKS = 60
INTERVALS = {"80 %": ("q100", "q900"), "95 %": ("q025", "q975")}


@dataclass(frozen=True)
class Week:
    """One forecast of ours and LightGBM's. inside: share of the hours in each of INTERVALS of ours."""

    series: str
    weeks_known: int
    ours: float
    peer: float
    inside: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our WAPE over LightGBM's."""
        return self.ours / self.peer


def main() -> None:
    """Fill LightGBM's part of the cache, make our forecasts, print the ratios."""
    parser = options(__doc__)
    parser.add_argument("--peers-python", type=Path, help="without it the cache must be full")
    parser.add_argument("--every", type=int, default=4, help="weeks from one origin to the next")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print each week, too")
    given = parser.parse_args()
    series = find_series(given.series, given.table)
    origins = {one.name: one.origins(given.origins, given.every) for one in series}
    if given.peers_python:
        script = Path(__file__).with_name("peers.py")
        shared = [*map(str, given.series), str(given.cache), "--table", str(given.table)]
        chosen = ["--methods", PEER, "--origins", str(given.origins), "--every", str(given.every)]
        subprocess.run([str(given.peers_python), str(script), *shared, *chosen], check=True)
    tasks = [
        (one, origin, hours["mean"].to_numpy())
        for one in series
        for origin, hours in cached(given.cache, one, PEER)
        if origin in origins[one.name] and one.counts.iloc[origin : origin + WEEK].sum() > 0
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        weeks = list(pool.map(_forecast, *zip(*tasks, strict=True), chunksize=4))
    if given.list:
        for week in weeks:
            print(f"{week.series:20s} {week.weeks_known:4d} weeks known: {_line([week])}")
    for name in origins:
        _print_parts(name, [week for week in weeks if week.series == name])
    _print_parts("all", weeks)


def _forecast(series: Series, origin: int, peer: np.ndarray) -> Week:
    """Our forecast of one week beside LightGBM's."""
    task = Task.at(series, origin)
    actual = series.counts.iloc[origin : origin + WEEK].to_numpy()
    calendar = national_calendar(series.country, series.years)
    found = fit(task.past, calendar=calendar, events=()).predict(task.hours)
    inside = tuple(
        float(np.mean(((low <= actual) & (actual <= high))[task.counted]))
        for low, high in (
            [found.quantile(QUANTILES[name]) for name in interval] for interval in INTERVALS.values()
        )
    )
    return Week(series.name, origin // WEEK, wape(actual, found.mean), wape(actual, peer), inside)


def _print_parts(name: str, weeks: Sequence[Week]) -> None:
    for part, chosen in (
        (f"under {LONG_WEEKS} weeks", [week for week in weeks if week.weeks_known < LONG_WEEKS]),
        (f"{LONG_WEEKS} weeks and more", [week for week in weeks if week.weeks_known >= LONG_WEEKS]),
    ):
        if chosen:
            print(f"{name:20s} {part:18s} {len(chosen):4d} forecasts: {_line(chosen)}")


def _line(weeks: Sequence[Week]) -> str:
    ours, peer = (geometric_mean(getattr(week, who) for week in weeks) for who in ("ours", "peer"))
    inside = np.mean([week.inside for week in weeks], axis=0)
    held = ", ".join(f"{name} holds {share:.1%}" for name, share in zip(INTERVALS, inside, strict=True))
    return f"ours / LightGBM {ours / peer:.3f}, WAPE {ours:.3f}, {held}"


if __name__ == "__main__":
    main()
