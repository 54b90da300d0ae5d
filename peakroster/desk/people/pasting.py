"""A range that was copied in a spreadsheet, as a change of a people table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakroster.desk.people.editing import TableChange
from peakroster.desk.people.tables import CONTRACT, KEY, NAME, PeopleTable
from peakroster.tables.csv_records import DELIMITERS
from peakroster.tables.findings import Finding
from peakroster.tables.headers import match_headers, recognised
from peakroster.tables.names import KnownNames, meant, sharing
from peakroster.tables.raw_table import SPACES
from peakroster.tables.report import Report

PLACE = "paste"
"""Where findings say that a row stands; rows count from the first that was pasted."""


MOST_PASTED = 3_000
"""Lines; more are a file, which the import reads."""


@dataclass(frozen=True)
class Pasted:
    """change: what the range makes of the table. problems: rows and headers that mean nothing, all at once.

    same: rows that say what stands there already. ignored: headers of columns that this table does not show.
    """

    change: TableChange
    problems: tuple[Finding, ...] = ()
    same: int = 0
    ignored: tuple[str, ...] = ()


def read_pasted(table: PeopleTable, text: str) -> Pasted:
    """A copied range as a change.

    The first row may be the headers, in either language; without them the columns are those of the table, in
    their order. A row of somebody who is there changes the cells that it has, also to empty ones; one of
    somebody new is added. Days of leave and wishes are added, unless they stand there already.
    """
    lines = text.count("\n") + 1
    if lines > MOST_PASTED:
        report = Report()
        report.error("paste_too_long", PLACE, value=f"{lines:,}", most=f"{MOST_PASTED:,}")
        return Pasted(TableChange(), report.findings("error"))
    records = [(number, cells) for number, cells in enumerate(_records(table, text), start=1) if any(cells)]
    if not records:
        return Pasted(TableChange())
    report, first = Report(), records[0][1]
    columns: list[str | None] = list(table.columns)
    ignored: list[str] = []
    if recognised(first, table.spec) >= max(1, (sum(map(bool, first)) + 1) // 2):
        found = match_headers(first, table.spec, PLACE, records[0][0], Report())
        places = {} if found is None else {place: name for name, place in found.places.items()}
        columns = [name if (name := places.get(n)) in table.columns else None for n in range(len(first))]
        ignored = [cell for cell, name in zip(first, columns, strict=True) if cell and name is None]
        records = records[1:]
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in records:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            report.error("paste_too_wide", PLACE, number, value=f"{len(cells)}", most=len(columns))
            continue
        rows.append((number, {name: cell for name, cell in zip(columns, cells, strict=False) if name}))
    reader = _people if table.holds_people else _contracts if table.holds_contracts else _days
    change, same = reader(table, rows, report)
    return Pasted(change, report.findings("error"), same, tuple(ignored))


def _records(table: PeopleTable, text: str) -> list[list[str]]:
    """Tabs part the cells of a copied range; a text without any is read as a file would be."""
    first = next((line for line in text.splitlines() if line.strip(SPACES)), "")
    delimiter = "\t"
    if "\t" not in first:
        delimiter = max(
            DELIMITERS, key=lambda one: (recognised(first.split(one), table.spec), first.count(one))
        )
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=delimiter)
    return [[cell.strip(SPACES + "\n") for cell in row] for row in rows]


def _people(
    table: PeopleTable, rows: Sequence[tuple[int, Mapping[str, str]]], report: Report
) -> tuple[TableChange, int]:
    known, places = KnownNames(table.names), {key: place for place, key in enumerate(table.cells[KEY])}
    changed: dict[int, Mapping[str, str]] = {}
    added: list[Mapping[str, str]] = []
    same = 0
    for number, row in rows:
        who = row.get(KEY) or row.get(NAME) or ""
        agent = _agent(who, known, number, report)
        if agent is None:
            continue
        place = places.get(agent)
        if place is None:
            added.append(row)
            continue
        cells = {column: text for column, text in row.items() if column != KEY}
        if place in changed:
            report.error("paste_twice", PLACE, number, value=who)
        elif all(str(table.cells.at[place, column]) == text for column, text in cells.items()):
            same += 1
        else:
            changed[place] = cells
    return TableChange(changed, frozenset(), added), same


def _contracts(
    table: PeopleTable, rows: Sequence[tuple[int, Mapping[str, str]]], report: Report
) -> tuple[TableChange, int]:
    """A row of the same kind and dates changes the cells that it has; another one is added."""
    key = (CONTRACT, "from", "until")
    places = {
        tuple(str(table.cells.at[place, name]) for name in key): place for place in range(len(table.rows))
    }
    changed: dict[int, Mapping[str, str]] = {}
    added: list[Mapping[str, str]] = []
    same = 0
    for number, row in rows:
        if not row.get(CONTRACT):
            report.error("paste_contract", PLACE, number)
            continue
        place = places.get(tuple(row.get(name, "") for name in key))
        if place is None:
            added.append(row)
        elif all(str(table.cells.at[place, column]) == text for column, text in row.items()):
            same += 1
        else:
            changed[place] = row
    return TableChange(changed, frozenset(), added), same


def _days(
    table: PeopleTable, rows: Sequence[tuple[int, Mapping[str, str]]], report: Report
) -> tuple[TableChange, int]:
    known = KnownNames(table.names)
    there = {tuple(map(str, row)) for row in table.cells.itertuples(index=False, name=None)}
    added: list[Mapping[str, str]] = []
    same = 0
    for number, row in rows:
        agent = _agent(row.get(KEY, ""), known, number, report)
        if agent is None:
            continue
        new = {**row, KEY: agent}
        if tuple(new.get(column, "") for column in table.columns) in there or new in added:
            same += 1
        else:
            added.append(new)
    return TableChange({}, frozenset(), added), same


def _agent(who: str, known: KnownNames, number: int, report: Report) -> str | None:
    if not who:
        report.error("paste_who", PLACE, number)
        return None
    shared = sharing(who, known)
    if shared:
        report.error("ambiguous_name", PLACE, number, value=who, token=who, ids="; ".join(shared))
        return None
    return meant(who, known)
