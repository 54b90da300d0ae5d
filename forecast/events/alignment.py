"""Alignment of a coming event with a past one: by the clock; only an opening moves with the start.

Events that begin at the same hour of the day are laid upon each other from their starts, in their second half
from the same hour of their last day. Where the hours of the start differ, the opening is aligned by the start
and all else by the clock: at four in the morning people sleep, however long the sale has run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.series.grid import HOURS, Floats, Ints

_OPENING_HOURS = 3.0
"""Mean time for which an opening counts by event time rather than by the clock."""


@dataclass(frozen=True)
class Alignment:
    """Which hours of the past event stand for each hour of the coming one.

    past: (ways, hours), positions among the past event's hours. weight: (ways, hours), summing to 1.
    same_clock: (ways, hours), 1.0 where both have the same hour of the day.
    """

    past: Ints
    weight: Floats
    same_clock: Floats

    def mean(self, values: Floats) -> Floats:
        """Weighted mean over the ways; values: (past hours,) or (ways, hours)."""
        aligned = values[self.past] if values.ndim == 1 else values
        return np.asarray((self.weight * aligned).sum(axis=0))


def align(coming_hour: int, coming_length: int, past_hour: int, past_length: int) -> Alignment:
    """Align two events by hour of the day of their first hours and by lengths, in hours."""
    hour = np.arange(coming_length)
    shift = (coming_hour - past_hour + HOURS // 2) % HOURS - HOURS // 2
    from_start = _inside(hour + shift, past_length)
    to_end = hour - (coming_length - past_length)
    end_shift = (to_end - (hour + shift) + HOURS // 2) % HOURS - HOURS // 2
    from_end = _inside(to_end - end_shift, past_length)
    by_clock = np.where(2 * hour < coming_length, from_start, from_end)

    past = np.stack([hour, by_clock])
    valid = (past >= 0) & (past < past_length)
    opening = np.exp(-hour / _OPENING_HOURS) if shift else np.zeros(coming_length)
    weight = np.where(valid, np.stack([opening, 1 - opening]), 0.0)
    lost = weight.sum(axis=0) <= 0
    if lost.any():
        nearest = np.round(hour * (past_length - 1) / max(coming_length - 1, 1)).astype(np.int64)
        past[0, lost], weight[0, lost] = nearest[lost], 1.0
    past = np.clip(past, 0, past_length - 1).astype(np.int64)
    same_clock = ((past + past_hour - hour - coming_hour) % HOURS == 0).astype(np.float64)
    return Alignment(past, weight / weight.sum(axis=0), same_clock)


def _inside(position: Ints, length: int) -> Ints:
    """Move positions by whole days into 0 … length - 1; -1 where none of that hour of the day is there."""
    days_under, days_over = -(position // HOURS), (position - (length - 1) + HOURS - 1) // HOURS
    moved = np.where(position < 0, position + HOURS * days_under, position)
    moved = np.where(position >= length, position - HOURS * days_over, moved)
    return np.asarray(np.where((moved >= 0) & (moved < length), moved, -1), dtype=np.int64)
