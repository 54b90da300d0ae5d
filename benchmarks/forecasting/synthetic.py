"""Synthetic hourly counts of a shop, for measuring speed and memory; not for judging a forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIRST_DAY = pd.Timestamp("2024-01-01")


def synthetic_counts(seed: int, days: int) -> pd.Series:
    """Negative-binomial counts from 2024 on: a level that wanders, hours of the day, weekdays, the year.

    The mean an hour lies between 0.5 and 500, log-uniform; nights are quiet, a day in fifty is an outlier.
    """
    rng = np.random.default_rng(seed)
    hours = np.arange(24)
    shape = np.exp(-(((hours - rng.uniform(10, 13)) / 3.5) ** 2))
    shape += rng.uniform(0.5, 1.2) * np.exp(-(((hours - rng.uniform(19, 22)) / 2.5) ** 2)) + 0.02
    weekdays = np.exp(rng.normal(0, 0.15, 7))
    day = np.arange(days)
    level = np.cumsum(rng.normal(0, 0.02, days)) + 0.2 * np.sin(2 * np.pi * (day / 365.25 + rng.uniform()))
    level += rng.normal(0, 0.08, days) + np.where(rng.uniform(size=days) < 0.02, rng.normal(0, 0.5, days), 0)
    size = np.exp(rng.uniform(np.log(0.5), np.log(500)))
    mean = size * shape / shape.mean() * (weekdays[day % 7] * np.exp(level - level.mean()))[:, None]
    counts = rng.poisson(mean * rng.gamma(20, 1 / 20, mean.shape)).ravel().astype(float)
    return pd.Series(counts, index=pd.date_range(FIRST_DAY, periods=len(counts), freq="h", name="timestamp"))
