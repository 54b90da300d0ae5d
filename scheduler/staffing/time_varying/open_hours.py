"""Open hours of a queue in elapsed time: lengths of intervals, closings, and the days around the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

ClosingRule = Literal["done_by_closing", "stay"]
"""``done_by_closing``: the agents leave at closing, and who still waits is answered after the next opening.
``stay``: the agents stay until nobody waits."""

_DAY = 24.0


@dataclass(frozen=True)
class OpenHours:
    """A queue's open intervals, in order of time; arrays of shape (intervals,).

    hours: real length. closed_before: hours for which the desk was closed just before; 0 where it was open.
    closes_last: whether it closes after the last interval.
    """

    hours: Floats
    closed_before: Floats
    closes_last: bool = False
    rule: ClosingRule = "done_by_closing"

    @classmethod
    def of(
        cls,
        hours: Floats,
        begins: ArrayLike,
        closed_hours: ArrayLike,
        closes_last: bool = False,
        rule: ClosingRule = "done_by_closing",
    ) -> OpenHours:
        """begins: where a desk opens that was closed. closed_hours: for how long; broadcast."""
        closed = np.where(np.broadcast_to(np.asarray(begins, dtype=np.bool_), hours.shape), closed_hours, 0.0)
        if not (np.isfinite(closed) & (closed >= 0)).all():
            raise ValueError("closed_hours must be finite numbers >= 0")
        return cls(hours, closed, closes_last, rule)

    @cached_property
    def starts(self) -> Floats:
        """Hours from the first interval's start to that of each."""
        return np.asarray(np.cumsum(self.closed_before + self.hours) - self.hours - self.closed_before[:1])

    @cached_property
    def closes(self) -> Booleans:
        """Where the desk closes at the interval's end."""
        return np.append(self.closed_before[1:] > 0, self.closes_last)[: len(self.hours)]

    @cached_property
    def hours_to_closing(self) -> Floats:
        """From the end of each interval to the next closing; inf where none is known."""
        ends = self.starts + self.hours
        at = np.where(self.closes, ends, np.inf)
        return np.asarray(np.minimum.accumulate(at[::-1])[::-1] - ends)

    @cached_property
    def closed_next(self) -> Floats:
        """For how long the desk stays closed at the next closing; at the last one as at the one before."""
        gaps = np.append(self.closed_before[1:], 0.0)[: len(self.hours)]
        known = gaps[gaps > 0]
        gaps[self.closes & (gaps == 0)] = known[-1] if len(known) else _DAY
        place = np.where(self.closes, np.arange(len(gaps)), len(gaps))
        following = np.minimum.accumulate(place[::-1])[::-1]
        return np.asarray(np.append(gaps, 0.0)[following])

    def with_days_around(self, before: float, after: float) -> tuple[Integers, Floats]:
        """The intervals with those that lie so many hours before and after them, as if the first and the last
        day went on.

        Returns
        -------
        index: which interval each of them is like; starts: hours from the first interval's start. Both of
        shape (longer,).
        """
        span = float(self.starts[-1] + self.hours[-1])
        period = _DAY if self.closes.any() else min(_DAY, span)
        first = np.flatnonzero(self.starts < period - 1e-9)
        last = np.flatnonzero(self.starts > span - period - 1e-9)
        back = np.arange(int(np.ceil(before / period)), 0, -1)
        on = np.arange(1, int(np.ceil(after / period)) + 1)
        index = [np.tile(first, len(back)), np.arange(len(self.hours)), np.tile(last, len(on))]
        starts = [
            (self.starts[first] - period * back[:, np.newaxis]).ravel(),
            self.starts,
            (self.starts[last] + period * on[:, np.newaxis]).ravel(),
        ]
        return np.concatenate(index), np.concatenate(starts)


def accumulated(starts: Floats, hours: Floats, amounts: Floats) -> tuple[Floats, Floats]:
    """Times and running total of amounts that come evenly over their intervals: knots for ``np.interp``."""
    total = np.concatenate([[0.0], np.cumsum(amounts)])
    times = np.stack([starts, starts + hours], axis=1).ravel()
    return times, np.stack([total[:-1], total[1:]], axis=1).ravel()
