"""The shape of each kind of event: its excess over the baseline in each bin, shrunk to what others have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecast.events.noise import Noise
from forecast.events.observations import EventData
from forecast.events.windows import BINS, IS_DURING, PLACE, SEGMENT, default_shape
from forecast.series.grid import Floats, Ints

ODD_RUN = 3.0
"""Hours of an event in a row that stray alike and tell little more than one."""

_ODDITY, _ODDITY_WEIGHT = 0.12, 60.0
"""How far (relative) one event strays from its kind's shape in a bin before that is measured, and the
number of bins that this belief is worth."""

_KIND_SD, _KIND_SD_WEIGHT = 0.4, 40.0
"""The same of a kind's shape and the shape of the other kinds."""

_LEAST_EXCESS = np.where(IS_DURING, 0.1, 0.03)
"""What is relative to an excess is relative to this one at least, at the scale of the pooled shape."""

_NEIGHBOURHOOD, _COMMON = 0.8, 0.7
_SCALE_SD = 1.0
_LEAST = -0.9
_TELLING = 0.25
"""Noise, in units of what is relative, up to which a bin is asked how far it strays."""


@dataclass(frozen=True)
class Shapes:
    """Excess by bin for an event of size 1 of each kind that was seen.

    excess, precision: (kinds, bins); precision is what the data say, before any prior. scale: (kinds,),
    how strong the kind is on the pooled shape. pooled: (bins,) with its largest value 1, for a kind never
    seen. oddity, kind_sd: how far (relative) an event strays from its kind, a kind from the pooled shape.
    """

    kinds: tuple[str, ...]
    excess: Floats
    precision: Floats
    scale: Floats
    pooled: Floats
    oddity: float = _ODDITY
    kind_sd: float = _KIND_SD

    @property
    def spread(self) -> Floats:
        """Prior standard deviation of each kind's shape around the pooled one, shape (kinds, bins)."""
        return self.kind_sd * magnitude(self.scale[:, None], self.pooled)

    def sd(self, row: int) -> Floats:
        """Standard deviation of a kind's excess in each bin, given the data."""
        correlation, spread = _correlation(), self.spread[row]
        root = np.sqrt(self.precision[row]) * spread
        inner = np.eye(BINS) + root[:, None] * correlation * root
        known = np.linalg.solve(inner, root[:, None] * correlation)
        return np.asarray(spread * np.sqrt(np.maximum(1 - (correlation * root * known.T).sum(axis=1), 0.0)))


def no_shapes(kinds: Sequence[str]) -> Shapes:
    """Before anything is known of these kinds."""
    ones, pooled = np.ones(len(kinds)), default_shape()
    excess = np.tile(pooled, (len(kinds), 1))
    return Shapes(tuple(kinds), excess, np.zeros_like(excess), ones, pooled)


def magnitude(scale: Floats | float, pooled: Floats) -> Floats:
    """What deviations from a shape are relative to: its excess, or a little where it has none."""
    return np.asarray(scale * (np.abs(pooled) + _LEAST_EXCESS))


def fit_shapes(
    data: EventData, kind: Ints, weight: Floats, log_size: Floats, noise: Noise, so_far: Shapes
) -> Shapes:
    """One sweep: the shapes given the sizes of the events.

    kind, weight, log_size: (events,), row of the event's kind in ``so_far.kinds`` (-1 for a kind that was
    never seen), its say (0 for an event that was not seen) and its size.

    A kind's shape is a Gaussian process along the bins around the pooled shape of the others (kriging
    with independent noise: Rasmussen and Williams, Gaussian Processes for Machine Learning, 2.2).
    """
    taught = weight > 0
    if not taught.any():
        return so_far
    kind, weight, log_size = kind[taught], weight[taught], log_size[taught]
    data = data.rows(taught)
    member = (kind == np.arange(len(so_far.kinds))[:, None]).astype(np.float64)
    centre = (member @ (weight * log_size)) / (member @ weight)
    ratio, variance, by_hour = _ratios(data, so_far.excess[kind], np.exp(log_size - centre[kind]), noise)
    unit = np.abs(so_far.excess) + magnitude(so_far.scale[:, None], np.zeros(BINS))
    says = weight[:, None] / (variance + (so_far.oddity * unit[kind]) ** 2)
    precision = member @ says
    mean = (member @ (says * ratio)) / np.where(precision > 0, precision, 1.0)

    pooled, scale = _pool(mean, precision, so_far)
    others = scale.diagonal()[:, None]
    prior, apart = others * pooled[:-1], magnitude(others, pooled[:-1])
    excess = np.maximum(_krige(prior, so_far.kind_sd * apart, mean, precision), _LEAST)
    stray = _beyond(
        ratio - mean[kind], unit[kind], by_hour, says / np.where(precision > 0, precision, 1.0)[kind]
    )
    between = _beyond(mean - prior, apart, 1 / np.where(precision > 0, precision, 1e-9), np.zeros_like(mean))
    return Shapes(
        so_far.kinds,
        # Overlapping kinds learn at once from the same hours; unless each goes half way, they swap the
        # excess to and fro for ever.
        (so_far.excess + excess) / 2,
        precision,
        scale[:, -1],
        pooled[-1],
        _measured(_ODDITY, _ODDITY_WEIGHT, stray),
        _measured(_KIND_SD, _KIND_SD_WEIGHT, between) if len(mean) > 1 else _KIND_SD,
    )


def _ratios(data: EventData, guess: Floats, size: Floats, noise: Noise) -> tuple[Floats, Floats, Floats]:
    """Excess of each event and bin at size 1, its variance, and what of that single hours make.

    Arrays of shape (events, bins); the variance is infinite where nothing is known.
    """
    reach = size[:, None] * data.basis
    known = reach > 0
    safe = np.where(known, reach, 1.0)
    expected = np.maximum(data.expected + guess * reach, 1e-9)
    by_hour = np.where(known, noise.of_hours(expected, data.hours) / safe**2, np.inf)
    variance = by_hour + noise.of_days(expected, data.hours) / safe**2
    return np.where(known, (data.counts - data.expected) / safe, 0.0), variance, by_hour


def _pool(mean: Floats, precision: Floats, so_far: Shapes) -> tuple[Floats, Floats]:
    """Shape common to the other kinds, for each kind, and then to all: (kinds + 1, bins), largest value 1;
    and how strong each kind is on each of them: (kinds, kinds + 1)."""
    kinds = len(mean)
    members = np.vstack([1 - np.eye(kinds), np.ones(kinds)])
    # One kind with a hundred events must not outvote five kinds with two.
    spread = so_far.kind_sd * magnitude(so_far.scale[:, None], so_far.pooled)
    capped = precision / (1 + precision * spread**2)
    shape = np.tile(so_far.pooled, (kinds + 1, 1))
    flat = default_shape()
    for _ in range(3):
        scale = _scale_on(mean, precision, shape)
        by_set = members * scale.T
        above, below = by_set @ (capped * mean), (by_set * scale.T) @ capped
        raw = above / np.where(below > 0, below, 1.0)
        level = (below * flat * raw).sum(axis=1) / np.maximum((below * flat**2).sum(axis=1), 1e-9)
        level = np.where(below.sum(axis=1) > 0, np.maximum(level, 0.02), 1.0)
        prior = level[:, None] * flat
        shape = (above + prior * 0.1) / (below + 0.1)
        shape = shape / np.maximum(shape.max(axis=1, keepdims=True), 0.05)
    shape = _krige(prior, magnitude(1.0, prior), raw, below)
    shape = np.maximum(shape / np.maximum(shape.max(axis=1, keepdims=True), 0.05), _LEAST)
    return shape, _scale_on(mean, precision, shape)


def _scale_on(mean: Floats, precision: Floats, shapes: Floats) -> Floats:
    """How strong each kind is on each shape: weighted least squares, held a little to 1."""
    hold = _SCALE_SD**-2
    above, below = hold + (precision * mean) @ shapes.T, hold + precision @ (shapes**2).T
    return np.maximum(above / below, 0.02)


def _correlation() -> Floats:
    """Of the deviations of a shape in two bins."""
    apart = np.abs(PLACE[:, None] - PLACE) / _NEIGHBOURHOOD
    near = np.where(SEGMENT[:, None] == SEGMENT, np.exp(-apart), 0.0)
    return np.asarray(_COMMON * near + (1 - _COMMON) * np.eye(BINS))


def _krige(prior: Floats, spread: Floats, mean: Floats, precision: Floats) -> Floats:
    """Posterior means of several processes along the bins; all of shape (processes, bins)."""
    correlation = _correlation()
    root = np.sqrt(precision) * spread
    inner = np.eye(BINS) + root[:, :, None] * correlation * root[:, None, :]
    away = np.divide(mean - prior, spread)
    weights = np.linalg.solve(inner, (root * away)[:, :, None])[:, :, 0]
    return np.asarray(prior + spread * ((root * weights) @ correlation))


def _beyond(stray: Floats, unit: Floats, noise: Floats, leverage: Floats) -> Floats:
    """Squares of what strays beyond the noise, in units; only where noise does not hide it.

    A mean has bent towards what it was learned from; dividing by 1 - leverage undoes that.
    """
    telling = IS_DURING & (noise < (_TELLING * unit) ** 2) & (leverage < 0.95)
    squares = (stray**2 / np.where(telling, 1 - leverage, 1.0) - noise) / unit**2
    return np.asarray(np.clip(squares[telling], -0.1, 1.0))


def _measured(belief: float, weight: float, squares: Floats) -> float:
    """Standard deviation from squares, held to the belief, which is worth ``weight`` of them."""
    variance = (weight * belief**2 + squares.sum()) / (weight + len(squares))
    return float(np.sqrt(max(variance, (0.25 * belief) ** 2)))
