"""Demand scenarios from the forecast's quantiles, for ``plan_for = "expected_service"``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import Intervals
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.queues import Queue

Floats = NDArray[np.float64]

EXPECTED_SERVICE = "expected_service"

_EDGES = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 0.999, 1.0])
"""Probability edges of the scenarios, finer in the upper tail, where customers are lost."""

SCENARIO_QUANTILES = tuple(round(float(level), 4) for level in (_EDGES[:-1] + _EDGES[1:]) / 2)
"""Midpoint of each scenario, as a quantile level of the forecast."""

SCENARIO_WEIGHTS = np.diff(_EDGES)


def scenario_factors(
    queue: Queue, columns: list[str], forecast: pd.DataFrame, intervals: Intervals, file: str
) -> Floats:
    """Demand of each scenario relative to the mean of each hour, shape (scenarios, hours); weighted mean 1.

    columns: of the forecast, with ``SCENARIO_QUANTILES``. These are quantiles of counts, whose variance is
    that of the rate plus the Poisson variance (equal to the mean), which the queueing formulas contain
    already. So the quantiles are shrunk to the standard deviation of the rate alone.

    Raises InputError for a column that is missing.
    """
    own = forecast[forecast["queue"] == queue.id].set_index("timestamp")
    missing = [column for column in columns if column not in own.columns]
    if missing:
        details = {"queue": queue.id}
        raise InputError([Finding("error", "forecast_column_missing", file, 1, missing[0], None, details)])
    hourly = own.reindex(pd.DatetimeIndex(intervals.hours))
    mean = np.nan_to_num(hourly["mean"].to_numpy(dtype=np.float64))
    counts = np.nan_to_num(hourly[columns].to_numpy(dtype=np.float64)).T
    centre = SCENARIO_WEIGHTS @ counts
    variance = SCENARIO_WEIGHTS @ (counts - centre) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        of_rate = np.sqrt(np.clip(1 - centre / variance, 0.0, 1.0))
        factors = np.maximum(1 + (counts - centre) / centre * of_rate, 0.0)
    factors[:, (mean <= 0) | (variance <= 0) | (centre <= 0)] = 1.0
    return np.asarray(factors / (SCENARIO_WEIGHTS @ factors))
