"""Service-level constraints of an interval: whether a number of agents satisfies them, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import (
    InTime,
    MeanKind,
    ServiceModel,
    ShareKind,
    SteadyState,
    mean_seconds,
    share_in_time,
    steady_state,
)
from scheduler.queueing.measures import MEAN_KINDS
from scheduler.queueing.reply_typing import typing_law, within

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MAX_AGENTS = 100_000
"""Largest number of agents that the searches try."""

_ROUNDING = 1e-12
"""An occupancy of 0.85 that is 0.8500000000000001 in binary is still 0.85."""

_EQUAL = 1e-9
"""A team that can do exactly the work is not too small for it by rounding."""


class StaffingError(ValueError):
    """No number of agents up to ``MAX_AGENTS`` meets the targets at this many arrivals an hour."""

    def __init__(self, arrivals_per_hour: float) -> None:
        super().__init__(
            f"no number of agents up to {MAX_AGENTS} meets the targets at {arrivals_per_hour:g} arrivals "
            "an hour"
        )
        self.arrivals_per_hour = arrivals_per_hour


@dataclass(frozen=True)
class ServiceTarget:
    """A service target without opening hours.

    kind: a ``service_level``, ``first_reply`` or ``reply_rate`` asks that a ``share`` (0 < share < 1) of all
    arrivals, or replies, comes within ``within_seconds`` (>= 0); an ``average_wait`` or ``average_response``
    that the mean is at most ``within_seconds`` (> 0), and ``share`` is None. See
    :mod:`scheduler.queueing.measures`.
    Raises ValueError naming the field and the bound that it breaks.
    """

    kind: ShareKind | MeanKind
    within_seconds: float
    share: float | None = None

    def __post_init__(self) -> None:
        if self.kind in MEAN_KINDS:
            if self.share is not None:
                raise ValueError(f"share {self.share} does not belong to an {self.kind}")
            if not 0 < self.within_seconds < np.inf:
                raise ValueError(f"within_seconds {self.within_seconds} of an {self.kind} is not above 0")
        elif self.kind in get_args(ShareKind):
            if self.share is None or not 0 < self.share < 1:
                raise ValueError(f"share {self.share} is not between 0 and 1, both excluded")
            if not 0 <= self.within_seconds < np.inf:
                raise ValueError(f"within_seconds {self.within_seconds} is not 0 or more")
        else:
            raise ValueError(f"kind {self.kind!r} is none of {get_args(ShareKind) + MEAN_KINDS}")

    @property
    def measured(self) -> InTime | MeanKind:
        """What the target asks a bound of."""
        if self.kind == "average_wait" or self.kind == "average_response":
            return self.kind
        return InTime(self.kind, self.within_seconds)

    def is_out_of_reach(self, model: ServiceModel, mean_seconds: float, used: float = 1.0) -> bool:
        """Whether no number of agents meets the target, because typing a reply alone takes too long.

        mean_seconds: handling time. used: share of the lateness or of the wait allowed that may be used up.
        """
        conversation = model.conversation
        if (
            conversation is None
            or not conversation.typing_counts
            or self.kind in ("service_level", "average_wait")
        ):
            return False
        longer = mean_seconds / conversation.alone_seconds
        if self.share is None:
            return longer * conversation.reply_seconds >= used * self.within_seconds
        own = typing_law(conversation).of_a_reply
        late = 1 - float(within(own, conversation, self.within_seconds / longer))
        return late >= used * (1 - self.share)

    def value(self, state: SteadyState) -> Floats:
        """Share in time or mean seconds; shape of the state. inf for a response of a team that
        :meth:`loses_customers`."""
        measured = self.measured
        if isinstance(measured, InTime):
            return share_in_time(state, measured.kind, self.within_seconds)
        mean = mean_seconds(state, measured)
        return np.where(self.loses_customers(state.model, state.arrivals, state.full_rate), np.inf, mean)

    def loses_customers(self, model: ServiceModel, arrivals: Floats, full_rate: Floats) -> Booleans:
        """Where a mean response says nothing, because the team could not do the work if nobody abandoned.

        Who leaves has no later replies that could be late, so that a team far too small would have the mean.
        arrivals and full_rate in one unit.
        """
        concerned = self.kind == "average_response" and model.patience_seconds is not None
        return np.asarray(concerned & (arrivals > full_rate * (1 + _EQUAL)))

    def is_met(self, state: SteadyState) -> Booleans:
        """Where the target is met; shape of the state."""
        value = self.value(state)
        return np.asarray(value <= self.within_seconds if self.share is None else value >= self.share)

    def slack(self, state: SteadyState) -> Floats:
        """Log of allowed / actual lateness or wait: >= 0, up to rounding, where the target is met."""
        if self.share is None:
            return _log_ratio(self.within_seconds, self.value(state))
        return _log_ratio(1.0 - self.share, 1.0 - self.value(state))


@dataclass(frozen=True)
class PeriodTarget:
    """A service target of all customers of a period together.

    floor: what each interval must still keep by itself, the least share (0 = nothing) or the longest mean.
    periods: number of the period that each interval belongs to, shape (intervals,); below 0 where the target
    does not count. Raises ValueError for a floor that asks for more than the target.
    """

    target: ServiceTarget
    floor: float
    periods: Integers

    def __post_init__(self) -> None:
        asked = self.target.within_seconds if self.target.share is None else self.target.share
        fits = self.floor >= asked if self.target.share is None else 0 <= self.floor <= asked
        if not fits or not np.isfinite(self.floor):
            raise ValueError(f"floor {self.floor} of {self.target} asks for more than it")

    @property
    def counts(self) -> Booleans:
        """Where the target counts, shape (intervals,)."""
        return np.asarray(self.periods >= 0)

    @property
    def floor_target(self) -> ServiceTarget | None:
        """The floor as a target of one interval."""
        if self.target.share is None:
            return ServiceTarget(self.target.kind, self.floor)
        return replace(self.target, share=self.floor) if self.floor > 0 else None


@dataclass(frozen=True)
class IntervalConstraints:
    """Constraints of one kind of interval: targets and a cap on occupancy."""

    model: ServiceModel
    targets: tuple[ServiceTarget, ...]
    max_occupancy: float | None

    def is_satisfied(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Booleans:
        """Whether so many agents are enough; arrays of one shape."""
        state = steady_state(self.model, arrivals_per_hour, agents, seconds)
        kept = np.ones(arrivals_per_hour.shape, dtype=np.bool_)
        if self.max_occupancy is not None:
            kept &= state.occupancy <= self.max_occupancy * (1 + _ROUNDING)
        for target in self.targets:
            kept &= target.is_met(state) & (agents > 0)
        return kept

    def slack(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Floats:
        """Smallest slack over all constraints, for agents >= 1; decreases with the arrivals."""
        state = steady_state(self.model, arrivals_per_hour, agents, seconds)
        slack = np.full(arrivals_per_hour.shape, np.inf)
        if self.max_occupancy is not None:
            slack = np.minimum(slack, _log_ratio(self.max_occupancy, state.occupancy))
        for target in self.targets:
            slack = np.minimum(slack, target.slack(state))
        return slack


@dataclass(frozen=True)
class ExpectedConstraints(IntervalConstraints):
    """Constraints in expectation over demand scenarios; arrivals have shape (intervals, scenarios)."""

    weights: Floats

    def is_satisfied(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Booleans:
        """Whether the customers of all scenarios together meet the targets; shape (intervals,)."""
        customers = arrivals_per_hour * self.weights
        customers = customers / customers.sum(axis=1, keepdims=True)
        state = steady_state(self.model, arrivals_per_hour, agents[:, np.newaxis], seconds[:, np.newaxis])
        kept = agents > 0
        for target in self.targets:
            with np.errstate(invalid="ignore"):
                value = np.where(customers > 0, customers * target.value(state), 0.0).sum(axis=1)
            kept &= value <= target.within_seconds if target.share is None else value >= target.share
        return np.asarray(kept)


def _log_ratio(allowed: float, found: Floats) -> Floats:
    """Log of ``allowed`` / ``found``; finite even where found is 0 or inf."""
    return np.asarray(np.log(allowed) - np.log(np.clip(found, 1e-300, 1e300)))
