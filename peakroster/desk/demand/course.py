"""The course of a queue's inquiries: what came before a plan, what it expects, and a week and a year ago."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from peakroster.desk.roster import Desk
from peakroster.planning.forecast.series import hourly_inquiries

WEEK, YEAR = timedelta(days=7), timedelta(days=364)
"""A year ago is the same weekday of 52 weeks ago."""
_BANDS = ("p10", "p90")


def demand_course(desk: Desk, queue: str, weeks_before: int = 2) -> pd.DataFrame:
    """Every hour from some weeks before the plan to its end.

    Returns
    -------
    Columns ``timestamp``; ``actual``, what came; ``mean``, ``p10``, ``p90`` and ``model_mean`` of the plan's
    forecast; ``last_week`` and ``last_year``, what came 7 and 364 days before. NaN where it is not known.
    """
    plan = desk.plan
    hours = pd.date_range(
        plan.start - weeks_before * WEEK, plan.end, freq="h", inclusive="left", unit="us", name="timestamp"
    )
    came = inquiries_that_came(desk, queue)
    table = pd.DataFrame(index=hours)
    table["actual"] = came.reindex(hours)
    table["last_week"] = came.reindex(hours - WEEK).to_numpy()
    table["last_year"] = came.reindex(hours - YEAR).to_numpy()
    forecast = plan.forecast
    for column in ("mean", *_BANDS, "model_mean"):
        values = pd.Series(np.nan, hours)
        if forecast is not None and column in forecast:
            own = forecast[forecast["queue"] == queue].set_index("timestamp")[column]
            values = own.reindex(hours)
        table[column] = values
    table["model_mean"] = table["model_mean"].fillna(table["mean"])
    return table.reset_index()


def inquiries_that_came(desk: Desk, queue: str) -> pd.Series[float]:
    """All of the queue's recorded hours, also those after the plan began; NaN = not known."""
    return hourly_inquiries(desk.shop, queue, datetime.max.replace(microsecond=0, year=2262, month=1))
