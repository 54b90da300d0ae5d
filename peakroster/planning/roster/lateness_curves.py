"""What one agent is worth in each interval: requirement.csv's columns of late customers as whole curves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.demand import requirement_demand
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.returns import with_returns
from scheduler.domain.plan import LATE_COLUMNS
from scheduler.domain.shop import Shop
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS
from scheduler.staffing.lateness_curve import complete_curve


def late_curves(shop: Shop, requirement: pd.DataFrame) -> list[LateCurve | None]:
    """For each row the customers late by people on the roster; None where the row does not say.

    requirement: REQUIREMENT_COLUMNS, and LATE_COLUMNS if it has them. Of the people on the roster
    ``shrinkage`` is not at the desks, so the curve is that of the people present, stretched.
    """
    if not set(LATE_COLUMNS) <= set(requirement.columns):
        return [None] * len(requirement)
    everybody = _everybody(shop, requirement)
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


def _everybody(shop: Shop, requirement: pd.DataFrame) -> NDArray[np.float64]:
    """Customers of each row; of queues with returns also those who come back if all have their agents."""
    customers = customers_of_requirement(shop, requirement)
    for team in shop.settings.shared:
        rows = (requirement["queue"] == team.id).to_numpy()
        customers[rows] = requirement.loc[rows, "inquiries"]
    for queue in shop.settings.queues:
        if queue.returns_share > 0:
            rows, demand = requirement_demand(shop, queue, requirement)
            agents = requirement.loc[rows, "agents"].to_numpy(dtype=np.float64)
            time_varying = uses_time_varying(shop.settings)
            everybody = with_returns(queue, demand, agents, time_varying=time_varying)
            customers[rows] = everybody.arrivals_per_hour[0] * demand.hours
    return customers
