"""The inquiries of a day without events: what an hour of the sample shop has as its mean."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.sample.calendars import NEW_YEARS, DayTypes
from tools.sample.parameters import Parameters, QueueShape

Hours = NDArray[np.float64]
"""One number for each hour; shape (days, 24)."""


def normal(shape: QueueShape, days: pd.DatetimeIndex, types: DayTypes, parameters: Parameters) -> Hours:
    """Inquiries of each hour without any event."""
    working, free = (np.array(weights) / sum(weights) for weights in (shape.working, shape.free))
    profile = np.where(types.free[:, None], free, working)
    level = shape.per_day * _trend(shape, days, parameters) * _spring_festival(days, parameters)
    level = level * np.array(shape.weekdays)[types.weekday] * np.where(types.holiday, shape.holiday, 1.0)
    return np.asarray(level[:, None] * profile)


def _trend(shape: QueueShape, days: pd.DatetimeIndex, parameters: Parameters) -> NDArray[np.float64]:
    """Growth since the first day, and the mild season of a shop that sells most before winter."""
    years = _days_since(days, parameters.first_day) / 365.25
    season = 1 + parameters.season * np.cos(2 * np.pi * (np.asarray(days.day_of_year) - 330) / 365.25)
    return np.asarray((1 + shape.growth) ** years * season)


def _spring_festival(days: pd.DatetimeIndex, parameters: Parameters) -> NDArray[np.float64]:
    """The dip around New Year: couriers stop some days before it, and return slowly."""
    factor = np.ones(len(days))
    for new_year in NEW_YEARS:
        distance = (_days_since(days, new_year) - 1) / parameters.spring_days
        factor -= parameters.spring_depth * np.exp(-(distance**4))
    return factor


def _days_since(days: pd.DatetimeIndex, origin: date) -> NDArray[np.float64]:
    return np.asarray((days - pd.Timestamp(origin)).days, dtype=np.float64)
