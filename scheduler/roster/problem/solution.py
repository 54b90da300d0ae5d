"""What comes out of the search: one result type, with its proof, never a sentinel value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

StoppedBy = Literal["optimal", "work", "time", "user"]
"""Why the search ended: proven, its deterministic work done, the clock, or the user."""

Engine = Literal["auto", "cp-sat", "hybrid"]
"""How to search: CP-SAT over all decisions; people's best patterns one by one, with column generation."""

MEAL = -1
"""Activity: the unpaid meal."""
STANDBY = -2
"""Activity: at the desk while none of the agent's queues is open."""
BREAK = -3
"""Activity: a short paid break."""


@dataclass(frozen=True)
class Assignment:
    """One shift that starts in the plan; positions as in the problem."""

    agent: int
    day: int
    shift: int


@dataclass(frozen=True)
class Activity:
    """What an agent does from ``start`` to ``end`` (minutes on the plan's clock).

    ``what`` is a queue's position, ``MEAL``, ``STANDBY`` or ``BREAK``.
    """

    agent: int
    start: int
    end: int
    what: int


WORK_A_SECOND = 0.4
"""Deterministic work for each second of a limit: what a busy machine does in well under that time."""


@dataclass(frozen=True)
class Limits:
    """How long to search, and with which engine.

    work: deterministic work, which gives the same roster on every run; seconds: a guard by the wall clock.
    by_clock: the clock also tells how far the search is, so that each of its parts has its share of the time.
    """

    seed: int = 1
    seconds: float = 60.0
    work: float = 15.0
    engine: Engine = "auto"
    by_clock: bool = False

    @staticmethod
    def within(seconds: float, seed: int = 1, engine: Engine = "auto", fast: bool = False) -> Limits:
        """Limits for a wish in seconds: work that a busy machine does in well under that time.

        fast: use all of the time instead, with more work than fits; a second run may find another roster.
        """
        return Limits(seed, seconds, (2 if fast else 1) * WORK_A_SECOND * seconds, engine, fast)

    def share(self, part: float) -> Limits:
        """That part of the time and the work."""
        return replace(self, seconds=self.seconds * part, work=self.work * part)


@dataclass(frozen=True)
class Progress:
    """State of the search: points, points, seconds since its start; objective None = nothing found yet."""

    objective: float | None
    bound: float
    seconds: float


@dataclass(frozen=True)
class Solution:
    """A roster and what is known of its quality.

    objective, bound: points, without what no roster can change; gap: (objective - bound) / objective, 0
    when both are 0. moves: how often an agent changes queue inside a shift. seconds: by stage.
    """

    status: Literal["optimal", "feasible"]
    objective: float
    bound: float
    stopped_by: StoppedBy
    seconds: dict[str, float]
    assignments: tuple[Assignment, ...]
    activities: tuple[Activity, ...]
    moves: int

    @property
    def gap(self) -> float:
        """Share of the objective that is not proven necessary."""
        return 0.0 if self.objective <= 0 else max(0.0, (self.objective - self.bound) / self.objective)
