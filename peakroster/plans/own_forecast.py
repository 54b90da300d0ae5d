"""A forecast from outside: forecast.csv, validated hour by hour before staffing uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.plans.reading import in_plan, read_cells, read_table
from peakroster.plans.tables import kind_of
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report
from scheduler.domain.plan import TAIL


def read_forecast(
    path: Path, queues: Sequence[str], first_day: date, days: int, timezone: str
) -> pd.DataFrame:
    """The forecast of a plan folder: every hour of each queue from the first day to the end of the tail.

    path: its forecast.csv. queues: ids in the order of shop.toml, which the rows come in; hours outside
    of the plan are left out. The hour that is missing where clocks go forward may be there or not.

    Raises InputError naming file, row, column and value of what cannot be: no hour's start, a queue that
    is unknown, numbers below 0, an hour twice; and, for each queue, the hours that are missing.
    """
    report = Report()
    cells = read_cells(path, "forecast", report)
    if cells is not None:
        _check(cells, queues, first_day, days, timezone)
    errors = report.findings("error")
    if errors:
        raise InputError([in_plan(finding, path) for finding in errors])
    table = read_table(path, "forecast")
    start = datetime.combine(first_day, time())
    inside = (table["timestamp"] >= start) & (table["timestamp"] < start + timedelta(days=days) + TAIL)
    table = table[inside]
    place = table["queue"].map({queue: place for place, queue in enumerate(queues)}).to_numpy()
    return table.iloc[np.lexsort((place, table["timestamp"].to_numpy()))].reset_index(drop=True)


def _check(cells: ColumnParser, queues: Sequence[str], first_day: date, days: int, timezone: str) -> None:
    moments = cells.timestamps("timestamp")
    names = cells.known("queue", queues, "unknown_queue")
    for column in cells.table.spec.columns:
        if kind_of(column.name) == "forecast":
            cells.numbers(column.name, least=0)
        elif column.name == "aht_seconds":
            cells.numbers(column.name, above=0)
    cells.fail("not_an_hour", "timestamp", moments.notna() & (moments.dt.minute != 0))
    keys = pd.DataFrame({"timestamp": moments, "queue": names})
    again = keys.duplicated() & moments.notna() & (names != "")
    first_rows = pd.Series(cells.table.rows).groupby([moments, names]).transform("first")
    cells.fail("duplicate_row", "timestamp", again, lambda row: {"first": int(first_rows.iloc[row])})
    if cells.report.findings("error"):
        return  # an hour that could not be read would be said to be missing as well
    wanted = _hours(first_day, days, timezone)
    for queue in queues:
        missing = wanted.difference(pd.DatetimeIndex(moments[names == queue]))
        if len(missing):
            cells.report.error(
                "forecast_hours_missing",
                cells.table.file,
                column="timestamp",
                value=missing[0].strftime("%Y-%m-%dT%H:%M"),
                queue=queue,
                count=len(missing),
            )


def _hours(first_day: date, days: int, timezone: str) -> pd.DatetimeIndex:
    """The hours of the plan and its tail that exist in the time zone."""
    start = datetime.combine(first_day, time())
    hours = pd.date_range(start, start + timedelta(days=days) + TAIL, freq="h", inclusive="left", unit="us")
    shown = hours.tz_localize(timezone, ambiguous=np.ones(len(hours), bool), nonexistent="NaT")
    return hours[shown.notna()]
