"""Budgets of the targets that count over a day or a month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.period_search.problem import Budget
from scheduler.staffing.service_constraints import PeriodTarget

Floats = NDArray[np.float64]


def period_budgets(periods: Sequence[PeriodTarget], customers: Floats, reserve: float = 0.0) -> list[Budget]:
    """What the targets allow in each period: customers late, or customer-seconds.

    customers: of each interval, (intervals,). reserve: share of it that is kept back.
    """
    found = []
    for promise, each in enumerate(periods):
        target = each.target
        of_customer = target.within_seconds if target.share is None else 1 - target.share
        for period in np.unique(each.periods[each.counts]).tolist():
            places = np.flatnonzero(each.periods == period)
            came = float(customers[places].sum())
            found.append(Budget(promise, places, (1 - reserve) * of_customer * came))
    return found
