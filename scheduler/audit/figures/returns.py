"""Customers who come back after they have left the line, interval after interval.

Who leaves in an interval does so evenly over it, or over each five minutes of a rush, and comes back so many
minutes later; if that is within the same interval, in the next one, and not at all while the desk is closed.
As many leave a second as there are in line, divided by their mean patience.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import floor

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.bots import rush_at_desks
from scheduler.audit.figures.demand import counting_targets, service_of
from scheduler.audit.figures.open_times import OpenInterval, open_times
from scheduler.audit.figures.transient_queue import (
    EMPTY,
    RUSH_STEP_SECONDS,
    QueueState,
    mixture,
    simulate_interval,
    without_waiting_line,
)
from scheduler.audit.figures.waiting import Service, waiting
from scheduler.domain.queues import Queue


def customers_back(
    data: PlanData, queue: Queue, rows: Mapping[datetime, tuple[float, Queue, float]]
) -> dict[datetime, float]:
    """How many come back in each interval.

    rows: by the start of each open interval the customers who come for the first time, the queue with the
    length of its chats there, and the agents at their desks, not always a whole number.
    """
    found = dict.fromkeys(rows, 0.0)
    if queue.returns_share == 0:
        return found
    starts = [start for start in grid.open_intervals(data)[queue.id] if start in rows]
    times = open_times(data, queue, starts)
    left: QueueState = EMPTY
    rushed_at = rush_at_desks(data, queue) if data.time_varying else {}
    for number, (start, time) in enumerate(zip(starts, times, strict=True)):
        customers, here, present = rows[start]
        rate, service = (customers + found[start]) / time.length, service_of(here)
        if time.begins:
            left = EMPTY
        whole = floor(present + 1e-9)
        part = present - whole if present - whole > 1e-9 else 0.0
        uneven = rushed_at.get(start, ())
        pieces = max(len(uneven), 1)
        lines, states = [0.0] * pieces, []
        for chance, agents in ((1 - part, whole), (part, whole + 1)):
            if chance <= 0:
                continue
            if data.time_varying:
                after, in_line = left, []
                for rise in uneven or (None,):
                    line, after = _line(after, rate, agents, service, time.length / pieces, rise)
                    in_line.append(line)
                if not counting_targets(data, queue, start):
                    after = without_waiting_line(after, queue.concurrency)
                states.append((chance, after))
            else:
                in_line = [rate * waiting(rate, agents, service).mean_wait]
            lines = [line + chance * more for line, more in zip(lines, in_line, strict=True)]
        if states:
            left = mixture(states, len(service.slowdown))
        assert queue.patience_seconds is not None
        for piece, line in enumerate(lines):
            back = queue.returns_share * line * time.length / pieces / queue.patience_seconds
            for later, share in _shares(times, number, 60 * queue.returns_minutes, piece, pieces):
                found[starts[later]] += share * back
    return found


def _line(
    before: QueueState, rate: float, agents: int, service: Service, seconds: float, times: float | None
) -> tuple[float, QueueState]:
    """Mean number in line over so many seconds, and what is left at their end.

    times: how many times the rate comes in them, when a sale opens.
    """
    if times is None:
        result = simulate_interval(before, rate, agents, service, seconds)
    else:
        result = simulate_interval(before, rate * times, agents, service, seconds, RUSH_STEP_SECONDS)
    return float(result.found @ result.line), result.left


def _shares(
    times: Sequence[OpenInterval], number: int, after: float, piece: int, pieces: int
) -> list[tuple[int, float]]:
    """In which intervals those are back who left in this piece of the interval, and which share of them."""
    time = times[number]
    length = time.length / pieces
    first = time.start + piece * length + after
    last = first + length
    shares: list[tuple[int, float]] = []
    for later in range(number + 1, len(times)):
        start, end = times[later].start, times[later].end
        if later == number + 1 and start == time.end:
            start = min(first, start)  # with those who would be back before the interval is over
        if start >= last:
            break
        common = min(last, end) - max(first, start)
        if common > 0:
            shares.append((later, common / length))
    return shares
