"""Customers of every queue where chats go on in other queues when they end: interval after interval.

Those who come in an interval come evenly, and each chat takes what its interval says. So the chats of an
interval end evenly over a time of the same length, that much later. What a queue is handed over it hands on,
within the same interval too: that is repeated until nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import intervals, is_open, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.bots import customers_at_desks
from scheduler.audit.figures.handling_time import queue_at
from scheduler.domain.queues import Queue

NOTHING = 1e-13
"""Share of a customer."""


def customers_of_all(
    data: PlanData, inquiries: Mapping[grid.Key, float], aht_seconds: Mapping[grid.Key, float]
) -> dict[grid.Key, float]:
    """Customers who reach the agents of each queue in each interval, those from other queues included.

    inquiries: of the open intervals, before the chatbot. aht_seconds: as the rows say; NaN = nothing.
    """
    found: dict[grid.Key, float] = {}
    for queue in data.queues:
        own = {start: count for (name, start), count in inquiries.items() if name == queue.id}
        found |= {(queue.id, start): count for start, count in customers_at_desks(data, queue, own).items()}
    if not any(queue.transfers for queue in data.queues):
        return found
    lengths = {
        (queue.id, start): queue_at(queue, aht_seconds.get((queue.id, start), float("nan"))).aht_seconds
        for queue in data.queues
        for name, start in found
        if name == queue.id
    }
    _hand_over(data, found, lengths)
    return found


def _hand_over(data: PlanData, found: dict[grid.Key, float], lengths: Mapping[grid.Key, float]) -> None:
    """Add to the customers those who come out of other queues' chats."""
    moments = list(intervals(data))
    begins, now = [], 0.0
    for moment in moments:
        begins.append(now)
        now += 60.0 * real_minutes(data.timezone, moment, data.interval_minutes)
    ends = [*begins[1:], now]
    for place, moment in enumerate(moments):
        here = [queue for queue in data.queues if (queue.id, moment) in found]
        parts = {
            queue.id: _endings(
                begins, ends, place, lengths[queue.id, moment], before=place == 0 and _was_open(data, queue)
            )
            for queue in here
        }
        more = {queue.id: found[queue.id, moment] for queue in here}
        while any(count > NOTHING for count in more.values()):
            handed = dict.fromkeys(more, 0.0)
            for queue in here:
                for name, share in queue.transfers:
                    for target, part in parts[queue.id].items():
                        key, count = (name, moments[target]), share * part * more[queue.id]
                        if target == place and name in handed:
                            handed[name] += count
                        if key in found:
                            found[key] += count
            more = handed


def _endings(
    begins: list[float], ends: list[float], place: int, length: float, *, before: bool
) -> dict[int, float]:
    """Which share of the interval's chats ends in which interval.

    before: with the chats of just before, which were as many a minute.
    """
    lasting = ends[place] - begins[place]
    spans = [(begins[place] + length, ends[place] + length)]
    if before:
        spans.append((begins[place], begins[place] + length))
    found: dict[int, float] = {}
    for first, last in spans:
        target = place
        while target < len(begins) and begins[target] < last:
            common = min(last, ends[target]) - max(first, begins[target])
            if common > 0:
                found[target] = found.get(target, 0.0) + common / lasting
            target += 1
    return found


def _was_open(data: PlanData, queue: Queue) -> bool:
    """Whether the desk was open just before the plan."""
    before = data.start - timedelta(minutes=data.interval_minutes)
    return is_open(queue, before, data.interval_minutes)
