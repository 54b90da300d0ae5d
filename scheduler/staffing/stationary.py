"""The least number of agents that keeps every promise, for arrays of intervals.

More agents never serve worse and more arrivals never better, which is what the search rests on. With n + 1
agents in place of n the chain with u free slots finishes chats at least as fast (each chat's agent holds no
more of them, speeds never rise, totals never fall), so P(no wait) / P(one slot free) grows with n; the
virtual wait's density exp(h(u)) tilts towards 0 as the full rate grows; and the share not answered in time
is the mean of a rising function of that wait. More arrivals do the reverse. The occupancy falls with n, too,
with one exception that no cap in use meets: several chats at a time, patience, and an overload that takes up
more than 0.95 of the agents. There a cap may be met by a little fewer people than found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import elementwise

from scheduler.queueing import ServiceModel, SteadyState, steady_state
from scheduler.queueing.steady_state import SECONDS_PER_HOUR, checked_seconds

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MAX_AGENTS = 100_000
_ROUNDING = 1e-12
"""An occupancy of 0.85 that is 0.8500000000000001 in binary is still 0.85."""
_CLOSE = 2e-5
"""How closely the most arrivals that n agents can do are looked for before intervals are told apart."""
_SOLVED = 96
"""For so many numbers of agents at once; others are interpolated."""


class StaffingError(ValueError):
    """No number of agents up to ``MAX_AGENTS`` keeps the promise at this many arrivals an hour."""

    def __init__(self, arrivals_per_hour: float) -> None:
        super().__init__(
            f"no number of agents up to {MAX_AGENTS} meets the targets at {arrivals_per_hour:g} arrivals "
            "an hour"
        )
        self.arrivals_per_hour = arrivals_per_hour


@dataclass(frozen=True)
class Target:
    """A promise to customers; the average wait and the share are over all arrivals.

    service_level: ``share`` (0 < share < 1) of them answered within ``within_seconds`` (>= 0).
    average_wait: at most ``within_seconds`` (> 0); ``share`` is None.
    Raises ValueError naming the field and the bound that it breaks.
    """

    kind: Literal["service_level", "average_wait"]
    within_seconds: float
    share: float | None = None

    def __post_init__(self) -> None:
        if self.kind == "service_level":
            if self.share is None or not 0 < self.share < 1:
                raise ValueError(f"share {self.share} is not between 0 and 1, both excluded")
            if not 0 <= self.within_seconds < np.inf:
                raise ValueError(f"within_seconds {self.within_seconds} is not 0 or more")
        elif self.kind == "average_wait":
            if self.share is not None:
                raise ValueError(f"share {self.share} does not belong to an average wait")
            if not 0 < self.within_seconds < np.inf:
                raise ValueError(f"within_seconds {self.within_seconds} of an average wait is not above 0")
        else:
            raise ValueError(f"kind {self.kind!r} is neither service_level nor average_wait")

    def is_met(self, state: SteadyState) -> Booleans:
        """Where the promise holds; shape of the state."""
        if self.share is None:
            return np.asarray(state.average_wait <= self.within_seconds)
        return np.asarray(state.service_level(self.within_seconds) >= self.share)

    def slack(self, state: SteadyState) -> Floats:
        """Log of what is allowed / what is: but for rounding >= 0 where the promise holds."""
        if self.share is None:
            return _log_ratio(self.within_seconds, state.average_wait)
        return _log_ratio(1.0 - self.share, 1.0 - state.service_level(self.within_seconds))


@dataclass(frozen=True)
class _Promise:
    """Everything that one kind of interval must keep."""

    model: ServiceModel
    targets: tuple[Target, ...]
    max_occupancy: float | None

    def is_kept(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Booleans:
        """Shape of the three; whether so many agents are enough."""
        state = steady_state(self.model, arrivals_per_hour, agents, seconds)
        kept = np.ones(arrivals_per_hour.shape, dtype=np.bool_)
        if self.max_occupancy is not None:
            kept &= state.occupancy <= self.max_occupancy * (1 + _ROUNDING)
        for target in self.targets:
            kept &= target.is_met(state) & (agents > 0)
        return kept

    def slack(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Floats:
        """The least slack of all that must be kept, for agents >= 1; falls with the arrivals."""
        state = steady_state(self.model, arrivals_per_hour, agents, seconds)
        slack = np.full(arrivals_per_hour.shape, np.inf)
        if self.max_occupancy is not None:
            slack = np.minimum(slack, _log_ratio(self.max_occupancy, state.occupancy))
        for target in self.targets:
            slack = np.minimum(slack, target.slack(state))
        return slack


def _log_ratio(allowed: float, found: Floats) -> Floats:
    """Log of ``allowed`` / ``found``, kept finite for found values of 0 and inf."""
    return np.asarray(np.log(allowed) - np.log(np.clip(found, 1e-300, 1e300)))


@dataclass(frozen=True)
class _ExpectedPromise(_Promise):
    """The same where demand may turn out in several ways; arrivals have the shape (intervals, scenarios)."""

    weights: Floats

    def is_kept(self, arrivals_per_hour: Floats, seconds: Floats, agents: Integers) -> Booleans:
        """(intervals,): whether all customers of all scenarios together get what was promised."""
        customers = arrivals_per_hour * self.weights
        customers = customers / customers.sum(axis=1, keepdims=True)
        state = steady_state(self.model, arrivals_per_hour, agents[:, np.newaxis], seconds[:, np.newaxis])
        kept = agents > 0
        for target in self.targets:
            if target.share is None:
                with np.errstate(invalid="ignore"):
                    wait = np.where(customers > 0, customers * state.average_wait, 0.0).sum(axis=1)
                kept &= wait <= target.within_seconds
            else:
                level = (customers * state.service_level(target.within_seconds)).sum(axis=1)
                kept &= level >= target.share
        return np.asarray(kept)


def agents_expected(
    model: ServiceModel,
    scenarios_per_hour: ArrayLike,
    weights: ArrayLike,
    targets_active: Sequence[tuple[Target, ArrayLike]],
    max_occupancy: float | None = None,
    min_agents: int = 0,
    mean_seconds: ArrayLike | None = None,
) -> Integers:
    """As :func:`agents_needed` where demand may turn out in several ways; shape (intervals,).

    scenarios_per_hour: arrivals >= 0, shape (scenarios, intervals). weights: (scenarios,), > 0, summing to 1.
    A target is kept if all scenarios together, weighed by their customers, keep it; the cap on occupancy is
    held at their mean.
    """
    rates, weight = np.asarray(scenarios_per_hour, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    mean = weight @ rates
    seconds = checked_seconds(model.mean_seconds if mean_seconds is None else mean_seconds, mean.shape)
    needed = agents_needed(model, mean, targets_active, max_occupancy, min_agents, seconds)
    least = agents_needed(model, mean, [], max_occupancy, min_agents, seconds)
    active = [(target, np.broadcast_to(np.asarray(where), mean.shape)) for target, where in targets_active]
    counting = np.array([where for _, where in active], dtype=np.int64).reshape(len(active), len(mean))
    bits = (1 << np.arange(len(active))) @ counting
    for bit in np.unique(bits[mean > 0]).tolist():
        targets = tuple(target for place, (target, _) in enumerate(active) if bit >> place & 1)
        if not targets:
            continue
        here = (bits == bit) & (mean > 0)
        promise = _ExpectedPromise(model, targets, None, weight)
        found = _from_guess(promise, rates[:, here].T, seconds[here], needed[here], min_agents)
        needed[here] = np.maximum(found, least[here])
    return needed


def agents_needed(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    targets_active: Sequence[tuple[Target, ArrayLike]],
    max_occupancy: float | None = None,
    min_agents: int = 0,
    mean_seconds: ArrayLike | None = None,
) -> Integers:
    """The least n >= ``min_agents`` that meets every target that counts and the cap; people at their desks.

    arrivals_per_hour: >= 0, any shape. targets_active: each target with where it counts (broadcast to that
    shape). max_occupancy: cap on :attr:`SteadyState.occupancy`, > 0; None = no cap. mean_seconds: of the
    chats of each interval in place of the model's, > 0, broadcast to that shape.
    Without arrivals, or without a cap and a target that counts, ``min_agents`` are enough: where nothing was
    promised nobody is asked for. Where something was, nobody is never enough, not even if all customers lose
    patience within the promised wait. Without patience a target is met only if the queue is stable.

    Raises StaffingError where not even ``MAX_AGENTS`` are enough, ValueError for values out of range.
    """
    rates = np.asarray(arrivals_per_hour, dtype=np.float64)
    if not (np.isfinite(rates) & (rates >= 0)).all():
        raise ValueError("arrivals must be finite numbers >= 0")
    if max_occupancy is not None and not max_occupancy > 0:
        raise ValueError(f"max_occupancy {max_occupancy} is not above 0")
    if min_agents < 0:
        raise ValueError(f"min_agents {min_agents} is below 0")
    counting = np.zeros(rates.shape, dtype=np.int64)
    for bit, (_, active) in enumerate(targets_active):
        counting |= np.broadcast_to(np.asarray(active, dtype=np.bool_), rates.shape).astype(np.int64) << bit

    seconds = checked_seconds(model.mean_seconds if mean_seconds is None else mean_seconds, rates.shape)

    needed = np.full(rates.shape, min_agents, dtype=np.int64)
    busy = rates > 0
    for bits in np.flatnonzero(np.bincount(counting[busy])).tolist():
        targets = tuple(target for bit, (target, _) in enumerate(targets_active) if bits >> bit & 1)
        if targets or max_occupancy is not None:
            here = (counting == bits) & busy
            promise = _Promise(model, targets, max_occupancy)
            needed[here] = _least(promise, rates[here], seconds[here], min_agents)
    return needed


def _least(promise: _Promise, arrivals: Floats, seconds: Floats, min_agents: int) -> Integers:
    """Least agents for arrivals > 0 and chats of these lengths, shape (size,).

    What is needed depends almost wholly on the work, arrivals × seconds: so first as if all chats had one
    length and the arrivals made up for it, which nearly always is right already, and then from there.
    """
    if seconds.min() == seconds.max():
        return _least_of_one_length(promise, arrivals, float(seconds[0]), min_agents)
    lengths = np.unique(seconds)
    usual = float(lengths[lengths.size // 2])
    guess = _least_of_one_length(promise, arrivals * (seconds / usual), usual, min_agents)
    pairs, place, position = np.unique(
        np.column_stack([arrivals, seconds]), axis=0, return_index=True, return_inverse=True
    )
    return _from_guess(promise, pairs[:, 0], pairs[:, 1], guess[place], min_agents)[position]


def _least_of_one_length(promise: _Promise, arrivals: Floats, seconds: float, min_agents: int) -> Integers:
    """Least agents for arrivals > 0, shape (size,), and chats of one length.

    The need rises with the arrivals. So the least and the largest come first. If there are more intervals
    than numbers of agents between the two, each of these is asked how many arrivals it can do, and the
    intervals are told apart by that.
    """
    ends = np.array([arrivals.min(), arrivals.max()])
    load = ends * (seconds / SECONDS_PER_HOUR)
    guess = np.clip((load / promise.model.speeds[-1]).astype(np.int64), min_agents, MAX_AGENTS)
    fewest, most = _from_guess(promise, ends, np.full(2, seconds), guess, min_agents).tolist()
    at_least, at_most = np.full(arrivals.shape, fewest), np.full(arrivals.shape, most)
    if most - fewest < arrivals.size:
        can_do, cannot_do = _most_arrivals(promise, np.arange(fewest, most), seconds, ends)
        at_least = fewest + np.searchsorted(cannot_do, arrivals, side="right")
        at_most = fewest + np.searchsorted(can_do, arrivals, side="left")
    return _bisect(promise, arrivals, np.full(arrivals.shape, seconds), at_least, at_most)


def _most_arrivals(
    promise: _Promise, agents: Integers, seconds: float, ends: Floats
) -> tuple[Floats, Floats]:
    """Arrivals that so many agents can do, and a little more that they cannot; shape of the agents, rising.

    agents: n, n + 1, …, of whom all can do ``ends[0]`` and none ``ends[1]``. What one agent can do changes
    smoothly with n, so it is solved for some n and interpolated; where that is not close enough, solved, too.
    Both answers hold however well it went: where they do not at first, the ends take their place.
    """
    can_do, cannot_do = np.full(agents.shape, ends[0]), np.full(agents.shape, ends[1])
    close: Floats = np.empty(agents.shape)
    unsure: Integers = np.arange(agents.size)
    if agents.size > _SOLVED:
        places = np.unique(np.geomspace(agents[0], agents[-1], _SOLVED).round().astype(np.int64)) - agents[0]
        each = _roots(promise, agents[places], seconds, ends) / agents[places]
        # A third of a second's import, which only many distinct loads are worth.
        from scipy.interpolate import CubicSpline

        interpolated = CubicSpline(np.log(agents[places]), each)(np.log(agents))
        close = np.clip(np.asarray(interpolated, dtype=np.float64) * agents, *ends)
        unsure = _narrow(promise, agents, seconds, close, can_do, cannot_do, unsure)
    if unsure.size:
        close[unsure] = _roots(promise, agents[unsure], seconds, ends)
        _narrow(promise, agents, seconds, close, can_do, cannot_do, unsure)
    return np.maximum.accumulate(can_do), np.minimum.accumulate(cannot_do[::-1])[::-1]


def _narrow(
    promise: _Promise,
    agents: Integers,
    seconds: float,
    close: Floats,
    can_do: Floats,
    cannot_do: Floats,
    places: Integers,
) -> Integers:
    """Move both bounds as near to ``close`` as they hold; returns the places where one does not."""
    lengths = np.full(places.shape, seconds)
    less, more = close[places] * (1 - _CLOSE), close[places] * (1 + _CLOSE)
    some_can = promise.is_kept(less, lengths, agents[places])
    some_cannot = ~promise.is_kept(more, lengths, agents[places])
    can_do[places[some_can]] = less[some_can]
    cannot_do[places[some_cannot]] = more[some_cannot]
    return places[~(some_can & some_cannot)]


def _roots(promise: _Promise, agents: Integers, seconds: float, ends: Floats) -> Floats:
    """Arrivals between the ends at which the slack of so many agents is 0, or nearly."""

    def slack(log_arrivals: Floats, people: Integers) -> Floats:
        return promise.slack(np.exp(log_arrivals), np.full(people.shape, seconds), people)

    low, high = (np.full(agents.shape, end) for end in np.log(ends))
    found = elementwise.find_root(
        slack, (low, high), args=(agents,), tolerances={"xatol": _CLOSE / 4, "xrtol": 0.0}, maxiter=40
    )
    return np.asarray(np.exp(found.x))


def _from_guess(
    promise: _Promise, arrivals: Floats, seconds: Floats, guess: Integers, min_agents: int
) -> Integers:
    """Least agents for each interval, by ever longer steps away from the guess and then bisection."""
    enough = promise.is_kept(arrivals, seconds, guess)
    low, high = np.where(enough, min_agents, guess + 1), guess.copy()
    unsure, step = np.flatnonzero(~enough), 1
    while unsure.size:
        tried = np.minimum(guess[unsure] + step, MAX_AGENTS)
        kept = promise.is_kept(arrivals[unsure], seconds[unsure], tried)
        high[unsure] = tried
        low[unsure[~kept]] = tried[~kept] + 1
        unsure, step = unsure[~kept], 2 * step
        if (tried[~kept] == MAX_AGENTS).any():
            raise StaffingError(float(arrivals[unsure].max()))
    unsure, step = np.flatnonzero(enough & (guess > min_agents)), 1
    while unsure.size:
        tried = np.maximum(guess[unsure] - step, min_agents)
        kept = promise.is_kept(arrivals[unsure], seconds[unsure], tried)
        high[unsure[kept]] = tried[kept]
        low[unsure[~kept]] = tried[~kept] + 1
        unsure, step = unsure[kept & (tried > min_agents)], 2 * step
    return _bisect(promise, arrivals, seconds, low, high)


def _bisect(
    promise: _Promise, arrivals: Floats, seconds: Floats, at_least: Integers, at_most: Integers
) -> Integers:
    """Least agents in ``at_least`` … ``at_most``, of which the upper end is known to be enough."""
    low, high = at_least.copy(), at_most.copy()
    while (unsure := np.flatnonzero(low < high)).size:
        middle = (low[unsure] + high[unsure]) // 2
        kept = promise.is_kept(arrivals[unsure], seconds[unsure], middle)
        high[unsure] = np.where(kept, middle, high[unsure])
        low[unsure] = np.where(kept, low[unsure], middle + 1)
    return low


def service_level_of(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    agents: ArrayLike,
    within_seconds: ArrayLike,
    mean_seconds: ArrayLike | None = None,
) -> Floats:
    """Service level of agents that need not be whole: between whole numbers it is interpolated.

    arrivals_per_hour, agents: >= 0, within_seconds: >= 0; broadcast. mean_seconds: of the chats, in place of
    the model's, > 0, broadcast to them.
    Raises ValueError for values outside these ranges.
    """
    people = np.asarray(agents, dtype=np.float64)
    if not (np.isfinite(people) & (people >= 0)).all():
        raise ValueError("agents must be finite numbers >= 0")
    whole = np.floor(people).astype(np.int64)
    part = people - whole
    above = np.where(part > 0, whole + 1, whole)
    fewer, more = (
        steady_state(model, arrivals_per_hour, heads, mean_seconds).service_level(within_seconds)
        for heads in (whole, above)
    )
    return fewer + part * (more - fewer)
