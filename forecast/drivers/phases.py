"""Phases: which days a day is compared with.

A day of an event, of the days around it or of a holiday is compared with the same day of past ones. So a
driver that peaks in every sale explains how this sale differs from the last one, and not the sale once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.series.calendar import Calendar
from forecast.series.grid import Bools, Floats

_DAYS_BEFORE, _DAYS_AFTER = 2, 10

Phase = tuple[str, str, int]
"""Kind of event or family of holiday, part of it, and day of that part."""


@dataclass(frozen=True)
class Phases:
    """The phase of each day; None on normal ones."""

    of_day: tuple[Phase | None, ...]

    @property
    def normal(self) -> Bools:
        """(days,), which days are in no phase."""
        return np.array([phase is None for phase in self.of_day], dtype=bool)


def phases_of(days: pd.DatetimeIndex, events: Sequence[Event], calendar: Calendar) -> Phases:
    """The phases of consecutive days: events' own days before the days around them before holidays."""
    found: list[tuple[float, Phase] | None] = [None] * len(days)

    def offer(place: int, distance: float, phase: Phase) -> None:
        if 0 <= place < len(days):
            present = found[place]
            if present is None or distance < present[0]:
                found[place] = distance, phase

    for off, family in calendar.holidays.items():
        offer(int((pd.Timestamp(off) - days[0]).days), np.inf, (family, "holiday", 0))
    for worked in calendar.workdays:
        offer(int((pd.Timestamp(worked) - days[0]).days), np.inf, ("", "workday", 0))
    for event in sorted(events, key=lambda event: (event.start, event.name)):
        first = int((pd.Timestamp(event.start).normalize() - days[0]).days)
        last_moment = pd.Timestamp(event.end) - pd.Timedelta(microseconds=1)
        last = max(int((last_moment.normalize() - days[0]).days), first)
        length = last - first + 1
        for day in range(length):
            # The shortest event that covers a day owns it.
            offer(first + day, -1 / length, (event.kind, "during", day))
        for away in range(1, _DAYS_BEFORE + 1):
            offer(first - away, 2.0 * away, (event.kind, "before", away))
        for away in range(1, _DAYS_AFTER + 1):
            offer(last + away, away, (event.kind, "after", away))
    return Phases(tuple(None if item is None else item[1] for item in found))


@dataclass(frozen=True)
class PhaseMeans:
    """Mean of a series over the past days of each phase.

    mean, seen: (days, columns), of each day's phase: the mean, and how many days it rests on; 0 on normal
    days.
    """

    mean: Floats
    seen: Floats


def phase_means(values: Floats, phases: Phases) -> PhaseMeans:
    """Means by phase of ``values`` (days, columns), NaN = unknown.

    A phase never seen takes the nearest day of the same part of its kind, or that part of all kinds.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    sums: dict[Phase, Floats] = defaultdict(lambda: np.zeros(values.shape[1]))
    counts: dict[Phase, Floats] = defaultdict(lambda: np.zeros(values.shape[1]))
    for place, phase in enumerate(phases.of_day):
        if phase is not None and known[place].any():
            sums[phase] += filled[place]
            counts[phase] += known[place]
    mean, seen = np.zeros_like(values), np.zeros_like(values)
    for place, phase in enumerate(phases.of_day):
        if phase is not None:
            alike = _nearest(phase, list(counts))
            count = np.sum([counts[other] for other in alike], axis=0) if alike else np.zeros(values.shape[1])
            total = np.sum([sums[other] for other in alike], axis=0) if alike else count
            mean[place] = total / np.maximum(count, 1.0)
            seen[place] = count
    return PhaseMeans(mean, seen)


def _nearest(phase: Phase, seen: list[Phase]) -> list[Phase]:
    """The phases that stand for this one."""
    if phase in seen:
        return [phase]
    same_part = [other for other in seen if other[1] == phase[1]]
    same_kind = [other for other in same_part if other[0] == phase[0]]
    candidates = same_kind or same_part
    if not candidates:
        return []
    nearest = min(abs(other[2] - phase[2]) for other in candidates)
    return [other for other in candidates if abs(other[2] - phase[2]) == nearest]
