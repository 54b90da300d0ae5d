"""What so many agents would do to the customers of a queue in one interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from scheduler.audit.facts.calendar import DAY, minute_of_day, real_minutes, touches
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.waiting import Service, waiting
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window

TOLERANCE = 1e-6
"""Of a service level, and relative of a wait or an occupancy: numbers of agents that meet a target so
exactly that arithmetic decides are accepted either way."""


def arrivals_per_second(data: PlanData, queue: Queue, start: datetime, customers: float) -> float:
    """Customers that reach the agents, per second that really passes in the interval."""
    passing = 60 * real_minutes(data.timezone, start, data.interval_minutes)
    return customers / passing


def service_of(queue: Queue) -> Service:
    """What one agent of this queue can do."""
    return Service(queue.aht_seconds, queue.slowdown, queue.patience_seconds)


def counting_targets(data: PlanData, queue: Queue, start: datetime) -> list[Target]:
    """The promises that count in this interval."""
    return [target for target in queue.targets if _counts(target.hours, start, data.interval_minutes)]


def _counts(span: Window | None, start: datetime, minutes: int) -> bool:
    first = minute_of_day(start)
    return span is None or span.end - span.start >= DAY or touches(span, first, first + minutes)


Rates = Sequence[tuple[float, float]]
"""The ways in which demand may turn out: probability and customers per second of each."""


def meets(queue: Queue, targets: Sequence[Target], rates: Rates, agents: int, tolerance: float) -> bool:
    """Whether this many agents keep every target and the occupancy cap.

    Of several ways in which demand may turn out, all customers together must get what was promised; the cap
    is held at their mean. A positive tolerance lets pass what just misses, a negative one refuses what just
    succeeds. Nobody is never enough for customers to whom something was promised, even where all of them
    leave before the promised wait is over.
    """
    mean = sum(weight * rate for weight, rate in rates)
    if mean == 0:
        return True
    if agents == 0:
        # A cap of 1 asks for nothing that nobody could break, so both readings of 0 / 0 pass.
        no_cap = queue.max_occupancy is None or (tolerance > 0 and queue.max_occupancy >= 1)
        return not targets and no_cap
    service = service_of(queue)
    results = [(weight * rate / mean, waiting(rate, agents, service)) for weight, rate in rates if rate > 0]
    for target in targets:
        if target.kind == "service_level":
            level = sum(share * result.answered_within(target.within_seconds) for share, result in results)
            if level < (target.share or 0.0) - tolerance:
                return False
        elif sum(share * result.mean_wait for share, result in results) > target.within_seconds * (
            1 + tolerance
        ):
            return False
    at_mean = waiting(mean, agents, service)
    return queue.max_occupancy is None or at_mean.occupancy <= queue.max_occupancy * (1 + tolerance)


def too_few(queue: Queue, targets: Sequence[Target], rates: Rates, agents: int) -> bool:
    """Whether this many agents miss a target, the cap or ``min_agents``."""
    return agents < queue.min_agents or not meets(queue, targets, rates, agents, TOLERANCE)


def too_many(queue: Queue, targets: Sequence[Target], rates: Rates, agents: int) -> bool:
    """Whether one agent fewer would do as well."""
    fewer = agents - 1
    return fewer >= queue.min_agents and meets(queue, targets, rates, fewer, -TOLERANCE)


def promised_seconds(queue: Queue) -> float | None:
    """The time of the queue's service level: of its first service-level target, else of its first target.

    None where nothing was promised to its customers.
    """
    of_level = [target for target in queue.targets if target.kind == "service_level"]
    first = next(iter((*of_level, *queue.targets)), None)
    return None if first is None else first.within_seconds


def service_level(queue: Queue, rate: float, agents: float, seconds: float) -> float:
    """Share of arrivals answered within ``seconds`` by so many people, straight between whole numbers.

    Nobody arrives: 1. Nobody is there: 0.
    """
    if rate == 0:
        return 1.0
    low = math.floor(agents + 1e-9)
    between = agents - low
    level = waiting(rate, low, service_of(queue)).answered_within(seconds)
    if between < 1e-9:
        return level
    above = waiting(rate, low + 1, service_of(queue)).answered_within(seconds)
    return level + between * (above - level)
