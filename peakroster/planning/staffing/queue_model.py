"""A queue of shop.toml in the terms of the queueing formulas, and the forecast column it is staffed for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Settings
from scheduler.queueing import InTime, ServiceModel, ShareKind
from scheduler.staffing import ServiceTarget

_ANYBODY = 1e-9
"""A share that one agent keeps."""

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
    return ServiceModel(
        queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds, queue.conversation
    )


def reported(queue: Queue) -> InTime:
    """What counts as in time in the reported service level: as the first target of a share says.

    Without one, the time of the first target; 0 for a queue without targets, the share who do not wait.
    """
    shares = [target for target in queue.targets if target.share is not None]
    if shares:
        (target,) = service_targets(shares[:1])
        assert isinstance(target.measured, InTime)
        return target.measured
    if not queue.targets:
        return InTime("service_level", 0.0)
    kind: ShareKind = "reply_rate" if queue.targets[0].kind == "average_response" else "service_level"
    return InTime(kind, queue.targets[0].within_seconds)


def targets_of_one_interval(targets: Sequence[Target]) -> tuple[ServiceTarget, ...]:
    """What each target asks of a single interval: of one of a day or a month, its floor.

    A floor of 0 asks for somebody at least.
    """
    return tuple(
        asked
        if target.floor is None
        else ServiceTarget(target.kind, target.floor)
        if target.share is None
        else ServiceTarget(target.kind, target.within_seconds, max(target.floor, _ANYBODY))
        for target, asked in zip(targets, service_targets(targets), strict=True)
    )


def service_targets(targets: Sequence[Target]) -> tuple[ServiceTarget, ...]:
    """The targets without the hours in which they count."""
    return tuple(ServiceTarget(target.kind, target.within_seconds, target.share) for target in targets)
