"""The contracted hours that the plan leaves people short of, as summary.json lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from scheduler.audit.facts.calendar import monday
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows
from scheduler.audit.figures.totals import SUMMARY, is_number, same, shown
from scheduler.audit.rules.due import contracted_minutes

TOLERANCE = 0.02
"""Hours: minimum hours may be counted in whole minutes and are written with two decimals."""
LEAST = 0.01
"""Hours; a shortfall of no more than this need not be listed."""


def shortfalls(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Shortfalls that are absent from summary.json, made up, or of wrong size."""
    listed = (data.plan.summary or {}).get("shortfalls")
    if data.plan.roster is None or listed is None:
        return
    right = _recomputed(data, worked)
    seen: set[tuple[str, str]] = set()
    for entry in listed if isinstance(listed, list) else [listed]:
        key = _key(entry)
        if key not in right or key in seen:
            missing = entry.get("missing_hours") if isinstance(entry, Mapping) else None
            yield _violation("shortfall_surplus", key, found=shown(missing))
            continue
        seen.add(key)
        for figure, expected in right[key].items():
            if not same(entry.get(figure), expected, TOLERANCE):
                yield _violation("shortfall_figure", key, figure, expected, shown(entry.get(figure)))
        missing = entry.get("missing_hours")
        if is_number(missing) and missing <= 0:
            yield _violation("shortfall_surplus", key, found=missing)
    for key, figures in right.items():
        if key not in seen and figures["missing_hours"] > LEAST:
            yield _violation("shortfall_absent", key, expected=figures["missing_hours"])


def _recomputed(data: PlanData, worked: Sequence[WorkedShift]) -> Mapping[tuple[str, str], dict[str, float]]:
    """Agent and Monday -> figures, for every week in which less is worked than is due."""
    paid: dict[tuple[str, date], float] = {}
    for row in worked:
        key = (row.agent, monday(row.day))
        paid[key] = paid.get(key, 0.0) + row.paid_hours
    found: dict[tuple[str, str], dict[str, float]] = {}
    for (agent, week), minutes in contracted_minutes(data, earlier_rows(data)).items():
        minimum, worked_hours = minutes / 60, paid.get((agent, week), 0.0)
        if worked_hours < minimum:
            found[agent, week.isoformat()] = {
                "minimum_hours": minimum,
                "paid_hours": worked_hours,
                "missing_hours": minimum - worked_hours,
            }
    return found


def _key(entry: Any) -> tuple[str, str]:
    if not isinstance(entry, Mapping):
        return str(entry), ""
    return str(entry.get("agent_id")), str(entry.get("week"))


def _violation(
    code: str,
    key: tuple[str, str],
    figure: str | None = None,
    expected: float | None = None,
    found: str | float | None = None,
) -> Violation:
    try:
        week = date.fromisoformat(key[1])
    except ValueError:
        week = None
    column = "shortfalls" if figure is None else f"shortfalls.{figure}"
    return Violation(code, SUMMARY, None, column, key[0], week, expected=expected, found=found)
