"""The coverage table: the service level that the scheduled agents achieve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.deferred import deferred_course, defers
from peakroster.planning.staffing.demand import requirement_demand
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.opened_intervals import levels_of_openings
from peakroster.planning.staffing.queue_model import reported, service_model
from peakroster.planning.staffing.returns import with_returns
from peakroster.planning.staffing.rostered_need import rostered_need
from peakroster.planning.staffing.team_requirement import team_levels
from scheduler.domain.plan import BACKLOG
from scheduler.domain.shop import Shop
from scheduler.staffing import service_level_of
from scheduler.staffing.time_varying import time_varying_service_levels


def achieved_coverage(
    shop: Shop, requirement: pd.DataFrame, scheduled: NDArray[np.integer[Any] | np.floating[Any]]
) -> pd.DataFrame:
    """Agents required and scheduled, and the service level that results, after shrinkage.

    Parameters
    ----------
    requirement
        REQUIREMENT_COLUMNS, and optionally ``aht_seconds``.
    scheduled
        Agents at their desks, one entry for each row of the requirement; integers stay integers.

    Returns
    -------
    COVERAGE_COLUMNS, and BACKLOG in shops with deferred work, rows as in ``requirement``; see
    docs/reference/outputs.md. A queue of a shared team is served by the team's agents: nobody is scheduled
    for it.
    """
    settings = shop.settings
    present = np.asarray(scheduled) * (1 - settings.shrinkage)
    level, backlog = np.ones(len(requirement)), np.full(len(requirement), np.nan)
    for rows, own in team_levels(shop, requirement, present):
        level[rows] = own
    for queue in settings.queues:
        if queue.id in shop.shared_queues:
            continue
        if queue.deferred is not None:
            rows, course = deferred_course(shop, queue, requirement, present)
            level[rows], backlog[rows] = course.share_in_time, course.backlog
            continue
        rows, demand = requirement_demand(shop, queue, requirement)
        time_varying = uses_time_varying(settings)
        demand = with_returns(queue, demand, present[rows], time_varying=time_varying)
        promised, arriving = reported(queue), demand.arrivals_per_hour[0]
        if time_varying:
            level[rows], _ = time_varying_service_levels(
                service_model(queue),
                arriving,
                present[rows],
                demand.hours,
                demand.begins,
                promised,
                demand.mean_seconds,
                demand.promised,
                closing=queue.closing,
                closed_hours=demand.closed_hours,
                closes_last=demand.closes_last,
                profiles=demand.profiles,
            )
        else:
            own = service_level_of(
                service_model(queue),
                arriving,
                present[rows],
                promised.within_seconds,
                demand.mean_seconds,
                promised.kind,
            )
            levels_of_openings(queue, demand, present[rows], own)
            level[rows] = own
    figures = {
        "timestamp": requirement["timestamp"],
        "queue": requirement["queue"],
        "required": rostered_need(shop, requirement),
        "scheduled": np.asarray(scheduled),
        "service_level": level,
    }
    if defers(shop):
        figures[BACKLOG] = np.round(backlog, 4) + 0.0
    return pd.DataFrame(figures)
