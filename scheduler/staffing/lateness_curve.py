"""What one agent is worth: customers answered too late, by the number of agents."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import ServiceModel, steady_state

Floats = NDArray[np.float64]

CURVE = 3
"""Agents fewer and more than needed whose late customers are told."""


_GAIN = 1e-4
"""Customers; as many decimals as are written."""


def people_around(agents: NDArray[np.int64]) -> NDArray[np.int64]:
    """``CURVE`` agents fewer … ``CURVE`` more, (intervals, 2 · CURVE + 1); below 0 where nobody is left."""
    return np.asarray(agents[:, np.newaxis] + np.arange(-CURVE, CURVE + 1))


def late_in_steady_state(
    model: ServiceModel,
    scenarios_per_hour: Floats,
    weights: Floats,
    agents: NDArray[np.int64],
    hours: ArrayLike,
    within_seconds: float,
    mean_seconds: ArrayLike,
) -> Floats:
    """Customers of each interval not answered in time, shape (intervals, 2 · CURVE + 1).

    scenarios_per_hour: arrivals, (scenarios, intervals); weights: (scenarios,). agents: needed; hours,
    mean_seconds: (intervals,). With ``CURVE`` agents fewer … more; convex, never rising, NaN below nobody.
    """
    people = people_around(agents)
    seconds = np.broadcast_to(np.asarray(mean_seconds, dtype=np.float64), agents.shape)
    lasting = np.broadcast_to(np.asarray(hours, dtype=np.float64), agents.shape)
    late = np.zeros(people.shape)
    for weight, rate in zip(weights, scenarios_per_hour, strict=True):
        state = steady_state(model, rate[:, np.newaxis], np.maximum(people, 0), seconds[:, np.newaxis])
        missed = 1 - state.service_level(within_seconds)
        late += weight * (rate * lasting)[:, np.newaxis] * missed
    curves = [convex_where(curve, row >= 0) for curve, row in zip(late, people, strict=True)]
    return np.array(curves).reshape(people.shape)


def convex_where(values: Floats, possible: NDArray[np.bool_]) -> Floats:
    """:func:`convex` of the possible ones, NaN for the others, which come first."""
    result = np.full(len(values), np.nan)
    result[possible] = convex(values[possible])
    return result


def convex(values: Floats) -> Floats:
    """The largest convex curve that never rises and lies nowhere above ``values``, at equal steps; (n,)."""
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


def whole_curve(agents: int, late: Floats, everybody: float) -> tuple[Floats, Floats] | None:
    """The curve from nobody to where nothing is left to gain: numbers of agents, customers late with each.

    late: with ``CURVE`` agents fewer … more than ``agents``, (2 · CURVE + 1,); NaN below nobody. everybody:
    customers of the interval. Straight between the numbers, convex, never rising. Fewer agents than were
    looked at: each further one costs what the last of them does, as those whom nobody answers wait on into
    the next intervals; with nobody, at least everybody is late. More: each further one gains half of what the
    last of them does, until nobody is late. None where a number is missing.
    """
    people = agents + np.arange(-CURVE, CURVE + 1)
    values = late[people >= 0]
    if np.isnan(values).any():
        return None
    numbers, curve = people[people >= 0].astype(np.float64), convex(values)
    if numbers[0] > 0:
        alone = max(everybody, curve[0] + numbers[0] * (curve[0] - curve[1]))
        numbers, curve = np.insert(numbers, 0, 0.0), np.insert(curve, 0, alone)
    last_gain = curve[-2] - curve[-1]
    if curve[-1] > 0 and last_gain > _GAIN:
        numbers = np.append(numbers, numbers[-1] + max(1.0, 2 * curve[-1] / last_gain))
        curve = np.append(curve, 0.0)
    return numbers, np.minimum.accumulate(curve)
