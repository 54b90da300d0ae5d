"""Customers who reach the agents: inquiries less the chatbot's share, when the chatbot hands them over.

Inside a planning interval inquiries are even, and so are those handed over: the share of an interval is the
mean over its minutes. A chatbot that hands over after n minutes moves each customer by n minutes of real
time. It hands over before the desk closes: whom it would still hold then comes in the last open interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import Intervals, planning_intervals, within
from peakroster.shop.settings.bot_hours import MINUTES_PER_WEEK, shares_of_week
from scheduler.domain.events import Event
from scheduler.domain.queues import Queue
from scheduler.domain.shop import AnyShop, Settings
from scheduler.domain.windows import MINUTES_PER_DAY

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Moments = NDArray[np.datetime64]

_MINUTE = np.timedelta64(1, "m")
_FROM_MONDAY = 3 * MINUTES_PER_DAY
"""Minutes of the week at which numpy's time begins, on a Thursday."""


def bot_shares(queue: Queue, events: Sequence[Event], starts: Moments, minutes: int) -> Floats:
    """Share of inquiries that the chatbot resolves in the intervals of ``minutes`` at ``starts``; same shape.

    A promotion's share counts while it runs; of several the one that began last, and of these the last row.
    Else the first of the queue's ``bot_hours`` that fits counts, else its ``bot_share``.
    """
    stated = [each for each in events if each.bot_share is not None and each.concerns(queue.id)]
    if not stated and not queue.bot_hours:
        return np.full(starts.shape, queue.bot_share)
    moments = starts.astype("datetime64[m]")[..., np.newaxis] + np.arange(minutes) * _MINUTE
    minute = (moments.astype(np.int64) + _FROM_MONDAY) % MINUTES_PER_WEEK
    shares = shares_of_week(queue.bot_hours, queue.bot_share)[minute]
    for event in sorted(stated, key=lambda each: each.start):
        runs = (moments >= np.datetime64(event.start)) & (moments < np.datetime64(event.end))
        shares[runs] = event.bot_share
    return np.asarray(shares.mean(axis=-1))


def customers_for_agents(
    queue: Queue, events: Sequence[Event], intervals: Intervals, starts: Moments, inquiries: Floats
) -> Floats:
    """Customers who reach the agents in each of the queue's intervals.

    Parameters
    ----------
    intervals
        All of the plan's.
    starts
        The queue's, a rising selection of them, shape (n,).
    inquiries
        Before the chatbot, shape (..., n).

    Returns
    -------
    The same shape.
    """
    handed_over = np.asarray(inquiries * (1 - bot_shares(queue, events, starts, intervals.minutes)))
    if queue.bot_minutes == 0 or not len(starts):
        return handed_over
    exist = intervals.real_hours.ravel() > 0
    existing, lasting = intervals.starts.ravel()[exist], intervals.real_hours.ravel()[exist]
    place = np.searchsorted(existing, starts)
    begins = np.flatnonzero(np.diff(place, prepend=-2) != 1)
    later = np.empty_like(handed_over)
    for first, end in zip(begins, [*begins[1:], len(starts)], strict=True):
        before, after = place[first] - 1, place[end - 1] + 1
        neighbours = np.array(
            [
                existing[before] if before >= 0 else starts[first] - intervals.minutes * _MINUTE,
                existing[after] if after < len(existing) else starts[end - 1] + intervals.minutes * _MINUTE,
            ]
        )
        opened, stays = within(replace(intervals, starts=neighbours), queue.open)
        later[..., first:end] = _moved(
            handed_over[..., first:end],
            _seconds(lasting[place[first:end]] * 60),
            int(_seconds(queue.bot_minutes)),
            opened=bool(opened),
            closes=not stays,
        )
    return later


def without_chatbot(shop: AnyShop) -> AnyShop:
    """The shop whose inquiries are customers who reach the agents as they are."""
    queues = tuple(
        replace(queue, bot_share=0.0, bot_hours=(), bot_minutes=0.0) for queue in shop.settings.queues
    )
    events = tuple(replace(event, bot_share=None) for event in shop.events)
    return replace(shop, settings=replace(shop.settings, queues=queues), events=events)


def intervals_of(settings: Settings, timestamps: pd.Series) -> Intervals:
    """Planning intervals of the days of these timestamps; of any day where there are none."""
    first, last = (timestamps.min(), timestamps.max()) if len(timestamps) else (pd.Timestamp(0),) * 2
    days = (last.date() - first.date()) // timedelta(days=1) + 1
    return planning_intervals(settings.timezone, settings.interval_minutes, first.date(), days)


def _seconds(minutes: Floats | float) -> Integers:
    """Whole ones, so that edges of intervals meet exactly and nobody is left over from rounding."""
    return np.rint(np.asarray(minutes) * 60).astype(np.int64)


def _moved(customers: Floats, lasting: Integers, delay: int, *, opened: bool, closes: bool) -> Floats:
    """Customers of adjacent intervals ``delay`` seconds later, shape (..., intervals).

    lasting: seconds of each interval. opened: the desk was open before the first, and had customers at the
    rate of that one. closes: those who would come after the last interval come in it, else later than all.
    """
    edges = np.concatenate([[0], np.cumsum(lasting)])
    until = _cumulative(customers, edges, edges - delay)
    if opened:
        early = np.minimum(edges - delay, 0)
        until = until + customers[..., :1] / lasting[0] * early
    moved = np.diff(until, axis=-1)
    if closes:
        moved[..., -1] += _cumulative(customers, edges, edges[-1:])[..., 0] - until[..., -1]
    return np.maximum(moved, 0.0)


def _cumulative(customers: Floats, edges: Integers, at: Integers) -> Floats:
    """Customers of adjacent intervals until each of these seconds after the first began, shape (..., at)."""
    inside = np.clip(at, 0, edges[-1])
    place = np.minimum(np.searchsorted(edges, inside, side="right"), len(edges) - 1) - 1
    before = np.concatenate([np.zeros((*customers.shape[:-1], 1)), np.cumsum(customers, axis=-1)], axis=-1)
    part = (inside - edges[place]) / np.diff(edges)[place]
    return np.asarray(before[..., place] + part * customers[..., place])
