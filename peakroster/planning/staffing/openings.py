"""Arrivals inside the hour in which a sale opens: a rush in the first five minutes, and less after it.

An event's ``opening`` is the rate of its first five minutes, as a multiple of the mean rate from its start to
the end of that clock hour. What is left of the hour comes evenly, so that the hour keeps its count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.events import OPENING_MINUTES, Event
from scheduler.domain.queues import Queue

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]

_MINUTE = np.timedelta64(1, "m")


def minute_rates(queue: Queue, events: Sequence[Event], starts: Moments, minutes: int) -> Floats | None:
    """Rate of each minute of the intervals at ``starts``, relative to an even hour.

    Shape (..., minutes); None where no event of the queue states an opening. Of several events that open in
    one hour the one that opens last counts from its start on, and of these the last row.
    """
    stated = [event for event in events if event.opening is not None and event.concerns(queue.id)]
    if not stated:
        return None
    moments = starts.astype("datetime64[m]")[..., np.newaxis] + np.arange(minutes) * _MINUTE
    rates = np.ones(moments.shape)
    for event in sorted(stated, key=lambda each: each.start):
        assert event.opening is not None
        begin = event.start.replace(second=0, microsecond=0)
        end = begin.replace(minute=0) + timedelta(hours=1)
        lasting = int((end - begin) / timedelta(minutes=1))
        if lasting <= OPENING_MINUTES:
            continue
        rush = min(event.opening, lasting / OPENING_MINUTES)
        rest = (lasting - rush * OPENING_MINUTES) / (lasting - OPENING_MINUTES)
        after = moments.astype(np.int64) - int(np.datetime64(begin, "m").astype(np.int64))
        rates = np.where((after >= 0) & (after < lasting), rest, rates)
        rates = np.where((after >= 0) & (after < OPENING_MINUTES), rush, rates)
    return rates


def interval_profiles(
    queue: Queue, events: Sequence[Event], starts: Moments, minutes: int
) -> dict[int, tuple[float, ...]]:
    """By index of the interval, the rate of each five minutes of it relative to its mean.

    Even intervals are left out. starts: shape (intervals,).
    """
    rates = minute_rates(queue, events, starts, minutes)
    if rates is None:
        return {}
    pieces = rates.reshape(len(starts), -1, OPENING_MINUTES).mean(axis=-1)
    found = {}
    for place in np.flatnonzero(np.ptp(pieces, axis=1) > 1e-12).tolist():
        found[place] = tuple((pieces[place] / pieces[place].mean()).tolist())
    return found
