"""The shares of days and months in summary.json, added up again from coverage.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import numbers
from scheduler.audit.facts.violation import Violation
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.demand import counting_targets
from scheduler.audit.figures.totals import SUMMARY, is_number, shown
from scheduler.audit.figures.transfers import customers_of_all
from scheduler.domain.queues import Queue, Target

KEY = "periods"
TOLERANCE = 1e-5


def period_totals(data: PlanData, counted: Mapping[grid.Key, CoverageCount]) -> Iterator[Violation]:
    """Shares that are missing or are not those of coverage.csv."""
    summary, coverage = data.plan.summary, data.plan.coverage
    if summary is None or coverage is None:
        return
    level = numbers(coverage["service_level"])
    levels = {key: level[place] for key, place in grid.positions(coverage, grid.open_intervals(data)).items()}
    known = {key: each for key, each in counted.items() if each.inquiries >= 0}
    customers = customers_of_all(
        data,
        {key: each.inquiries for key, each in known.items()},
        {key: each.aht_seconds for key, each in known.items()},
    )
    right: dict[tuple[str, str], float] = {}
    for queue in data.queues:
        target = next((each for each in queue.targets if each.share is not None), None)
        if target is not None and target.per != "interval":
            right |= _shares(data, queue, target, customers, levels)
    if right and KEY not in summary:
        yield Violation("summary_absent", SUMMARY, column=KEY, expected=KEY)
        return
    written = _written(summary.get(KEY, ()))
    for queue_id, first in sorted(right.keys() | written.keys()):
        expected, found = right.get((queue_id, first)), written.get((queue_id, first))
        if expected is None or not is_number(found) or abs(float(found or 0) - expected) > TOLERANCE:
            column = f"{KEY} ({queue_id}, {first})"
            yield Violation("summary_figure", SUMMARY, column=column, expected=expected, found=shown(found))


def _written(rows: Any) -> dict[tuple[str, str], Any]:
    entries = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    return {(str(row.get("queue")), str(row.get("from"))): row.get("reached") for row in entries}


def _shares(
    data: PlanData,
    queue: Queue,
    target: Target,
    customers: Mapping[grid.Key, float],
    levels: Mapping[grid.Key, float],
) -> dict[tuple[str, str], float]:
    """By queue and first day of the period."""
    sums: dict[tuple[int, ...], list[float]] = {}
    first: dict[tuple[int, ...], str] = {}
    for start in sorted(start for name, start in customers if name == queue.id):
        if start >= data.end or target not in counting_targets(data, queue, start):
            continue
        period = (start.year, start.month) if target.per == "month" else (start.year, start.month, start.day)
        first.setdefault(period, start.date().isoformat())
        total = sums.setdefault(period, [0.0, 0.0])
        total[0] += customers[queue.id, start] * levels.get((queue.id, start), 0.0)
        total[1] += customers[queue.id, start]
    return {(queue.id, first[period]): kept / came for period, (kept, came) in sums.items() if came > 0}
