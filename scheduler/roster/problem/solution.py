"""Result types of the search: status, objective, proven bound and gap; never a sentinel value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

StoppedBy = Literal["optimal", "work", "time", "user", "crash"]
"""Why the search ended: optimality proven, deterministic work spent, clock, the user's request, or the end of
its process."""

Engine = Literal["auto", "cp-sat", "hybrid"]
"""Search engine: CP-SAT on the compact model, or the hybrid of local search and column generation."""

RegularStarts = tuple[int | None, ...]
"""When each agent begins as a rule, in minutes after midnight; None = at no time."""

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
"""Units of deterministic work per second of a time limit; a busy machine does a unit well within its time."""


@dataclass(frozen=True)
class Limits:
    """Limits of a search and its engine.

    Parameters
    ----------
    seed
        Seed of every random choice.
    seconds
        Wall-clock guard, in seconds.
    work
        Units of deterministic work. They, not the clock, end the search, so that it is reproducible.
    engine
        Search engine.
    by_clock
        Let elapsed time count as progress, so that each stage gets its share of the time.
    """

    seed: int = 1
    seconds: float = 60.0
    work: float = 15.0
    engine: Engine = "auto"
    by_clock: bool = False

    @staticmethod
    def within(seconds: float, seed: int = 1, engine: Engine = "auto", fast: bool = False) -> Limits:
        """Limits for a time limit in seconds: an amount of work that a busy machine does well within it.

        With ``fast`` the whole time is used, and more work is granted than fits into it; a second run may
        then find another roster.
        """
        return Limits(seed, seconds, (2 if fast else 1) * WORK_A_SECOND * seconds, engine, fast)

    def share(self, part: float) -> Limits:
        """The same limits with this share of the time and the work."""
        return replace(self, seconds=self.seconds * part, work=self.work * part)


@dataclass(frozen=True)
class Progress:
    """State of a running search: objective and bound in points (objective None: no roster yet), seconds.

    unavoidable: what of both no roster changes; the gap is told of the rest. roster: reads the shifts of the
    roster that has this objective, at any later time too; None where the search does not say, or has said so
    already.
    """

    objective: float | None
    bound: float
    seconds: float
    roster: Callable[[], tuple[Assignment, ...]] | None = field(default=None, compare=False, repr=False)
    unavoidable: float = 0.0

    @property
    def gap(self) -> float:
        """As :attr:`Solution.gap`; 0 without a roster."""
        return 0.0 if self.objective is None else _gap(self.objective, self.bound, self.unavoidable)


def _gap(objective: float, bound: float, unavoidable: float) -> float:
    still_open = objective - bound
    return 0.0 if still_open <= 0 else still_open / max(objective - unavoidable, still_open)


@dataclass(frozen=True)
class Solution:
    """A roster with its cost and its proof.

    ``objective`` and ``bound`` are points, with all that the roster costs, so that they compare whatever is
    locked. ``unavoidable``: the part of both that no roster changes, which does depend on locks; ``gap`` is
    (objective - bound) / (objective - unavoidable), at most 1, 0 where the roster is proven. ``moves`` counts
    changes of queue inside shifts; ``seconds`` is the time by stage. ``failure``: what ended the search's
    process, where ``stopped_by`` is ``crash``; the roster is then the best that it had told of.
    ``regular_starts``: of each agent, in minutes after midnight, as the objective counts them; None = none.
    """

    status: Literal["optimal", "feasible"]
    objective: float
    bound: float
    stopped_by: StoppedBy
    seconds: dict[str, float]
    assignments: tuple[Assignment, ...]
    activities: tuple[Activity, ...]
    moves: int
    failure: str = ""
    regular_starts: RegularStarts = ()
    unavoidable: float = 0.0

    @property
    def gap(self) -> float:
        """Relative optimality gap: the share of what can be avoided at all that is not proven necessary."""
        return _gap(self.objective, self.bound, self.unavoidable)
