"""The figures by which a plan is judged at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.diagnosis.shortages import whole_or_part
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop


@dataclass(frozen=True)
class KeyFigures:
    """Totals of a plan without its tail; hours are agent-hours.

    cost: None where no agent has one. gap: share of the objective that might still be won, None when no
    search has run. unplannable_hours: apart from the shortage, see docs/reference/outputs.md.
    """

    required_hours: float
    shortage_hours: float
    overstaffed_hours: float
    unplannable_hours: float
    paid_hours: float
    cost: float | None
    wishes_kept: int
    wishes: int
    gap: float | None

    @property
    def shortage_share(self) -> float:
        """Shortage as a share of the need; 0 where nothing is needed."""
        return self.shortage_hours / self.required_hours if self.required_hours else 0.0


@dataclass(frozen=True)
class WorstInterval:
    """The interval in which customers fare worst."""

    queue: str
    moment: datetime
    service_level: float
    required: float
    scheduled: float


def key_figures(plan: Plan) -> KeyFigures | None:
    """The figures of summary.json; None for a plan without a roster's summary."""
    summary = plan.summary or {}
    if "shortage_hours" not in summary:
        return None
    kept, broken = int(summary.get("wishes_kept") or 0), int(summary.get("wishes_broken") or 0)
    cost, gap = summary.get("cost"), summary.get("gap")
    return KeyFigures(
        required_hours=float(summary["required_hours"]),
        shortage_hours=float(summary["shortage_hours"]),
        overstaffed_hours=float(summary["overstaffed_hours"]),
        unplannable_hours=float(summary.get("unplannable_hours") or 0.0),
        paid_hours=float(summary["paid_hours"]),
        cost=None if cost is None else float(cost),
        wishes_kept=kept,
        wishes=kept + broken,
        gap=None if gap is None else float(gap),
    )


def plannable_from(shop: Shop, plan: Plan) -> datetime:
    """Start of the earliest shift where the first morning is unplannable, else of the plan."""
    figures = key_figures(plan)
    if figures is None or figures.unplannable_hours <= 0 or not shop.shifts:
        return plan.start
    return plan.start + timedelta(minutes=min(shift.start for shift in shop.shifts))


def worst_interval(shop: Shop, plan: Plan, queue: str | None = None) -> WorstInterval | None:
    """The lowest service level of an interval with a need, the first of equals; None without coverage.

    queue: look at this one alone. Leaves out the tail and the unplannable first morning.
    """
    if plan.coverage is None:
        return None
    begin, coverage = plannable_from(shop, plan), plan.coverage
    if queue is not None:
        coverage = coverage[coverage["queue"] == queue]
    inside = coverage[
        (coverage["required"] > 0) & (coverage["timestamp"] >= begin) & (coverage["timestamp"] < plan.end)
    ].dropna(subset=["service_level"])
    if inside.empty:
        return None
    worst = inside.iloc[int(inside["service_level"].to_numpy().argmin())]
    return WorstInterval(
        str(worst["queue"]),
        worst["timestamp"].to_pydatetime(),
        float(worst["service_level"]),
        float(worst["required"]),
        whole_or_part(float(worst["scheduled"])),
    )
