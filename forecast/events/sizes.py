"""How big events were and will be: learned from counts, plans and what kinds have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecast.events.event import Event
from forecast.events.noise import Noise
from forecast.events.observations import EventData
from forecast.events.profiles import ODD_RUN, Shapes, magnitude
from forecast.events.windows import IS_DURING
from forecast.series.grid import Bools, Floats, Ints

_SLOPES = np.array(
    [
        [0.6, 1.0, 0.07, 1.0, 0.07],
        [0.25, 0.5, 0.4, 0.7, 0.4],
        [0.15, 0.0, 0.05, 0.7, 0.5],
    ]
)
"""Beliefs on d log size / d log intensity, a row each: plans are followed, or in part, or mean nothing.

Probability; mean and standard deviation of the slope between events of one kind; the same between kinds,
whose order of size is told by plans even where single ones are wrong.
"""

_PLANS_SD = 0.7
"""How far (log) kinds differ in intensity where none is told."""

_DRIFT = 0.1
"""How far (log) what a kind brings walks in a year."""

_MEAN_SD = 3.0
_DEVIATION, _KIND = (0.2, 0.5), (0.25, 0.7)
"""Beliefs on how far (log) events stray from what is expected of them, and kinds from each other at the
same intensity: the middle, and how far (log) it may be from there."""

_GRID = np.exp(np.linspace(-1.5, 2.0, 8))
_LEAST_SIZE, _MOST_SIZE = 0.02, 50.0
_MOST_STEP = 1.0


@dataclass(frozen=True)
class Sizes:
    """Log size of each event on its kind's shape (on the pooled shape for a kind never seen), (events,).

    log_size, variance: mean and variance of the belief, after the event's own counts where it was seen.
    deviation: standard deviation (log) of events from what is expected of them.
    slope, slope_between: d log size / d log intensity, between events of one kind and between kinds.
    """

    log_size: Floats
    variance: Floats
    deviation: float
    slope: float
    slope_between: float

    @property
    def sizes(self) -> Floats:
        """The sizes themselves."""
        return np.asarray(np.exp(self.log_size))


def first_sizes(events: int) -> Sizes:
    """Where the sweeps start: all of one size."""
    return Sizes(np.zeros(events), np.full(events, _DEVIATION[0] ** 2), _DEVIATION[0], 1.0, 1.0)


def fit_sizes(
    data: EventData,
    events: Sequence[Event],
    kind: Ints,
    weight: Floats,
    age: Floats,
    shapes: Shapes,
    noise: Noise,
    so_far: Sizes,
) -> Sizes:
    """One sweep: the sizes given the shapes. kind, weight: as in :func:`forecast.events.profiles.fit_shapes`.

    On the pooled shape, log size = mean + slope · (log intensity - its kind's) + slope between kinds · its
    kind's log intensity + kind's own + event's own deviation: a mixed linear model (Laird and Ware 1982)
    with slopes within and between groups (Mundlak 1978). Given the standard deviations of the two, it is
    normal; they are integrated out over a grid, so that with few events the band is wide. Where plans were
    wrong before, the slopes fall by themselves and the deviations grow.
    """
    seen = weight > 0
    scale = np.zeros(len(events))
    scale[kind >= 0] = np.log(shapes.scale)[kind[kind >= 0]]
    observed, error = _observed(data, kind, seen, shapes, noise, so_far.log_size)
    plans = _plans(events, kind, seen)
    evidence = _Evidence(np.where(seen, observed + scale, 0.0), error, seen, _DRIFT**2 * age * seen)
    sizes = _integrate(evidence, plans, kind, so_far)
    log_size = np.clip(sizes.log_size - scale, np.log(_LEAST_SIZE), np.log(_MOST_SIZE))
    return replace(sizes, log_size=log_size)


@dataclass(frozen=True)
class _Plans:
    """Log intensities, around their mean. within: (events,), from the mean of the event's kind. of_kind:
    (events,), that mean. stray: variance of ``within``. vague: (events,), variance of ``within`` where
    nothing is told. vague_kind: (kinds,), variance of ``of_kind`` where nothing is; vague_stranger: the
    same of an event whose kind was never seen, 0 for the others, (events,).
    """

    within: Floats
    of_kind: Floats
    stray: float
    vague: Floats
    vague_kind: Floats
    vague_stranger: Floats


def _plans(events: Sequence[Event], kind: Ints, seen: Bools) -> _Plans:
    intensity = np.log([np.nan if event.intensity is None else event.intensity for event in events])
    none, kinds = np.zeros(len(events)), int(kind.max(initial=-1)) + 1
    stranger, told = kind < 0, ~np.isnan(intensity)
    if not told.any():
        return _Plans(
            none, none, 0.0, none, np.full(kinds, _PLANS_SD**2), np.where(stranger, _PLANS_SD**2, 0.0)
        )
    past = told & seen if (told & seen).any() else told
    plan = np.where(told, intensity - intensity[past].mean(), 0.0)
    spread = float(plan[past].var()) if past.sum() > 1 else 0.0
    of_kind, within = np.where(stranger, plan, 0.0), none.copy()
    vague, vague_kind = none.copy(), np.zeros(kinds)
    for row in range(kinds):
        family = kind == row
        known = family & past
        if known.any():
            of_kind[family] = plan[known].mean()
            within[family & told] = (plan - of_kind)[family & told]
            vague[family & ~told] = plan[known].var()
        else:
            # A plan to come says nothing where those of the past are not known.
            vague_kind[row] = spread
    freedom = past.sum() - len(np.unique(kind[past & ~stranger]))
    stray = float((within[past] ** 2).sum() / max(freedom, 1))
    return _Plans(within, of_kind, stray, vague, vague_kind, np.where(stranger & ~told, spread, 0.0))


@dataclass(frozen=True)
class _Evidence:
    """Of each event, (events,). total: log size on the pooled shape by its counts alone, where ``seen``;
    error: variance of that. drift: variance by which an old event tells less of the next one."""

    total: Floats
    error: Floats
    seen: Bools
    drift: Floats


def _integrate(evidence: _Evidence, plans: _Plans, kind: Ints, so_far: Sizes) -> Sizes:
    """Sizes on the pooled shape, over the grid of standard deviations and beliefs on plans."""
    kinds = len(plans.vague_kind)
    seen = evidence.seen
    axes = np.meshgrid(
        _DEVIATION[0] * _GRID ** _DEVIATION[1],
        _KIND[0] * _GRID ** _KIND[1],
        np.arange(len(_SLOPES)),
        indexing="ij",
    )
    deviation, between = axes[0].ravel(), axes[1].ravel()
    likely, slope, slope_sd, slope_between, slope_between_sd = _SLOPES[axes[2].ravel().astype(int)].T

    # An event whose plan is not known may be as big as any of its kind.
    own = deviation[:, None] ** 2 + evidence.drift + so_far.slope**2 * plans.vague
    say = np.where(seen, 1 / (own + evidence.error), 0.0)
    # Of how far plans differ within a kind, what sizes do not follow is error, which the mean of few has too.
    astray = slope_between**2 * (1 - slope) * plans.stray
    members = np.array([max((kind[seen] == row).sum(), 1) for row in range(kinds)])
    prior = np.zeros((len(deviation), 3 + kinds))
    prior[:, 0], prior[:, 1], prior[:, 2] = _MEAN_SD**-2, slope_sd**-2, slope_between_sd**-2
    unplanned = so_far.slope_between**2 * plans.vague_kind
    prior[:, 3:] = 1 / (between[:, None] ** 2 + unplanned + astray[:, None] / members)

    design = np.column_stack(
        [np.ones(len(kind)), plans.within, plans.of_kind, kind[:, None] == np.arange(kinds)]
    )
    believed = slope[:, None] * plans.within + slope_between[:, None] * plans.of_kind
    away = np.where(seen, evidence.total - believed, 0.0)
    diagonal = np.arange(3 + kinds)
    precision = np.einsum("ge,ei,ej->gij", say, design, design, optimize=True)
    precision[:, diagonal, diagonal] += prior
    covariance = np.linalg.inv(precision)
    gradient = (say * away) @ design
    found = np.einsum("gij,gj->gi", covariance, gradient)

    fit = (say * away**2).sum(axis=1) - (gradient * found).sum(axis=1)
    log_det = np.linalg.slogdet(precision)[1] - np.log(prior).sum(axis=1)
    log_say = np.log(np.where(seen, say, 1.0)).sum(axis=1)
    log_weight = np.log(likely) + (log_say - fit - log_det) / 2
    for axis, (middle, width) in ((deviation, _DEVIATION), (between, _KIND)):
        log_weight -= (np.log(axis / middle) / width) ** 2 / 2
    grid = np.exp(log_weight - log_weight.max())
    grid /= grid.sum()

    expected = found @ design.T + believed
    expected_variance = np.einsum("ei,gij,ej->ge", design, covariance, design, optimize=True)
    strange = (between**2 + astray)[:, None] + so_far.slope_between**2 * plans.vague_stranger
    trust = own * say
    mean = expected + trust * np.where(seen, evidence.total - expected, 0.0)
    variance = (1 - trust) ** 2 * expected_variance + np.where(kind < 0, strange, 0.0)
    variance += np.where(seen, trust * np.where(seen, evidence.error, 0.0), own)
    centre = grid @ mean
    return Sizes(
        centre,
        grid @ (variance + (mean - centre) ** 2),
        float(np.sqrt(grid @ deviation**2)),
        float(grid @ (slope + found[:, 1])),
        float(grid @ (slope_between + found[:, 2])),
    )


def _observed(
    data: EventData, kind: Ints, seen: Bools, shapes: Shapes, noise: Noise, log_size: Floats
) -> tuple[Floats, Floats]:
    """Log size of each event by its counts alone, and its variance: least squares on its kind's shape.

    A run of hours that is odd in the same way, and a day that strays, tell little more than one hour.
    """
    if not len(shapes.kinds):
        return np.zeros(len(kind)), np.full(len(kind), np.inf)
    size = np.exp(log_size)[:, None]
    excess = shapes.excess[kind]
    reach = excess * data.basis
    expected = np.maximum(data.expected + size * reach, 1e-9)
    unit = np.abs(excess) + magnitude(shapes.scale[kind, None], np.zeros(excess.shape[1]))
    odd = (shapes.oddity * unit * size * data.basis) ** 2 * np.where(IS_DURING, ODD_RUN, 1.0)
    spread = noise.of_hours(expected, data.hours) + noise.of_days(expected, data.hours) + odd
    information = np.maximum((reach**2 / spread).sum(axis=1), 1e-12)
    estimate = (reach * (data.counts - data.expected) / spread).sum(axis=1) / information
    of_day = noise.day_sd * np.abs((reach * expected * IS_DURING / spread).sum(axis=1)) / information
    variance = (1 / information + of_day**2) / size[:, 0] ** 2
    # A step of Newton's from the size believed so far: the log of a noisy estimate would lean downwards.
    step = np.clip(estimate / size[:, 0] - 1, -_MOST_STEP, _MOST_STEP)
    return np.where(seen, log_size + step, 0.0), np.where(seen, variance, np.inf)
