"""Where people are needed, there and missing, and how many customers wait: by interval, and of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd

from peakroster.desk.roster import Desk
from peakroster.planning.staffing.customers import customers_of_requirement
from scheduler.audit import PlanData
from scheduler.diagnosis.shortages import Shortage, shortages
from scheduler.domain.plan import Plan

_ALL = 10_000
Measure = Literal["missing", "needed", "there", "late"]
MEASURES: tuple[Measure, ...] = ("missing", "needed", "there", "late")
"""What the heat map can show."""


@dataclass(frozen=True)
class NeedCell:
    """One interval of a queue. customers: who reach people; late: of them, who are not served in time.

    shortage: the short stretch that the interval is in, with who is not there and why; None where nobody is
    missing.
    """

    queue: str
    start: datetime
    needed: float
    there: float
    service_level: float
    customers: float
    late: float
    shortage: Shortage | None

    @property
    def missing(self) -> float:
        """People short, 0 where there are enough."""
        return max(0.0, self.needed - self.there)


def need_table(desk: Desk, plan: Plan) -> pd.DataFrame:
    """Every interval of every queue or team that people are rostered for, without the tail.

    Returns
    -------
    Columns ``timestamp``, ``queue``, ``needed``, ``there``, ``missing`` (below 0 = more than enough),
    ``service_level``, ``customers``, ``late``. Empty for a plan without coverage.
    """
    columns = ["timestamp", "queue", "needed", "there", "missing", "service_level", "customers", "late"]
    if plan.coverage is None or plan.requirement is None:
        return pd.DataFrame(columns=columns)
    needed = plan.requirement
    customers = customers_of_requirement(desk.shop, needed)
    teams = {team.id for team in desk.shop.settings.shared}
    of_team = needed["queue"].isin(teams).to_numpy()
    customers = np.where(of_team, needed["inquiries"].to_numpy(dtype=np.float64), customers)
    people = needed[["timestamp", "queue"]].assign(customers=customers)
    table = plan.coverage.merge(people, on=["timestamp", "queue"], how="left")
    table = table[(table["timestamp"] < plan.end) & ~table["queue"].isin(desk.shop.shared_queues)]
    table = table.rename(columns={"required": "needed", "scheduled": "there"})
    table["missing"] = table["needed"] - table["there"]
    table["customers"] = table["customers"].fillna(0.0)
    table["late"] = table["customers"] * (1.0 - table["service_level"].fillna(1.0))
    return table[columns].reset_index(drop=True)


def all_shortages(desk: Desk, plan: Plan) -> tuple[Shortage, ...]:
    """Every short stretch of the plan with its reasons, the worst first; takes a moment."""
    return shortages(PlanData(desk.shop, plan, desk.earlier), most=_ALL, least_missing=0.05)


def need_cell(
    table: pd.DataFrame, found: tuple[Shortage, ...], queue: str, moment: datetime
) -> NeedCell | None:
    """One interval of :func:`need_table`; None where the queue is closed. found: of :func:`all_shortages`."""
    rows = table[(table["queue"] == queue) & (table["timestamp"] == pd.Timestamp(moment))]
    if rows.empty:
        return None
    row = rows.iloc[0]
    within = (one for one in found if one.queue == queue and one.start <= moment < one.end)
    return NeedCell(
        queue,
        moment,
        float(row["needed"]),
        float(row["there"]),
        float(row["service_level"]),
        float(row["customers"]),
        float(row["late"]),
        next(within, None),
    )
