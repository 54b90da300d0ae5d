"""Linear mixed model of event sizes on planned intensities, with its standard deviations integrated out.

On the pooled profile: log size = mean + slope_within · (log intensity - its kind's mean) + slope_between ·
the kind's mean + random effect of the kind + residual of the event. Random effects as in Laird and Ware,
"Random-effects models for longitudinal data", *Biometrics* 38 (1982); separate slopes within and between
groups as in Mundlak, "On the pooling of time series and cross section data", *Econometrica* 46 (1978). Given
the two standard deviations and the slopes' priors the posterior is normal; it is averaged over a grid of them
by marginal likelihood, so that few events give wide intervals, and where plans proved wrong the slopes shrink
and the residuals grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecast.events.event import Event
from forecast.series.grid import Bools, Floats, Ints

_SLOPE_PRIORS = np.array(
    [
        [0.6, 1.0, 0.07, 1.0, 0.07],
        [0.25, 0.5, 0.4, 0.7, 0.4],
        [0.15, 0.0, 0.05, 0.7, 0.5],
    ]
)
"""Mixture prior of d log size / d log intensity, a row each: plans are followed, in part, or mean nothing.

Columns: probability; mean and standard deviation of the slope within a kind; the same between kinds, where
plans get the order of sizes right even where single ones are wrong.
"""


_INTENSITY_SD = 0.7
"""Standard deviation (log) of intensity between kinds where none is given."""


_MEAN_SD = 3.0


_RESIDUAL_SD_PRIOR, _KIND_SD_PRIOR = (0.2, 0.5), (0.25, 0.7)
"""Log-normal priors (median, standard deviation of the log) of the residual standard deviation of events, and
of that between kinds at equal intensity.
"""


_GRID = np.exp(np.linspace(-1.5, 2.0, 8))


@dataclass(frozen=True)
class EventSizes:
    """Posterior of the log size of each event on its kind's profile (the pooled one for a kind never seen),
    (events,).

    log_size, variance: mean and variance, after the event's own counts where it was seen. residual_sd:
    standard deviation (log) of events around their expectation. slope, slope_between: d log size / d log
    intensity, within and between kinds.
    """

    log_size: Floats
    variance: Floats
    residual_sd: float
    slope: float
    slope_between: float

    @property
    def sizes(self) -> Floats:
        """The sizes themselves, exp(log_size)."""
        return np.asarray(np.exp(self.log_size))


def initial_event_sizes(events: int) -> EventSizes:
    """Starting value: all of size 1."""
    return EventSizes(
        np.zeros(events), np.full(events, _RESIDUAL_SD_PRIOR[0] ** 2), _RESIDUAL_SD_PRIOR[0], 1.0, 1.0
    )


@dataclass(frozen=True)
class Intensities:
    """Centred log intensities, split into within and between kinds; arrays (events,) unless said otherwise.

    within: deviation from the mean of the event's kind. kind_mean: that mean. within_variance: variance of
    ``within``, a number. missing_variance: variance of ``within`` where no intensity is given.
    missing_kind_variance: (kinds,), variance of ``kind_mean`` where none is given. missing_new_kind_variance:
    the same for an event whose kind was never seen, 0 for the others.
    """

    within: Floats
    kind_mean: Floats
    within_variance: float
    missing_variance: Floats
    missing_kind_variance: Floats
    missing_new_kind_variance: Floats


def centre_intensities(events: Sequence[Event], kind: Ints, seen: Bools) -> Intensities:
    """Split the events' log intensities into within and between kinds; kind, seen: (events,)."""
    intensity = np.log([np.nan if event.intensity is None else event.intensity for event in events])
    none, kinds = np.zeros(len(events)), int(kind.max(initial=-1)) + 1
    new_kind, given = kind < 0, ~np.isnan(intensity)
    if not given.any():
        return Intensities(
            none, none, 0.0, none, np.full(kinds, _INTENSITY_SD**2), np.where(new_kind, _INTENSITY_SD**2, 0.0)
        )
    reference = given & seen if (given & seen).any() else given
    centred = np.where(given, intensity - intensity[reference].mean(), 0.0)
    overall_variance = float(centred[reference].var()) if reference.sum() > 1 else 0.0
    kind_mean, within = np.where(new_kind, centred, 0.0), none.copy()
    missing_variance, missing_kind_variance = none.copy(), np.zeros(kinds)
    for row in range(kinds):
        same_kind = kind == row
        known = same_kind & reference
        if known.any():
            kind_mean[same_kind] = centred[known].mean()
            within[same_kind & given] = (centred - kind_mean)[same_kind & given]
            missing_variance[same_kind & ~given] = centred[known].var()
        else:
            # A coming event's intensity is no evidence where past ones are unknown.
            missing_kind_variance[row] = overall_variance
    degrees_of_freedom = reference.sum() - len(np.unique(kind[reference & ~new_kind]))
    within_variance = float((within[reference] ** 2).sum() / max(degrees_of_freedom, 1))
    return Intensities(
        within,
        kind_mean,
        within_variance,
        missing_variance,
        missing_kind_variance,
        np.where(new_kind & ~given, overall_variance, 0.0),
    )


@dataclass(frozen=True)
class ObservedSizes:
    """Size of each event from its own counts; arrays (events,).

    log_size, variance: on the pooled profile, valid where ``seen``. drift: variance by which an old event
    informs less about the next one.
    """

    log_size: Floats
    variance: Floats
    seen: Bools
    drift: Floats


def fit_size_regression(
    observations: ObservedSizes, intensities: Intensities, kind: Ints, previous: EventSizes
) -> EventSizes:
    """Posterior of the sizes on the pooled profile, averaged over the grid of standard deviations and
    slope priors.
    """
    kinds = len(intensities.missing_kind_variance)
    seen = observations.seen
    axes = np.meshgrid(
        _RESIDUAL_SD_PRIOR[0] * _GRID ** _RESIDUAL_SD_PRIOR[1],
        _KIND_SD_PRIOR[0] * _GRID ** _KIND_SD_PRIOR[1],
        np.arange(len(_SLOPE_PRIORS)),
        indexing="ij",
    )
    residual_sd, between = axes[0].ravel(), axes[1].ravel()
    prior_probability, slope, slope_sd, slope_between, slope_between_sd = _SLOPE_PRIORS[
        axes[2].ravel().astype(int)
    ].T

    # An event without an intensity may be as big as any of its kind.
    event_variance = (
        residual_sd[:, None] ** 2 + observations.drift + previous.slope**2 * intensities.missing_variance
    )
    event_precision = np.where(seen, 1 / (event_variance + observations.variance), 0.0)
    # Intensity differences that sizes do not follow are planning errors; a mean of few plans has them too.
    unexplained = slope_between**2 * (1 - slope) * intensities.within_variance
    group_size = np.array([max((kind[seen] == row).sum(), 1) for row in range(kinds)])
    prior = np.zeros((len(residual_sd), 3 + kinds))
    prior[:, 0], prior[:, 1], prior[:, 2] = _MEAN_SD**-2, slope_sd**-2, slope_between_sd**-2
    missing_intensity = previous.slope_between**2 * intensities.missing_kind_variance
    prior[:, 3:] = 1 / (between[:, None] ** 2 + missing_intensity + unexplained[:, None] / group_size)

    design = np.column_stack(
        [np.ones(len(kind)), intensities.within, intensities.kind_mean, kind[:, None] == np.arange(kinds)]
    )
    prior_mean = slope[:, None] * intensities.within + slope_between[:, None] * intensities.kind_mean
    residual = np.where(seen, observations.log_size - prior_mean, 0.0)
    diagonal = np.arange(3 + kinds)
    precision = np.einsum("ge,ei,ej->gij", event_precision, design, design, optimize=True)
    precision[:, diagonal, diagonal] += prior
    covariance = np.linalg.inv(precision)
    gradient = (event_precision * residual) @ design
    coefficients = np.einsum("gij,gj->gi", covariance, gradient)

    residual_sum = (event_precision * residual**2).sum(axis=1) - (gradient * coefficients).sum(axis=1)
    log_det = np.linalg.slogdet(precision)[1] - np.log(prior).sum(axis=1)
    log_det_events = np.log(np.where(seen, event_precision, 1.0)).sum(axis=1)
    log_weight = np.log(prior_probability) + (log_det_events - residual_sum - log_det) / 2
    for axis, (middle, width) in ((residual_sd, _RESIDUAL_SD_PRIOR), (between, _KIND_SD_PRIOR)):
        log_weight -= (np.log(axis / middle) / width) ** 2 / 2
    grid = np.exp(log_weight - log_weight.max())
    grid /= grid.sum()

    expected = coefficients @ design.T + prior_mean
    expected_variance = np.einsum("ei,gij,ej->ge", design, covariance, design, optimize=True)
    new_kind_variance = (between**2 + unexplained)[
        :, None
    ] + previous.slope_between**2 * intensities.missing_new_kind_variance
    shrinkage = event_variance * event_precision
    mean = expected + shrinkage * np.where(seen, observations.log_size - expected, 0.0)
    variance = (1 - shrinkage) ** 2 * expected_variance + np.where(kind < 0, new_kind_variance, 0.0)
    variance += np.where(seen, shrinkage * np.where(seen, observations.variance, 0.0), event_variance)
    centre = grid @ mean
    return EventSizes(
        centre,
        grid @ (variance + (mean - centre) ** 2),
        float(np.sqrt(grid @ residual_sd**2)),
        float(grid @ (slope + coefficients[:, 1])),
        float(grid @ (slope_between + coefficients[:, 2])),
    )
