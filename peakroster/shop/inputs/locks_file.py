"""Adds locks to locks.csv (or .xlsx) and takes them away, leaving the rest of the file as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.shop.table_specs import LOCKS
from peakroster.tables.editing import RowValues, TableEdit, edit_table, read_for_edit
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.timestamps import parse_days

Cell = tuple[str, date]


def add_locks(folder: Path, locks: Mapping[tuple[str, date], str]) -> Path:
    """Lock these (agent id, date) to a shift or ``off``; an older lock of the same cell is replaced.

    Other rows, unknown columns and the order stay. What is raised: as :func:`edit_table`.
    """
    return edit_table(folder, LOCKS, _edit(read_for_edit(folder, LOCKS), locks, frozenset()))


def remove_locks(folder: Path, cells: Collection[tuple[str, date]]) -> Path | None:
    """Take away all locks of these (agent id, date); cells without a lock are passed over.

    Returns the file, None if there is none. What stays and what is raised: as :func:`add_locks`.
    """
    table = read_for_edit(folder, LOCKS)
    if table is None:
        return find_file(folder, LOCKS, Report())
    return edit_table(folder, LOCKS, _edit(table, {}, frozenset(cells)))


def _edit(table: RawTable | None, locks: Mapping[Cell, str], removed: frozenset[Cell]) -> TableEdit:
    """Of several rows of one cell the first keeps the lock, the others go."""
    shifts: dict[int, str] = {}
    gone: set[int] = set()
    met: set[Cell] = set()
    for row, cell in () if table is None else _cells(table):
        if cell in met or cell in removed:
            gone.add(row)
        elif cell in locks:
            shifts[row] = locks[cell]
            met.add(cell)
    added: list[RowValues] = [
        {"agent_id": cell[0], "date": cell[1], "shift": locks[cell]}
        for cell in sorted(locks)
        if cell not in met
    ]
    return TableEdit({row: {"shift": shift} for row, shift in shifts.items()}, frozenset(gone), added)


def _cells(table: RawTable) -> list[tuple[int, Cell]]:
    """RowValues and (agent id, date) of every row that has a date; the others are not ours to touch."""
    dated = (table.cells["date"] != "").to_numpy(dtype=bool)
    days, _ = parse_days(table.cells["date"][dated])
    rows = zip(table.rows[dated].tolist(), table.cells["agent_id"][dated], days, strict=True)
    return [(row, (str(agent), day.date())) for row, agent, day in rows if not pd.isna(day)]
