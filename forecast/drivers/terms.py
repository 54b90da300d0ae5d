"""Terms: a driver with a lag in days and a form of saturation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecast.series.grid import Floats

Form = Literal["power", "log1p", "saturating"]
"""How inquiries answer to the ratio r of a driver to its usual level. power: r^e. log1p: (1 + r)^e, so that
some come anyway. saturating: what comes beyond the usual counts less and less.
"""

FORMS: tuple[Form, ...] = ("power", "log1p", "saturating")

Lag = tuple[int, int]
"""First and last day back, both included; the mean of those days acts."""

LAGS: tuple[Lag, ...] = (
    *((day, day) for day in range(8)),
    (0, 1),
    (0, 2),
    (1, 2),
    (1, 3),
    (2, 4),
    (3, 5),
    (1, 5),
    (2, 6),
)

_LEAST_SHARE = 0.5
"""Share of the days of a lag that must be known."""

_OFFSET = {"power": 0.02, "log1p": 1.0, "saturating": 0.02}
_LEAST_USUAL = 0.1
"""A day on which a driver is usually absent counts as one of a tenth of its mean."""

_WIDEST = 4.0


@dataclass(frozen=True)
class Term:
    """A driver that acts with a lag and in a form. driver: its position."""

    driver: int
    lag: Lag
    form: Form = "power"


def lagged(values: Floats, lag: Lag) -> Floats:
    """Mean over the days of the lag, (days, columns); NaN where half of them is unknown or more."""
    width = lag[1] - lag[0] + 1
    total, known = np.zeros_like(values), np.zeros_like(values)
    for back in range(lag[0], lag[1] + 1):
        moved = np.full_like(values, np.nan)
        moved[back:] = values[: max(0, len(values) - back)]  # a lag may be longer than all that is known
        there = ~np.isnan(moved)
        total += np.where(there, moved, 0.0)
        known += there
    enough = known > _LEAST_SHARE * (width - 1)
    return np.where(enough & (known > 0), total / np.maximum(known, 1.0), np.nan)


def log_ratio(values: Floats, usual: Floats, form: Form) -> Floats:
    """x of each day: log of the values over their usual level, with slope 1 at the usual level."""
    known = usual[~np.isnan(usual)]
    mean = float(known.mean()) if len(known) else 0.0
    scale = np.maximum(usual, _LEAST_USUAL * mean)
    if mean <= 0:
        return np.full_like(values, np.nan)
    offset = _OFFSET[form]
    x = (np.log(values / scale + offset) - np.log(usual / scale + offset)) * (1 + offset)
    x = np.clip(x, -_WIDEST, _WIDEST)
    return np.asarray(x / (1 + np.maximum(x, 0.0)) if form == "saturating" else x)
