"""How big events were and will be, relative to their kind: learned from counts and intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecast.event_data import EventData
from forecast.event_shapes import Shapes
from forecast.events import Event
from forecast.grid import Bools, Floats
from forecast.windows import BINS

_ELASTICITY_SD = 0.25
_SIZE_SD = 0.2
_SIZE_SD_WEIGHT = 4.0
_DAY_SD = 0.1
_LEAST_EVIDENCE = 0.5
_LEAST_SIZE, _MOST_SIZE = 0.05, 20.0


@dataclass(frozen=True)
class Sizes:
    """What is believed of the events' sizes (log scale); arrays of shape (events,).

    log_size, variance: after the counts, for events that were seen; before any, for the others.
    elasticity: d log size / d log intensity. sd: spread of log sizes that intensity does not explain.
    centre: kind → mean log intensity of its past events, NaN where none was given.
    """

    log_size: Floats
    variance: Floats
    elasticity: float = 1.0
    sd: float = _SIZE_SD
    centre: Mapping[str, float] = field(default_factory=dict)

    @property
    def sizes(self) -> Floats:
        """The sizes themselves."""
        return np.asarray(np.exp(self.log_size))


def first_sizes(events: Sequence[Event]) -> Sizes:
    """Where the sweeps start: all of one size."""
    return Sizes(np.zeros(len(events)), np.full(len(events), _SIZE_SD**2))


def fit_sizes(
    data: EventData, events: Sequence[Event], shapes: Shapes, dispersion: float, so_far: Sizes
) -> Sizes:
    """One sweep: the sizes given the shapes.

    Within a kind, log size = elasticity · (log intensity - its mean) + deviation. The elasticity is
    shared by the kinds and held to 1 (standard deviation 0.25): where plans were wrong before, it falls
    by itself. The deviations have one spread, held to 0.2.
    """
    kinds = np.array([event.kind for event in events], dtype=object)
    family = (kinds[:, None] == kinds[None, :]).astype(np.float64)
    weight = np.where(data.seen, data.recency, 0.0)
    observed, noise = _observed(data, kinds, shapes, dispersion, so_far.sizes)
    intensity = np.log([np.nan if event.intensity is None else event.intensity for event in events])
    planned = data.seen & ~np.isnan(intensity)
    plan_weight = np.where(planned, weight, 0.0)
    centre = _family_mean(family, intensity, plan_weight)
    plan = intensity - centre
    size = observed - _family_mean(family, observed, plan_weight)
    elasticity = _elasticity(plan[planned], size[planned], (so_far.sd**2 + noise)[planned])
    expected = elasticity * np.nan_to_num(plan)

    # What the shapes were learned at is the kind's mean, so a kind's deviations are centred at 0.
    deviation = observed - expected
    deviation = deviation - np.nan_to_num(_family_mean(family, deviation, weight))
    sd = _spread(family, deviation[data.seen], noise[data.seen], data.seen, so_far.sd)

    variance = sd**2 * (1 + 1 / np.maximum(family @ weight, _LEAST_EVIDENCE))
    # An event without a plan, of a kind whose plans differed: it may be as large as any of them.
    plan_variance = np.nan_to_num(_family_mean(family, plan**2, plan_weight))
    variance = variance + np.where(np.isnan(intensity), elasticity**2 * plan_variance, 0.0)
    trust = np.where(data.seen, variance / (variance + noise), 0.0)
    log_size = np.clip(expected + trust * deviation, np.log(_LEAST_SIZE), np.log(_MOST_SIZE))
    centres = {str(kind): float(value) for kind, value in zip(kinds, centre, strict=True)}
    return Sizes(log_size, variance * (1 - trust), elasticity, sd, centres)


def _family_mean(family: Floats, values: Floats, weight: Floats) -> Floats:
    """Weighted mean over the events of each event's kind, NaN where none has weight; shape (events,).

    family: (events, events), 1 where two events are of one kind.
    """
    above, below = family @ (np.where(weight > 0, values, 0.0) * weight), family @ weight
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


def _elasticity(plan: Floats, size: Floats, variance: Floats) -> float:
    """Regression of centred log sizes on centred log intensities, with a prior."""
    hold = _ELASTICITY_SD**-2
    slope = (hold + (plan * size / variance).sum()) / (hold + (plan**2 / variance).sum())
    return float(np.clip(slope, 0.0, 1.5))


def _spread(family: Floats, deviation: Floats, noise: Floats, seen: Bools, so_far: float) -> float:
    """Standard deviation of the true deviations of the seen events, by moments, held to the prior.

    Each event counts by how well its size is known. Centring n events of a kind took 1/n of their spread.
    """
    weight = (so_far**2 / (so_far**2 + noise)) ** 2
    left = weight * (1 - weight / (family[np.ix_(seen, seen)] @ weight))
    squares = max(float((weight * (deviation**2 - noise)).sum()), 0.0)
    return float(np.sqrt((_SIZE_SD_WEIGHT * _SIZE_SD**2 + squares) / (_SIZE_SD_WEIGHT + left.sum())))


def _observed(
    data: EventData, kinds: NDArray[np.object_], shapes: Shapes, dispersion: float, sizes: Floats
) -> tuple[Floats, Floats]:
    """Log size of each event by its counts alone, and its variance: least squares on its kind's shape."""
    excess = np.array([shapes.excess.get(kind, shapes.pooled) for kind in kinds]).reshape(-1, BINS)
    reach = excess * data.basis
    expected = np.maximum(data.expected + sizes[:, None] * reach, 1e-9)
    odd = (shapes.oddity * sizes[:, None] * reach) ** 2 + (_DAY_SD * data.expected) ** 2
    spread = dispersion * expected + odd
    information = np.maximum((reach**2 / spread).sum(axis=1), 1e-12)
    size = (reach * (data.counts - data.expected) / spread).sum(axis=1) / information
    size = np.clip(size, _LEAST_SIZE, _MOST_SIZE)
    variance = 1 / np.maximum(information * size**2, 1e-6)
    return np.where(data.seen, np.log(size), 0.0), np.where(data.seen, variance, np.inf)
