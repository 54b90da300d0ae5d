"""Joint rows: convex costs of how many of some people are there, which tie agents to each other.

A row counts agents slot by slot, each with a whole number for being at the desk, on the meal or on a short
break. A leader who has to be there, juniors beside a senior, two people who must not meet, at most so many on
their meals: all of them are such sums between a least and a most, with a price for each count outside. Beside
coverage they are all that one agent's shifts have to do with another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOTHING, ANYTHING = -(1 << 40), 1 << 40
"""``least`` and ``most`` of a slot in which a row asks for nothing."""

AT_DESK, ON_MEAL, ON_BREAK = 0, 1, 2
"""Places in ``JointRow.counts``."""


@dataclass(frozen=True, eq=False)
class JointRow:
    """A weighted count of agents, with a price outside ``least``–``most``.

    Parameters
    ----------
    name
        Under which the row is told.
    counts
        What each agent counts at the desk, on the meal, on a short break, (agents, 3), whole numbers.
    least, most
        Of each slot of the problem, (slots,); ``NOTHING`` and ``ANYTHING`` where nothing is asked.
    below, above
        Cost of each count missing or too many in a slot, in units of 1/1000 point.
    before
        Count of earlier plans' shifts, (slots,).
    by_day
        Counts whoever starts a shift on a day, in the day's first slot, wherever the shift lies.
    hours
        Person-hours of one count in one slot (person-days by day), for amounts that people read.
    """

    name: str
    counts: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    below: int
    above: int
    before: NDArray[np.int64]
    by_day: bool = False
    hours: float = 1.0

    def outside(self, count: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Counts missing and too many in each slot, each (slots,)."""
        return np.maximum(0, self.least - count), np.maximum(0, count - self.most)

    def cost(self, count: NDArray[np.int64]) -> NDArray[np.int64]:
        """Cost of these counts, earlier plans included, (slots,), in units."""
        missing, beyond = self.outside(count)
        return self.below * missing + self.above * beyond

    @property
    def asks(self) -> NDArray[np.bool_]:
        """Slots in which the row asks for something."""
        return np.asarray((self.least > NOTHING) | (self.most < ANYTHING))

    @property
    def is_about_rests(self) -> bool:
        """Whether it matters to the row when somebody eats or has a break."""
        return not self.by_day and bool((self.counts != self.counts[:, :1]).any())


def problem_of_row(row: JointRow, agents: int, slots: int) -> str | None:
    """What contradicts itself in a row, None where nothing does."""
    if row.counts.shape != (agents, 3):
        return f"counts have shape {row.counts.shape}, not {(agents, 3)}"
    for name in ("least", "most", "before"):
        shape = getattr(row, name).shape
        if shape != (slots,):
            return f"{name} has shape {shape}, not {(slots,)}"
    if bool((row.least > row.most).any()):
        return "least above most"
    return "a price below 0" if min(row.below, row.above) < 0 else None


def joint_classes(rows: Sequence[JointRow], agents: int) -> tuple[int, ...]:
    """Class of each agent: those of one class count the same in every row."""
    return _numbered([tuple(row.counts[agent].tobytes() for row in rows) for agent in range(agents)])


def rest_classes(rows: Sequence[JointRow], agents: int) -> tuple[int, ...]:
    """Class of each agent: for those of one class it is the same to every row who of them rests when."""
    about = [row.counts - row.counts[:, :1] for row in rows if row.is_about_rests]
    return _numbered([tuple(counts[agent].tobytes() for counts in about) for agent in range(agents)])


def _numbered(keys: Sequence[tuple[bytes, ...]]) -> tuple[int, ...]:
    """Number of each key, in the order in which they first appear."""
    number: dict[tuple[bytes, ...], int] = {}
    return tuple(number.setdefault(key, len(number)) for key in keys)
