"""Masks of the history: hours before the opening, hours near events, gaps and closed hours."""

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

_MIN_DAYS_BEFORE_OPENING = 7
_RECENT_DAYS = 56
_MIN_SHARE = 0.4
"""Share of the known hours that must remain once those near events are masked."""


def trim_before_opening(grid: Grid) -> tuple[Grid, int]:
    """Drop the days before the first inquiry if they are a week or more; returns the grid and their number.

    Zeros before a queue opened say nothing about it. At least a day of history is kept.
    """
    opening = int(np.flatnonzero(np.nansum(grid.counts, axis=1) > 0)[0])
    if opening < _MIN_DAYS_BEFORE_OPENING or grid.known[opening:].sum() < HOURS_NEEDED:
        return grid, 0
    return Grid(grid.days[opening], grid.counts[opening:]), opening


def mask_events(grid: Grid, events: Sequence[Event]) -> tuple[Bools, Bools, int]:
    """Masks of the hours that the baseline may learn from in the first and in the second fit.

    Parameters
    ----------
    grid : Grid
        The history.
    events : sequence of Event
        Those of the queue.

    Returns
    -------
    wide_mask, narrow_mask : ndarray of bool, shape (days, 24)
        True = usable. Each is the widest margin around events (the narrow one from the second on) that leaves
        enough of the recent and of all known hours.
    event_hours : int
        Hours near events that the narrow mask had to keep.
    """
    hours, known = grid.hours, grid.known
    masks = [known & ~near_events(events, hours, margin).reshape(known.shape) for margin in MARGINS]
    sufficient = [mask for mask in masks if _is_sufficient(mask, known)]
    wide_mask = sufficient[0] if sufficient else known
    narrow_mask = next((mask for mask in masks[1:] if _is_sufficient(mask, known)), known)
    return wide_mask, narrow_mask, int((narrow_mask & ~masks[-1]).sum())


def _is_sufficient(mask: Bools, known: Bools) -> bool:
    """Whether enough of the known hours is left, of the whole history and of its last eight weeks."""
    periods = ((mask, known), (mask[-_RECENT_DAYS:], known[-_RECENT_DAYS:]))
    return int(mask.sum()) >= HOURS_NEEDED and all(a.sum() >= _MIN_SHARE * b.sum() for a, b in periods)


def gap_notes(grid: Grid, calendar: Calendar, history: pd.Series[float]) -> list[Note]:
    """Notes on unknown hours between the first and the last hour of the history, closed hours apart.

    Parameters
    ----------
    grid : Grid
        ``history`` on its grid.
    calendar : Calendar
        Tells which weekday's opening hours a day has.
    history : Series of float
        Hourly counts, NaN = unknown.

    Returns
    -------
    list of Note
        ``gaps_ignored`` and ``closed_hours``, where they apply.
    """
    kinds = day_kinds(calendar, grid.days)
    closed = closed_hours(grid, kinds)[kinds.weekday]
    first = (history.index[0] - grid.first_day) // pd.Timedelta(hours=1)
    in_history = slice(first, first + len(history))
    missing = (~grid.known & ~closed).ravel()[in_history]
    notes = []
    if missing.any():
        edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(int), [0]])))
        longest = int((edges[1::2] - edges[::2]).max())
        notes.append(Note("gaps_ignored", {"hours": int(missing.sum()), "longest": longest}))
    never = closed_hours(grid, kinds)[:7]
    if never.any():
        notes.append(Note("closed_hours", {"hours": int(never.sum())}))
    return notes
