"""A promotion, as the caller describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One past or coming promotion that concerns the queue.

    Parameters
    ----------
    name : str
        Its name.
    kind : str
        Events of one kind share a profile.
    start, end : datetime
        Naive local time, ``end`` excluded.
    intensity : float, optional
        How big it is planned, > 0, on a scale common to all events; None = not given.
    uplift : float, optional
        The manager's own estimate of its busiest day, as a multiple of a normal day, > 0; None = not given.

    Raises
    ------
    ValueError
        The end is not after the start, or a number is not above 0.
    """

    name: str
    kind: str
    start: datetime
    end: datetime
    intensity: float | None = None
    uplift: float | None = None

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"event {self.name}: end {self.end} is not after start {self.start}")
        for name, value in (("intensity", self.intensity), ("uplift", self.uplift)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"event {self.name}: {name} {value} is not above 0")
