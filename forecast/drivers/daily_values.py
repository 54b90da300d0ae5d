"""Drivers on the grid of days: values, day totals and shares of hours; slips, and what cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecast.drivers.driver import Driver
from forecast.drivers.phases import Phases
from forecast.drivers.terms import LAGS
from forecast.series.grid import HOURS, Floats, Ints
from forecast.series.notes import Note

_LONGEST_LAG = max(last for _, last in LAGS)
_LEAST_KNOWN_DAYS = 28
_LEAST_COVERAGE = 0.8
"""Share of a day's usual counts that must be known for its total."""

OFTEN_ABSENT = 0.02
"""Share of small values from which on they are the driver's way and no slips."""

_ABSURD = 100.0
"""A past value beyond so many times the median is a slip, and one below the median over this as well."""

DayFigure = tuple[str, pd.Timestamp, float]
"""A driver, a day ahead, and what is odd about its plan there."""


@dataclass(frozen=True)
class Frame:
    """The days of a fit: history and horizon. now: position of the first day that is not over."""

    days: pd.DatetimeIndex
    now: int
    before: pd.Timestamp
    phases: Phases
    weekday: Ints


@dataclass(frozen=True)
class DriverSeries:
    """A driver on the grid of days, (days, columns). planned: what was planned for past days. slips: plans
    ahead that were taken for slips and count as unknown.
    """

    driver: Driver
    values: Floats
    planned: Floats
    slips: tuple[DayFigure, ...] = ()


def on_days(driver: Driver, frame: Frame) -> DriverSeries:
    """The driver on the days of the fit; slips count as unknown."""
    columns = HOURS if driver.hourly else 1

    def on_grid(series: pd.Series[float]) -> Floats:
        values = np.full(len(frame.days) * columns, np.nan)
        index = pd.DatetimeIndex(series.index)
        step = pd.Timedelta(hours=1) if driver.hourly else pd.Timedelta(days=1)
        place = np.asarray((index - frame.days[0]) // step, dtype=np.int64)
        inside = (place >= 0) & (place < len(values))
        values[place[inside]] = series.to_numpy(dtype=np.float64)[inside]
        return values.reshape(-1, columns)

    values = on_grid(driver.values)
    past = values[: frame.now]
    positive = past[past > 0]
    if not len(positive):
        return DriverSeries(driver, values, on_grid(driver.planned))
    # Unknown rather than true: it would stretch the range that plans are held to.
    median = float(np.median(positive))
    past[past > _ABSURD * median] = np.nan
    slips: list[DayFigure] = []
    if float(np.mean(positive < median / _ABSURD)) < OFTEN_ABSENT:
        small = (values > 0) & (values < median / _ABSURD)
        slips = [
            (driver.name, frame.days[day], float(values[day][small[day]][0]))
            for day in range(frame.now, len(small))
            if small[day].any()
        ]
        values[small] = np.nan
    return DriverSeries(driver, values, on_grid(driver.planned), tuple(slips))


def totals_of_days(series: DriverSeries) -> DriverSeries:
    """By days: the sum of the hours, where all are known."""
    return replace(
        series, values=series.values.sum(axis=1)[:, None], planned=series.planned.sum(axis=1)[:, None]
    )


def shares_of_days(series: DriverSeries) -> DriverSeries:
    """By hours: each hour over the mean hour of its day."""

    def shares(values: Floats) -> Floats:
        mean = values.mean(axis=1)[:, None]
        return np.where(mean > 0, values / np.where(mean > 0, mean, 1.0), np.nan)

    return replace(series, values=shares(series.values), planned=shares(series.planned))


def refusal(driver: Driver, series: DriverSeries, frame: Frame) -> Note | None:
    """Why a driver cannot be used at all."""
    known = ~np.isnan(series.values)
    past = known[: frame.now].any(axis=1)
    if past.sum() < _LEAST_KNOWN_DAYS:
        return Note("driver_too_short", {"driver": driver.name, "days": int(past.sum())})
    values = series.values[: frame.now][known[: frame.now]]
    if float(values.max()) == float(values.min()):
        return Note("driver_constant", {"driver": driver.name, "value": float(values[0])})
    last = int(np.flatnonzero(known.any(axis=1))[-1])
    if last < frame.now - _LONGEST_LAG:
        details = {"driver": driver.name, "last": f"{frame.days[last]:%Y-%m-%d}"}
        return Note("driver_stale", details)
    return None


def daily_totals(counts: Floats) -> Floats:
    """Totals of the days, (days, 1), of counts (days, 24).

    A few unknown hours are filled in by the mean profile of a day; NaN where more are unknown.
    """
    known = ~np.isnan(counts)
    total, number = np.where(known, counts, 0.0).sum(axis=0), known.sum(axis=0)
    profile = total / np.maximum(number, 1)
    share = (known * profile).sum(axis=1) / max(float(profile.sum()), 1e-9)
    sums = np.where(known, counts, 0.0).sum(axis=1)
    return np.where(share >= _LEAST_COVERAGE, sums / np.maximum(share, 1e-9), np.nan)[:, None]
