"""Exclusions: history that exclude.csv removes from the training data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, Event, Note
from forecast.masking import gap_notes
from forecast.series.grid import make_grid
from scheduler.domain.shop import Shop

_HOUR = pd.Timedelta(hours=1)
_GAPS = "gaps_ignored"


def excluded_hours(shop: Shop, queue: str, hours: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Which of these hours (ascending) exclude.csv removes, wholly or in part; shape (hours,)."""
    excluded = np.zeros(len(hours), dtype=bool)
    for exclusion in shop.exclusions:
        if exclusion.queue in (None, queue):
            first = hours.searchsorted(pd.Timestamp(exclusion.start) - _HOUR, side="right")
            end = hours.searchsorted(pd.Timestamp(exclusion.end))
            excluded[first:end] = True
    return excluded


def with_exclusions(
    notes: Sequence[Note],
    recorded: pd.Series,
    excluded: NDArray[np.bool_],
    closed: NDArray[np.bool_],
    calendar: Calendar,
    events: Sequence[Event] = (),
) -> list[Note]:
    """The model's notes, with excluded hours reported as such and not as gaps.

    recorded: the queue's hours before any was excluded, NaN = unknown; excluded: shape (hours,). closed: the
    hours that calendar.csv closes, in which nothing is missing.
    """
    excluded_count = int((excluded & recorded.notna().to_numpy()).sum())
    if not excluded_count and not closed.any():
        return list(notes)
    recorded = recorded.mask(closed & recorded.isna().to_numpy(), 0.0)
    recorded_notes = gap_notes(make_grid(recorded), calendar, recorded, events)
    gaps = [note for note in recorded_notes if note.code == _GAPS]
    others = [note for note in notes if note.code != _GAPS]
    told = [Note("excluded_hours", {"hours": excluded_count})] if excluded_count else []
    return [*told, *gaps, *others]
