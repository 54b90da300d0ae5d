"""Where more comes than the rostered people can do, and when the backlog clears, for a plan's summary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.staffing import demand_of, is_carried_on, service_model, within_seconds
from scheduler.domain.shop import Shop
from scheduler.staffing.time_varying import levels_over_time, overloads


def overloads_of(
    shop: Shop, requirement: pd.DataFrame, coverage: pd.DataFrame, out_of_reach: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Of each queue, as summary.json tells them. out_of_reach: rows that are not this plan's.

    coverage: rows as in ``requirement``. Nothing where each interval has a steady state of its own.
    """
    found: list[dict[str, Any]] = []
    if not is_carried_on(shop.settings):
        return found
    length = timedelta(minutes=shop.settings.interval_minutes)
    for queue in shop.settings.queues:
        rows, demand = demand_of(shop, queue, requirement)
        reached = ~out_of_reach[rows]
        arriving = np.where(reached, demand.arrivals_per_hour[0], 0.0)
        present = coverage["scheduled"].to_numpy(dtype=np.float64)[rows] * (1 - shop.settings.shrinkage)
        seconds, model = demand.mean_seconds, service_model(queue)
        if (arriving / 3600 * seconds / model.speeds[-1] <= present).all():
            continue
        _, waiting = levels_over_time(
            model,
            arriving,
            present,
            demand.hours,
            demand.begins,
            within_seconds(queue),
            seconds,
            demand.promised,
        )
        starts = [pd.Timestamp(start) for start in requirement.loc[rows, "timestamp"]]
        for overload in overloads(model, arriving, present, seconds, waiting):
            cleared = None if overload.cleared is None else starts[overload.cleared] + length
            found.append(
                {
                    "queue": queue.id,
                    "from": f"{starts[overload.first]:%Y-%m-%dT%H:%M}",
                    "until": f"{starts[overload.last] + length:%Y-%m-%dT%H:%M}",
                    "agents_short": round(overload.agents_short, 1),
                    "waiting": round(overload.waiting, 1),
                    "clears_at": None if cleared is None else f"{cleared:%Y-%m-%dT%H:%M}",
                }
            )
    return found
