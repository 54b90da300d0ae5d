"""Search for the least number of agents that satisfies an interval's constraints, for arrays of intervals.

Monotonicity makes bisection valid: more agents never serve worse, more arrivals never better. With n + 1
agents in place of n the chain with u free slots finishes chats at least as fast (each chat's agent holds no
more of them, speeds never rise, totals never fall), so P(no wait) / P(one slot free) grows with n; the
density exp(h(u)) of the virtual wait tilts towards 0 as the full rate grows; and the share not answered in
time is the mean of an increasing function of that wait. More arrivals do the reverse. Occupancy falls with n,
too, with one exception that no cap in use meets: several chats at a time, patience, and an overload that
takes up more than 0.95 of the agents. There slightly fewer agents than found may satisfy a cap.

For many intervals the staffing curve is inverted instead: the arrivals that n agents can handle are solved
for some n and interpolated, and the intervals are then classified by these thresholds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing.steady_state import SECONDS_PER_HOUR
from scheduler.staffing.service_constraints import MAX_AGENTS, IntervalConstraints, StaffingError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_CLOSE = 2e-5
"""Relative tolerance of the largest arrivals that n agents can handle, before intervals are classified."""
_SOLVED = 96
"""Largest number of staffing levels that are all solved; of more, the others are interpolated."""


def least_agents(
    constraints: IntervalConstraints, arrivals: Floats, seconds: Floats, min_agents: int
) -> Integers:
    """Least agents for arrivals > 0 (an hour) with mean handling times ``seconds``; shape (size,).

    The need depends almost entirely on the offered load, arrivals × seconds. So the search first scales the
    arrivals to one common handling time, whose answer is nearly always right already, and corrects from
    there.
    """
    if seconds.min() == seconds.max():
        return _least_of_one_length(constraints, arrivals, float(seconds[0]), min_agents)
    lengths = np.unique(seconds)
    usual = float(lengths[lengths.size // 2])
    guess = _least_of_one_length(constraints, arrivals * (seconds / usual), usual, min_agents)
    pairs, place, position = np.unique(
        np.column_stack([arrivals, seconds]), axis=0, return_index=True, return_inverse=True
    )
    return least_agents_from(constraints, pairs[:, 0], pairs[:, 1], guess[place], min_agents)[position]


def _least_of_one_length(
    constraints: IntervalConstraints, arrivals: Floats, seconds: float, min_agents: int
) -> Integers:
    """Least agents for arrivals > 0, shape (size,), with one common handling time.

    The need rises with the arrivals, so the smallest and the largest interval come first. If there are more
    intervals than staffing levels between the two, the largest arrivals of each level are found instead and
    the intervals are classified by these thresholds.
    """
    ends = np.array([arrivals.min(), arrivals.max()])
    load = ends * (seconds / SECONDS_PER_HOUR)
    guess = np.clip((load / constraints.model.speeds[-1]).astype(np.int64), min_agents, MAX_AGENTS)
    fewest, most = least_agents_from(constraints, ends, np.full(2, seconds), guess, min_agents).tolist()
    at_least, at_most = np.full(arrivals.shape, fewest), np.full(arrivals.shape, most)
    if most - fewest < arrivals.size:
        can_do, cannot_do = _most_arrivals(constraints, np.arange(fewest, most), seconds, ends)
        at_least = fewest + np.searchsorted(cannot_do, arrivals, side="right")
        at_most = fewest + np.searchsorted(can_do, arrivals, side="left")
    return _bisect(constraints, arrivals, np.full(arrivals.shape, seconds), at_least, at_most)


def _most_arrivals(
    constraints: IntervalConstraints, agents: Integers, seconds: float, ends: Floats
) -> tuple[Floats, Floats]:
    """Arrivals that each staffing level can handle, and slightly more that it cannot; both increasing.

    agents: n, n + 1, …; all of them can handle ``ends[0]`` and none ``ends[1]``. Throughput per agent varies
    smoothly with n, so it is solved for some n and interpolated; levels where that is not close enough are
    solved as well. Both bounds are verified, so they hold however accurate the roots are: where a bound fails
    its check, the end takes its place.
    """
    can_do, cannot_do = np.full(agents.shape, ends[0]), np.full(agents.shape, ends[1])
    close: Floats = np.empty(agents.shape)
    unsure: Integers = np.arange(agents.size)
    if agents.size > _SOLVED:
        places = np.unique(np.geomspace(agents[0], agents[-1], _SOLVED).round().astype(np.int64)) - agents[0]
        each = _roots(constraints, agents[places], seconds, ends) / agents[places]
        # Importing it takes a third of a second, which only pays for many distinct loads.
        from scipy.interpolate import CubicSpline

        interpolated = CubicSpline(np.log(agents[places]), each)(np.log(agents))
        close = np.clip(np.asarray(interpolated, dtype=np.float64) * agents, *ends)
        unsure = _narrow(constraints, agents, seconds, close, can_do, cannot_do, unsure)
    if unsure.size:
        close[unsure] = _roots(constraints, agents[unsure], seconds, ends)
        _narrow(constraints, agents, seconds, close, can_do, cannot_do, unsure)
    return np.maximum.accumulate(can_do), np.minimum.accumulate(cannot_do[::-1])[::-1]


def _narrow(
    constraints: IntervalConstraints,
    agents: Integers,
    seconds: float,
    close: Floats,
    can_do: Floats,
    cannot_do: Floats,
    places: Integers,
) -> Integers:
    """Tighten both bounds around ``close`` where they hold; returns the places where one does not."""
    lengths = np.full(places.shape, seconds)
    less, more = close[places] * (1 - _CLOSE), close[places] * (1 + _CLOSE)
    some_can = constraints.is_satisfied(less, lengths, agents[places])
    some_cannot = ~constraints.is_satisfied(more, lengths, agents[places])
    can_do[places[some_can]] = less[some_can]
    cannot_do[places[some_cannot]] = more[some_cannot]
    return places[~(some_can & some_cannot)]


def _roots(constraints: IntervalConstraints, agents: Integers, seconds: float, ends: Floats) -> Floats:
    """Arrivals between the ends at which the slack of each staffing level is about 0."""

    def slack(log_arrivals: Floats, people: Integers) -> Floats:
        return constraints.slack(np.exp(log_arrivals), np.full(people.shape, seconds), people)

    low, high = (np.full(agents.shape, end) for end in np.log(ends))
    from scipy.optimize import elementwise  # slow to load, and few need a root

    found = elementwise.find_root(
        slack, (low, high), args=(agents,), tolerances={"xatol": _CLOSE / 4, "xrtol": 0.0}, maxiter=40
    )
    return np.asarray(np.exp(found.x))


def least_agents_from(
    constraints: IntervalConstraints, arrivals: Floats, seconds: Floats, guess: Integers, min_agents: int
) -> Integers:
    """Least agents of each interval: galloping steps away from the guess, then bisection."""
    enough = constraints.is_satisfied(arrivals, seconds, guess)
    low, high = np.where(enough, min_agents, guess + 1), guess.copy()
    unsure, step = np.flatnonzero(~enough), 1
    while unsure.size:
        tried = np.minimum(guess[unsure] + step, MAX_AGENTS)
        kept = constraints.is_satisfied(arrivals[unsure], seconds[unsure], tried)
        high[unsure] = tried
        low[unsure[~kept]] = tried[~kept] + 1
        unsure, step = unsure[~kept], 2 * step
        if (tried[~kept] == MAX_AGENTS).any():
            raise StaffingError(float(arrivals[unsure].max()))
    unsure, step = np.flatnonzero(enough & (guess > min_agents)), 1
    while unsure.size:
        tried = np.maximum(guess[unsure] - step, min_agents)
        kept = constraints.is_satisfied(arrivals[unsure], seconds[unsure], tried)
        high[unsure[kept]] = tried[kept]
        low[unsure[~kept]] = tried[~kept] + 1
        unsure, step = unsure[kept & (tried > min_agents)], 2 * step
    return _bisect(constraints, arrivals, seconds, low, high)


def _bisect(
    constraints: IntervalConstraints, arrivals: Floats, seconds: Floats, at_least: Integers, at_most: Integers
) -> Integers:
    """Least agents in ``at_least`` … ``at_most`` by bisection; the upper end is known to be enough."""
    low, high = at_least.copy(), at_most.copy()
    while (unsure := np.flatnonzero(low < high)).size:
        middle = (low[unsure] + high[unsure]) // 2
        kept = constraints.is_satisfied(arrivals[unsure], seconds[unsure], middle)
        high[unsure] = np.where(kept, middle, high[unsure])
        low[unsure] = np.where(kept, low[unsure], middle + 1)
    return low
