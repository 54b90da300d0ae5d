"""What is legal but odd about the history: gaps, an early end, events that left no trace in it."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from peakroster.shop.checks.recorded_hours import warn_of_unrecorded_hours
from peakroster.shop.inputs.history import is_skipped
from peakroster.tables.report import Report
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop

HISTORY, EVENTS, EXCLUDE = "history.csv", "events.csv", "exclude.csv"
EARLY_END = timedelta(days=7)
"""A queue whose history ends that long before another's has probably been forgotten in an export."""
LONG_BEFORE = timedelta(days=56)
"""Eight weeks without history before the days that are being planned: the forecast has gone stale."""
ENOUGH_CHATS, FAR_OFF = 100, 1.25
"""Of so many chats the mean is known well enough to say that it is so many times what shop.toml states."""


def warn_of_odd_history(shop: Shop, report: Report) -> None:
    """Gaps, early ends, queues and past events without history."""
    history = shop.history
    if history.empty:
        return
    last = history["timestamp"].max()
    for queue in shop.settings.queues:
        own = history[history["queue"] == queue.id]
        if own.empty:
            if queue.id in shop.profiles:
                continue
            report.warning("queue_without_history", HISTORY, column="queue", value=queue.id)
            continue
        end = own["timestamp"].max()
        if last - end > EARLY_END:
            report.warning(
                "history_ends_early", HISTORY, value=queue.id, end=f"{end:%Y-%m-%d}", last=f"{last:%Y-%m-%d}"
            )
        warn_of_unrecorded_hours(shop, queue, own, report)
        _warn_of_handling_time(own, queue, report)
    _warn_of_skipped_hours(history["timestamp"], shop.settings.timezone, report)
    _warn_of_old_history(shop, last.to_pydatetime(), report)
    _warn_of_events(shop, last.to_pydatetime(), report)
    _warn_of_exclusions(shop, report)


def _warn_of_handling_time(own: pd.DataFrame, queue: Queue, report: Report) -> None:
    """Chats of the last weeks that took far longer or shorter than shop.toml says: one of them means another.

    Often the clock of the desk runs on while the agent is busy with other chats.
    """
    recent = own[own["timestamp"] > own["timestamp"].max() - LONG_BEFORE]
    observed = recent[recent["aht_seconds"].notna() & (recent["inquiries"] > 0)]
    if observed["inquiries"].sum() < ENOUGH_CHATS:
        return
    mean = float(np.average(observed["aht_seconds"], weights=observed["inquiries"]))
    if not 1 / FAR_OFF <= mean / queue.aht_seconds <= FAR_OFF:
        report.warning(
            "handling_time_differs",
            HISTORY,
            column="aht_seconds",
            value=queue.id,
            observed=f"{mean:.0f}",
            stated=f"{queue.aht_seconds:g}",
            setting=queue.handling_time,
        )


def _warn_of_skipped_hours(timestamps: pd.Series, timezone: str, report: Report) -> None:
    skipped = timestamps[is_skipped(timestamps, timezone).to_numpy()]
    if len(skipped):
        first = f"{skipped.iloc[0]:%Y-%m-%dT%H:%M}"
        report.warning("hour_does_not_exist", HISTORY, value=first, count=len(skipped), timezone=timezone)


def _warn_of_old_history(shop: Shop, last: datetime, report: Report) -> None:
    """Wishes and locks tell which days are being planned; leave for a child is known half a year before."""
    wishes = [request.day for request in shop.requests if request.kind != "leave"]
    days = wishes + [lock.day for lock in shop.locks]
    if days and max(days) - last.date() > LONG_BEFORE:
        report.warning("history_is_old", HISTORY, value=f"{last:%Y-%m-%d}", planned=f"{max(days)}")


def _warn_of_events(shop: Shop, last: datetime, report: Report) -> None:
    """A past event during which nothing was recorded teaches the forecast nothing."""
    if not shop.events:
        report.warning("no_events", EVENTS)
    queue = shop.history["queue"].to_numpy(dtype=object)
    times = shop.history["timestamp"].to_numpy()
    for event in shop.events:
        if event.start > last:
            continue
        during = (times >= np.datetime64(event.start)) & (times < np.datetime64(event.end))
        concerned = np.isin(queue[during], event.queues) if event.queues else queue[during]
        if not concerned.size or not concerned.astype(bool).any():
            report.warning("event_without_history", EVENTS, event.row, column="event", value=event.name)


def _warn_of_exclusions(shop: Shop, report: Report) -> None:
    """Rows of exclude.csv that take nothing away are probably misdated."""
    times = {str(queue): rows.to_numpy() for queue, rows in shop.history.groupby("queue")["timestamp"]}
    for exclusion in shop.exclusions:
        span = np.array([exclusion.start, exclusion.end], dtype="datetime64[us]")
        concerned = times if exclusion.queue is None else {exclusion.queue} & times.keys()
        if not any(np.diff(times[queue].searchsorted(span))[0] for queue in concerned):
            value = f"{exclusion.start:%Y-%m-%dT%H:%M}"
            report.warning("excludes_nothing", EXCLUDE, exclusion.row, column="start", value=value)
