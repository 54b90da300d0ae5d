"""The figures of summary.json, added up again; the tail after the plan is left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.calendar import minute_of_day
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.domain.requests import Request

SUMMARY = "summary.json"
KEYS = (
    "from",
    "days",
    "status",
    "objective",
    "bound",
    "gap",
    "stopped_by",
    "seconds",
    "required_hours",
    "shortage_hours",
    "overstaffed_hours",
    "unplannable_hours",
    "paid_hours",
    "cost",
    "wishes_kept",
    "wishes_broken",
    "shortfalls",
)
TOLERANCE = 0.01


def totals(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount], worked: Sequence[WorkedShift]
) -> Iterator[Violation]:
    """Keys that summary.json lacks and totals that are not those of the files."""
    summary = data.plan.summary
    if summary is None:
        return
    for key in KEYS:
        if key not in summary:
            yield Violation("summary_absent", SUMMARY, column=key, expected=key)
    expected: dict[str, str | float | None] = {"from": data.first_day.isoformat(), "days": data.days}
    if counted:
        expected |= _hours(data, counted)
    if data.plan.roster is not None:
        expected |= {"paid_hours": sum(row.paid_hours for row in worked)} | _wishes(data, worked)
    for key, figure in expected.items():
        if key in summary and not same(summary[key], figure):
            yield Violation("summary_figure", SUMMARY, column=key, expected=figure, found=shown(summary[key]))


def same(found: Any, expected: str | float | None, tolerance: float = TOLERANCE) -> bool:
    """Whether a value of summary.json is this text, this number within the tolerance, or null."""
    if isinstance(expected, str) or expected is None:
        return bool(found == expected)
    return is_number(found) and abs(found - expected) <= tolerance + 1e-9


def is_number(value: Any) -> bool:
    """Whether it is a finite number and no truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return False
    return math.isfinite(value)


def shown(value: Any) -> str | float | None:
    """A value of summary.json as a violation can hold it."""
    return value if value is None or is_number(value) else str(value)


def _hours(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> dict[str, str | float | None]:
    """Hours of people needed, short, beyond need, and out of reach of every shift."""
    out_of_reach = _unreachable_minutes(data)
    required = shortage = overstaffed = unplannable = 0.0
    for (_, start), right in counted.items():
        if start >= data.end:
            continue
        short = max(0.0, right.required - right.scheduled)
        required += right.required
        overstaffed += max(0.0, right.scheduled - right.required)
        if start.date() == data.first_day and minute_of_day(start) < out_of_reach:
            unplannable += short
        else:
            shortage += short
    hours = data.interval_minutes / 60
    return {
        "required_hours": required * hours,
        "shortage_hours": shortage * hours,
        "overstaffed_hours": overstaffed * hours,
        "unplannable_hours": unplannable * hours,
    }


def _unreachable_minutes(data: PlanData) -> int:
    """Until which minute of the first day no shift of this plan nor of an earlier one can be there."""
    if data.earlier.covers_day_before:
        return 0
    return min((shift.start for shift in data.shifts), default=0)


def _wishes(data: PlanData, worked: Sequence[WorkedShift]) -> dict[str, str | float | None]:
    shift_of = {(row.agent, row.day): row.shift for row in worked}
    inside = [wish for wish in data.wishes if data.contains(wish.day)]
    kept = sum(_kept(wish, shift_of) for wish in inside)
    return {"wishes_kept": kept, "wishes_broken": len(inside) - kept}


def _kept(wish: Request, shift_of: Mapping[tuple[str, date], str]) -> bool:
    """Whether the roster is as the agent wished for that day."""
    shift = shift_of.get((wish.agent_id, wish.day))
    if wish.kind == "prefer_off":
        return shift is None
    works_it = shift is not None and (wish.shift in (None, shift) or shift in wish.of_pattern)
    return works_it if wish.kind == "prefer" else not works_it
