"""Adds leave to requests.csv (or .xlsx), leaving the rest of the file as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peakroster.shop.table_specs import REQUESTS
from peakroster.store.editing import edit_table
from peakroster.tables.editing import RowValues, TableEdit
from peakroster.tables.raw_table import RawTable
from scheduler.domain.requests import Request


def add_leave(folder: Path, leave: Sequence[Request]) -> Path:
    """Add rows of leave, whole days or hours of a day, behind the others; returns the file.

    Raises what :func:`edit_table` raises.
    """

    def edit(_: RawTable | None) -> TableEdit:
        return TableEdit({}, frozenset(), [_row(one) for one in leave])

    return edit_table(folder, REQUESTS, edit)


def _row(one: Request) -> RowValues:
    row: RowValues = {"agent_id": one.agent_id, "date": one.day, "kind": "leave"}
    if one.hours is None:
        return row
    return {**row, "hours": f"{_clock(one.hours.start)}-{_clock(one.hours.end)}"}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
