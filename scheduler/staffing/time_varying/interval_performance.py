"""Performance of an interval as its customers see it: promises whose time runs on after the interval.

The chain says what customers find (:mod:`scheduler.staffing.time_varying.transient`); this says how they are
served from then on: by the agents of the interval, until the desk closes, or by those of later intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel, ShareKind
from scheduler.staffing.time_varying.interval_replies import IntervalReplies
from scheduler.staffing.time_varying.transient import (
    FollowedInterval,
    IntervalInput,
    TransientState,
    follow,
)

Floats = NDArray[np.float64]

_PARTS = np.array([1.0, 0.75, 0.5, 0.25, 0.0])
"""Where the time before closing in which a promise is cut short is divided: the line changes in it."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)


@dataclass(frozen=True)
class Afterwards:
    """What follows an interval.

    to_closing: seconds from its end until the desk closes and the agents leave; inf = never. closed: seconds
    for which it then stays closed. rates: for each threshold the mean rate of service per second from arrival
    until then; None = that of the interval's agents. Empty = None for all.
    """

    to_closing: float = np.inf
    closed: float = 0.0
    rates: tuple[float | None, ...] = ()

    def rate(self, place: int) -> float | None:
        """Of the threshold with this index."""
        return self.rates[place] if self.rates else None


OPEN_ON = Afterwards()


@dataclass(frozen=True)
class IntervalPerformance:
    """Performance seen by the arrivals of one interval.

    service_levels: share in time of each measure asked for; 1 without arrivals. average_wait: seconds over
    all arrivals until an agent takes the chat. average_response: seconds over all replies; NaN where it
    was not asked for. end_state: state at the end of the interval.
    """

    service_levels: tuple[float, ...]
    average_wait: float
    average_response: float
    end_state: TransientState


def advance(
    model: ServiceModel,
    before: TransientState,
    interval: IntervalInput,
    measured: Sequence[InTime],
    after: Afterwards = OPEN_ON,
    *,
    with_response: bool = False,
) -> IntervalPerformance:
    """Advance the chain by one interval; evaluate each measure and, if asked for, the average response.

    By PASTA, arrivals see the time-averaged distribution; the wait of an arrival follows from the queue it
    finds and the agents of this interval, or what ``after`` says.
    """
    seconds = interval.hours * 3600
    cut = [
        each.within_seconds
        for place, each in enumerate(measured)
        if after.rate(place) is None and each.within_seconds > after.to_closing
    ]
    edges = _edges(seconds, cut, after.to_closing, len(interval.profile))
    levels, wait, response, state = np.zeros(len(measured)), 0.0, 0.0 if with_response else np.nan, before
    for begin, end in pairwise(edges):
        share = (end - begin) / seconds
        part = interval if share == 1 else interval.part(begin, end)
        if interval.profile and interval.arrivals_per_hour > 0:
            share *= part.arrivals_per_hour / interval.arrivals_per_hour
        found = follow(model, state, part)
        left = seconds + after.to_closing - np.array([end, begin])
        levels += share * np.array(
            [
                _level(
                    _Share(model, part, found, each.kind), each.within_seconds, left, after, after.rate(place)
                )
                for place, each in enumerate(measured)
            ]
        )
        wait += share * found.average_wait
        if with_response and interval.agents > 0:
            response += share * IntervalReplies(model, part.agents, part.mean_seconds, found).average_response
        elif with_response:
            response += share * found.average_wait
        state = found.end_state
    if after.to_closing == 0 and interval.arrivals_per_hour > 0:
        night = after.closed if model.patience_seconds is None else model.patience_seconds
        later = state.waiting * night / (interval.arrivals_per_hour * interval.hours)
        wait += later
        if model.conversation is not None:
            response += later / model.conversation.replies
    return IntervalPerformance(tuple(np.minimum(levels, 1.0).tolist()), wait, response, state)


def _edges(seconds: float, cut: Sequence[float], to_closing: float, parts: int) -> list[float]:
    """Edges of the interval's parts: the whole, or those of so many of different arrival rates; finer where
    closing cuts one of these thresholds short."""
    from_end = [part * within - to_closing for within in cut for part in _PARTS]
    inside = {seconds - moment for moment in from_end if 0 < moment < seconds}
    inside |= {seconds * place / parts for place in range(1, parts)}
    return [0.0, *sorted(inside), seconds]


@dataclass(frozen=True)
class _Share:
    """A share in time of a part of the interval."""

    model: ServiceModel
    part: IntervalInput
    found: FollowedInterval
    kind: ShareKind

    def within(self, seconds: float, full_rate: float | None = None) -> float:
        """Of so many seconds; full_rate: as in :meth:`FollowedInterval.service_level`."""
        if self.kind == "service_level" or self.part.agents == 0:
            return self.found.service_level(seconds, full_rate)
        replies = IntervalReplies(self.model, self.part.agents, self.part.mean_seconds, self.found)
        return replies.share(InTime(self.kind, seconds), full_rate)


def _level(share: _Share, within: float, left: Floats, after: Afterwards, rate: float | None) -> float:
    """Share in time of a part of the interval; left: seconds until closing from its end and its beginning."""
    if rate is not None or within <= left[0]:
        return share.within(within, rate)
    middle, half = left.mean(), (left[1] - left[0]) / 2
    open_for = np.minimum(middle + half * _NODES, within)
    if share.found.leaving == 0:  # else nobody is still there when the desk opens again
        open_for = open_for + np.maximum(within - open_for - after.closed, 0.0)
    levels = [share.within(float(served)) for served in open_for]
    return float(_WEIGHTS @ levels) / 2
