"""Which hours of a history can be learned from, and what there is to say about the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.windows import MARGINS, near_events
from forecast.regression.profile import closed_hours, day_kinds
from forecast.series.calendar import Calendar
from forecast.series.grid import Bools, Grid
from forecast.series.notes import HOURS_NEEDED, Note

_UNOPENED_DAYS = 7
_RECENT_DAYS = 56
_LEAST_SHARE = 0.4
"""Share of the known hours that must be left when those near events are set aside."""


def since_opening(grid: Grid) -> tuple[Grid, int]:
    """The grid without the days before the first inquiry, if those are a week and more; their number.

    Zeros before a queue was opened say nothing about it. A day's history is kept in any case.
    """
    opening = int(np.flatnonzero(np.nansum(grid.counts, axis=1) > 0)[0])
    if opening < _UNOPENED_DAYS or grid.known[opening:].sum() < HOURS_NEEDED:
        return grid, 0
    return Grid(grid.days[opening], grid.counts[opening:]), opening


def set_aside(grid: Grid, events: Sequence[Event]) -> tuple[Bools, Bools, int]:
    """Hours to learn the baseline from at first and then, and how many event hours are among the latter.

    The widest margin around events that leaves enough of the recent and of all known hours.
    """
    hours, known = grid.hours, grid.known
    kept = [known & ~near_events(events, hours, margin).reshape(known.shape) for margin in MARGINS]
    enough = [used for used in kept if _enough_left(used, known)]
    wide = enough[0] if enough else known
    narrow = next((used for used in kept[1:] if _enough_left(used, known)), known)
    return wide, narrow, int((narrow & ~kept[-1]).sum())


def _enough_left(used: Bools, known: Bools) -> bool:
    parts = ((used, known), (used[-_RECENT_DAYS:], known[-_RECENT_DAYS:]))
    return int(used.sum()) >= HOURS_NEEDED and all(a.sum() >= _LEAST_SHARE * b.sum() for a, b in parts)


def gap_notes(grid: Grid, calendar: Calendar, history: pd.Series[float]) -> list[Note]:
    """What is unknown between the first and the last hour of the history, closed hours apart."""
    kinds = day_kinds(calendar, grid.days)
    closed = closed_hours(grid, kinds)[kinds.weekday]
    first = (history.index[0] - grid.first_day) // pd.Timedelta(hours=1)
    inside = slice(first, first + len(history))
    missing = (~grid.known & ~closed).ravel()[inside]
    notes = []
    if missing.any():
        edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(int), [0]])))
        longest = int((edges[1::2] - edges[::2]).max())
        notes.append(Note("gaps_ignored", {"hours": int(missing.sum()), "longest": longest}))
    never = closed_hours(grid, kinds)[:7]
    if never.any():
        notes.append(Note("closed_hours", {"hours": int(never.sum())}))
    return notes
