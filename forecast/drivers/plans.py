"""How far planned values come true: regression of what came on what was planned, shrunk to a prior.

A plan is a measurement with an error, and what it says beyond the usual is attenuated accordingly (errors in
variables: Fuller, *Measurement Error Models*, 1987, section 1.2). On normal days, where drivers hardly
vary, a plan says less than in a sale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.series.grid import Bools, Floats

_PLAN_SD = 0.2
"""Standard deviation (log) of a planned value around what comes, where no past plans are known."""

_EVENT_SD, _EVENT_WEIGHT = 0.5, 4.0
"""Standard deviation (log) of a driver between sales of a kind, and how many sales this counts for."""

_OF_A_SALE = 0.5
"""What a day says of the variance between sales, whose days differ together."""

_PRIOR_PLANS = 6.0
_LEAST_TRUST = 0.5


@dataclass(frozen=True)
class Trust:
    """Of planned deviations, (days, columns): share: to be expected. variance: left of the driver (log)."""

    share: Floats
    bias: float
    variance: Floats


def trust_in_plans(deviation: Floats, planned: Floats, seen: Floats, normal: Bools, now: int) -> Trust:
    """Learn from past plans.

    Parameters
    ----------
    deviation, planned : ndarray, shape (days, columns)
        x less the mean of its phase, of what came and of what was planned; NaN where unknown.
    seen : ndarray, shape (days, columns)
        How many days the mean of the phase rests on.
    normal : ndarray of bool, shape (days,)
        Days that are in no phase.
    now : int
        The first day ahead.
    """
    known = ~np.isnan(deviation[:now])
    usual_day, special = known & normal[:now, None], known & ~normal[:now, None]
    day_variance = float(np.var(deviation[:now][usual_day])) if usual_day.any() else 0.0
    both = known & ~np.isnan(planned[:now])
    came, plan = deviation[:now][both], planned[:now][both]
    bias = float((plan - came).sum()) / (len(came) + _PRIOR_PLANS)
    errors = float(((plan - came - bias) ** 2).sum())
    error_variance = (_PRIOR_PLANS * _PLAN_SD**2 + errors) / (_PRIOR_PLANS + len(came))

    repeated = special & (seen[:now] > 1)
    ahead = deviation[now:][~normal[now:]] - bias
    ahead = ahead[~np.isnan(ahead)]
    # A plan that is far from all past sales also says that sales of this kind differ.
    squares = float((deviation[:now][repeated] ** 2).sum())
    squares += float(np.maximum(ahead**2 - error_variance, 0.0).sum())
    rows = float(repeated.sum()) + len(ahead)
    between = (_EVENT_WEIGHT * _EVENT_SD**2 + _OF_A_SALE * squares) / (_EVENT_WEIGHT + _OF_A_SALE * rows)
    special_variance = between * (1 + 1 / np.maximum(seen, 1.0))
    variance = np.where(normal[:, None], day_variance, special_variance)
    share = variance / (variance + error_variance)
    if not len(came):
        share = np.maximum(share, _LEAST_TRUST)
    return Trust(share, bias, np.where(share > 0, variance * (1 - share), variance))
