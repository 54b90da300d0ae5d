"""What so many agents would do to the customers of a queue in one interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from scheduler.audit.facts.calendar import DAY, minute_of_day, real_minutes, touches
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.agent_chats import slowdown_of
from scheduler.audit.figures.conversations import steady_replies
from scheduler.audit.figures.waiting import Service, waiting
from scheduler.domain.queues import Queue, Target, TargetKind
from scheduler.domain.windows import Window

TOLERANCE = 1e-6
"""Of a service level, and relative of a wait or an occupancy: numbers of agents that meet a target so
exactly that arithmetic decides are accepted either way."""


def arrivals_per_second(data: PlanData, queue: Queue, start: datetime, customers: float) -> float:
    """Customers that reach the agents, per second that really passes in the interval."""
    passing = 60 * real_minutes(data.timezone, start, data.interval_minutes)
    return customers / passing


def service_of(queue: Queue) -> Service:
    """What one agent of this queue can do, from what its chats are made of where that is known."""
    slowdown, conversation = queue.slowdown, queue.conversation
    if slowdown is None:
        assert conversation is not None
        slowdown = slowdown_of(conversation, queue.concurrency)
    return Service(queue.aht_seconds, slowdown, queue.patience_seconds, conversation)


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
    parts = [(weight * rate / mean, rate) for weight, rate in rates if rate > 0]
    for target in targets:
        kind, seconds = target.kind, target.within_seconds
        value = sum(share * measured_value(kind, seconds, rate, agents, service) for share, rate in parts)
        if target.share is None:
            if value > seconds * (1 + tolerance):
                return False
        elif value < target.share - tolerance:
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


def reported(queue: Queue) -> tuple[TargetKind, float] | None:
    """What is counted in the column service_level: kind of the share, and seconds.

    The first promise of a share says so. Without any, the time of the first promise is asked of the waits, or
    of all replies if it is about them. None where nothing was promised to the queue's customers.
    """
    for target in queue.targets:
        if target.share is not None:
            return target.kind, target.within_seconds
    for target in queue.targets:
        about_replies = target.kind == "average_response"
        return "reply_rate" if about_replies else "service_level", target.within_seconds
    return None


def share_in_time(queue: Queue, rate: float, agents: float, kind: TargetKind, seconds: float) -> float:
    """Share of arrivals, or of replies, in time with so many people, straight between whole numbers.

    Nobody arrives: 1. Nobody is there: 0.
    """
    if rate == 0:
        return 1.0
    low, service = math.floor(agents + 1e-9), service_of(queue)
    between = agents - low
    level = measured_value(kind, seconds, rate, low, service)
    if between < 1e-9:
        return level
    return level + between * (measured_value(kind, seconds, rate, low + 1, service) - level)


def measured_value(kind: TargetKind, seconds: float, rate: float, agents: int, service: Service) -> float:
    """A share in time, or mean seconds, of ``rate`` > 0 customers per second."""
    if kind == "service_level":
        return waiting(rate, agents, service).answered_within(seconds)
    if kind == "average_wait":
        return waiting(rate, agents, service).mean_wait
    if kind == "average_response" and cannot_do_all(rate, agents, service):
        return math.inf
    return steady_replies(kind, seconds, rate, agents, service)


def cannot_do_all(rate: float, agents: int, service: Service) -> bool:
    """Whether so many agents would fall behind if none of the customers, who do leave, left.

    A mean response of such a team keeps no promise: who left has no reply that could be slow.
    """
    most = agents * len(service.slowdown) * service.slowdown[-1]
    return service.patience_seconds is not None and rate * service.aht_seconds > most * (1 + 1e-9)
