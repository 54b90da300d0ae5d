"""Choice of the forecast origins of a backtest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from forecast import Event

LEAST_HISTORY = pd.Timedelta(days=14)
"""Least history before an origin: less than two weeks say nothing about differences between weeks."""

_YEAR = 52 * 7
_EVENTS_BACK = pd.Timedelta(days=395)
_MAX_EVENTS = 24
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Origin:
    """A midnight; the forecast uses what was known before it.

    regular: all days after it are evaluated. Otherwise it was chosen for an event, and only days on which an
    event runs are: else the days before events would weigh more than others.
    """

    moment: pd.Timestamp
    regular: bool


def choose_origins(
    first_day: pd.Timestamp, end: pd.Timestamp, events: Sequence[Event], weeks: int, days: int
) -> tuple[Origin, ...]:
    """The origins of one queue, the latest first.

    first_day, end: midnights between which its history lies, ``end`` excluded. events: those of the queue.
    days: the shortest horizon; each regular origin has so many days of history after it.

    ``weeks`` regular origins are spread over the last year, a number of weeks and one day apart: with the
    same weekday for all, the first day ahead would always be, say, a Monday, and days ahead could not be
    separated from weekdays. More than fit into a year reach further back. Each event of the last 13 months
    that they do not cover within the shortest horizon gets an origin of its own, whose horizon ends with the
    event's last day (a longer event starts with it): at most ``_MAX_EVENTS``, the latest of each kind before
    the second latest of any.
    """
    earliest = first_day + LEAST_HISTORY
    latest = end - days * _DAY
    chosen = {moment: Origin(moment, regular=True) for moment in _regular(earliest, latest, weeks)}
    extra = 0
    for event in _latest_of_each_kind(events, end):
        start, last = pd.Timestamp(event.start).normalize(), _last_day(event)
        if any(moment <= start and last < moment + days * _DAY for moment in chosen):
            continue
        moment = max(min(start, last - (days - 1) * _DAY), earliest)
        if moment <= start and extra < _MAX_EVENTS:
            chosen[moment] = chosen.get(moment, Origin(moment, regular=False))
            extra += 1
    return tuple(chosen[moment] for moment in sorted(chosen, reverse=True))


def _regular(earliest: pd.Timestamp, latest: pd.Timestamp, weeks: int) -> list[pd.Timestamp]:
    if latest < earliest:
        return []
    available_days = (latest - earliest).days
    spacing = 7 * max(1, min(available_days, _YEAR) // (7 * weeks)) + 1
    return [latest - index * spacing * _DAY for index in range(min(weeks, available_days // spacing + 1))]


def _latest_of_each_kind(events: Sequence[Event], end: pd.Timestamp) -> list[Event]:
    """Events that ended in the last 13 months: the latest of each kind, the second latest, …"""
    past = [event for event in events if end - _EVENTS_BACK < event.end <= end]
    past.sort(key=lambda event: (event.end, event.name), reverse=True)
    seen: Counter[str] = Counter()
    ranked = []
    for event in past:
        ranked.append((seen[event.kind], event))
        seen[event.kind] += 1
    return [event for _, event in sorted(ranked, key=lambda ranked_event: ranked_event[0])]


def _last_day(event: Event) -> pd.Timestamp:
    """The midnight that begins the last day on which the event runs."""
    return (pd.Timestamp(event.end) - pd.Timedelta(1, "us")).normalize()
