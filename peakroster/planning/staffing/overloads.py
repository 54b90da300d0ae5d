"""Overloads of a plan for its summary: offered load above the rostered capacity, and when backlogs clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.demand import requirement_demand
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.queue_model import reported, service_model
from peakroster.planning.staffing.returns import with_returns
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.staffing.time_varying import find_overloads, time_varying_service_levels

_EQUAL = 1e-6
"""Agents; a team that is rostered as required is not short by rounding."""


def overloads_of(
    shop: Shop, requirement: pd.DataFrame, coverage: pd.DataFrame, out_of_reach: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Overloads of each queue, in the form of summary.json; none with the stationary method.

    coverage: rows as in ``requirement``. out_of_reach: rows that no shift of this plan can reach.
    """
    found: list[dict[str, Any]] = []
    if not uses_time_varying(shop.settings):
        return found
    length = timedelta(minutes=shop.settings.interval_minutes)
    for queue in shop.settings.queues:
        if queue.deferred is not None:
            continue  # its backlog is meant to be; whether it lasts too long is its share in time
        rows, demand = requirement_demand(shop, queue, requirement)
        reached = ~out_of_reach[rows]
        present = coverage["scheduled"].to_numpy(dtype=np.float64)[rows] * (1 - shop.settings.shrinkage)
        demand = replace(demand, arrivals_per_hour=np.where(reached, demand.arrivals_per_hour, 0.0))
        arriving = with_returns(queue, demand, present, time_varying=True).arrivals_per_hour[0]
        seconds, model = demand.mean_seconds, service_model(queue)
        if (arriving / 3600 * seconds / model.speeds[-1] <= present).all():
            continue
        _, waiting = time_varying_service_levels(
            model,
            arriving,
            present,
            demand.hours,
            demand.begins,
            reported(queue),
            seconds,
            demand.promised,
            closing=queue.closing,
            closed_hours=demand.closed_hours,
            closes_last=demand.closes_last,
            profiles=demand.profiles,
        )
        starts = [pd.Timestamp(start) for start in requirement.loc[rows, "timestamp"]]
        planned = present >= requirement["agents"].to_numpy(dtype=np.float64)[rows] - _EQUAL
        for overload in find_overloads(model, arriving, present, seconds, waiting):
            cleared = None if overload.cleared is None else starts[overload.cleared] + length
            found.append(
                {
                    "queue": queue.id,
                    "from": f"{starts[overload.first]:%Y-%m-%dT%H:%M}",
                    "until": f"{starts[overload.last] + length:%Y-%m-%dT%H:%M}",
                    "agents_short": round(overload.agents_short, 1),
                    "waiting": round(overload.waiting, 1),
                    "clears_at": None if cleared is None else f"{cleared:%Y-%m-%dT%H:%M}",
                    **_allowed(queue, planned[overload.first : overload.last + 1]),
                }
            )
    return found


def _allowed(queue: Queue, planned: NDArray[np.bool_]) -> dict[str, Any]:
    """That a target of a day or a month wants no more agents in these intervals than are there."""
    periods = [target.per for target in queue.targets if target.per != "interval"]
    return {"allowed_per": periods[0]} if periods and planned.all() else {}
