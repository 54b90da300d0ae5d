"""Overlap"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.series.grid import Floats, Ints, sums_by_index

_MIN_FACTOR = 0.05


def event_excess(profile: Floats, basis: Floats, size: Floats | float) -> Floats:
    """What an event brings, over the baseline, where its kind's profile and the basis are as given.

    What it adds is in proportion to its size; what it takes away, as a factor, to the power of its size.
    """
    gain = size * np.maximum(profile, 0.0) * basis
    remaining = np.maximum((1.0 + np.minimum(profile, 0.0)) ** size, _MIN_FACTOR)
    return np.asarray(np.where(basis > 0, gain + remaining - 1.0, 0.0))


@dataclass(frozen=True)
class CombinedEffect:
    """What several events do to the same hours. excess_sum, log_sum: (hours,), sums of their excesses and of the
    logs of 1 + excess. overlap: 0 = what they bring adds up, 1 = their factors multiply.
    """

    excess_sum: Floats
    log_sum: Floats
    overlap: float

    @property
    def factor(self) -> Floats:
        """On the baseline, shape (hours,)."""
        return self._blend(self.excess_sum, np.exp(self.log_sum))

    def without(self, at: Ints, excess: Floats) -> tuple[Floats, Floats]:
        """Factor of the others where one brings ``excess``, and what the others do to an excess of 1."""
        excess_sum, product = self.excess_sum[at] - excess, np.exp(self.log_sum[at] - np.log1p(excess))
        return self._blend(excess_sum, product), 1 + self.overlap * (product - 1)

    def _blend(self, excess_sum: Floats, product: Floats) -> Floats:
        return np.maximum((1 - self.overlap) * (1 + excess_sum) + self.overlap * product, _MIN_FACTOR)


def combined_effect(length: int, at: Ints, excess: Floats, overlap: float) -> CombinedEffect:
    """Of ``length`` hours, from the excess of every event at its positions."""
    excess_sum, log_sum = (sums_by_index(at, values, length) for values in (excess, np.log1p(excess)))
    return CombinedEffect(excess_sum, log_sum, overlap)
