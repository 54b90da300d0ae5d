"""Lateness curves: expected customers not answered in time, as a function of the number of agents.

The roster's objective reads them as the marginal value of an agent, so they are convex and non-increasing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import InTime, ServiceModel, share_in_time, steady_state

Floats = NDArray[np.float64]

CURVE = 3
"""Half-width of the curve: staffing levels below and above the requirement."""

_GAIN = 1e-4
"""Customers; the resolution of the curves in requirement.csv."""


def staffing_levels_around(agents: NDArray[np.int64]) -> NDArray[np.int64]:
    """``CURVE`` agents fewer … ``CURVE`` more, shape (intervals, 2 · CURVE + 1); may be negative."""
    return np.asarray(agents[:, np.newaxis] + np.arange(-CURVE, CURVE + 1))


def stationary_lateness_curve(
    model: ServiceModel,
    scenarios_per_hour: Floats,
    weights: Floats,
    agents: NDArray[np.int64],
    hours: ArrayLike,
    late: InTime,
    mean_seconds: ArrayLike,
) -> Floats:
    """Lateness curve of each interval in its own steady state, around the agents needed.

    Parameters
    ----------
    scenarios_per_hour
        Arrivals, shape (scenarios, intervals).
    weights
        Probabilities of the scenarios, shape (scenarios,).
    agents, hours, mean_seconds
        Agents needed, real length and handling time of each interval, shape (intervals,).
    late
        Whoever is not in time by this measure is late.

    Returns
    -------
    Customers not answered in time with ``CURVE`` agents fewer … more, shape (intervals, 2 · CURVE + 1);
    convex and non-increasing, NaN for fewer than 0 agents.
    """
    levels = staffing_levels_around(agents)
    seconds = np.broadcast_to(np.asarray(mean_seconds, dtype=np.float64), agents.shape)
    lasting = np.broadcast_to(np.asarray(hours, dtype=np.float64), agents.shape)
    number = np.zeros(levels.shape)
    for weight, rate in zip(weights, scenarios_per_hour, strict=True):
        state = steady_state(model, rate[:, np.newaxis], np.maximum(levels, 0), seconds[:, np.newaxis])
        missed = 1 - share_in_time(state, late.kind, late.within_seconds)
        number += weight * (rate * lasting)[:, np.newaxis] * missed
    curves = [convex_minorant_where(curve, row >= 0) for curve, row in zip(number, levels, strict=True)]
    return np.array(curves).reshape(levels.shape)


def convex_minorant_where(values: Floats, possible: NDArray[np.bool_]) -> Floats:
    """:func:`convex_minorant` of the possible values; NaN for the others, which come first."""
    result = np.full(len(values), np.nan)
    result[possible] = convex_minorant(values[possible])
    return result


def convex_minorant(values: Floats) -> Floats:
    """Greatest convex non-increasing minorant of ``values`` at equidistant points; shape (n,)."""
    falling = np.minimum.accumulate(values)
    corners: list[int] = []
    for place in range(len(falling)):
        while len(corners) > 1:
            first, second = corners[-2:]
            chord = falling[first] + (falling[place] - falling[first]) * (second - first) / (place - first)
            if falling[second] < chord:
                break
            corners.pop()
        corners.append(place)
    return np.interp(np.arange(len(falling)), corners, falling[corners])


def complete_curve(agents: int, late: Floats, everybody: float) -> tuple[Floats, Floats] | None:
    """Extend a lateness curve to all staffing levels: piecewise linear, convex, non-increasing.

    Below the known levels the curve goes on with its first slope, because customers whom nobody answers wait
    on into the next intervals; with no agents at least everybody is late. Above them each further agent gains
    half of what the last known one does, until nobody is late.

    Parameters
    ----------
    agents
        The requirement.
    late
        Late customers with ``CURVE`` agents fewer … more, shape (2 · CURVE + 1,); NaN for fewer than 0
        agents.
    everybody
        Customers of the interval.

    Returns
    -------
    Breakpoints: staffing levels, and customers late with each; None where a value of ``late`` is missing.
    """
    levels = agents + np.arange(-CURVE, CURVE + 1)
    values = late[levels >= 0]
    if np.isnan(values).any():
        return None
    numbers, curve = levels[levels >= 0].astype(np.float64), convex_minorant(values)
    if numbers[0] > 0:
        alone = max(everybody, curve[0] + numbers[0] * (curve[0] - curve[1]))
        numbers, curve = np.insert(numbers, 0, 0.0), np.insert(curve, 0, alone)
    last_gain = curve[-2] - curve[-1]
    if curve[-1] > 0 and last_gain > _GAIN:
        numbers = np.append(numbers, numbers[-1] + max(1.0, 2 * curve[-1] / last_gain))
        curve = np.append(curve, 0.0)
    return numbers, np.minimum.accumulate(curve)
