"""Drivers: what the shop knows of its own traffic, past and planned."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class DriverSeries:
    """All rows of drivers.csv with one driver and the same queues; ``queues`` empty = all of them.

    values: what came, or what is planned where it has not; planned: what was planned, as far as that is kept
    apart. Both on one increasing index: midnights, or whole hours where ``hourly``; NaN = not given. rows: of
    the file, by place.
    """

    name: str
    queues: tuple[str, ...]
    hourly: bool
    values: pd.Series[float]
    planned: pd.Series[float]
    rows: tuple[int, ...]

    def concerns(self, queue_id: str) -> bool:
        """Whether it is a driver of this queue."""
        return not self.queues or queue_id in self.queues
