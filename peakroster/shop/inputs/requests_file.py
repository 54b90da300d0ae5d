"""Adds leave and wishes to requests.csv (or .xlsx), takes leave away, and leaves the rest as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from peakroster.shop.inputs.requests import STATUS_WORDS, WISH_NAMES, Status, parse_status, read_requests
from peakroster.shop.settings.leave_kinds import leave_name
from peakroster.shop.table_specs import REQUESTS
from peakroster.store.editing import edit_table
from peakroster.tables.clock import format_window
from peakroster.tables.editing import CellValue, RowValues, TableEdit
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.names import all_meant
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.leave_kinds import LeaveSettings
from scheduler.domain.requests import Request
from scheduler.domain.windows import Window

_NOTHING_STATED = LeaveSettings()


def add_requests(folder: Path, rows: Sequence[Request]) -> Path:
    """Add rows of leave and wishes behind the others; returns the file.

    Their kind is written in the language of the file. Raises what :func:`edit_table` raises.
    """

    def edit(table: RawTable | None) -> TableEdit:
        chinese = in_chinese(table)
        return TableEdit({}, frozenset(), [request_row(one, chinese) for one in rows])

    return edit_table(folder, REQUESTS, edit)


def remove_leave(
    folder: Path,
    cells: Collection[tuple[str, date]],
    people: Collection[str] = (),
    settings: LeaveSettings = _NOTHING_STATED,
    only: Collection[Request] | None = None,
) -> tuple[int, ...]:
    """Take away all leave of agents on these dates, by hours too; returns the numbers of its rows.

    Of a range that has other days as well, those stay: as one row or several. people: the agents, by whose
    names the file may call them. settings: what shop.toml says of leave. only: of the leave on these dates,
    what is of the same hours and as far decided as one of these; None = all. Raises what :func:`edit_table`
    raises.
    """
    meant = None if only is None else {_mark(one) for one in only}
    touched: list[int] = []

    def edit(table: RawTable | None) -> TableEdit:
        if table is None:
            return TableEdit()
        left: dict[int, list[Request]] = {}
        for request in _read(table, people, settings):
            if request.kind == "leave":
                left.setdefault(request.row, []).append(request)
        changed: dict[int, RowValues] = {}
        added: list[RowValues] = []
        gone: set[int] = set()
        for row, requests in left.items():
            kept = [
                each
                for each in requests
                if (each.agent_id, each.day) not in cells or (meant is not None and _mark(each) not in meant)
            ]
            if len(kept) == len(requests):
                continue
            touched.append(row)
            if not kept:
                gone.add(row)
                continue
            first, *others = _rows_of(kept)
            changed[row] = first
            as_written = table.cells.iloc[table.rows.tolist().index(row)]
            same: RowValues = {name: as_written[name] for name in _OF_ROW if as_written[name]}
            added += [{**same, **each} for each in others]
        return TableEdit(changed, frozenset(gone), added)

    edit_table(folder, REQUESTS, edit)
    return tuple(touched)


def _mark(one: Request) -> tuple[str, date, Window | None, str]:
    return one.agent_id, one.day, one.hours, one.status


def set_status(folder: Path, rows: Collection[Request], status: Status, people: Collection[str] = ()) -> Path:
    """Decide rows of the file that wait, as they were read; each as a whole. Returns the file.

    Raises InputError ``request_decided`` where one of them is another row by now, and what :func:`edit_table`
    raises.
    """
    wanted = {(each.row, each.agent_id) for each in rows}

    def edit(table: RawTable | None) -> TableEdit:
        there: set[tuple[int, str]] = set()
        chinese = in_chinese(table)
        if table is not None:
            agents = all_meant(table.cells["agent_id"], people)
            known = zip(table.rows.tolist(), agents, table.cells["status"], strict=True)
            there = {(row, agent) for row, agent, text in known if _waits(text)}
        if missing := wanted - there:
            row, agent = min(missing)
            details = {"by": "?"}
            found = Finding("error", "request_decided", "requests.csv", row, value=agent, details=details)
            raise InputError([found])
        word = STATUS_WORDS[status][1 if chinese else 0]
        return TableEdit({row: {"status": word} for row, _ in wanted})

    return edit_table(folder, REQUESTS, edit)


def _waits(text: str) -> bool:
    try:
        return bool(text) and parse_status(text) == "pending"
    except UnreadableError:
        return False


_OF_ROW = ("agent_id", "kind", "status")


def _read(table: RawTable, people: Collection[str], settings: LeaveSettings) -> tuple[Request, ...]:
    """The rows that can be read, whatever is wrong with the others."""
    known = people or None
    return read_requests(table, Report(), known, None, settings.noon, settings.kinds)


def _rows_of(requests: Sequence[Request]) -> list[RowValues]:
    """Dates and hours of the pieces of a range, as few rows as say them."""
    rows: list[dict[str, CellValue]] = []
    last: Request | None = None
    for each in requests:
        if last is not None and last.hours is None is each.hours and (each.day - last.day).days == 1:
            rows[-1]["until"] = each.day
        else:
            hours = "" if each.hours is None else format_window(each.hours)
            rows.append({"date": each.day, "until": "", "hours": hours})
        last = each
    return list(rows)


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
    if one.status == "pending":
        row["status"] = STATUS_WORDS["pending"][1 if chinese else 0]
    if one.kind in ("prefer", "avoid") and one.shift is not None:
        row["shift"] = one.shift
    if one.kind != "leave" and one.weight != 1.0:
        row["weight"] = one.weight
    return row
