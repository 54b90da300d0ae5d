"""Adds leave and wishes to requests.csv (or .xlsx), takes leave away, and leaves the rest as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.shop.inputs.requests import REQUEST_KINDS, WISH_NAMES
from peakroster.shop.settings.leave_kinds import folded_kind, leave_name
from peakroster.shop.table_specs import REQUESTS
from peakroster.store.editing import edit_table
from peakroster.tables.clock import format_window
from peakroster.tables.editing import CellValue, RowValues, TableEdit
from peakroster.tables.names import all_meant
from peakroster.tables.raw_table import RawTable
from peakroster.tables.timestamps import parse_days
from scheduler.domain.requests import Request


def add_requests(folder: Path, rows: Sequence[Request]) -> Path:
    """Add rows of leave and wishes behind the others; returns the file.

    Their kind is written in the language of the file. Raises what :func:`edit_table` raises.
    """

    def edit(table: RawTable | None) -> TableEdit:
        chinese = in_chinese(table)
        return TableEdit({}, frozenset(), [request_row(one, chinese) for one in rows])

    return edit_table(folder, REQUESTS, edit)


def remove_leave(
    folder: Path, agent_id: str, days: Collection[date], people: Collection[str] = ()
) -> tuple[int, ...]:
    """Take away every row of leave of an agent on these days, by hours too; returns their numbers.

    people: the agents, by whose names the file may call them. Raises what :func:`edit_table` raises.
    """
    gone: list[int] = []

    def edit(table: RawTable | None) -> TableEdit:
        if table is None:
            return TableEdit()
        cells = table.cells
        dates, _ = parse_days(cells["date"])
        kinds = (REQUEST_KINDS.get(folded_kind(text)) for text in cells["kind"])
        rows = zip(table.rows.tolist(), all_meant(cells["agent_id"], people), dates, kinds, strict=True)
        gone.extend(
            row
            for row, agent, day, kind in rows
            if agent == agent_id and kind == "leave" and not pd.isna(day) and day.date() in days
        )
        return TableEdit(removed=frozenset(gone))

    edit_table(folder, REQUESTS, edit)
    return tuple(gone)


def in_chinese(table: RawTable | None) -> bool:
    """Whether a file of requests says in Chinese what it is about; a new one does not."""
    if table is None:
        return False
    words = [table.headers.get("kind", ""), *table.cells["kind"].unique()]
    return any("一" <= letter <= "鿿" for word in words for letter in str(word))


def request_row(one: Request, chinese: bool) -> RowValues:
    """Leave or a wish as a row of the file. chinese: whether its kind is said in Chinese."""
    term = leave_name(one.leave) if one.kind == "leave" else WISH_NAMES[one.kind]
    row: dict[str, CellValue] = {
        "agent_id": one.agent_id,
        "date": one.day,
        "kind": term.chinese if chinese else term.english,
    }
    if one.hours is not None:
        row["hours"] = format_window(one.hours)
    if one.kind in ("prefer", "avoid") and one.shift is not None:
        row["shift"] = one.shift
    if one.kind != "leave" and one.weight != 1.0:
        row["weight"] = one.weight
    return row
