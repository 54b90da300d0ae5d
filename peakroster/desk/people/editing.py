"""Changes of a people table: told before they count, checked with the whole shop, written as one change."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.desk.people.tables import KEY, PeopleTable
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.shop.table_specs import HISTORY, SHOP_TABLES
from peakroster.store.door import writing
from peakroster.store.place import has_store
from peakroster.tables.editing import CellValue, TableEdit, edited_table, read_for_edit
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # SQLAlchemy takes long to load
    from peakroster.store.log import LoggedChange

_NUMBERS = frozenset(
    (
        *("min_hours_week", "max_hours_week", "min_hours_month", "max_hours_month", "max_overtime_month"),
        *("hourly_cost", "max_consecutive_days", "max_weekends_month", "seniority", "weight"),
    )
)
"""Columns of nothing but numbers."""

_KINDS = frozenset(("people", "leave", "leave_back"))
"""Changes of the log that are of people."""


@dataclass(frozen=True)
class TableChange:
    """What becomes of a :class:`PeopleTable`; places are positions in its rows, from 0.

    changed: place → column → text. removed: places. added: rows behind the others, column → text.
    """

    changed: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    added: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class CellDifference:
    """A cell that differs, or a row that comes or goes.

    row: its number in the file; None for a row that comes. agent, name: whom it is about. column: None for a
    whole row, whose texts are then ``before`` or ``after``.
    """

    row: int | None
    agent: str
    name: str
    column: str | None
    before: str
    after: str


@dataclass(frozen=True)
class PersonFinding:
    """A finding about a changed table, with the person that its row is about; empty where there is none."""

    finding: Finding
    agent: str = ""
    name: str = ""


@dataclass(frozen=True)
class ChangePreview:
    """What a change comes to; nothing is written.

    differences: cell by cell. problems: what keeps it from being written. remarks: what is odd about it and
    was not before. gone: people who would be gone, with how many shifts each has in the plan.
    """

    differences: tuple[CellDifference, ...]
    problems: tuple[PersonFinding, ...] = ()
    remarks: tuple[PersonFinding, ...] = ()
    gone: tuple[tuple[str, str, int], ...] = ()


def preview_change(table: PeopleTable, change: TableChange, plan: Plan | None = None) -> ChangePreview:
    """Hold a change against the whole shop. plan: the present one, in which people who go may have shifts."""
    differences = tuple(_differences(table, change))
    if not differences:
        return ChangePreview(())
    problems, remarks = _checked(table, change)
    return ChangePreview(differences, problems, remarks, tuple(_gone(table, change, plan)))


def write_change(table: PeopleTable, change: TableChange, note: str = "") -> tuple[CellDifference, ...]:
    """Write a change through the door, and return what it changed; other rows and columns stay as they are.

    Raises
    ------
    InputError
        With everything that is wrong in the file as it would be, or in others because of it; nothing is
        written then.
    OutdatedError
        Where the file is not what the table was read from.
    """
    differences = tuple(_differences(table, change))
    if not differences:
        return ()
    problems, _ = _checked(table, change)
    if problems:
        raise InputError([one.finding for one in problems])
    seen = {table.file: table.seen}
    said = note or said_of(differences)
    with writing(table.folder, kind="people", what=table.file, note=said, expects=seen) as door:
        path, content = edited_table(table.folder, table.spec, lambda _: _edit(table, change))
        door.put(path, content)
    return differences


def latest_change(folder: Path) -> LoggedChange | None:
    """The latest change of people, leave or wishes, if it can be taken back; None without one."""
    if not has_store(folder):
        return None
    from peakroster.store.log import logged_changes
    from peakroster.store.undo import undoable

    found = next((one for one in logged_changes(folder, most=20) if one.entry.kind in _KINDS), None)
    return found if found is not None and undoable(folder, found) else None


def take_back(folder: Path, number: int) -> None:
    """Take a change back. Raises InputError as :func:`peakroster.store.undo.undo`."""
    from peakroster.store.undo import undo

    undo(folder, number)


def merged_changes(first: TableChange, second: TableChange) -> TableChange:
    """Both changes; a cell that both change is as the second has it."""
    changed = {place: dict(cells) for place, cells in first.changed.items()}
    for place, cells in second.changed.items():
        changed[place] = {**changed.get(place, {}), **cells}
    return TableChange(changed, first.removed | second.removed, (*first.added, *second.added))


def said_of(differences: Sequence[CellDifference]) -> str:
    """The change for the log: whom it is about, and how many cells of whom else."""
    people = list(dict.fromkeys(one.agent for one in differences if one.agent))
    shown = ", ".join(people[:5])
    return f"{shown} … +{len(people) - 5}" if len(people) > 5 else shown


def _edit(table: PeopleTable, change: TableChange) -> TableEdit:
    """The change by rows of the file: only cells that differ."""
    removed = frozenset(table.rows[place] for place in change.removed)
    changed = {}
    for place, cells in change.changed.items():
        new = _new_cells(table, place, cells)
        if new and place not in change.removed:
            changed[table.rows[place]] = _valued(table, new)
    added = [_valued(table, row) for row in map(_stripped, change.added) if row]
    return TableEdit(changed, removed, added)


def _valued(table: PeopleTable, cells: Mapping[str, str]) -> dict[str, CellValue]:
    """Texts for a text file; for a workbook, numbers where the column holds some and this is one."""
    if not table.file.casefold().endswith(".xlsx"):
        return dict(cells)
    return {column: _number(text) if column in _NUMBERS else text for column, text in cells.items()}


def _number(text: str) -> CellValue:
    try:
        return float(text)
    except ValueError:
        return text


def _new_cells(table: PeopleTable, place: int, cells: Mapping[str, str]) -> dict[str, str]:
    return {
        column: text.strip()
        for column, text in cells.items()
        if column in table.columns and text.strip() != str(table.cells.at[place, column])
    }


def _stripped(row: Mapping[str, str]) -> dict[str, str]:
    return {column: text.strip() for column, text in row.items() if text.strip()}


def _differences(table: PeopleTable, change: TableChange) -> Iterator[CellDifference]:
    """By row of the file, rows that come last."""
    for place in sorted({*change.changed, *change.removed}):
        row, agent = table.rows[place], str(table.cells.at[place, table.key])
        name = table.names.get(agent, "")
        if place in change.removed:
            texts = [str(table.cells.at[place, column]) for column in table.columns]
            yield CellDifference(row, agent, name, None, " ".join(filter(None, texts)), "")
            continue
        for column, text in _new_cells(table, place, change.changed[place]).items():
            yield CellDifference(row, agent, name, column, str(table.cells.at[place, column]), text)
    for cells in map(_stripped, change.added):
        if cells:
            agent = cells.get(table.key, "")
            name = cells.get("name") or table.names.get(agent, "")
            texts = [cells.get(column, "") for column in table.columns]
            yield CellDifference(None, agent, name, None, "", " ".join(filter(None, texts)))


def _checked(
    table: PeopleTable, change: TableChange
) -> tuple[tuple[PersonFinding, ...], tuple[PersonFinding, ...]]:
    """Errors of the shop as it would be, and warnings that it does not have now."""
    try:
        path, content = edited_table(table.folder, table.spec, lambda _: _edit(table, change))
    except InputError as error:
        return tuple(PersonFinding(one) for one in error.findings), ()
    people: dict[int, str] = {}
    place = Path(tempfile.mkdtemp(prefix="peakroster-"))
    try:
        _copy_inputs(table.folder, place, path.name, content)
        people = _people_of_rows(place, table)
        warnings = read_shop(place, history_required=False, with_history=False).warnings
    except InputError as error:
        return tuple(_with_person(one, table, people) for one in error.findings), ()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    known = {_key(one) for one in _warnings_now(table)}
    new = [one for one in warnings if _key(one) not in known]
    return (), tuple(_with_person(one, table, people) for one in new)


def _warnings_now(table: PeopleTable) -> tuple[Finding, ...]:
    try:
        return read_shop(table.folder, history_required=False, with_history=False).warnings
    except InputError:
        return ()


def _key(finding: Finding) -> tuple[object, ...]:
    """What makes a warning the same one; its row may have moved."""
    return finding.code, finding.file, finding.column, finding.value, str(sorted(finding.details.items()))


def _copy_inputs(folder: Path, place: Path, name: str, content: bytes | None) -> None:
    """Every input but the history, and the changed table in its place."""
    paths = [folder / SETTINGS]
    paths += [
        path
        for spec in SHOP_TABLES
        if spec is not HISTORY and (path := find_file(folder, spec, Report())) is not None
    ]
    for path in paths:
        if path.is_file() and path.name != name:
            shutil.copyfile(path, place / path.name)
    if content is not None:
        (place / name).write_bytes(content)


def _people_of_rows(folder: Path, table: PeopleTable) -> dict[int, str]:
    """Row of the file as it would be → agent id, as far as it can be read."""
    try:
        raw = read_for_edit(folder, table.spec)
    except InputError:  # told by whoever reads the shop
        return {}
    return {} if raw is None else dict(zip(raw.rows.tolist(), raw.cells[table.key], strict=True))


def _with_person(finding: Finding, table: PeopleTable, people: Mapping[int, str]) -> PersonFinding:
    if finding.file != table.file or finding.row is None:
        return PersonFinding(finding)
    agent = people.get(finding.row, "")
    return PersonFinding(finding, agent, table.names.get(agent, ""))


def _gone(table: PeopleTable, change: TableChange, plan: Plan | None) -> Iterator[tuple[str, str, int]]:
    if not table.holds_people or plan is None or plan.roster is None:
        return
    agents = plan.roster["agent_id"]
    for place in sorted(change.removed):
        agent = str(table.cells.at[place, KEY])
        shifts = int((agents == agent).sum())
        if shifts:
            yield agent, table.names.get(agent, ""), shifts
