"""Promises that reach beyond their interval: to the closing of the desk, or hours on.

Before a closing only who is answered by then is answered in time, or, where the time lasts so long, after the
next opening. Of a promise of hours, every customer's work is done evenly from arrival to three quarters of
the time; agents must keep up with what is done at any time, and the last quarter is for chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scheduler.audit.figures.conversations import carried_replies
from scheduler.audit.figures.open_times import OpenInterval, with_days_around
from scheduler.audit.figures.transient_queue import (
    RUSH_STEP_SECONDS,
    IntervalResult,
    QueueState,
    in_line,
    simulate_interval,
)
from scheduler.audit.figures.waiting import Service
from scheduler.domain.queues import Target, TargetKind

Measure = tuple[TargetKind, float]
"""What is asked of an interval: its kind, and the seconds of a share."""

LONG = 7200.0
SPREAD = 0.75
"""Share of a long promise's time over which its work is spread."""
_MEANS: tuple[TargetKind, ...] = ("average_wait", "average_response")
_PARTS, _POINTS = 6, 8
"""Into how many parts the time is cut in which closing comes before the promised time is over, and at how
many moments of each part the answers are looked at."""


@dataclass(frozen=True)
class Served:
    """What an interval's customers get: of each measure asked for the share in time, or the mean seconds."""

    values: tuple[float, ...]
    left: QueueState


def is_long(within: float) -> bool:
    """Whether so many seconds are mostly the business of later intervals."""
    return within > LONG


def serve(
    before: QueueState,
    rate: float,
    agents: int,
    service: Service,
    time: OpenInterval,
    asked: Sequence[Measure],
    paces: Sequence[float | None],
    *,
    stay: bool,
    rush: Sequence[float] = (),
) -> Served:
    """Follow an interval and say what its customers get.

    paces: for each measure, the chats that end per second until its time is over if every slot is in use;
    None = as in the interval. stay: the agents stay at closing until nobody waits. rush: how many times the
    rate comes in each of its equal parts; none = even.
    """
    until = float("inf") if stay else time.closing - time.start
    cut = [
        seconds
        for (kind, seconds), pace in zip(asked, paces, strict=True)
        if pace is None and kind not in _MEANS
    ]
    values, state = np.zeros(len(asked)), before
    for begin, end in pairwise(_borders(time.length, until, cut, len(rush))):
        times = rush[int((begin + end) / 2 / time.length * len(rush))] if rush else 1.0
        if rush:
            result = simulate_interval(state, rate * times, agents, service, end - begin, RUSH_STEP_SECONDS)
        else:
            result = simulate_interval(state, rate, agents, service, end - begin)
        part = _Part(result, agents, service, until - begin, until - end, time.closed)
        values += (
            times
            * (end - begin)
            / time.length
            * np.array([part.value(measure, pace) for measure, pace in zip(asked, paces, strict=True)])
        )
        state = result.left
    if abs(until - time.length) < 1e-6 and rate > 0:
        night = time.closed if service.patience_seconds is None else service.patience_seconds
        later = in_line(state, len(service.slowdown)) * night / (rate * time.length)
        values += [later * _share_of_waits(kind, service) for kind, _ in asked]
    return Served(tuple(values.tolist()), state)


def _borders(length: float, until: float, within: Sequence[float], parts: int) -> list[float]:
    moments = {until - limit * part / _PARTS for limit in within for part in range(_PARTS + 1)}
    moments |= {length * part / parts for part in range(1, parts)}
    return [0.0, *sorted(moment for moment in moments if 1e-6 < moment < length - 1e-6), length]


def _share_of_waits(kind: TargetKind, service: Service) -> float:
    """How far a second more in line moves the measure: of a chat's replies one waits there."""
    if kind == "average_response" and service.conversation is not None:
        return 1 / service.conversation.replies
    return 1.0 if kind == "average_wait" else 0.0


@dataclass(frozen=True)
class _Part:
    """A part of an interval. most, least: seconds from its first and from its last arrival to closing;
    closed: for how long the desk then is."""

    result: IntervalResult
    agents: int
    service: Service
    most: float
    least: float
    closed: float

    def value(self, measure: Measure, pace: float | None) -> float:
        """Share in time, or mean seconds."""
        kind, limit = measure
        if kind in _MEANS or pace is not None or limit <= self.least + 1e-6:
            return self._until(kind, limit, pace)
        total = 0.0
        for point in range(_POINTS):
            left = self.most - (point + 0.5) / _POINTS * (self.most - self.least)
            served = min(limit, left)
            if self.result.leaving == 0:
                served += max(0.0, limit - served - self.closed)
            total += self._until(kind, served, None)
        return total / _POINTS

    def _until(self, kind: TargetKind, seconds: float, pace: float | None) -> float:
        if kind == "service_level":
            return self.result.answered(seconds, pace)
        if kind == "average_wait":
            return self.result.mean_wait
        return carried_replies(kind, seconds, self.result, self.agents, self.service, pace)


def spread_load(
    loads: Sequence[float], times: Sequence[OpenInterval], within: float, *, stay: bool
) -> list[float]:
    """Agents' work at any time, in erlangs, if that of each interval's arrivals is done evenly in the time.

    loads: offered in the intervals.
    """
    around = with_days_around(times, within, within)
    start = np.array([time.start for time in around])
    length = np.array([time.length for time in around])
    done = np.zeros(len(around))
    for number, time in enumerate(around):
        load = loads[time.like]
        if load == 0:
            continue
        due = max(min(time.start + within, time.closing) if stay else time.start + within, time.end)
        stop = int(np.searchsorted(start, due))
        parts = np.minimum(due - start[number:stop], length[number:stop])
        done[number:stop] += load * time.length * parts / parts.sum() / length[number:stop]
    first = next(number for number, time in enumerate(around) if time.start >= -1e-6)
    return [float(level) for level in done[first : first + len(times)]]


def chance_target(target: Target, reserve: float) -> Target:
    """What the work that is spread must still keep: the target in the rest of the time, with its reserve."""
    rest = (1 - SPREAD) * target.within_seconds
    if target.share is None:
        return replace(target, within_seconds=rest * (1 - reserve))
    return replace(target, within_seconds=rest, share=1 - (1 - target.share) * (1 - reserve))


def paces_until_due(paces: Sequence[float], times: Sequence[OpenInterval], within: float) -> list[float]:
    """Chats that end per second on the mean from the middle of each interval on, every slot in use.

    paces: per second in the intervals; nothing ends while the desk is closed.
    """
    around = with_days_around(times, 0.0, within + 3600)
    result = []
    for number, time in enumerate(times):
        first = time.start + time.length / 2
        due, ended = first + within, 0.0
        for other in around[number:]:
            if other.start >= due:
                break
            ended += paces[other.like] * (min(due, other.end) - max(first, other.start))
        result.append(ended / within)
    return result
