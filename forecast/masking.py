"""Masks of the history: hours before the opening, hours near events, gaps and closed hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.windows import LEAST_LEFT, MARGINS, near_events
from forecast.regression.closed_hours import ClosedHours, before_opening, find_closed_hours
from forecast.regression.profile import day_kinds
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Grid
from forecast.series.notes import HOURS_NEEDED, Note

_MIN_DAYS_BEFORE_OPENING = 7
"""Fewer days of zeros may be a slow start; of an opening after eight days the error is 7 % less."""

_RECENT_DAYS = 56
"""The level is learned from these days: of them too enough must remain."""


def trim_before_opening(grid: Grid) -> tuple[Grid, int]:
    """Drop the days before the first inquiry if they are a week or more; returns the grid and their number.

    Zeros before a queue opened say nothing about it. At least a day of history is kept.
    """
    opening = int(np.flatnonzero(np.nansum(grid.counts, axis=1) > 0)[0])
    if opening < _MIN_DAYS_BEFORE_OPENING or grid.known[opening:].sum() < HOURS_NEEDED:
        return grid, 0
    return Grid(grid.days[opening], grid.counts[opening:]), opening


def mask_events(grid: Grid, events: Sequence[Event]) -> tuple[Bools, Bools, int]:
    """Masks of the hours that are away from events.

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
        enough of the recent and of all known hours. The baseline learns from the narrow one, corrected for
        run-ups and aftermaths; the search for anomalies compares with the wide one.
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
    return int(mask.sum()) >= HOURS_NEEDED and all(a.sum() >= LEAST_LEFT * b.sum() for a, b in periods)


def closed_hours(
    grid: Grid, calendar: Calendar, events: Sequence[Event], stated: Bools | None = None
) -> ClosedHours:
    """Hours of the week that are closed, or in which nobody ever comes, judged away from events.

    stated: (7, 24), hours in which the shop itself says that nobody asks; closed while nobody did.
    """
    kinds = day_kinds(calendar, grid.days)
    ordinary = _away_from(events, grid)
    found = find_closed_hours(grid.counts, kinds, ordinary)
    if stated is not None:
        came = (np.arange(7)[:, None] == kinds.weekday) @ np.where(ordinary, np.nan_to_num(grid.counts), 0.0)
        nobody = stated & (came == 0)
        nobody = np.vstack([nobody, nobody[:5].all(axis=0)])
        found = ClosedHours(found.closed | nobody, found.silent | nobody)
    return found


def without_closed_hours(
    grid: Grid, calendar: Calendar, closed: ClosedHours, events: Sequence[Event]
) -> Grid:
    """The grid with closed hours unknown, whatever stands there: a sale's night, zeros, a row by chance.

    So are zeros of a weekday or an hour that was opened later.
    """
    kinds, ordinary = day_kinds(calendar, grid.days), _away_from(events, grid)
    nothing = closed.closed[kinds.weekday] | before_opening(grid.counts, kinds, ordinary)
    return Grid(grid.first_day, np.where(nothing, np.nan, grid.counts))


def _away_from(events: Sequence[Event], grid: Grid) -> Bools:
    return ~near_events(events, grid.hours, MARGINS[-1]).reshape(grid.counts.shape)


def gap_notes(
    grid: Grid,
    calendar: Calendar,
    history: pd.Series[float],
    events: Sequence[Event] = (),
    open_hours: Bools | None = None,
) -> list[Note]:
    """Notes on unknown hours between the first and the last hour of the history, closed hours apart.

    Parameters
    ----------
    grid : Grid
        ``history`` on its grid.
    calendar : Calendar
        Tells which weekday's opening hours a day has.
    history : Series of float
        Hourly counts, NaN = unknown.
    events : sequence of Event
        Those of the queue: their hours say nothing of the week's.
    open_hours : ndarray of bool, shape (7, 24), optional
        Hours of the week that the shop calls open; only they are counted. None: all.

    Returns
    -------
    list of Note
        ``gaps_ignored``, ``closed_hours`` and ``silent_hours``, where they apply.
    """
    found = closed_hours(grid, calendar, events)
    missing = missing_hours(grid, calendar, found)
    first = (history.index[0] - grid.first_day) // pd.Timedelta(hours=1)
    missing = missing[first : first + len(history)]
    notes = []
    if missing.any():
        edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(int), [0]])))
        longest = int((edges[1::2] - edges[::2]).max())
        notes.append(Note("gaps_ignored", {"hours": int(missing.sum()), "longest": longest}))
    opened = np.ones((7, HOURS), dtype=np.bool_) if open_hours is None else open_hours
    unrecorded = int(((found.closed & ~found.silent)[:7] & opened).sum())
    silent = int((found.silent[:7] & opened).sum())
    if unrecorded:
        notes.append(Note("closed_hours", {"hours": unrecorded}))
    if silent:
        notes.append(Note("silent_hours", {"hours": silent}))
    return notes


def missing_hours(grid: Grid, calendar: Calendar, closed: ClosedHours) -> Bools:
    """Which hours of the grid are unknown though they are not closed, flat."""
    weekday = day_kinds(calendar, grid.days).weekday
    return np.asarray((~grid.known & ~closed.closed[weekday]).ravel())
