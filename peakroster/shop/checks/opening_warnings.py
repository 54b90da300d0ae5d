"""Openings of sales: what a history by five minutes shows of past ones, and what a stated one cannot do."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from peakroster.tables.report import Report
from scheduler.domain.events import OPENING_MINUTES, Event
from scheduler.domain.queues import LONGEST_IN_PERIOD, Queue
from scheduler.domain.shop import Shop

EVENTS = "events.csv"
WORTH_TELLING = 1.5
"""Multiple from which on a rush is told."""
ENOUGH = 50
"""Inquiries of past openings that say something."""


def warn_of_openings(shop: Shop, report: Report) -> None:
    """A rush that the history shows and no row states; a stated one that nothing follows."""
    known_until = shop.history["timestamp"].max() if len(shop.history) else None
    for event in shop.events:
        if event.opening is not None:
            _warn_of_stated(shop, event, report)
        elif known_until is not None and pd.Timestamp(event.start) > known_until:
            seen, past = seen_opening(shop, event)
            if seen is not None and seen >= WORTH_TELLING:
                details = {"kind": event.kind, "past": past, "times": f"{seen:.1f}"}
                report.warning(
                    "opening_seen", EVENTS, event.row, column="opening", value=event.name, **details
                )


def _warn_of_stated(shop: Shop, event: Event, report: Report) -> None:
    assert event.opening is not None
    most = (60 - event.start.minute) / OPENING_MINUTES
    if event.opening > most or most <= 1:
        report.warning(
            "opening_beyond_hour",
            EVENTS,
            event.row,
            column="opening",
            value=f"{event.opening:g}",
            start=f"{event.start:%H:%M}",
            most=f"{max(most, 1.0):g}",
        )
    steady = [
        queue.name
        for queue in shop.settings.queues
        if event.concerns(queue.id) and _knows_steady_states(queue)
    ]
    if event.opening > 1 and shop.settings.staffing_method == "stationary" and steady:
        report.warning(
            "opening_not_followed",
            EVENTS,
            event.row,
            column="opening",
            value=f"{event.opening:g}",
            queues="; ".join(steady),
        )
    for team in shop.settings.shared:
        if event.opening > 1 and any(map(event.concerns, team.queues)):
            value = f"{event.opening:g}"
            report.warning("team_opening", EVENTS, event.row, column="opening", value=value, team=team.id)
    queues = shop.settings.queues
    receiving = {name for queue in queues for name, _ in queue.transfers}
    elsewhere = [
        queue.name
        for queue in queues
        if event.concerns(queue.id) and (queue.transfers or queue.id in receiving)
    ]
    if event.opening > 1 and elsewhere:
        report.warning(
            "opening_not_moved",
            EVENTS,
            event.row,
            column="opening",
            value=f"{event.opening:g}",
            queues="; ".join(elsewhere),
        )


def _knows_steady_states(queue: Queue) -> bool:
    """Whether none of its intervals is followed where ``staffing_method`` is ``stationary``."""
    lasting = (each.per != "interval" or each.within_seconds > LONGEST_IN_PERIOD for each in queue.targets)
    return queue.returns_share > 0 or any(lasting)


def seen_opening(shop: Shop, event: Event) -> tuple[float | None, int]:
    """How many times the mean rate came in the first five minutes of past events of the kind, and of how many
    events that is known.

    Taken together: inquiries of the queues that the event concerns, from each start to the end of that clock
    hour, where the history has rows of five minutes or less. None where these are too few.
    """
    rush = even = 0.0
    past = 0
    concerned = [queue.id for queue in shop.settings.queues if event.concerns(queue.id)]
    own = shop.history[shop.history["queue"].isin(concerned)]
    for other in shop.events:
        if other.kind != event.kind or other.start >= event.start:
            continue
        end = other.start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        lasting = int((end - other.start) / timedelta(minutes=1))
        rows = own[(own["timestamp"] >= other.start) & (own["timestamp"] < end)]
        if lasting <= OPENING_MINUTES or not _is_fine(rows["timestamp"]):
            continue
        first = rows["timestamp"] < other.start + timedelta(minutes=OPENING_MINUTES)
        rush += float(rows.loc[first, "inquiries"].sum())
        even += float(rows["inquiries"].sum()) * OPENING_MINUTES / lasting
        past += 1
    if not past or even * 60 / OPENING_MINUTES < ENOUGH:
        return None, past
    return rush / even, past


def _is_fine(timestamps: pd.Series) -> bool:
    """Whether most of these rows are five minutes or less apart."""
    apart = np.diff(np.unique(timestamps.to_numpy("datetime64[m]"))).astype(np.int64)
    return len(apart) > 0 and float(np.median(apart)) <= OPENING_MINUTES
