"""Accuracy of each method on a series, and the empirical coverage of its intervals.

On the origins that every method has: WAPE (sum of absolute errors over sum of counts), MASE (mean absolute
error over that of "same hour last week" in the history before each origin; Hyndman & Koehler 2006,
International Journal of Forecasting 22(4), section 3) and the median CPU seconds of a forecast. Hours that
the series does not know are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from protocol import DAY, WEEK, Series, cached

OURS = "peakroster"
SIMPLE = ("last-week", "eight-weeks")
PACKAGES = ("mstl-ets", "mstl-arima", "prophet", "prophet-by-weekday", "lightgbm")
SPANS = {"hour": 1, "day": DAY, "week": WEEK}
INTERVALS = {"80 %": ("q100", "q900", 0.76, 0.86), "95 %": ("q025", "q975", 0.92, 0.97)}


@dataclass(frozen=True)
class Score:
    """One method on one series. inside: by span and interval, (counts inside, counts)."""

    wape: float
    mase: float
    cpu_seconds: float
    inside: dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Comparison:
    """All methods on one series, on the origins they have in common."""

    series: Series
    origins: list[int]
    scores: dict[str, Score]

    def ratio(self, peer: str) -> float:
        """Our WAPE over the peer's; ``best package`` and ``best simple`` are the best of theirs."""
        group = {"best package": PACKAGES, "best simple": SIMPLE}.get(peer, (peer,))
        return self.scores[OURS].wape / min(self.scores[name].wape for name in group if name in self.scores)


def compare(series: Series, cache: Path) -> Comparison | None:
    """Score every method that the cache has of this series; None without ours, a peer and a common origin."""
    forecasts = {name: dict(cached(cache, series, name)) for name in (OURS, *PACKAGES, *SIMPLE)}
    present = {name: found for name, found in forecasts.items() if found}
    common = sorted(set.intersection(*(set(found) for found in present.values()))) if present else []
    if OURS not in present or len(present) == 1 or not common:
        return None
    scores = {name: _score(series, {at: found[at] for at in common}) for name, found in present.items()}
    return Comparison(series, common, scores)


def _score(series: Series, forecasts: dict[int, pd.DataFrame]) -> Score:
    errors, counts, scaled = 0.0, 0.0, []
    inside: dict[tuple[str, str], tuple[int, int]] = {}
    for origin, forecast in forecasts.items():
        actual = series.counts.iloc[origin : origin + WEEK]
        hours = forecast[forecast["span"] == "hour"]
        known = actual.notna().to_numpy()
        misses = np.abs(hours["mean"].to_numpy() - actual.to_numpy())[known]
        errors, counts = errors + misses.sum(), counts + actual.sum()
        past = series.counts.iloc[:origin]
        scaled.append(misses.mean() / past.diff(WEEK).abs().mean())
        _count_inside(inside, forecast, actual)
    seconds = [float(forecast["cpu_seconds"].iloc[0]) for forecast in forecasts.values()]
    return Score(errors / counts, float(np.mean(scaled)), float(np.median(seconds)), inside)


def _count_inside(
    inside: dict[tuple[str, str], tuple[int, int]], forecast: pd.DataFrame, actual: pd.Series
) -> None:
    """Add one week's hits; a total is of the hours that the series knows, if it knows any."""
    for span, hours in SPANS.items():
        rows = forecast[forecast["span"] == span]
        if rows.empty or rows["q100"].isna().all():
            continue
        blocks = actual.to_numpy().reshape(-1, hours)
        known = np.isfinite(blocks).any(axis=1)
        totals = np.nansum(blocks, axis=1)
        for interval, (low, high, _, _) in INTERVALS.items():
            hits = (rows[low].to_numpy() <= totals) & (totals <= rows[high].to_numpy())
            before = inside.get((span, interval), (0, 0))
            inside[span, interval] = (before[0] + int(hits[known].sum()), before[1] + int(known.sum()))


def geometric_mean(values: Iterable[float]) -> float:
    """The n-th root of the product."""
    return float(np.exp(np.mean(np.log(list(values)))))


def pooled(comparisons: Sequence[Comparison], method: str, span: str, interval: str) -> float:
    """Share of counts inside the interval, over all series; NaN where the method gives none."""
    pairs = [found.scores[method].inside.get((span, interval), (0, 0)) for found in comparisons]
    hits, all_counts = (sum(pair[place] for pair in pairs) for place in (0, 1))
    return hits / all_counts if all_counts else float("nan")
