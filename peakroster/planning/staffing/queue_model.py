"""A queue of shop.toml in the terms of the queueing formulas, and the forecast column it is staffed for."""

from __future__ import annotations

from decimal import Decimal

from scheduler.domain.queues import Queue
from scheduler.domain.shop import Settings
from scheduler.queueing import ServiceModel
from scheduler.staffing import ServiceTarget

AHT = "aht_seconds"
"""Column with the average handling time, in forecast.csv and requirement.csv."""


def quantile_column(quantile: float) -> str:
    """The column of forecast.csv with this quantile: 0.9 → ``p90``, 0.925 → ``p92.5``."""
    return f"p{(Decimal(repr(float(quantile))) * 100).normalize():f}"


def plan_for_of(settings: Settings, queue: Queue) -> str | float:
    """What the queue is staffed for: its own ``plan_for``, else the shop's."""
    return settings.plan_for if queue.plan_for is None else queue.plan_for


def staffed_column(settings: Settings, queue: Queue) -> str:
    """The column of forecast.csv that is staffed for; the mean for ``expected_service``."""
    plan_for = plan_for_of(settings, queue)
    if isinstance(plan_for, str):
        return "mean"
    return quantile_column(plan_for)


def service_model(queue: Queue) -> ServiceModel:
    """Service model of the queue, with its usual handling time."""
    return ServiceModel(queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds)


def within_seconds(queue: Queue) -> float:
    """Threshold of the reported service level: that of the first such target, else of the first target.

    0 for a queue without targets: the share of customers who do not wait.
    """
    levels = [target for target in queue.targets if target.kind == "service_level"]
    targets = levels or list(queue.targets)
    return targets[0].within_seconds if targets else 0.0


def service_targets(queue: Queue) -> tuple[ServiceTarget, ...]:
    """The queue's targets without the hours in which they count."""
    return tuple(ServiceTarget(target.kind, target.within_seconds, target.share) for target in queue.targets)
