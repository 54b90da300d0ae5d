"""What is legal but odd about drivers: gaps, an early end, values unlike all others, names misspelt."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from peakroster.shop.checks.event_warnings import looks_misspelt
from peakroster.tables.report import Report
from scheduler.domain.drivers import DriverSeries
from scheduler.domain.shop import Shop

DRIVERS = "drivers.csv"
_FAR_OFF, _FAR_OFF_MEDIAN = 10.0, 100.0
"""A value beyond the largest of the others, and beyond the median, by these factors; or as far below them."""

_LEAST_DAYS = 28
_DAY = pd.Timedelta(days=1)


def warn_of_odd_drivers(shop: Shop, report: Report) -> None:
    """Warnings about each driver."""
    _warn_of_names(shop, report)
    for series in shop.drivers:
        values = series.values.fillna(series.planned).dropna()
        if not len(values):
            continue
        _warn_of_values(series, report)
        if float(values.max()) == float(values.min()) and len(values) > 1:
            _tell(report, "driver_constant", series, 0, value=f"{values.iloc[0]:g}", column="value")
        _warn_of_days(shop, series, pd.DatetimeIndex(values.index).normalize().unique(), report)


def _warn_of_names(shop: Shop, report: Report) -> None:
    """A misspelt driver is another driver."""
    sizes: dict[str, int] = {}
    first: dict[str, int] = {}
    for series in shop.drivers:
        sizes[series.name] = sizes.get(series.name, 0) + len(series.rows)
        first.setdefault(series.name, series.rows[0])
    for one, other in combinations(sizes, 2):
        if looks_misspelt(one, other):
            usual, odd = (one, other) if sizes[one] >= sizes[other] else (other, one)
            report.warning("driver_alike", DRIVERS, first[odd], column="driver", value=odd, usual=usual)


def _warn_of_values(series: DriverSeries, report: Report) -> None:
    """Values far beyond or below all others, planned ones too; one warning for the largest and the smallest.

    Zero is no slip: there was none.
    """
    for column, given in (("value", series.values), ("planned", series.planned)):
        numbers = given.to_numpy(dtype=np.float64)
        positive = numbers[numbers > 0]
        if len(positive) < 3:
            continue
        smallest, next_smallest, second, largest = np.sort(positive)[[0, 1, -2, -1]]
        median = float(np.median(positive))
        odd = []
        if largest > _FAR_OFF * second or largest > _FAR_OFF_MEDIAN * median:
            odd.append(int(np.nanargmax(numbers)))
        if smallest * _FAR_OFF_MEDIAN < median and smallest * _FAR_OFF < next_smallest:
            odd.append(int(np.nanargmin(np.where(numbers > 0, numbers, np.nan))))
        for place in odd:
            _tell(
                report, "driver_far_off", series, place, column=column, value=f"{numbers[place]:.10g}",
                usual=f"{median:.6g}", when=_when(series, place),
            )  # fmt: skip


def _warn_of_days(shop: Shop, series: DriverSeries, days: pd.DatetimeIndex, report: Report) -> None:
    """Few days, gaps between the first and the last, and an end before that of the history, or with it."""
    if len(days) < _LEAST_DAYS:
        _tell(report, "driver_few_days", series, 0, value=series.name, days=len(days), least=_LEAST_DAYS)
    missing = pd.date_range(days[0], days[-1], freq="D").difference(days)
    if len(missing):
        after = int((pd.DatetimeIndex(series.values.index) < missing[0]).sum())
        first = f"{missing[0]:%Y-%m-%d}"
        _tell(report, "driver_gaps", series, after, value=series.name, days=len(missing), first=first)
    if not len(shop.history):
        return
    end = shop.history["timestamp"].max().normalize()
    late = {"last": f"{days[-1]:%Y-%m-%d}", "end": f"{end:%Y-%m-%d}"}
    place = len(series.rows) - 1
    if days[-1] < end - _DAY:
        _tell(report, "driver_stale", series, place, value=series.name, days=(end - days[-1]).days, **late)
    elif days[-1] <= end:
        _tell(report, "driver_no_plan", series, place, value=series.name, **late)


def _tell(
    report: Report,
    code: str,
    series: DriverSeries,
    place: int,
    *,
    value: str,
    column: str = "driver",
    **details: float | int | str,
) -> None:
    details = {"driver": series.name, **details}
    report.warning(code, DRIVERS, series.rows[place], column=column, value=value, **details)


def _when(series: DriverSeries, place: int) -> str:
    moment = pd.DatetimeIndex(series.values.index)[place]
    return f"{moment:%Y-%m-%dT%H:%M}" if series.hourly else f"{moment:%Y-%m-%d}"
