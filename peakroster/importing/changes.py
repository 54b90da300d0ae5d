"""What an import changes in a table of the shop: rows that are new, other than before, the same, or gone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from peakroster.layouts.cells.days import day_of
from peakroster.shop.examples import is_example
from peakroster.tables.editing import (
    CellValue,
    RowValues,
    TableEdit,
    check_content,
    edited_table,
    read_for_edit,
)
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec

MOST_EXAMPLES = 8

Row = Mapping[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A cell or a row that is another one than before. key: whose; before "" = was not there."""

    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class TableChange:
    """What happens to one table.

    Attributes
    ----------
    stem
        Of the table; ``roster`` for a plan that is adopted.
    path
        Its file.
    content
        The bytes that it shall have; None = nothing changes.
    added, changed, same, removed
        Rows.
    examples
        Some of what changes.
    missing
        Rows of the table that the file does not have, and that stay.
    replaces
        Files that go: an .xlsx whose table is a .csv from now on, or example rows of the template.
    days
        Of a history: days that it has not had.
    """

    stem: str
    path: Path
    content: bytes | None
    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    examples: tuple[Change, ...] = ()
    missing: int = 0
    replaces: tuple[Path, ...] = ()
    days: int = 0


@dataclass
class _Counts:
    added: int = 0
    same: int = 0
    changed: set[int] = field(default_factory=set)
    examples: list[Change] = field(default_factory=list)


def table_change(
    folder: Path,
    spec: TableSpec,
    rows: Sequence[Row],
    keys: Sequence[str],
    *,
    removed: Sequence[Row] = (),
    named: Callable[[str], str] = lambda text: text,
    check: Callable[[RawTable, Report], object] | None = None,
    counts: Callable[[Row], bool] | None = None,
) -> TableChange:
    """Put rows into a table: those with the key of a row change it, the others come behind.

    Parameters
    ----------
    keys
        Columns by which a row is known again.
    removed
        Rows that go, where the table has exactly them.
    named
        An agent's id of what the table calls them.
    counts
        Which rows of the table may be those of the file; None = all.
    check
        Reads the table as it would be; its errors refuse the change.

    Raises
    ------
    InputError
        Where the table that is there cannot be read, or would have errors.
    """
    fresh = is_example(folder, spec)
    old = None if fresh else read_for_edit(folder, replace(spec, required=False))
    path = find_file(folder, spec, Report()) or folder / f"{spec.stem}.csv"
    columns = [column.name for column in spec.columns if any(row.get(column.name) for row in rows)]
    if old is None:
        content = _new_table(spec, columns, rows)
        if check is not None:
            check_content(f"{spec.stem}.csv", spec, content, check)
        return TableChange(
            spec.stem,
            folder / f"{spec.stem}.csv",
            content,
            added=len(rows),
            replaces=(path,) if fresh else (),
        )
    result = _Counts()
    edit, missing, gone = _edit(old, rows, keys, columns, removed, named, counts, result)
    _, content_or_none = edited_table(folder, spec, lambda _: edit, check)
    return TableChange(
        spec.stem,
        path,
        content_or_none,
        result.added,
        len(result.changed),
        result.same,
        gone,
        tuple(result.examples[:MOST_EXAMPLES]),
        missing,
    )


def _edit(
    old: RawTable,
    rows: Sequence[Row],
    keys: Sequence[str],
    columns: Sequence[str],
    removed: Sequence[Row],
    named: Callable[[str], str],
    counts: Callable[[Row], bool] | None,
    result: _Counts,
) -> tuple[TableEdit, int, int]:
    """The edit; rows of the table that the file does not have; and rows that go.

    Of one key, rows that are equal are the same. One that is left on either side has changed; of several
    nobody knows which became which, so those of the file come and those of the table stay.
    """
    there: dict[Key, list[tuple[int, Row]]] = {}
    for number, record in zip(old.rows.tolist(), old.cells.to_dict("records"), strict=True):
        cells = {str(name): str(value) for name, value in record.items()}
        if counts is None or counts(cells):
            there.setdefault(_key(cells, keys, named), []).append((number, cells))
    wanted: dict[Key, list[Row]] = {}
    for row in rows:
        wanted.setdefault(_key(row, keys, named), []).append(row)
    changed: dict[int, RowValues] = {}
    added: list[RowValues] = []
    for key, new in wanted.items():
        before = list(there.get(key, ()))
        left = []
        for row in new:
            equal = next((each for each in before if not _differences(row, each[1], keys, columns)), None)
            if equal is None:
                left.append(row)
            else:
                before.remove(equal)
                result.same += 1
        if len(left) == len(before) == 1:
            number, was = before[0]
            different = _differences(left[0], was, keys, columns)
            changed[number] = {name: _value(text) for name, text in different.items()}
            result.changed.add(number)
            label = " ".join(key)
            result.examples += [
                Change(label, name, was.get(name, ""), text) for name, text in different.items()
            ]
            continue
        result.added += len(left)
        added += [{name: _value(row[name]) for name in columns if row.get(name)} for row in left]
    gone = _gone(there, removed, keys, named) - set(changed)
    missing = sum(len(found) for key, found in there.items() if key not in wanted) - len(gone)
    return TableEdit(changed, frozenset(gone), added), missing, len(gone)


def _differences(row: Row, cells: Row, keys: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Cells that the file fills otherwise; what it leaves empty stays, but for the hours of leave."""
    return {
        name: row.get(name, "")
        for name in columns
        if name not in keys
        and (row.get(name) or name == "hours")
        and _plain(row.get(name, "")) != _plain(cells.get(name, ""))
    }


def _gone(
    there: Mapping[Key, list[tuple[int, Row]]],
    removed: Sequence[Row],
    keys: Sequence[str],
    named: Callable[[str], str],
) -> set[int]:
    found: set[int] = set()
    for row in removed:
        for number, cells in there.get(_key(row, keys, named), ()):
            if all(_plain(row.get(name, "")) == _plain(cells.get(name, "")) for name in ("kind", "hours")):
                found.add(number)
    return found


def _key(row: Mapping[str, str], keys: Sequence[str], named: Callable[[str], str]) -> Key:
    return tuple(named(row[name]) if name == "agent_id" else _plain(row.get(name, "")) for name in keys)


def _plain(text: str) -> str:
    """A cell so that 2026/12/1 and 2026-12-01, or 40 and 40.0, are the same."""
    written = day_of(text)
    if written is not None and written.is_whole and len(written.readings) == 1:
        parts = written.readings[0][1]
        return f"{parts.year:04d}-{parts.month:02d}-{parts.day:02d}"
    if text.endswith(".0"):
        return text[:-2]
    return text


def _value(text: str) -> CellValue:
    return text


def _new_table(spec: TableSpec, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    required = [column.name for column in spec.columns if column.required]
    header = [column.name for column in spec.columns if column.name in {*columns, *required}]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def rows_of(table: pd.DataFrame) -> list[Row]:
    """A table of texts as rows."""
    texts = table.drop(columns="row", errors="ignore").fillna("").astype("str")
    return [{str(name): str(value) for name, value in row.items()} for row in texts.to_dict("records")]
