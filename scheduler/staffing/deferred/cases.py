"""Cases of deferred work as cumulative counts: how many have come, and how many are due, by each moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.deferral import Deferral

Floats = NDArray[np.float64]

_INSTANT = 1e-9
"""Hours; arithmetic blurs moments by less."""


@dataclass(frozen=True, eq=False)
class DeferredCases:
    """When the cases of one queue come, in real hours from the plan's start.

    Parameters
    ----------
    starts, ends
        Of the open intervals, rising, shape (intervals,); >= 0.
    inside, before
        Cases that come in each interval, and in the closed time between the interval before it (or the start
        of the plan) and it; evenly. Same shape.
    waiting
        Cases that wait at the start: rows (from, until, cases), times <= 0, rising and apart; shape (n, 3).
    past_open
        Open periods before the start, rows (from, until), rising; shape (m, 2). Only where the deadline
        counts open hours.
    """

    starts: Floats
    ends: Floats
    inside: Floats
    before: Floats
    waiting: Floats
    past_open: Floats

    @cached_property
    def arrived(self) -> Floats:
        """Cases that have come by the end of each interval, those that waited included."""
        return np.asarray(self.waiting[:, 2].sum() + np.cumsum(self.before + self.inside))

    @cached_property
    def came_before(self) -> Floats:
        """Cases that come in the closed time before each interval; with the first, those that waited."""
        added = self.before.copy()
        if len(added):
            added[0] += self.waiting[:, 2].sum()
        return np.asarray(added)

    def due(self, deferral: Deferral, hours: float) -> Floats:
        """Cases that are due before any agent is there again after the end of each interval; (intervals,).

        hours: from arrival to deadline, counted as ``deferral`` says.
        """
        if not len(self.starts):
            return np.zeros(0)
        next_open = np.append(self.starts[1:], self.ends[-1])
        return self._come_by(deferral, self.counted(deferral, next_open) - hours)

    def overdue(self, deferral: Deferral, hours: float) -> float:
        """Cases whose deadline is over when the first interval begins."""
        if not len(self.starts):
            return 0.0
        return float(self._come_by(deferral, self.counted(deferral, self.starts[:1]) - hours)[0])

    def counted(self, deferral: Deferral, at: Floats) -> Floats:
        """Hours that count for the deadline from the plan's start until each moment; below 0 before it."""
        if deferral.counts == "clock":
            return at
        edges, opened = self._opened
        return np.asarray(np.interp(at, edges, opened))

    @cached_property
    def _opened(self) -> tuple[Floats, Floats]:
        """Edges of all open periods, and open hours until each."""
        periods = np.concatenate([self.past_open, np.stack([self.starts, self.ends], axis=1)])
        edges = periods.ravel()
        opened = np.stack([np.zeros(len(periods)), periods[:, 1] - periods[:, 0]], axis=1).ravel().cumsum()
        return edges, opened - np.interp(0.0, edges, opened)

    @cached_property
    def _curve(self) -> tuple[Floats, Floats]:
        """Moments, and cases that have come by each: those that waited, then interval by interval."""
        moments = np.concatenate(
            [self.waiting[:, :2].ravel(), [0.0], np.stack([self.starts, self.ends], axis=1).ravel()]
        )
        old = np.stack([np.zeros(len(self.waiting)), self.waiting[:, 2]], axis=1).ravel()
        new = np.stack([self.before, self.inside], axis=1).ravel()
        return moments, np.cumsum(np.concatenate([old, [0.0], new]))

    def _come_by(self, deferral: Deferral, counted: Floats) -> Floats:
        """Cases that have come when so many hours have counted, all that come at that count included."""
        moments, come = self._curve
        at = self.counted(deferral, moments)
        wanted = counted + _INSTANT
        place = np.searchsorted(at, wanted, side="right") - 1
        inside = np.clip(place, 0, len(at) - 2)
        length = at[inside + 1] - at[inside]
        part = np.divide(wanted - at[inside], length, out=np.ones_like(wanted), where=length > 0)
        between = come[inside] + np.clip(part, 0.0, 1.0) * (come[inside + 1] - come[inside])
        return np.asarray(np.where(place < 0, 0.0, np.where(place >= len(at) - 1, come[-1], between)))
