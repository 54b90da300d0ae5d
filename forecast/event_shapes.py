"""The shape of each kind of event: its excess over the baseline in each bin, shrunk to what others have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecast.event_data import EventData
from forecast.grid import Bools, Floats
from forecast.windows import BINS, IS_DURING, default_shape

_ODDITY = np.where(IS_DURING, 0.15, 0.12)
"""How far (relative) one event strays from its kind's shape in a bin, before that is measured."""

_ODDITY_WEIGHT = 30.0
"""Number of bins that this belief is worth."""

_KIND_SD = np.where(IS_DURING, 0.6, 0.2)
"""How far (relative) a kind's shape strays from the shape of the other kinds."""

_SCALE_SD = 1.0
_LEAST = -0.9


@dataclass(frozen=True)
class Shapes:
    """Excess by bin for an event of size 1 of each kind.

    excess, sd: kind → (bins,); sd is relative to 1 + excess. scale: kind → how strong the kind is on the
    pooled shape. pooled: (bins,) with its largest value 1, for a kind never seen. oddity: (bins,), how
    far (relative) one event strays from its kind's shape.
    """

    excess: Mapping[str, Floats]
    sd: Mapping[str, Floats]
    scale: Mapping[str, float]
    pooled: Floats
    oddity: Floats


def no_shapes() -> Shapes:
    """Before any event was learned."""
    return Shapes({}, {}, {}, default_shape(), _ODDITY)


@dataclass(frozen=True)
class _Evidence:
    """Mean excess of a kind's events by bin, with its weight: one over its relative variance."""

    excess: Floats
    weight: Floats

    @property
    def precision(self) -> Floats:
        """One over the variance of the excess: what is relative to 1 + excess made absolute."""
        return np.asarray(self.weight / (1 + np.maximum(self.excess, 0.0)) ** 2)


def fit_shapes(
    data: EventData, kinds: Sequence[str], sizes: Floats, dispersion: float, so_far: Shapes
) -> Shapes:
    """Learn the shapes given the sizes of the events (both per event); ``dispersion`` = variance / mean.

    Counts in a bin are gamma-Poisson: the posterior mean of 1 + excess weighs the kind's own ratio of
    counts against the other kinds' shape at this kind's scale.
    """
    learned = sorted({kind for kind, seen in zip(kinds, data.seen, strict=True) if seen})
    guess = np.array([so_far.excess.get(kind, so_far.pooled) for kind in kinds]).reshape(-1, BINS)
    ratios = _ratios(data, guess, sizes, dispersion)
    rows = {kind: data.seen & np.array([k == kind for k in kinds]) for kind in learned}
    evidence = {kind: _evidence(ratios, rows[kind], data.recency, so_far.oddity) for kind in learned}
    excess, sd, scale = {}, {}, {}
    for kind in learned:
        pooled = _pool([evidence[other] for other in learned if other != kind])
        own, prior = evidence[kind], _KIND_SD**-2.0
        scale[kind] = _scale_on(own, pooled)
        mean = (prior * scale[kind] * pooled + own.weight * own.excess) / (prior + own.weight)
        # Overlapping kinds learn at once from the same hours; unless each goes half way, they swap the
        # excess to and fro for ever.
        before = so_far.excess.get(kind, mean)
        excess[kind] = np.maximum((before + mean) / 2, _LEAST)
        sd[kind] = (prior + own.weight) ** -0.5
    oddity = _oddity(ratios, rows, data.recency, excess, so_far.oddity)
    return Shapes(excess, sd, scale, _pool(list(evidence.values())), oddity)


@dataclass(frozen=True)
class _Ratios:
    """Excess of each event and bin at size 1, and the relative variance that counting gives it.

    Arrays of shape (events, bins); the variance is infinite where nothing is known.
    """

    excess: Floats
    counting: Floats


def _ratios(data: EventData, guess: Floats, sizes: Floats, dispersion: float) -> _Ratios:
    reach = sizes[:, None] * data.basis
    known = reach > 0
    safe = np.where(known, reach, 1.0)
    expected = np.maximum(data.expected + guess * reach, 1e-9)
    counting = np.where(known, dispersion * expected / (safe * (1 + guess)) ** 2, np.inf)
    return _Ratios(np.where(known, (data.counts - data.expected) / safe, 0.0), counting)


def _evidence(ratios: _Ratios, rows: Bools, recency: Floats, oddity: Floats) -> _Evidence:
    weight = recency[rows][:, None] / (ratios.counting[rows] + oddity**2)
    total = weight.sum(axis=0)
    mean = (weight * ratios.excess[rows]).sum(axis=0) / np.where(total > 0, total, 1.0)
    return _Evidence(mean, total)


def _oddity(
    ratios: _Ratios,
    rows: Mapping[str, Bools],
    recency: Floats,
    excess: Mapping[str, Floats],
    so_far: Floats,
) -> Floats:
    """Measured over the hours of events whose kind was seen more than once, and held to the belief.

    A shape has bent towards the events it was learned from; dividing by 1 - leverage undoes that.
    """
    squares, bins = _ODDITY_WEIGHT * _ODDITY**2, _ODDITY_WEIGHT
    for kind, chosen in rows.items():
        if chosen.sum() < 2:
            continue
        weight = recency[chosen][:, None] / (ratios.counting[chosen] + so_far**2)
        leverage = weight / (_KIND_SD**-2.0 + weight.sum(axis=0))
        stray = (ratios.excess[chosen] - excess[kind]) / (1 + excess[kind])
        # Where counting alone hides what is odd, a bin says nothing about it.
        telling = IS_DURING & (ratios.counting[chosen] < 0.1**2)
        beyond = stray**2 / (1 - leverage) - ratios.counting[chosen]
        squares = squares + np.clip(beyond, -0.1, 1.0)[telling].sum()
        bins = bins + telling.sum()
    measured = np.sqrt(np.maximum(squares / bins, 0.03**2))
    return np.where(IS_DURING, measured, _ODDITY)


def _pool(others: list[_Evidence]) -> Floats:
    """Shape common to several kinds, its largest value 1: the best single shape with a scale for each."""
    flat = default_shape()
    shape = flat
    if not others:
        return shape
    # One kind with a hundred events must not outvote five kinds with two.
    weights = [kind.precision / (1 + kind.weight * _KIND_SD**2) for kind in others]
    for _ in range(8):
        scales = [_scale_on(kind, shape) for kind in others]
        above = sum(w * s * kind.excess for w, s, kind in zip(weights, scales, others, strict=True))
        below = sum(w * s**2 for w, s in zip(weights, scales, strict=True))
        hold = 0.1 * np.mean(np.square(scales))
        shape = np.clip((above + hold * flat) / (below + hold), _LEAST, None)
        shape = shape / max(float(shape.max()), 0.05)
    return np.asarray(shape)


def _scale_on(kind: _Evidence, shape: Floats) -> float:
    """How strong a kind is on a shape: weighted least squares, held a little to 1."""
    hold = 1.0 / _SCALE_SD**2
    above = hold + float((kind.precision * shape * kind.excess).sum())
    return max(above / (hold + float((kind.precision * shape**2).sum())), 0.02)
