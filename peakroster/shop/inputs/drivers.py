"""drivers.csv: visitors, orders, parcels and whatever else inquiries may follow, past and planned."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from peakroster.shop.inputs.history import is_repeated
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.drivers import DriverSeries

MOST_VALUE = 1e15
"""Of any driver in any unit; the turnover of a whole country is less."""


def read_drivers(
    table: RawTable, report: Report, queues: Collection[str] | None, timezone: str | None
) -> tuple[DriverSeries, ...]:
    """The good rows, one series for each driver and set of queues, in the order of the file.

    queues, timezone: what shop.toml says; None = could not be read, and is not checked against. A driver has
    hours where any of its days has several rows, else days; parts of an hour are summed.
    """
    cells = ColumnParser(table, report)
    timestamps, dates = cells.timestamps("timestamp"), cells.days("date")
    given = [(cells.text(column) != "").to_numpy(dtype=bool) for column in ("timestamp", "date")]
    cells.fail("driver_two_times", "date", given[0] & given[1])
    cells.fail("driver_no_time", "date", cells.good & ~given[0] & ~given[1])
    names = cells.text("driver")
    concerned = cells.lists("queues", queues, "unknown_queue")
    values = cells.numbers("value", least=0, most=MOST_VALUE)
    planned = cells.numbers("planned", least=0, most=MOST_VALUE)
    empty = [(cells.text(column) == "").to_numpy(dtype=bool) for column in ("value", "planned")]
    cells.fail("driver_no_value", "value", cells.good & empty[0] & empty[1])
    frame = pd.DataFrame(
        {
            "driver": names,
            "queues": [";".join(sorted(row)) for row in concerned],
            "time": timestamps.fillna(dates),
            "dated": given[1],
            "value": values,
            "planned": planned,
            "row": table.rows,
        }
    )
    _check_duplicates(cells, frame, timezone)
    by_hours = _by_hours(frame[cells.good])
    mixed = cells.good & frame["dated"].to_numpy() & frame["driver"].isin(by_hours).to_numpy()
    cells.fail("driver_mixed", "date", mixed, lambda place: {"driver": names.iloc[place]})
    good = frame[cells.good]
    return tuple(
        _series(str(name), str(among), rows, name in by_hours)
        for (name, among), rows in good.groupby(["driver", "queues"], sort=False)
    )


def _by_hours(frame: pd.DataFrame) -> set[str]:
    """Drivers of which any day has several rows."""
    timed = frame[~frame["dated"]]
    keys = [timed["driver"], timed["queues"], timed["time"].dt.normalize()]
    number = timed["time"].groupby(keys).nunique()
    return {str(name) for name in number[number > 1].index.get_level_values(0)}


def _check_duplicates(cells: ColumnParser, frame: pd.DataFrame, timezone: str | None) -> None:
    """Every driver, set of queues and time once; twice where the clocks went back."""
    keys = ["driver", "queues", "time"]
    whole = cells.good & frame["time"].notna().to_numpy()
    again = whole & frame.duplicated(keys).to_numpy()
    if not again.any():
        return
    first_row = frame[whole].groupby(keys)["row"].transform("first").reindex(frame.index)
    nth = frame.groupby(keys, dropna=False).cumcount()
    times = frame.loc[again, "time"]
    by_clock = is_repeated(times, timezone).reindex(frame.index, fill_value=False).to_numpy(dtype=bool)
    wrong = again & ~(by_clock & (nth == 1).to_numpy() & ~frame["dated"].to_numpy())
    for column, here in (("timestamp", ~frame["dated"].to_numpy()), ("date", frame["dated"].to_numpy())):
        cells.fail(
            "duplicate_driver",
            column,
            wrong & here,
            lambda place: {"driver": frame["driver"].iloc[place], "first": int(first_row.iloc[place])},
        )


def _series(name: str, queues: str, rows: pd.DataFrame, hourly: bool) -> DriverSeries:
    place = rows["time"].dt.floor("h") if hourly else rows["time"].dt.normalize()
    grouped = rows.groupby(place.rename("time"))
    sums = grouped[["value", "planned"]].sum(min_count=1)
    return DriverSeries(
        name,
        tuple(queues.split(";")) if queues else (),
        hourly,
        sums["value"].astype(np.float64),
        sums["planned"].astype(np.float64),
        tuple(int(row) for row in grouped["row"].first()),
    )
