"""Overlapping events: excesses between adding up and multiplying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.series.grid import Floats, Ints, sums_by_index

_MIN_FACTOR = 0.05
"""No event, and no combination of events, leaves less than this share of the baseline."""


def event_excess(profile: Floats, basis: Floats, size: Floats | float) -> Floats:
    """Excess over the baseline of an event of this size, given its kind's profile and the basis.

    A positive profile scales in proportion to the size; a negative one is a factor raised to the power of the
    size.
    """
    gain = size * np.maximum(profile, 0.0) * basis
    remaining = np.maximum((1.0 + np.minimum(profile, 0.0)) ** size, _MIN_FACTOR)
    return np.asarray(np.where(basis > 0, gain + remaining - 1.0, 0.0))


@dataclass(frozen=True)
class CombinedEffect:
    """The effect of all events on the same hours.

    excess_sum, log_sum: (hours,), sums of the excesses, and of log(1 + excess). overlap: 0 = excesses add up,
    1 = factors multiply; in between, a weighted mean of both.
    """

    excess_sum: Floats
    log_sum: Floats
    overlap: float

    @property
    def factor(self) -> Floats:
        """Factor on the baseline, shape (hours,)."""
        return self._blend(self.excess_sum, np.exp(self.log_sum))

    def without(self, at: Ints, excess: Floats) -> tuple[Floats, Floats]:
        """Leave one event out: the factor of the others, and what they do to an excess of 1.

        at: the hours of the event. excess: its excess in them.
        """
        excess_sum, product = self.excess_sum[at] - excess, np.exp(self.log_sum[at] - np.log1p(excess))
        return self._blend(excess_sum, product), 1 + self.overlap * (product - 1)

    def _blend(self, excess_sum: Floats, product: Floats) -> Floats:
        return np.maximum((1 - self.overlap) * (1 + excess_sum) + self.overlap * product, _MIN_FACTOR)


def combined_effect(length: int, at: Ints, excess: Floats, overlap: float) -> CombinedEffect:
    """Combine events over ``length`` hours; ``excess`` holds those of all events at the hours ``at``."""
    excess_sum, log_sum = (sums_by_index(at, values, length) for values in (excess, np.log1p(excess)))
    return CombinedEffect(excess_sum, log_sum, overlap)
