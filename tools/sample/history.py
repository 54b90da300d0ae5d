"""history.csv of the sample: means, noise that a whole day shares, counts, and hours without record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import nbinom

from tools.sample.calendars import day_types, promotions
from tools.sample.demand import Hours, normal
from tools.sample.parameters import Parameters, QueueShape
from tools.sample.sales import follow_up, presale_excess


@dataclass(frozen=True)
class Streams:
    """Independent random streams, so that a change of one purpose leaves the others as they were."""

    events: np.random.Generator
    days: np.random.Generator
    presale: np.random.Generator
    aftersale: np.random.Generator
    people: np.random.Generator
    requests: np.random.Generator


def streams(seed: int) -> Streams:
    """The streams of a seed. Only uniform numbers are drawn from them: those are the same everywhere."""
    return Streams(*(np.random.default_rng([seed, purpose]) for purpose in range(6)))


def expected(parameters: Parameters, last_day: pd.Timestamp, rng: np.random.Generator) -> dict[str, Hours]:
    """Mean inquiries of each queue from the history's first day to ``last_day``; shape (days, 24)."""
    days = pd.date_range(parameters.first_day, last_day)
    types = day_types(days)
    presale = normal(parameters.presale, days, types, parameters)
    aftersale = normal(parameters.aftersale, days, types, parameters)
    excess = presale_excess(presale, days, promotions(), parameters, rng)
    return {"presale": presale + excess, "aftersale": aftersale + follow_up(aftersale, excess, parameters)}


def history(parameters: Parameters) -> pd.DataFrame:
    """Columns of history.csv: timestamp, queue, inquiries, aht_seconds (<NA> where nobody wrote)."""
    random = streams(parameters.seed)
    means = expected(parameters, pd.Timestamp(parameters.last_day), random.events)
    days = pd.date_range(parameters.first_day, parameters.last_day)
    common = _day_noise(random.days, len(days), parameters.day_noise, parameters.day_memory)
    tables = []
    for queue, shape, rng in (
        ("presale", parameters.presale, random.presale),
        ("aftersale", parameters.aftersale, random.aftersale),
    ):
        own = _day_noise(rng, len(days), parameters.own_noise, parameters.day_memory)
        mean = means[queue] * np.exp(common + own)[:, None]
        tables.append(_observed(queue, mean, days, shape, parameters, rng))
    table = pd.concat(tables).sort_values(["timestamp", "queue"], key=_presale_first, kind="stable")
    return table.reset_index(drop=True)


def _presale_first(column: pd.Series) -> pd.Series:
    return column != "presale" if column.name == "queue" else column


def _day_noise(rng: np.random.Generator, days: int, deviation: float, memory: float) -> NDArray[np.float64]:
    """Log deviations of successive days: an autoregression of first order with the given deviation."""
    shocks = ndtri(rng.random(days)) * deviation
    noise = np.empty(days)
    noise[0] = shocks[0]
    for day in range(1, days):
        noise[day] = memory * noise[day - 1] + np.sqrt(1 - memory**2) * shocks[day]
    return noise


def _observed(
    queue: str,
    mean: Hours,
    days: pd.DatetimeIndex,
    shape: QueueShape,
    parameters: Parameters,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Counts around the mean (gamma-Poisson) with their handling times, without the missing hours.

    Drawn by inverting the distribution: one uniform an hour, so that a last digit that differs between
    machines cannot shift everything after it.
    """
    uniform, luck = rng.random(mean.shape), ndtri(rng.random(mean.shape))
    counts = np.asarray(nbinom.ppf(uniform, shape.size, shape.size / (shape.size + mean)), dtype=np.int64)
    spread = parameters.aht_spread * luck / np.sqrt(np.maximum(counts, 1))
    seconds = np.rint(shape.aht_seconds * np.exp(np.clip(spread, -0.5, 0.5))).astype(np.int64)
    hours = days.to_numpy()[:, None] + np.arange(24).astype("timedelta64[h]")
    kept = np.ones(mean.shape, dtype=bool)
    for day, first, end, which in parameters.missing:
        if which in (None, queue):
            kept[(day - parameters.first_day).days, first:end] = False
    table = pd.DataFrame({"timestamp": hours[kept], "queue": queue, "inquiries": counts[kept]})
    table["aht_seconds"] = pd.Series(seconds[kept], dtype="Int64").where(table["inquiries"] > 0)
    return table
