"""Which constants of the forecast make a difference: each halved and doubled, on real series.

    python benchmarks/forecasting/constants.py EVENTS SERIES... [--only forecast.events] [--weeks 8]

EVENTS is a folder as of real_events.py, SERIES are CSV files of hourly counts. For every number that a module
of ``forecast`` holds by a name in capitals, the error is measured with the number halved and doubled (whole
numbers stay whole, 0 stays): the geometric mean of the WAPE of the real events seven days ahead, and that of
the week after evenly spaced origins of the series. A constant whose both errors move by less than half a per
cent does nothing that this data shows: it should go, or be justified by a case. Numbers bound at import (in
tables of methods, default arguments) are not reached.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
from real_events import COUNTRIES, HOUR, LEAD, Series, hours_of, wape

import forecast
from forecast import Calendar, fit

WEEK = 168
FACTORS = (0.5, 2.0)
SHOWN = 0.005


@dataclass(frozen=True)
class Constant:
    """A number of a module: its place in the tuple that the name holds, or None for a single number."""

    module: str
    name: str
    place: int | None
    value: float

    def __str__(self) -> str:
        place = "" if self.place is None else f"[{self.place}]"
        return f"{self.module.removeprefix('forecast.')}.{self.name}{place} = {self.value:g}"

    def set(self, value: float) -> None:
        """Put another value into every module that holds the name."""
        old = getattr(sys.modules[self.module], self.name)
        whole = round(value) if isinstance(self.value, int) else value
        new = whole if self.place is None else (*old[: self.place], whole, *old[self.place + 1 :])
        for module in _modules():
            if getattr(module, self.name, None) is old:
                setattr(module, self.name, new)


def _modules() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.split(".")[0] == "forecast"]


def constants(only: str) -> Iterator[Constant]:
    """Every number in capitals of the modules whose name begins so."""
    for found in pkgutil.walk_packages(forecast.__path__, "forecast."):
        module = importlib.import_module(found.name)
        if not found.name.startswith(only) or module.__file__ is None:
            continue
        for statement in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                        if isinstance(each, ast.Name) and each.id.isupper():
                            yield from _numbers(found.name, each.id, getattr(module, each.id))


def _numbers(module: str, name: str, value: object) -> Iterator[Constant]:
    parts = enumerate(value) if isinstance(value, tuple) else [(None, value)]
    for place, number in parts:
        if isinstance(number, int | float) and not isinstance(number, bool) and number:
            yield Constant(module, name, place, number)


class Yardstick:
    """The series, and the errors of the forecast as the modules stand."""

    def __init__(self, events: Path, series: list[Path], weeks: int) -> None:
        self.series = []
        for path in sorted(events.glob("*_events.csv")):
            name = path.stem.removesuffix("_events")
            self.series.append(Series(path.with_name(f"{name}.csv"), COUNTRIES.get(name)))
        self.weekly = []
        for path in series:
            counts = (
                pd.read_csv(path, parse_dates=["timestamp"]).set_index("timestamp").iloc[:, 0].astype(float)
            )
            first, last = counts.index[0].normalize(), counts.index[-1].normalize() + 23 * HOUR
            self.weekly.append(counts.reindex(pd.date_range(first, last, freq="h")))
        self.weeks = weeks

    def errors(self) -> np.ndarray:
        """Geometric means of WAPE: of the events, and of the weeks."""
        found: list[list[float]] = [[], []]
        for series in self.series:
            for event, _ in series.targets():
                hours = hours_of(event)
                hours = hours[hours <= series.counts.index[-1]]
                ahead = series.forecast(hours[0].normalize() - LEAD, hours)
                found[0].append(wape(ahead.mean, series.counts[hours].fillna(0.0).to_numpy()))
        for counts in self.weekly:
            origins = np.linspace(12, len(counts) // WEEK - 1, self.weeks).round().astype(int) * WEEK
            for origin in origins:
                coming = counts.iloc[origin : origin + WEEK]
                model = fit(counts.iloc[:origin], calendar=Calendar(), events=())
                known = coming.notna().to_numpy()
                ahead = model.predict(pd.DatetimeIndex(coming.index)).mean
                found[1].append(wape(ahead[known], coming.to_numpy()[known]))
        return np.array([float(np.exp(np.mean(np.log(part)))) for part in found])


def main() -> None:
    """Print the change of both errors for each constant, as it is measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("events", type=Path)
    parser.add_argument("series", type=Path, nargs="+")
    parser.add_argument("--only", default="forecast")
    parser.add_argument("--weeks", type=int, default=8, help="origins of each series")
    options = parser.parse_args()
    yardstick = Yardstick(options.events, options.series, options.weeks)
    base = yardstick.errors()
    print(f"WAPE of events {base[0]:.4f}, of weeks {base[1]:.4f}", flush=True)
    for constant in constants(options.only):
        changes = []
        for factor in FACTORS:
            constant.set(constant.value * factor)
            try:
                changes.append(yardstick.errors() / base - 1)
            except Exception as error:
                print(f"{constant} × {factor}: {type(error).__name__}", flush=True)
            constant.set(constant.value)
        worst = max((float(np.abs(change).max()) for change in changes), default=np.inf)
        mark = " " if worst >= SHOWN else "·"
        words = "   ".join(f"{change[0]:+.1%} {change[1]:+.1%}" for change in changes)
        print(f"{mark} {constant!s:<70} {words}", flush=True)


if __name__ == "__main__":
    main()
