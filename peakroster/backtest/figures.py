"""Accuracy measures of a backtest: by horizon and kind of day, days ahead, weekday, hour, event and kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.ensemble.accuracy import bias, coverage, mase, peak_hour_error, pinball, wape
from peakroster.backtest.errors import QUANTILES, ForecastErrors

METHODS: Mapping[str, str] = {
    "forecast": "mean",
    "last_week": "last_week",
    "eight_weeks": "eight_weeks",
    "last_event": "last_event",
    "last_event_level": "last_event_level",
    "uplift": "uplift",
}
"""Method → its column: the forecast as the shop makes it, the naive benchmarks, and those of event days."""

WEEKLY_METHODS = ("last_week", "eight_weeks")
EVENT_METHODS = ("last_event", "last_event_level", "uplift")
METHODS_OF_DAYS: Mapping[str, tuple[str, ...]] = {
    "normal": ("forecast", *WEEKLY_METHODS),
    "event": ("forecast", *WEEKLY_METHODS, *EVENT_METHODS),
}
"""Kind of day → the methods that are compared on it."""

KINDS_OF_DAYS = ("normal", "event")
_INTERVALS = {"80": ("p10", "p90"), "95": ("p2.5", "p97.5")}
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class AccuracyMeasures:
    """Accuracy of each method in some hours, and of the forecast's intervals.

    wape, mase, bias, peak_hour_error: by method, see :mod:`forecast.ensemble.accuracy`. forecast_wape: on
    event days, WAPE of the forecast in the hours that the method knows, by method. coverage: share of the
    hours, days and weeks within their interval, by ``hour_80`` … ``week_95``. pinball: mean loss of the
    forecast's quantiles, in inquiries. NaN where nothing is known; no weeks for event days.
    """

    hours: int
    days: int
    inquiries: float
    wape: Mapping[str, float]
    forecast_wape: Mapping[str, float]
    mase: Mapping[str, float]
    bias: Mapping[str, float]
    peak_hour_error: Mapping[str, float]
    coverage: Mapping[str, float]
    pinball: Mapping[str, float]


def figures(
    hours: pd.DataFrame, totals: pd.DataFrame | None = None, kind_of_day: str = "normal"
) -> AccuracyMeasures:
    """The measures of these rows, of the methods of this kind of day.

    totals: their days and weeks, for the coverage of their intervals.
    """
    actual = hours["actual"].to_numpy(dtype=np.float64)
    scale = hours["scale"].to_numpy(dtype=np.float64)
    day = _days(hours)
    methods = METHODS_OF_DAYS[kind_of_day]
    columns = {method: hours[METHODS[method]].to_numpy(dtype=np.float64) for method in methods}
    interval_coverage = dict(_interval_coverage("hour", hours))
    if totals is not None:
        interval_coverage |= dict(_interval_coverage("day", totals[totals["days"] == 1]))
        interval_coverage |= dict(_interval_coverage("week", totals[totals["days"] == 7]))
    return AccuracyMeasures(
        hours=len(hours),
        days=len(np.unique(hours["timestamp"].dt.normalize())),
        inquiries=float(actual.sum()),
        wape={method: wape(actual, column) for method, column in columns.items()},
        forecast_wape={
            method: wape(actual, np.where(np.isnan(column), np.nan, columns["forecast"]))
            for method, column in columns.items()
            if kind_of_day == "event" and method != "forecast"
        },
        mase={method: mase(actual, column, scale) for method, column in columns.items()},
        bias={method: bias(actual, column) for method, column in columns.items()},
        peak_hour_error={method: peak_hour_error(actual, column, day) for method, column in columns.items()},
        coverage=interval_coverage,
        pinball={
            name: pinball(actual, hours[name].to_numpy(dtype=np.float64), p) for name, p in QUANTILES.items()
        },
    )


@dataclass(frozen=True)
class Horizon:
    """One queue's measures up to ``days`` ahead, by kind of day; kinds that never occurred are left out."""

    days: int
    kinds: Mapping[str, AccuracyMeasures]


@dataclass(frozen=True)
class Breakdown:
    """One queue's measures in detail: of normal days except ``event`` and ``kind``, within the shortest
    horizon except ``days_ahead``.

    Keys: days ahead from 1; weekdays and hours from 0; names and kinds of events in order of time.
    """

    days_ahead: Mapping[int, AccuracyMeasures]
    weekday: Mapping[int, AccuracyMeasures]
    hour: Mapping[int, AccuracyMeasures]
    event: Mapping[str, AccuracyMeasures]
    kind: Mapping[str, KindMeasures]


@dataclass(frozen=True)
class KindMeasures:
    """Measures of all events of a kind in their own hours. events: how many were evaluated."""

    events: int
    figures: AccuracyMeasures


def by_horizon(errors: ForecastErrors, queue: str, horizons: Sequence[int]) -> Iterator[Horizon]:
    """One queue's measures for each horizon: of all hours at most so many days ahead."""
    rows = errors.hours[errors.hours["queue"] == queue]
    spans = errors.totals[errors.totals["queue"] == queue]
    for days in horizons:
        near = rows[rows["horizon"] <= days]
        near_spans = spans[spans["horizon"] + spans["days"] - 1 <= days]
        kinds = {
            kind: figures(near[near["day"] == kind], near_spans[_counts_for(kind, near_spans)], kind)
            for kind in KINDS_OF_DAYS
            if (near["day"] == kind).any()
        }
        yield Horizon(days, kinds)


def _counts_for(kind: str, spans: pd.DataFrame) -> pd.Series:
    """Days of the kind; all weeks belong to the normal days, with or without an event."""
    if kind == "event":
        return (spans["day"] == kind) & (spans["days"] == 1)
    return (spans["day"] == kind) | (spans["days"] == 7)


def break_down(errors: ForecastErrors, queue: str, shortest: int) -> Breakdown:
    """One queue's measures by days ahead, weekday, hour and event."""
    rows = errors.hours[errors.hours["queue"] == queue]
    normal = rows[rows["day"] == "normal"]
    near = normal[normal["horizon"] <= shortest]
    return Breakdown(
        days_ahead=_by(normal, normal["horizon"]),
        weekday=_by(near, near["timestamp"].dt.day_of_week),
        hour=_by(near, near["timestamp"].dt.hour),
        event={name: figures(part, kind_of_day="event") for name, part in event_hours(rows, shortest)},
        kind={
            kind: KindMeasures(part["nearest_event"].nunique(), figures(part, kind_of_day="event"))
            for kind, part in kind_hours(rows, shortest)
        },
    )


def _by(rows: pd.DataFrame, key: pd.Series) -> dict[int, AccuracyMeasures]:
    return {number: figures(rows[key == number]) for number in sorted(key.unique().tolist())}


def event_hours(rows: pd.DataFrame, shortest: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each event's name and own hours, in order of time; of several origins the latest.

    Hours within the shortest horizon if there are any, else at whatever distance they were forecast.
    """
    during = rows[rows["event"] != ""]
    names = during["event"].str.split(";")
    for name in dict.fromkeys(name for each in names for name in each):
        yield name, _latest(during[[name in each for each in names]], shortest)


def kind_hours(rows: pd.DataFrame, shortest: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each kind and the own hours of its events, in order of time; an hour of several is the shortest's.

    Origins and horizon as in :func:`event_hours`, for each event by itself.
    """
    during = rows[rows["event"] != ""]
    for kind in dict.fromkeys(during.sort_values("timestamp", kind="stable")["kind"]):
        of_kind = during[during["kind"] == kind]
        events = of_kind.groupby("nearest_event", sort=False)
        yield kind, pd.concat([_latest(each, shortest) for _, each in events])


def _latest(rows: pd.DataFrame, shortest: int) -> pd.DataFrame:
    near = rows[rows["horizon"] <= shortest]
    rows = near if len(near) else rows
    return rows[rows["origin"] == rows.groupby("timestamp")["origin"].transform("max")]


def _days(hours: pd.DataFrame) -> np.ndarray:
    """A number for each hour's day, distinct between origins."""
    return hours.groupby(["origin", hours["timestamp"].dt.normalize()], sort=False).ngroup().to_numpy()


def _interval_coverage(span: str, rows: pd.DataFrame) -> Iterator[tuple[str, float]]:
    for level, (low, high) in _INTERVALS.items():
        ends = (rows[column].to_numpy(dtype=np.float64) for column in ("actual", low, high))
        yield f"{span}_{level}", coverage(*ends)
