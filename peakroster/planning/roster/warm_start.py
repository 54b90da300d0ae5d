"""A roster that the search starts from: a plan that is stored, last week's, or any file with one.

It only says where to begin. Whatever of it cannot be used (people and shifts that are not there any more,
what breaks a rule) is left out, and the search goes on from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from peakroster.plans.store import PlanStore
from peakroster.plans.versions import read_version
from peakroster.shop.inputs.roster_files import ENDINGS, read_roster
from peakroster.shop.model import ShopFolder
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from peakroster.tables.timestamps import parse_day
from scheduler.domain.shifts import OFF
from scheduler.roster.problem.solution import Assignment

OPTION = "--start"
LAST_WEEK = "last-week"
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Start:
    """A roster to begin from, as positions, and what is to be said of it."""

    assignments: tuple[Assignment, ...] = ()
    warnings: tuple[Finding, ...] = ()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Written:
    """A roster as it is written, with warnings about its file.

    table: ``agent_id, date, shift, row``; first, last: its days; people: whoever a file names, also without
    a shift.
    """

    file: str
    table: pd.DataFrame
    first: date
    last: date
    warnings: tuple[Finding, ...] = ()
    people: frozenset[str] = frozenset()


def starting_roster(shop: ShopFolder, text: str, first_day: date, days: int) -> Start:
    """The roster that ``text`` names, on the days of a plan.

    text: the first day of a stored plan, also with the number of a version (``2026-11-09@3``),
    ``last-week`` (what the plans before have for the last seven days), or a .csv or .xlsx file with a roster
    in any form (:func:`read_roster`). A day that this roster does not have is taken from the same weekday
    before, the latest that it has. Raises InputError where there is no such roster, or its file cannot be
    read.
    """
    written = _written(shop, text.strip(), first_day)
    table = _on_the_days(written, first_day, days)
    agents = {agent.id: place for place, agent in enumerate(shop.agents)}
    shifts = {shift.name: place for place, shift in enumerate(shop.shifts)}
    unknown_agent, unknown_shift = ~table["agent_id"].isin(agents), ~table["shift"].isin(shifts)
    warnings = [
        *written.warnings,
        *_left_out(written, "start_unknown_agent", "agent_id", table[unknown_agent], list(agents)),
        *_left_out(
            written, "start_unknown_shift", "shift", table[~unknown_agent & unknown_shift], list(shifts)
        ),
    ]
    usable = table[~unknown_agent & ~unknown_shift]
    if usable.empty:
        details = {"first": f"{first_day}", "last": f"{first_day + timedelta(days=days - 1)}"}
        warnings.append(Finding("warning", "start_empty", OPTION, value=text, details=details))
    columns = (usable["agent_id"].map(agents), usable["day"], usable["shift"].map(shifts))
    found = {Assignment(*map(int, cell)) for cell in zip(*columns, strict=True)}
    assignments = tuple(sorted(found, key=lambda a: (a.agent, a.day, a.shift)))
    return Start(assignments, tuple(warnings))


def _written(shop: ShopFolder, text: str, first_day: date) -> _Written:
    store = PlanStore(shop.folder)
    if text == LAST_WEEK:
        worked = store.before(first_day).roster
        return _Written("plans/", worked.assign(row=0), first_day - _WEEK, first_day - timedelta(days=1))
    path = Path(text)
    if path.suffix.casefold() in ENDINGS:
        return _of_file(path, shop, first_day)
    day, at, number = text.partition("@")
    try:
        first = parse_day(day)
    except UnreadableError:
        raise InputError([Finding("error", "option_start", OPTION, value=text)]) from None
    if at and not number.isdecimal():
        raise InputError([Finding("error", "option_start", OPTION, value=text)])
    plan = read_version(shop.folder, first, int(number)) if at else store.read(first)
    if plan.roster is None:
        raise InputError([Finding("error", "plan_without_roster", f"plans/{first}/roster.csv")])
    return _Written(f"plans/{first}/roster.csv", plan.roster.assign(row=0), first, plan.last_day)


def _of_file(path: Path, shop: ShopFolder, first_day: date) -> _Written:
    """Its agents, dates and shifts; the times of shifts are those of shifts.csv."""
    report = Report()
    rows = pd.DataFrame()
    if (table := read_roster(path, shop, report, first_day)) is not None:
        cells = ColumnParser(table, report)
        columns = {"agent_id": cells.text("agent_id"), "date": cells.days("date").dt.date}
        rows = pd.DataFrame({**columns, "shift": cells.text("shift"), "row": table.rows})
        if rows.empty and not report.has("error"):
            report.error("no_rows", path.name)
    if report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    # Days off at the ends are days that the file has.
    first, last = rows["date"].min(), rows["date"].max()
    shifts = rows[rows["shift"] != OFF]
    people = frozenset(rows["agent_id"])
    return _Written(path.name, shifts, first, last, report.findings("warning"), people)


def file_cells(
    shop: ShopFolder, file: Path, first_day: date, days: int
) -> tuple[dict[tuple[str, date], str | None], tuple[Finding, ...]]:
    """What a file says of each of its people on each of its days in a plan: a shift, or None for off.

    People and shifts that nobody knows are left out, with a warning each. Raises InputError where the file
    cannot be read, or has no day of the plan.
    """
    written = _of_file(file, shop, first_day)
    last_day = first_day + timedelta(days=days - 1)
    first, last = max(first_day, written.first), min(last_day, written.last)
    if first > last:
        span = {"first": f"{written.first}", "last": f"{written.last}"}
        details = {**span, "plan_first": f"{first_day}", "plan_last": f"{last_day}"}
        raise InputError([Finding("error", "roster_file_other_days", written.file, details=details)])
    known = [agent.id for agent in shop.agents]
    catalogue = [shift.name for shift in shop.shifts]
    table = written.table
    unknown_agent, unknown_shift = ~table["agent_id"].isin(known), ~table["shift"].isin(catalogue)
    warnings = [
        *written.warnings,
        *_left_out(written, "start_unknown_agent", "agent_id", table[unknown_agent], known),
        *_left_out(written, "start_unknown_shift", "shift", table[~unknown_agent & unknown_shift], catalogue),
    ]
    dates = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    cells: dict[tuple[str, date], str | None] = {
        (agent, day): None for agent in known if agent in written.people for day in dates
    }
    rows = zip(table["agent_id"], table["date"], table["shift"], ~unknown_agent & unknown_shift, strict=True)
    for agent, day, shift, unknown in rows:
        if (agent, day) in cells and unknown:
            del cells[agent, day]
        elif (agent, day) in cells:
            cells[agent, day] = shift
    return cells, tuple(warnings)


def _on_the_days(written: _Written, first_day: date, days: int) -> pd.DataFrame:
    """The rows of ``written`` with ``day``, counted from the first; rows of other days are left out."""
    source_of = {}
    for day in range(days):
        wanted = first_day + timedelta(days=day)
        weeks_back = max(0, -((written.last - wanted) // _WEEK))
        source_of[day] = wanted - weeks_back * _WEEK
    days_of = pd.DataFrame({"day": list(source_of.keys()), "date": list(source_of.values())})
    inside = days_of[[written.first <= day <= written.last for day in days_of["date"]]]
    return inside.merge(written.table[["agent_id", "date", "shift", "row"]], on="date")


def _left_out(
    written: _Written, code: str, column: str, table: pd.DataFrame, known: Sequence[str]
) -> Iterator[Finding]:
    """One for each name that nobody knows."""
    for name, rows in table.groupby(column, sort=False):
        row = int(rows["row"].min()) or None
        details = {"count": len(rows), "known": nearest_first(str(name), known)}
        yield Finding("warning", code, written.file, row, column, str(name), details)
