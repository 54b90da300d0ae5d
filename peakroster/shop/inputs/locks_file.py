"""Adds locks to locks.csv (or .xlsx) and takes them away, leaving the rest of the file as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.shop.inputs.shift_names import with_hyphen
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.shop.table_specs import LOCKS
from peakroster.store.editing import edit_table
from peakroster.tables.editing import RowValues, TableEdit, changed_meanwhile, read_for_edit
from peakroster.tables.names import all_meant
from peakroster.tables.raw_table import RawTable
from peakroster.tables.timestamps import parse_days
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF, Shift

Cell = tuple[str, date]


def change_locks(
    folder: Path,
    added: Mapping[Cell, str],
    removed: Collection[Cell] = (),
    *,
    seen: Collection[Lock],
    shifts: Sequence[Shift] = (),
    people: Collection[str] = (),
) -> Path:
    """Lock and release (agent id, date) in one edit; returns the file.

    Other rows, unknown columns and the order stay; an older lock of an added cell is replaced, and a removed
    cell without a lock is passed over.

    Parameters
    ----------
    added
        Cell → name of a shift, or ``off``.
    seen
        The locks as they stand where this change was decided. What others have locked elsewhere meanwhile
        stays; a cell of this change that they have changed differently is refused.
    shifts
        The shop's, by which a name in the file is understood as in ``seen``.
    people
        Likewise of the agents.

    Raises InputError ``changed_meanwhile``, with all those cells; else what :func:`edit_table` raises.
    """

    def edit(table: RawTable | None) -> TableEdit:
        rows = [] if table is None else _rows(table, shifts, people)
        file = f"{LOCKS.stem}.csv" if table is None else table.file
        wanted = {**dict.fromkeys(removed), **added}
        _check_seen(file, wanted, seen, rows)
        whole = {shift.name: shift.rest_of for shift in shifts if shift.rest_of is not None}
        return _edit(rows, {cell: whole.get(name, name) for cell, name in added.items()}, frozenset(removed))

    return edit_table(folder, LOCKS, edit)


def lock_cells(
    folder: Path, shifts: Sequence[Shift] = (), people: Collection[str] = ()
) -> dict[Cell, frozenset[str]]:
    """What the file locks now: (agent id, date) → names of shifts, more than one where its rows collide.

    Raises InputError where it cannot be read as that table.
    """
    table = read_for_edit(folder, LOCKS)
    found: dict[Cell, frozenset[str]] = {}
    for _, cell, shift in [] if table is None else _rows(table, shifts, people):
        found[cell] = found.get(cell, frozenset()) | {shift}
    return found


def _check_seen(
    file: str,
    wanted: Mapping[Cell, str | None],
    seen: Collection[Lock],
    rows: Sequence[tuple[int, Cell, str]],
) -> None:
    """wanted: None = no lock. What somebody else has already changed in the same way is no conflict."""
    before: dict[Cell, set[str]] = {}
    now: dict[Cell, set[str]] = {}
    for lock in seen:
        before.setdefault((lock.agent_id, lock.day), set()).add(lock.shift)
    for _, cell, shift in rows:
        now.setdefault(cell, set()).add(shift)
    changed = [
        cell
        for cell, shift in sorted(wanted.items())
        if now.get(cell, set()) not in (before.get(cell, set()), set() if shift is None else {shift})
    ]
    if changed:
        told = (
            [f"{cell[0]} {cell[1]} {'+'.join(sorted(locks.get(cell, ()))) or '–'}" for cell in changed]
            for locks in (before, now)
        )
        raise changed_meanwhile(file, *told)


def _edit(
    rows: Sequence[tuple[int, Cell, str]], locks: Mapping[Cell, str], removed: frozenset[Cell]
) -> TableEdit:
    """Of several rows of one cell the first keeps the lock, the others go."""
    shifts: dict[int, str] = {}
    gone: set[int] = set()
    met: set[Cell] = set()
    for row, cell, _ in rows:
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


def _rows(table: RawTable, shifts: Sequence[Shift], people: Collection[str]) -> list[tuple[int, Cell, str]]:
    """Number, (agent id, date) and shift of every row that has a date; the others are not ours to touch."""
    names = _single_names(shifts)
    rests = {
        (shift.rest_of, cell): shift.name for shift in shifts if shift.rest_of for cell in shift.cells or ()
    }
    dated = (table.cells["date"] != "").to_numpy(dtype=bool)
    cells = table.cells[dated]
    days, _ = parse_days(cells["date"])
    rows = zip(
        table.rows[dated].tolist(), all_meant(cells["agent_id"], people), days, cells["shift"], strict=True
    )
    return [
        (row, cell := (str(agent), day.date()), _meant(text, cell, names, rests))
        for row, agent, day, text in rows
        if not pd.isna(day)
    ]


def _meant(text: str, cell: Cell, names: Mapping[str, str], rests: Mapping[tuple[str, Cell], str]) -> str:
    """The shift that a lock is of: what leave leaves of it, where that is all that can be worked."""
    if text.casefold() in OFF_NAMES:
        return OFF
    name = names.get(text, text)
    return rests.get((name, cell), name)


def _are_one(pattern: str, shifts: Sequence[Shift]) -> bool:
    """Whether a row of shifts.csv makes one shift."""
    return sum(shift.pattern == pattern and shift.rest_of is None for shift in shifts) == 1


def _single_names(shifts: Sequence[Shift]) -> dict[str, str]:
    """What a file may call a shift otherwise → its name: with a plain hyphen, or as a pattern of one."""
    names = {with_hyphen(shift.name): shift.name for shift in shifts if shift.pattern is not None}
    for shift in shifts:
        if shift.pattern is not None and shift.rest_of is None and _are_one(shift.pattern, shifts):
            names[shift.pattern] = shift.name
    return names
