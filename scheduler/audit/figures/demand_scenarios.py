"""The ways in which demand may turn out, of a queue that is staffed for its expected service.

The forecast's probabilities are cut at 10, 30, 50, 70, 80, 90, 95, 98, 99.5 and 99.9 %; each part is told by
the quantile in its middle. Quantiles are of counts, which scatter around a rate even if it is known (variance
= mean): they are drawn towards their mean by as much, and scaled so that their mean is the forecast's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from math import sqrt

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import numbers
from scheduler.audit.figures.forecast import all_hours
from scheduler.domain.queues import Queue

EXPECTED_SERVICE = "expected_service"
_CUTS = (0, 10, 30, 50, 70, 80, 90, 95, 98, 99.5, 99.9, 100)


@dataclass(frozen=True)
class DemandScenario:
    """weight: its probability. factors: on the mean of each hour; 1 where there is none."""

    weight: float
    factors: Mapping[datetime, float] = field(default_factory=dict)

    def factor(self, start: datetime) -> float:
        """Of the hour in which this interval begins."""
        return self.factors.get(start.replace(minute=0), 1.0)


def columns() -> list[str]:
    """The columns of forecast.csv that tell the ways."""
    return [f"p{(low + high) / 2:g}" for low, high in pairwise(_CUTS)]


def scenarios_of(data: PlanData, queue: Queue) -> list[DemandScenario]:
    """One way, the inquiries as they are written, for queues that are staffed for one number."""
    frame = data.plan.forecast
    if data.plan_for(queue) != EXPECTED_SERVICE or frame is None or not set(columns()) <= set(frame.columns):
        return [DemandScenario(1.0)]
    weights = [(high - low) / 100 for low, high in pairwise(_CUTS)]
    mean, quantiles = numbers(frame["mean"]), [numbers(frame[column]) for column in columns()]
    factors: list[dict[datetime, float]] = [{} for _ in weights]
    for (name, hour), place in grid.positions(frame, all_hours(data)).items():
        if name == queue.id:
            found = _factors(mean[place], [values[place] for values in quantiles], weights)
            for each, factor in zip(factors, found, strict=True):
                each[hour] = factor
    return [DemandScenario(weight, each) for weight, each in zip(weights, factors, strict=True)]


def _factors(mean: float, counts: list[float], weights: list[float]) -> list[float]:
    centre = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    variance = sum(weight * (count - centre) ** 2 for weight, count in zip(weights, counts, strict=True))
    if not (mean > 0 and centre > 0 and variance > 0):
        return [1.0] * len(counts)
    drawn_in = sqrt(max(1 - centre / variance, 0.0))
    raw = [max(1 + (count - centre) / centre * drawn_in, 0.0) for count in counts]
    middle = sum(weight * factor for weight, factor in zip(weights, raw, strict=True))
    return [factor / middle for factor in raw]
