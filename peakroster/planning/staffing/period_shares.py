"""Shares that are promised over a day or a month, as the roster gives them: a part of summary.json."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from peakroster.planning.staffing.chatbot import intervals_of
from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.demand import counting_at, periods_of
from scheduler.domain.shop import Shop


def period_shares(shop: Shop, requirement: pd.DataFrame, coverage: pd.DataFrame) -> list[dict[str, Any]]:
    """For each queue whose service level counts by day or month: its share in each of them.

    requirement, coverage: the same rows. The service level is that of coverage.csv, so it counts what the
    first target of a share asks; others have no column there.
    """
    customers = customers_of_requirement(shop, requirement)
    intervals = intervals_of(shop.settings, requirement["timestamp"])
    found: list[dict[str, Any]] = []
    for queue in shop.settings.queues:
        target = next((each for each in queue.targets if each.share is not None), None)
        if target is None or target.per == "interval":
            continue
        rows = (requirement["queue"] == queue.id).to_numpy(dtype=np.bool_)
        starts = requirement.loc[rows, "timestamp"].to_numpy("datetime64[us]")
        period = periods_of(target, starts, counting_at(target, intervals, starts))
        came, level = customers[rows], coverage.loc[rows, "service_level"].to_numpy(dtype=np.float64)
        for number in np.unique(period[period >= 0]).tolist():
            inside = period == number
            total = float(came[inside].sum())
            if total > 0:
                found.append(
                    {
                        "queue": queue.id,
                        "kind": target.kind,
                        "within_seconds": target.within_seconds,
                        "per": target.per,
                        "from": pd.Timestamp(starts[inside][0]).date().isoformat(),
                        "share": target.share,
                        "reached": round(float(came[inside] @ level[inside]) / total, 6),
                    }
                )
    return found
