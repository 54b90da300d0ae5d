"""Significance test: was a naive method better than the forecast?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from forecast.ensemble.accuracy import wape
from peakroster.backtest.figures import KINDS_OF_DAYS, METHODS
from peakroster.backtest.origins import Origin
from peakroster.backtest.rolling_origin import Backtest

_SIGNIFICANCE = 0.05
_RESAMPLES = 9999
_SEED = 1
SIMPLE_METHODS = ("last_week", "eight_weeks")


@dataclass(frozen=True)
class Verdict:
    """A naive method was significantly better than the forecast on such days of a queue.

    wape, forecast_wape: of the method and of the forecast. better, blocks: time blocks in which it was
    better, and in all. chance: p-value, the probability of such a difference if the two were equally good.
    """

    queue: str
    horizon: int
    day: str
    method: str
    wape: float
    forecast_wape: float
    better: int
    blocks: int
    chance: float


def verdicts(backtest: Backtest) -> Iterator[Verdict]:
    """Where a naive method was significantly better; of two such, the better one.

    Errors are summed over blocks of time, because hours of a week, and forecasts of one week from several
    origins, err together. The differences of these sums are tested by random sign changes (Fisher's
    randomisation test for pairs, *The Design of Experiments*, 1935, section 21), one-sided at 5 %. So fewer
    than five blocks prove nothing.
    """
    for queue, origins in backtest.origins.items():
        rows = backtest.errors.hours[backtest.errors.hours["queue"] == queue]
        for horizon in backtest.horizons:
            near = rows[rows["horizon"] <= horizon]
            near = near.assign(stretch=_stretches(near["timestamp"], origins, horizon))
            for day in KINDS_OF_DAYS:
                of_day = near[near["day"] == day]
                better = [
                    verdict
                    for method in SIMPLE_METHODS
                    if (verdict := _compare(of_day, queue, horizon, day, method))
                ]
                if better:
                    yield min(better, key=lambda verdict: verdict.wape)


def _stretches(times: pd.Series, origins: Sequence[Origin], horizon: int) -> pd.Series:
    """Number of the time block of each moment; one block begins with the latest regular origin.

    As long as the horizon and the spacing of regular origins, so that one origin's forecast lies in one
    block.
    """
    regular = [origin.moment for origin in origins if origin.regular] or [origins[0].moment]
    apart = min((later - earlier for later, earlier in pairwise(regular)), default=pd.Timedelta(0))
    return (times - regular[0]) // max(pd.Timedelta(days=horizon), apart)


def _compare(rows: pd.DataFrame, queue: str, horizon: int, day: str, method: str) -> Verdict | None:
    if rows.empty:
        return None
    actual, forecast, simple = (
        rows[column].to_numpy(dtype=np.float64) for column in ("actual", METHODS["forecast"], METHODS[method])
    )
    if not wape(actual, simple) < wape(actual, forecast):
        return None
    gain = pd.Series(np.abs(forecast - actual) - np.abs(simple - actual), index=rows.index)
    gains = gain.groupby(rows["stretch"]).sum().to_numpy()
    chance = _p_value(gains)
    if chance > _SIGNIFICANCE:
        return None
    return Verdict(
        queue=queue,
        horizon=horizon,
        day=day,
        method=method,
        wape=wape(actual, simple),
        forecast_wape=wape(actual, forecast),
        better=int((gains > 0).sum()),
        blocks=len(gains),
        chance=chance,
    )


def _p_value(gains: NDArray[np.float64]) -> float:
    """Probability of a sum as large as that of the gains under random signs."""
    if len(gains) < 2:
        return 1.0  # scipy needs two; one is no evidence
    found = stats.permutation_test(
        (gains,),
        lambda each, axis: each.sum(axis=axis),
        permutation_type="samples",
        alternative="greater",
        n_resamples=_RESAMPLES,
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
