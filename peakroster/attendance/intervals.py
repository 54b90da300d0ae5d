"""Planned people against present people, interval by interval, and what was needed at the desks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.attendance.cells import MINUTES_PER_DAY
from peakroster.attendance.compare import PersonDay, beyond
from peakroster.attendance.planned import Planned, Span, midnight_of, moment_at

UNPLANNED = ""
"""Queue of the people who were there beyond their shifts: nobody knows what they did."""
INTERVAL_COLUMNS = ("timestamp", "queue", "needed", "planned", "present", "unknown")
Floats = NDArray[np.float64]


def interval_table(
    days: Sequence[PersonDay], planned: Planned, queues: Sequence[str], judged: Iterable[str], minutes: int
) -> pd.DataFrame:
    """A row for each interval of the judged dates and queue, where somebody was needed, planned or present.

    Columns INTERVAL_COLUMNS. needed: people at the desks, as the requirement has them; NaN without one.
    planned, present: people of the file, averages over the interval, who served the queue by plan, and those
    of them who were there. unknown: people of the roster of whom the file says nothing. Sorted by time, then
    in the order of ``queues``. minutes: of an interval.
    """
    dates = sorted({one.day for one in days})
    if not dates:
        return pd.DataFrame({name: [] for name in INTERVAL_COLUMNS})
    first = midnight_of(dates[0])
    length = (dates[-1] - dates[0]).days * MINUTES_PER_DAY + 2 * MINUTES_PER_DAY
    names = [*queues, UNPLANNED]
    counted = {what: _Grid(names, first, length) for what in ("planned", "present", "unknown")}
    known = set(judged)
    for one in days:
        _count(one, counted)
    for (agent, day), shift in planned.shifts.items():
        if agent not in known and dates[0] <= day <= dates[-1]:
            for part in shift.desk:
                counted["unknown"].add(part.activity, (part.start, part.end))
    columns = {what: grid.averages(minutes) for what, grid in counted.items()}
    need = _needed(planned, names, first, length, minutes, set(dates))
    there = (columns["planned"] + columns["present"] + columns["unknown"] > 0) | (np.nan_to_num(need) > 0)
    slots, places = np.nonzero(there.T)
    starts = [moment_at(first + int(slot) * minutes) for slot in slots]
    found = {"timestamp": pd.Series(starts, dtype="datetime64[us]"), "queue": [names[at] for at in places]}
    values = {"needed": need, **columns}
    return pd.DataFrame({**found, **{name: values[name][places, slots] for name in INTERVAL_COLUMNS[2:]}})


def _count(one: PersonDay, counted: Mapping[str, _Grid]) -> None:
    if one.shift is None:
        for spell in one.spells:
            counted["present"].add(UNPLANNED, spell)
        return
    for part in one.shift.desk:
        counted["planned"].add(part.activity, (part.start, part.end))
        for start, end in one.spells:
            counted["present"].add(part.activity, (max(start, part.start), min(end, part.end)))
    for spell in beyond(one.spells, (one.shift.start, one.shift.end)):
        counted["present"].add(UNPLANNED, spell)


class _Grid:
    """Minutes of people by queue; activities that are no queue are not counted."""

    def __init__(self, names: Sequence[str], first: int, length: int) -> None:
        self._at = {name: place for place, name in enumerate(names)}
        self._first, self._length = first, length
        self._change = np.zeros((len(names), length + 1), dtype=np.int64)

    def add(self, name: str, span: Span) -> None:
        """One person from … to."""
        place = self._at.get(name)
        start, end = (min(self._length, max(0, minute - self._first)) for minute in span)
        if place is not None and start < end:
            self._change[place, start] += 1
            self._change[place, end] -= 1

    def averages(self, minutes: int) -> Floats:
        """(queues, intervals)."""
        people = np.cumsum(self._change[:, :-1], axis=1)
        averaged: Floats = people.reshape(len(people), -1, minutes).mean(axis=2)
        return averaged


def _needed(
    planned: Planned, names: Sequence[str], first: int, length: int, minutes: int, dates: set[date]
) -> Floats:
    """People needed at the desks, (queues, intervals); NaN where no requirement says it."""
    need = np.full((len(names), length // minutes), np.nan)
    at = {name: place for place, name in enumerate(names)}
    rows = planned.need[planned.need["timestamp"].dt.date.isin(dates)] if len(planned.need) else planned.need
    offsets = (rows["timestamp"] - pd.Timestamp(moment_at(first))) // pd.Timedelta(minutes=minutes)
    for offset, queue, agents in zip(offsets, rows["queue"], rows["agents"], strict=True):
        if queue in at and 0 <= offset < need.shape[1]:
            need[at[queue], int(offset)] = agents
    return need
