"""Yardsticks of the forecast: errors, each a number, of what one part of ``forecast`` is there for.

Every yardstick returns errors by name. ``wape`` judges the mean; ``hours``, ``days`` the distribution by
pinball loss over five quantiles, of single hours and of the totals of days, over what came. Several series or
targets count by their geometric mean. :func:`yardsticks_of` tells which yardsticks a module can move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)
PATHS = 200
SO_FAR = 4
EVERY_M4 = 210


@dataclass(frozen=True)
class Data:
    """Where the data are. events: as of real_events.py. series: CSV files of hourly counts. m4: as of
    m4_hourly.py. shop: a shop folder with handling times.
    """

    events: Path
    series: tuple[Path, ...]
    m4: Path
    shop: Path


class Errors:
    """Collects errors of single targets, and gives their geometric means."""

    def __init__(self) -> None:
        self._found: dict[str, list[float]] = defaultdict(list)

    def add(self, name: str, error: float) -> None:
        """One target's error."""
        self._found[name].append(max(error, 1e-9))

    def add_forecast(self, ahead, actual: np.ndarray, *, days: bool = True) -> None:
        """The errors of a Forecast; actual: (hours,), NaN where not known."""
        known = ~np.isnan(actual)
        total = float(actual[known].sum())
        self.add("wape", float(np.abs(ahead.mean - actual)[known].sum()) / total)
        bands = np.array([ahead.quantile(p) for p in QUANTILES])[:, known]
        self.add("hours", _pinball(bands, actual[known]) / total)
        if days:
            day = np.asarray((ahead.hours.normalize() - ahead.hours[0].normalize()) // DAY)
            by_day = np.eye(day.max() + 1)[day][known]
            totals = np.quantile(ahead.paths(PATHS)[:, known] @ by_day, QUANTILES, axis=0)
            self.add("days", _pinball(totals, actual[known] @ by_day) / total)

    def means(self) -> dict[str, float]:
        """Geometric mean of each error."""
        return {name: float(np.exp(np.mean(np.log(found)))) for name, found in self._found.items()}


def _pinball(quantiles: np.ndarray, actual: np.ndarray) -> float:
    short, p = actual - quantiles, np.array(QUANTILES)[:, None]
    return float(np.maximum(p * short, (p - 1) * short).sum())


Yardstick = Callable[[Data], dict[str, float]]


def yardsticks_of(module: str) -> tuple[Yardstick, ...]:
    """Which yardsticks a module of ``forecast`` can move; longer names go first."""
    table: dict[str, tuple[Yardstick, ...]] = {
        "forecast.anomalies": (anomalies,),
        "forecast.cold_start": (cold_start,),
        "forecast.drivers": (drivers,),
        "forecast.driven": (drivers,),
        "forecast.handling_time": (handling_time,),
        "forecast.events.on_the_day": (running_events,),
        "forecast.events.windows": (coming_events, anomalies),
        "forecast.events": (coming_events, running_events),
        "forecast.masking": (opening_hours, coming_events),
        "forecast.regression.closed_hours": (opening_hours,),
        "forecast.series.grid": (weeks,),
        "forecast.distribution": (weeks, coming_events),
        "forecast": (weeks,),
    }
    return next(table[name] for name in sorted(table, key=len, reverse=True) if module.startswith(name))


@cache
def read_counts(path: Path) -> pd.Series:
    """Hourly counts on a complete index of whole days, NaN = unknown."""
    counts = pd.read_csv(path, parse_dates=["timestamp"]).set_index("timestamp").iloc[:, 0].astype(float)
    first, last = counts.index[0].normalize(), counts.index[-1].normalize() + 23 * HOUR
    return counts.reindex(pd.date_range(first, last, freq="h"))


def _targets(data: Data) -> Iterator[tuple]:
    from real_events import COUNTRIES, Series, hours_of

    for path in sorted(data.events.glob("*_events.csv")):
        name = path.stem.removesuffix("_events")
        series = Series(path.with_name(f"{name}.csv"), COUNTRIES.get(name))
        for event, _ in series.targets():
            hours = hours_of(event)
            hours = hours[hours <= series.counts.index[-1]]
            yield series, hours, series.counts[hours].fillna(0.0).to_numpy()


_BASELINES: dict[tuple[str, pd.Timestamp], tuple] = {}
"""Baseline and noise by series and end of the history."""


def _forecast(series, origin: pd.Timestamp, hours: pd.DatetimeIndex):
    """A forecast as series.forecast makes it, with a baseline that was fitted before: events hardly touch it,
    and it takes most of the time.
    """
    import forecast.model as module

    key, fit_baseline = (series.name, origin), module._fit_baseline

    def known(*arguments):
        if key not in _BASELINES:
            _BASELINES[key] = fit_baseline(*arguments)
        return _BASELINES[key]

    module._fit_baseline = known
    try:
        return series.forecast(origin, hours)
    finally:
        module._fit_baseline = fit_baseline


def coming_events(data: Data) -> dict[str, float]:
    """Real events seven days ahead."""
    errors = Errors()
    for series, hours, actual in _targets(data):
        errors.add_forecast(_forecast(series, hours[0].normalize() - 7 * DAY, hours), actual)
    return errors.means()


def running_events(data: Data) -> dict[str, float]:
    """The rest of real events, four hours in."""
    errors = Errors()
    for series, hours, actual in _targets(data):
        errors.add_forecast(_forecast(series, hours[SO_FAR], hours[SO_FAR:]), actual[SO_FAR:])
    return errors.means()


ORIGINS = (((-12, 0),), ((30, 0), (115, 12)))
"""Day and hour of the origins of each series; negative days from its end, where there are holidays."""


def weeks(data: Data) -> dict[str, float]:
    """Ordinary weeks of real series, of which some are short, run from noon or into a holiday; two days of
    M4 series.
    """
    from forecast import Calendar, fit
    from peakroster.calendar import national_calendar

    errors = Errors()
    for path, origins in zip(data.series, ORIGINS, strict=False):
        counts = read_counts(path)
        calendar = national_calendar("US", range(counts.index[0].year, counts.index[-1].year + 2))
        for day, hour in origins:
            origin = day % (len(counts) // 24) * 24 + hour
            coming = counts.iloc[origin : origin + 168]
            model = fit(counts.iloc[:origin], calendar=calendar, events=())
            errors.add_forecast(model.predict(pd.DatetimeIndex(coming.index)), coming.to_numpy())
    for known, actual in _m4(data.m4):
        hours = pd.date_range("2024-01-01", periods=len(known) + len(actual), freq="h")
        model = fit(pd.Series(known, hours[: len(known)]), calendar=Calendar(), events=())
        errors.add_forecast(model.predict(hours[len(known) :]), actual)
    return errors.means()


@cache
def _m4(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    def read(part: str) -> list[np.ndarray]:
        lines = (folder / f"Hourly-{part}.csv").read_text().splitlines()[1::EVERY_M4]
        rows = [line.replace('"', "").split(",")[1:] for line in lines]
        return [np.array([float(cell) for cell in row if cell]) for row in rows]

    return list(zip(read("train"), read("test"), strict=True))


def opening_hours(data: Data) -> dict[str, float]:
    """Weeks of a real series that was opened late, whose nights are not recorded but for some rows, whose
    Sundays are recorded with 0, and which is opened longer in the end.
    """
    from forecast import Calendar, fit

    errors = Errors()
    counts = read_counts(data.series[-1])
    for start, days in ((60, 40), (100, 90), (200, 21)):
        part = counts.iloc[start * 24 : (start + days + 7) * 24].copy()
        hour, weekday = part.index.hour, part.index.day_of_week
        number = np.arange(len(part))
        part[(weekday == 6) | ((weekday == 5) & (hour >= 18))] = 0.0
        night = (hour < 6) | ((hour == 22) & (number < (days - 10) * 24)) | (hour == 23)
        part[night & (number % 41 > 0)] = np.nan
        part.iloc[: 8 * 24] = 0.0
        actual = part.iloc[-168:].fillna(0.0)
        model = fit(part.iloc[:-168], calendar=Calendar(), events=())
        errors.add_forecast(model.predict(pd.DatetimeIndex(actual.index)), actual.to_numpy())
    return errors.means()


def cold_start(data: Data) -> dict[str, float]:
    """A week of real series, from a stated profile that is wrong by a fifth and so many days of history."""
    from forecast import Calendar, fit_with_profile

    errors = Errors()
    for path, factor in zip(data.series, (0.8, 1.25), strict=False):
        counts = read_counts(path)
        for days, start in ((0, 70), (3, 140), (9, 210), (16, 280)):
            window = counts.iloc[start * 24 : (start + days) * 24]
            usual = counts.iloc[(start - 56) * 24 : start * 24].to_numpy().reshape(8, 7, 24).mean(axis=0)
            usual = np.roll(usual, counts.index[start * 24].day_of_week, axis=0)
            coming = counts.iloc[(start + days) * 24 : (start + days + 7) * 24]
            model = fit_with_profile(
                window, usual * factor, before=coming.index[0], calendar=Calendar(), events=()
            )
            errors.add_forecast(model.predict(pd.DatetimeIndex(coming.index)), coming.to_numpy())
    return errors.means()


def drivers(data: Data) -> dict[str, float]:
    """Simulated shops of drivers.py, 17 days around a sale; one has past plans, in one nothing explains."""
    from drivers import driven_forecast, simulate

    errors = Errors()
    for seed, queue, names in (
        (0, "presale", ("visitors", "parcels", "ad_spend")),
        (1, "aftersale", ("visitors", "parcels", "ad_spend")),
        (2, "presale", ("ad_spend",)),
    ):
        shop = simulate(seed)
        start = pd.Timestamp(shop.events[-1 - seed].start)
        actual, ahead = driven_forecast(shop, queue, names, start, past_plans=seed == 1)
        errors.add_forecast(ahead, actual.to_numpy())
    return errors.means()


def handling_time(data: Data) -> dict[str, float]:
    """Handling times as handling_time.py makes them, a week ahead of three origins, whole and sparse."""
    from forecast import Event, fit_handling_time

    errors = Errors()
    for share in (0.02, 0.3):
        for seconds, chats, events in _handling_times(data.shop, share):
            known_events = [Event(*event) for event in events]
            for weeks_back in (1, 9, 13, 30):
                origin = seconds.index[-1].normalize() + DAY - weeks_back * 7 * DAY
                past = seconds.index < origin
                coming = (seconds.index >= origin) & (seconds.index < origin + 7 * DAY)
                model = fit_handling_time(
                    seconds[past], chats[past], usual_seconds=400.0, events=known_events
                )
                true, weight = seconds[coming].to_numpy(), chats[coming].to_numpy()
                seen = ~np.isnan(true) & (weight > 0)
                miss = np.abs(model.predict(pd.DatetimeIndex(seconds.index[coming])) - true)[seen]
                errors.add("wape", float(miss @ weight[seen] / (true[seen] @ weight[seen])))
    return errors.means()


_MADE: dict[float, list[tuple[pd.Series, pd.Series, list[tuple]]]] = {}


def _handling_times(folder: Path, share: float) -> list[tuple[pd.Series, pd.Series, list[tuple]]]:
    """Seconds, chats and events of each queue of the folder: plain data, made once for all mutants."""
    if not _MADE:
        from handling_time import WEEK, made

        from peakroster.planning.forecast.forecasting import events_of
        from peakroster.planning.forecast.series import hourly_handling_times
        from peakroster.shop.folder import read_shop

        shop = read_shop(folder)
        for each in (0.02, 0.3):
            _MADE[each] = []
            for queue in shop.settings.queues:
                _, chats = hourly_handling_times(shop, queue.id, shop.history["timestamp"].max() + WEEK)
                events = [(e.name, e.kind, e.start, e.end) for e in events_of(shop, queue.id)]
                _MADE[each].append((*made(shop, queue.id, chats, each), events))
    return _MADE[share]


def prepare(data: Data) -> None:
    """Read once what all mutants share, without keeping a module of the project's."""
    _m4(data.m4)
    for path in data.series:
        read_counts(path)
    _handling_times(data.shop, 0.3)
    coming_events(data)
    running_events(data)


def anomalies(data: Data) -> dict[str, float]:
    """1 - F1 of hours found that were spoilt on purpose in real series, at three strengths."""
    from forecast import Calendar
    from forecast.anomalies import find_anomalies
    from peakroster.calendar import national_calendar

    errors = Errors()
    for path in data.series:
        for strength in (0.6, 1.0, 1.4):
            counts = read_counts(path).iloc[-300 * 24 :].copy()
            spoilt = np.zeros(len(counts), dtype=bool)
            rng = np.random.default_rng(3)
            for number, day in enumerate(range(11, 290, 28)):
                hours, factor = ((1, 8.0), (8, 3.0), (20, 2.2), (10, 0.3), (30, 0.4), (9, 0.0), (70, 2.2))[
                    number % 7
                ]
                first = day * 24 + int(rng.integers(7, 14))
                counts.iloc[first : first + hours] = np.round(
                    counts.iloc[first : first + hours] * factor**strength
                )
                spoilt[first : first + hours] = True
            calendar = Calendar() if strength == 1 else national_calendar("US", range(1999, 2014))
            found = np.zeros(len(counts), dtype=bool)
            for anomaly in find_anomalies(counts, calendar=calendar, events=()):
                found |= np.asarray((counts.index >= anomaly.start) & (counts.index < anomaly.end))
            errors.add("missed", 1 - 2 * (found & spoilt).sum() / (found.sum() + spoilt.sum()))
    return errors.means()
