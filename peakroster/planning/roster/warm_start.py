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
from peakroster.shop.inputs.shift_names import with_hyphen
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import ROSTER
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from peakroster.tables.timestamps import parse_day
from scheduler.roster.problem.solution import Assignment

OPTION = "--start"
LAST_WEEK = "last-week"
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Start:
    """A roster to begin from, as positions, and what is to be said of it."""

    assignments: tuple[Assignment, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Written:
    """A roster as it is written. table: ``agent_id, date, shift, row``; first, last: its days."""

    file: str
    table: pd.DataFrame
    first: date
    last: date


def starting_roster(shop: ShopFolder, text: str, first_day: date, days: int) -> Start:
    """The roster that ``text`` names, on the days of a plan.

    text: the first day of a stored plan, ``last-week`` (what the plans before have for the last seven days),
    or a .csv or .xlsx file with the columns of roster.csv. A day that this roster does not have is taken from
    the same weekday before, the latest that it has. Raises InputError where there is no such roster, or its
    file cannot be read.
    """
    written = _written(shop, text.strip(), first_day)
    table = _on_the_days(written, first_day, days)
    agents = {agent.id: place for place, agent in enumerate(shop.agents)}
    shifts = {shift.name: place for place, shift in enumerate(shop.shifts)}
    unknown_agent, unknown_shift = ~table["agent_id"].isin(agents), ~table["shift"].isin(shifts)
    warnings = [
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
    if path.suffix.casefold() in (".csv", ".xlsx"):
        return _of_file(path, shop)
    try:
        first = parse_day(text)
    except UnreadableError:
        raise InputError([Finding("error", "option_start", OPTION, value=text)]) from None
    plan = store.read(first)
    if plan.roster is None:
        raise InputError([Finding("error", "plan_without_roster", f"plans/{first}/roster.csv")])
    return _Written(f"plans/{first}/roster.csv", plan.roster.assign(row=0), first, plan.last_day)


def _of_file(path: Path, shop: ShopFolder) -> _Written:
    """Its agents, dates and shifts; the times of shifts are those of shifts.csv."""
    report = Report()
    rows = pd.DataFrame()
    if not path.exists():
        report.error("missing_file", path.name)
    elif (table := read_table(path, ROSTER, report)) is not None:
        cells = ColumnParser(table, report)
        made = {with_hyphen(shift.name): shift.name for shift in shop.shifts if shift.pattern is not None}
        columns = {"agent_id": cells.text("agent_id"), "date": cells.days("date").dt.date}
        rows = pd.DataFrame({**columns, "shift": cells.text("shift").replace(made), "row": table.rows})
        if rows.empty and not report.has("error"):
            report.error("no_rows", path.name)
    if report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    # Days off at the ends are days that the file has.
    first, last = rows["date"].min(), rows["date"].max()
    return _Written(path.name, rows[~rows["shift"].str.casefold().isin(OFF_NAMES)], first, last)


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
