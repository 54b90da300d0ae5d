"""Significance tests: was a naive method, or a copy of the last event, better than the forecast?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from forecast.ensemble.accuracy import wape
from peakroster.backtest.figures import (
    EVENT_METHODS,
    KINDS_OF_DAYS,
    METHODS,
    METHODS_OF_DAYS,
    kind_hours,
)
from peakroster.backtest.origins import Origin
from peakroster.backtest.rolling_origin import Backtest

_SIGNIFICANCE = 0.05
_RESAMPLES = 9999
_SEED = 1
_SEEN_OFTEN = 3
"""Events of a kind from which on it is said by kind that a copy, or the planner's uplift, was better."""


@dataclass(frozen=True)
class Verdict:
    """A simple method was significantly better than the forecast on such days of a queue.

    wape, forecast_wape: of the method and of the forecast in the hours that the method knows. better, blocks:
    time blocks in which it was better, and in all. chance: p-value, the probability of such a difference if
    the two were equally good.
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


@dataclass(frozen=True)
class KindVerdict:
    """For a kind of event seen often, a method of event days was better than the forecast.

    wape, forecast_wape: of the method and of the forecast in the events' own hours that the method knows.
    better, events: events in which it was better, and in all. chance: as for :class:`Verdict`.
    """

    queue: str
    kind: str
    method: str
    wape: float
    forecast_wape: float
    better: int
    events: int
    chance: float


def verdicts(backtest: Backtest) -> Iterator[Verdict]:
    """Where a simple method was significantly better; of several such, the better one.

    On event days the last event of the kind and the planner's uplift count among them.

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
                    for method in METHODS_OF_DAYS[day][1:]
                    if (verdict := _compare(of_day, queue, horizon, day, method))
                ]
                if better:
                    yield min(better, key=lambda verdict: verdict.wape / verdict.forecast_wape)


def kind_verdicts(backtest: Backtest) -> Iterator[KindVerdict]:
    """Kinds of which three events or more were evaluated, and for which a copy or the uplift was better than
    the forecast: over all of them and in most of them. Of several such methods the better one.

    So few events prove little at 5 %; the probability is given for the reader to judge.
    """
    for queue in backtest.origins:
        rows = backtest.errors.hours[backtest.errors.hours["queue"] == queue]
        for kind, hours in kind_hours(rows, min(backtest.horizons)):
            better = [
                verdict for method in EVENT_METHODS if (verdict := _compare_kind(hours, queue, kind, method))
            ]
            if better:
                yield min(better, key=lambda verdict: verdict.wape / verdict.forecast_wape)


def _compare_kind(rows: pd.DataFrame, queue: str, kind: str, method: str) -> KindVerdict | None:
    known = rows[rows[METHODS[method]].notna()]
    gains = _gains(known, method, known["nearest_event"])
    better = int((gains > 0).sum())
    found, forecast = _wapes(known, method)
    if len(gains) < _SEEN_OFTEN or not found < forecast or 2 * better <= len(gains):
        return None
    return KindVerdict(queue, kind, method, found, forecast, better, len(gains), _p_value(gains))


def _stretches(times: pd.Series, origins: Sequence[Origin], horizon: int) -> pd.Series:
    """Number of the time block of each moment; one block begins with the latest regular origin.

    As long as the horizon and the spacing of regular origins, so that one origin's forecast lies in one
    block.
    """
    regular = [origin.moment for origin in origins if origin.regular] or [origins[0].moment]
    apart = min((later - earlier for later, earlier in pairwise(regular)), default=pd.Timedelta(0))
    return (times - regular[0]) // max(pd.Timedelta(days=horizon), apart)


def _compare(rows: pd.DataFrame, queue: str, horizon: int, day: str, method: str) -> Verdict | None:
    rows = rows[rows[METHODS[method]].notna()]
    found, forecast = _wapes(rows, method)
    if not found < forecast:
        return None
    gains = _gains(rows, method, rows["stretch"])
    chance = _p_value(gains)
    if chance > _SIGNIFICANCE:
        return None
    return Verdict(
        queue=queue,
        horizon=horizon,
        day=day,
        method=method,
        wape=found,
        forecast_wape=forecast,
        better=int((gains > 0).sum()),
        blocks=len(gains),
        chance=chance,
    )


def _wapes(rows: pd.DataFrame, method: str) -> tuple[float, float]:
    """WAPE of the method and of the forecast."""
    actual, *columns = (
        rows[column].to_numpy(dtype=np.float64) for column in ("actual", METHODS[method], METHODS["forecast"])
    )
    return wape(actual, columns[0]), wape(actual, columns[1])


def _gains(rows: pd.DataFrame, method: str, block: pd.Series) -> NDArray[np.float64]:
    """Absolute errors of the forecast minus those of the method, summed by block."""
    forecast, simple = ((rows[METHODS[name]] - rows["actual"]).abs() for name in ("forecast", method))
    return (forecast - simple).groupby(block).sum().to_numpy(dtype=np.float64)


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
