"""Reader of requirement.csv, possibly edited by hand: validated before anybody is rostered for it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.plans.reading import in_plan, read_cells, read_table
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report
from scheduler.domain.plan import LATE_COLUMNS, Plan
from scheduler.domain.shop import Shop


def read_requirement(path: Path, shop: Shop, plan: Plan) -> pd.DataFrame:
    """The requirement table of a plan folder.

    path: its requirement.csv. Raises InputError naming file, row, column and value of each invalid cell: an
    unknown queue, a time at which no planning interval of the plan starts (clocks that go forward skip some),
    a duplicate interval, a negative number. The audit checks whether it follows from the forecast.
    """
    report = Report()
    cells = read_cells(path, "requirement", report)
    if cells is not None:
        moments = cells.timestamps("timestamp")
        queues = cells.known("queue", tuple(shop.desk_names), "unknown_queue")
        cells.numbers("inquiries", least=0)
        cells.numbers("agents", least=0, whole=True)
        if "aht_seconds" in cells.table.headers:
            cells.numbers("aht_seconds", above=0)
        for column in LATE_COLUMNS:
            if column in cells.table.headers:
                cells.numbers(column, least=0)
        minutes = shop.settings.interval_minutes
        intervals = planning_intervals(shop.settings.timezone, minutes, plan.first_day, plan.days)
        elsewhere = ~moments.isin(intervals.starts[intervals.real_hours > 0])
        cells.fail("not_an_interval", "timestamp", moments.notna() & elsewhere, {"interval": minutes})
        again = pd.DataFrame({"moment": moments, "queue": queues}).duplicated() & moments.notna()
        rows = pd.Series(cells.table.rows).groupby([moments, queues]).transform("first")
        cells.fail("duplicate_row", "timestamp", again, lambda place: {"first": int(rows.iloc[place])})
    errors = report.findings("error")
    if errors:
        raise InputError([in_plan(finding, path) for finding in errors])
    return read_table(path, "requirement")
