"""What one agent is worth in each interval: requirement.csv's columns of late customers as whole curves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from peakroster.planning.staffing.customers import customers_of_requirement
from scheduler.domain.plan import LATE_COLUMNS
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import THOUSANDTHS, LateCurve
from scheduler.staffing.lateness_curve import complete_curve


def late_curves(shop: Shop, requirement: pd.DataFrame) -> list[LateCurve | None]:
    """For each row the customers late by people on the roster; None where the row does not say.

    requirement: REQUIREMENT_COLUMNS, and LATE_COLUMNS if it has them. Of the people on the roster
    ``shrinkage`` is not at the desks, so the curve is that of the people present, stretched.
    """
    if not set(LATE_COLUMNS) <= set(requirement.columns):
        return [None] * len(requirement)
    everybody = customers_of_requirement(shop, requirement)
    late = requirement[list(LATE_COLUMNS)].to_numpy("float64")
    curves: list[LateCurve | None] = []
    for agents, around, customers in zip(requirement["agents"], late, everybody, strict=True):
        whole = complete_curve(int(agents), around, float(customers))
        if whole is None:
            curves.append(None)
            continue
        rostered = np.round(whole[0] * THOUSANDTHS / (1 - shop.settings.shrinkage)).astype(np.int64)
        curves.append(LateCurve(tuple(rostered.tolist()), tuple(whole[1].tolist()), float(customers)))
    return curves
