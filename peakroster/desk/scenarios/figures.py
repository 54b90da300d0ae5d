"""The figures by which scenarios are compared, from a plan's own tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from peakroster.desk.fairness import fairness_with_plan
from peakroster.desk.figures import key_figures, plannable_from
from peakroster.desk.overview.promises import promises
from peakroster.desk.roster import Desk
from peakroster.desk.stored import shifts_of
from peakroster.pipeline.stages import PlanOutcome
from peakroster.planning.staffing.customers import customers_of_requirement
from scheduler.domain.plan import DUE, Plan
from scheduler.domain.shop import Shop

MANY_STARTS = 4
"""Different times at which somebody begins, from which a plan counts as restless for them."""


@dataclass(frozen=True)
class QueueService:
    """A queue's customers in a plan, without its tail and its unplannable first morning.

    share: of them in time; None where none is counted. worst: the same of the worst hour, which begins at
    ``worst_at``.
    """

    share: float | None
    worst: float | None
    worst_at: datetime | None


@dataclass(frozen=True)
class ScenarioFigures:
    """A plan in figures; hours are agent-hours.

    late: customers who wait longer than the target says. overtime_hours: None where no overtime is counted.
    nights_spread, weekends_spread: from who is furthest below the fair share to who is furthest above it,
    over the weeks that the shop looks at. restless: people who begin at :data:`MANY_STARTS` different times
    or more. broken: what the audit finds. gap: what a search might still win, as a share; None where none has
    looked for it. stopped_by, failure: of the search. changed: shifts that are not as in the plan that it is
    compared with, by person.
    """

    service: Mapping[str, QueueService]
    late: float
    needed_hours: float
    missing_hours: float
    paid_hours: float
    cost: float | None
    overtime_hours: float | None
    nights_spread: float
    weekends_spread: float
    wishes_kept: int
    wishes: int
    restless: int
    broken: int
    gap: float | None
    stopped_by: str
    failure: str
    changed: Mapping[str, int]

    @property
    def changes(self) -> int:
        """Shifts that are not as they were."""
        return sum(self.changed.values())


def figures_of(desk: Desk, outcome: PlanOutcome, before: Plan) -> ScenarioFigures:
    """The figures of a plan under its own shop. before: whose shifts the changes are counted from."""
    plan = outcome.plan
    known, summary = key_figures(plan), plan.summary or {}
    assert known is not None
    spreads = fairness_with_plan(Desk(desk.shop, plan, desk.earlier)).spreads
    kept = promises(desk.shop, plan)
    beyond = summary.get("overtime")
    return ScenarioFigures(
        service={queue: service_of(desk.shop, plan, queue) for queue in desk.shop.queue_ids},
        late=0.0 if kept is None else kept.whole.late,
        needed_hours=known.required_hours,
        missing_hours=known.shortage_hours,
        paid_hours=known.paid_hours,
        cost=known.cost,
        overtime_hours=None if beyond is None else sum(map(_overtime, beyond)),
        nights_spread=spreads["night"].above - spreads["night"].below,
        weekends_spread=spreads["weekend"].above - spreads["weekend"].below,
        wishes_kept=known.wishes_kept,
        wishes=known.wishes,
        restless=restless_people(plan),
        broken=len(outcome.violations),
        gap=known.gap,
        stopped_by=str(summary.get("stopped_by") or ""),
        failure=outcome.search_failure,
        changed=changed_people(before, plan),
    )


def service_of(shop: Shop, plan: Plan, queue: str) -> QueueService:
    """How the customers of a queue fare, each interval weighted by those who come in it."""
    rows = _served(shop, plan, queue)
    total = float(rows["customers"].sum())
    if total <= 0:
        return QueueService(None, None, None)
    in_time = float((rows["customers"] * rows["service_level"]).sum())
    shares = hourly_service(shop, plan, queue)
    worst = int(np.asarray(shares).argmin())
    return QueueService(in_time / total, float(shares.iloc[worst]), shares.index[worst].to_pydatetime())


def hourly_service(shop: Shop, plan: Plan, queue: str) -> pd.Series:
    """Share in time of each hour of a queue, by the hour's start; hours without customers are left out."""
    rows = _served(shop, plan, queue)
    hours = rows["timestamp"].dt.floor("h")
    in_time = (rows["customers"] * rows["service_level"]).groupby(hours).sum()
    total = rows["customers"].groupby(hours).sum()
    return (in_time / total)[total > 0]


def restless_people(plan: Plan) -> int:
    """People who begin at many different times of the day in a plan."""
    roster = plan.roster
    if roster is None or not len(roster):
        return 0
    clock = roster["start"].dt.hour * 60 + roster["start"].dt.minute
    return int((clock.groupby(roster["agent_id"]).nunique() >= MANY_STARTS).sum())


def changed_people(before: Plan, after: Plan) -> dict[str, int]:
    """Shifts that are another or none, or new, by person, in order of their ids."""
    was, now = shifts_of(before), shifts_of(after)
    found: dict[str, int] = defaultdict(int)
    for cell in sorted({*was, *now}):
        if was.get(cell) != now.get(cell):
            found[cell[0]] += 1
    return dict(found)


def figures_as_json(figures: ScenarioFigures) -> dict[str, Any]:
    """The figures in the types of JSON."""
    content = asdict(figures)
    for each in content["service"].values():
        if each["worst_at"] is not None:
            each["worst_at"] = each["worst_at"].isoformat(timespec="minutes")
    return content


def figures_from_json(content: Mapping[str, Any]) -> ScenarioFigures:
    """The opposite of :func:`figures_as_json`."""
    service = {
        queue: QueueService(
            each["share"],
            each["worst"],
            None if each["worst_at"] is None else datetime.fromisoformat(each["worst_at"]),
        )
        for queue, each in content["service"].items()
    }
    return ScenarioFigures(**{**content, "service": service})


def _served(shop: Shop, plan: Plan, queue: str) -> pd.DataFrame:
    """A queue's intervals inside the plan: timestamp, customers (of deferred work: due), service_level."""
    assert plan.requirement is not None
    assert plan.coverage is not None
    needed, coverage = plan.requirement, plan.coverage
    customers = customers_of_requirement(shop, needed)
    own = (needed["queue"] == queue).to_numpy()
    if DUE in needed.columns and needed.loc[own, DUE].notna().any():
        customers = needed[DUE].to_numpy(dtype=np.float64)
    table = pd.DataFrame({"timestamp": needed["timestamp"][own], "customers": np.nan_to_num(customers[own])})
    covered = coverage.loc[coverage["queue"] == queue, ["timestamp", "service_level"]]
    rows = table.merge(covered, on="timestamp")
    begin = pd.Timestamp(plannable_from(shop, plan))
    inside = (rows["timestamp"] >= begin) & (rows["timestamp"] < pd.Timestamp(plan.end))
    return rows[inside & rows["service_level"].notna()]


def _overtime(row: Mapping[str, Any]) -> float:
    return float(row["extended_hours"]) + float(row["rest_day_hours"]) + float(row["holiday_hours"])
