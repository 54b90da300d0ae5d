"""The changes that the summary of a plan made anew tells: whether they are those of the roster, and their
price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.figures.totals import SUMMARY, is_number, same, shown
from scheduler.domain.shifts import OFF

REPLAN = "replan"
CALLED_IN = 1.5
"""Of a shift for somebody who was told to be off."""


def told_changes(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Rows whose new shift is not in the roster, that change nothing, or whose points are not their price."""
    shift_of = {(row.agent, row.day.isoformat()): row.shift for row in worked}
    for place, row in enumerate(_rows(data)):
        where = f"{REPLAN}.changes.{place}"
        there = shift_of.get((row.get("agent_id"), row.get("date")), OFF)  # type: ignore[arg-type]
        if row.get("after") != there:
            yield Violation(
                "summary_figure",
                SUMMARY,
                column=f"{where}.after",
                expected=there,
                found=shown(row.get("after")),
            )
        elif row.get("before") == there:
            yield Violation("summary_figure", SUMMARY, column=f"{where}.before", found=there)
        points = _price(data, data.weights, row)
        if not is_number(row.get("points")) or not same(row.get("points"), points):
            yield Violation(
                "summary_figure",
                SUMMARY,
                column=f"{where}.points",
                expected=points,
                found=shown(row.get("points")),
            )


def changes(data: PlanData, weights: ObjectiveWeights) -> tuple[float, float]:
    """Number and points of the changed shifts; none of a plan that was not made anew."""
    rows = _rows(data)
    return len(rows), sum(_price(data, weights, row) for row in rows)


def _rows(data: PlanData) -> list[Mapping[str, Any]]:
    told = (data.plan.summary or {}).get(REPLAN)
    rows = told.get("changes") if isinstance(told, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _price(data: PlanData, weights: ObjectiveWeights, row: Mapping[str, Any]) -> float:
    """Dearer within the notice: up to the start of the shift that was told, of a day off to its midnight."""
    before = row.get("before")
    start = next((shift.start for shift in data.shifts if shift.name == before), 0)
    try:
        begins = datetime.combine(date.fromisoformat(str(row.get("date"))), datetime.min.time())
        begins += timedelta(minutes=start)
        as_of = (data.plan.summary or {})[REPLAN].get("as_of")
        is_soon = as_of is not None and begins <= datetime.fromisoformat(str(as_of)) + timedelta(
            hours=weights.notice_hours
        )
    except ValueError:
        return 0.0
    points = weights.change_soon if is_soon else weights.change
    return CALLED_IN * points if before == OFF else points
