"""One hour's forecast taken apart into factors whose product is its mean."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class PastEvent:
    """A past event that a coming one was learned from.

    size: how big it was, as a multiple of the usual event of its kind. weight: its share among those
    learned from; the weights of an event sum to 1.
    """

    name: str
    kind: str
    size: float
    weight: float


@dataclass(frozen=True)
class EventPart:
    """What one event does to one hour.

    factor: on the hour's normal inquiries. profile: what the hour would bring on top of normal (1 = as
    much again) if the event had the usual size of its kind. size: expected, as a multiple of that usual
    size; size_low, size_high: the middle 80 % of what it may be. source: the code of the note that says
    where it was learned (see :class:`forecast.series.notes.Note`); ``event_seen`` for an event whose own
    hours are known. past: what it was learned from, the heaviest first.
    """

    name: str
    kind: str
    factor: float
    profile: float
    size: float
    size_low: float
    size_high: float
    source: str
    past: tuple[PastEvent, ...]


@dataclass(frozen=True)
class Explanation:
    """One hour of a forecast; ``mean`` is the product of ``level`` and all factors, the events' among them.

    level: inquiries of the mean hour of an ordinary week at that date (growth and season in it). weekday:
    factor of the weekday. time_of_day: factor of the hour within that day. holiday: factor of the public
    holiday, the days around it or the make-up working day; holiday_name: its family, None on other days.
    recent: factor of how the last days strayed, as far as it lasts. other_methods: factor by which the
    combined forecast differs from this reading of the history. events: each one's part.
    """

    hour: pd.Timestamp
    mean: float
    level: float
    weekday: float
    time_of_day: float
    holiday: float
    holiday_name: str | None
    recent: float
    other_methods: float
    events: tuple[EventPart, ...]
