"""The shop's own figures edited on the desk: the rows of drivers.csv around a plan, checked before written.

Visitors, orders or parcels, planned and come: inquiries may follow them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from peakroster.desk.demand.table_edit import edited_anew, require_seen
from peakroster.desk.roster import Desk
from peakroster.shop.inputs.drivers import read_drivers
from peakroster.shop.table_specs import DRIVERS
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.editing import RowValues, TableEdit, edited_table, read_for_edit
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report

_BEFORE, _AFTER = timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True)
class DriverRow:
    """A row of drivers.csv. when: a midnight where the row has a date. value: what came, planned: what was
    planned; None = not given. queues: as written, "" = all of them; among: their ids. row: of the file."""

    name: str
    when: datetime
    dated: bool
    value: float | None
    planned: float | None
    queues: str
    row: int
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class DriverRows:
    """Rows that are shown. names: of all drivers in the file, in its order. seen: fingerprint of the whole
    table, by which an edit knows that nobody changed it meanwhile."""

    rows: tuple[DriverRow, ...]
    names: tuple[str, ...]
    seen: tuple[str, ...]


def driver_rows(desk: Desk) -> DriverRows:
    """The rows from two weeks before the plan to two months after it, in order of the file.

    Raises InputError where drivers.csv cannot be read.
    """
    table = read_for_edit(desk.shop.folder, DRIVERS)
    if table is None:
        return DriverRows((), (), ())
    cells = ColumnParser(table, Report())
    times, dates = cells.timestamps("timestamp"), cells.days("date")
    values, planned = (cells.numbers(name, least=0, most=1e300) for name in ("value", "planned"))
    names, queues = cells.text("driver"), cells.text("queues")
    among = cells.lists("queues", desk.shop.queue_ids, "unknown_queue")
    dated = (cells.text("date") != "").to_numpy(dtype=bool)
    when = times.fillna(dates)
    plan = desk.plan
    found = []
    for place in np.flatnonzero(when.notna().to_numpy()):
        moment = when.iloc[place].to_pydatetime()
        if plan.start - _BEFORE <= moment < plan.end + _AFTER:
            value, wanted = (
                None if np.isnan(each[place]) else float(each[place]) for each in (values, planned)
            )
            row = int(table.rows[place])
            found.append(
                DriverRow(
                    names.iloc[place],
                    moment,
                    bool(dated[place]),
                    value,
                    wanted,
                    queues.iloc[place],
                    row,
                    tuple(among[place]),
                )
            )
    return DriverRows(tuple(found), tuple(dict.fromkeys(filter(None, names))), _fingerprint(table))


def driver_remarks(
    desk: Desk, changed: Mapping[int, RowValues], removed: frozenset[int], added: Sequence[RowValues]
) -> tuple[Finding, ...]:
    """What would be wrong with drivers.csv; nothing is written."""

    def check(table: RawTable, report: Report) -> None:
        read_drivers(table, report, desk.shop.queue_ids, desk.shop.settings.timezone)

    try:
        edited_table(desk.shop.folder, DRIVERS, lambda table: TableEdit(changed, removed, added), check)
    except InputError as error:
        return tuple(error.findings)
    return ()


def edit_drivers(
    desk: Desk,
    seen: DriverRows,
    changed: Mapping[int, RowValues],
    removed: frozenset[int] = frozenset(),
    added: Sequence[RowValues] = (),
) -> Desk:
    """Write the rows, then forecast the plan anew. seen: the rows as they were shown.

    Raises as :func:`peakroster.desk.demand.event_table.edit_events`.
    """

    def edit(table: RawTable | None) -> TableEdit:
        now = () if table is None else _fingerprint(table)
        require_seen(DRIVERS, table, seen.seen, now, str)
        return TableEdit(changed, removed, added)

    def check(table: RawTable, report: Report) -> None:
        read_drivers(table, report, desk.shop.queue_ids, desk.shop.settings.timezone)

    return edited_anew(desk, DRIVERS, edit, check)


def _fingerprint(table: RawTable) -> tuple[str, ...]:
    """Each row as text, with its number."""
    cells: list[str] = list(table.cells.agg(" ".join, axis=1)) if len(table.cells) else []
    return tuple(f"{row} {text}" for row, text in zip(table.rows, cells, strict=True))
