"""Customers who reach the agents: inquiries less the chatbot's share, when the chatbot hands them over.

Inside a planning interval inquiries are even, but for the rush of an opening, and so are those handed over:
the share of an interval is the mean over its minutes. A chatbot that hands over after n minutes moves each
customer by n minutes of real time. It hands over before the desk closes: whom it would still hold then comes
in the last open interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import Intervals, open_during, planning_intervals
from peakroster.planning.staffing.openings import interval_profiles
from peakroster.shop.settings.bot_hours import MINUTES_PER_WEEK, shares_of_week
from scheduler.domain.events import OPENING_MINUTES, Event
from scheduler.domain.queues import Queue
from scheduler.domain.shop import AnyShop, Settings
from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.staffing.time_varying import Profiles

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Moments = NDArray[np.datetime64]

_MINUTE = np.timedelta64(1, "m")
REACHED = 1e-6
"""Share of an interval's customers who come out of a rush, above which they do not come evenly."""
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
    profiles = interval_profiles(queue, events, starts, intervals.minutes)
    if profiles:
        return np.asarray(_in_parts(queue, intervals, starts, handed_over, profiles).sum(axis=-1))
    return _held(queue, intervals, starts, handed_over[..., np.newaxis])[..., 0]


def profiles_at_agents(
    queue: Queue, events: Sequence[Event], intervals: Intervals, starts: Moments, inquiries: Floats
) -> Profiles:
    """How customers come within the intervals that some of the rush of an opening reaches.

    By index of the interval the rate of each five minutes relative to its mean; others are even. inquiries:
    before the chatbot, shape (n,), of the intervals at ``starts``.
    """
    profiles = interval_profiles(queue, events, starts, intervals.minutes)
    if queue.bot_minutes == 0 or not profiles:
        return profiles
    handed_over = np.asarray(inquiries * (1 - bot_shares(queue, events, starts, intervals.minutes)))
    uneven = np.zeros(len(starts))
    uneven[list(profiles)] = handed_over[list(profiles)]
    whole, rush = (_in_parts(queue, intervals, starts, each, profiles) for each in (handed_over, uneven))
    reached = rush.sum(axis=-1) > REACHED * whole.sum(axis=-1)
    return {
        place: tuple((whole[place] / whole[place].mean()).tolist())
        for place in np.flatnonzero(reached).tolist()
    }


def _in_parts(
    queue: Queue, intervals: Intervals, starts: Moments, handed_over: Floats, profiles: Profiles
) -> Floats:
    """Those whom the chatbot has held, by five minutes of each interval; shape (..., n, parts)."""
    parts = intervals.minutes // OPENING_MINUTES
    rates = np.ones((len(starts), parts))
    for place, profile in profiles.items():
        rates[place] = profile
    return _held(queue, intervals, starts, handed_over[..., np.newaxis] * rates / parts)


def _held(queue: Queue, intervals: Intervals, starts: Moments, handed_over: Floats) -> Floats:
    """Customers in equal parts of the intervals, ``bot_minutes`` later; shape (..., n, parts)."""
    parts = handed_over.shape[-1]
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
        opened, stays = open_during(replace(intervals, starts=neighbours), queue.open)
        here = handed_over[..., first:end, :]
        moved = _moved(
            here.reshape(*here.shape[:-2], -1),
            np.repeat(_seconds(lasting[place[first:end]] * 60 / parts), parts),
            int(_seconds(queue.bot_minutes)),
            opened=bool(opened),
            closes=not stays,
            parts=parts,
        )
        later[..., first:end, :] = moved.reshape(here.shape)
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


def _moved(
    customers: Floats, lasting: Integers, delay: int, *, opened: bool, closes: bool, parts: int = 1
) -> Floats:
    """Customers of adjacent intervals ``delay`` seconds later, shape (..., intervals).

    lasting: seconds of each interval. opened: the desk was open before the first, and had customers at the
    rate of that one. closes: those who would come after the last interval come in it, else later than all;
    over so many of the last parts, where intervals are in parts.
    """
    edges = np.concatenate([[0], np.cumsum(lasting)])
    until = _cumulative(customers, edges, edges - delay)
    if opened:
        early = np.minimum(edges - delay, 0)
        until = until + customers[..., :1] / lasting[0] * early
    moved = np.diff(until, axis=-1)
    if closes:
        late = _cumulative(customers, edges, edges[-1:])[..., 0] - until[..., -1]
        moved[..., -parts:] += late[..., np.newaxis] / parts
    return np.maximum(moved, 0.0)


def _cumulative(customers: Floats, edges: Integers, at: Integers) -> Floats:
    """Customers of adjacent intervals until each of these seconds after the first began, shape (..., at)."""
    inside = np.clip(at, 0, edges[-1])
    place = np.minimum(np.searchsorted(edges, inside, side="right"), len(edges) - 1) - 1
    before = np.concatenate([np.zeros((*customers.shape[:-1], 1)), np.cumsum(customers, axis=-1)], axis=-1)
    part = (inside - edges[place]) / np.diff(edges)[place]
    return np.asarray(before[..., place] + part * customers[..., place])
