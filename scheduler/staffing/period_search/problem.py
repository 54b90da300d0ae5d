"""What the search needs to know of an interval, and what a promise allows in a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

State = TypeVar("State")


@dataclass(frozen=True)
class Outcome(Generic[State]):
    """An interval with some number of agents.

    keeps: whether what must hold in the interval itself does. amounts: of each promise counted by period,
    what the interval uses up of it, >= 0, shape (promises,): customers late, or customer-seconds of wait or
    response; 0 where the promise does not count. end: state that the next interval begins with.
    """

    keeps: bool
    amounts: Floats
    end: State


class IntervalModel(Protocol[State]):
    """The intervals of a queue, in order of time.

    More agents never use up more, in the interval or in later ones.
    """

    @property
    def hours(self) -> Floats:
        """Real length of each interval, shape (intervals,)."""

    def rate(self, place: int) -> float:
        """Arrivals an hour, for errors."""

    def outcome(self, place: int, before: State, agents: int) -> Outcome[State]:
        """The interval from this state on, with so many agents."""

    def least(self, place: int, before: State, guess: int) -> int:
        """Least agents that keep what must hold in the interval itself."""

    def alike(self, one: State, other: State) -> bool:
        """Whether two states are followed by the same, as far as it can be seen."""


@dataclass(frozen=True)
class Budget:
    """What a promise allows in one period.

    promise: its index among the amounts. places: intervals in which it counts, increasing. allowed: sum of
    their amounts, >= 0.
    """

    promise: int
    places: Integers
    allowed: float

    def is_kept(self, amount: float) -> bool:
        """Whether the intervals together use up no more."""
        return amount <= self.allowed * (1 + 1e-12)
