"""A driver as the caller describes it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Driver:
    """Something that the shop knows of its own traffic, past and planned.

    Attributes
    ----------
    name : str
        Unique among the drivers of a queue.
    values : Series of float
        By midnights (of whole days) or by hours, naive local time, increasing, without repetition; >= 0.
        Values before the end of the history are what came, later ones the plan.
    planned : Series of float
        What was planned for days or hours that are over, as far as it is known; may be empty.
    hourly : bool
        Whether the values are those of hours.
    sister : bool
        Whether they are the inquiries of another queue, past and as forecast; they act from the day after on.
    """

    name: str
    values: pd.Series[float]
    planned: pd.Series[float]
    hourly: bool
    sister: bool = False
