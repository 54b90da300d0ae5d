"""A roster as a matrix of people and days: a manager's own, or the sheet for people of an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from peakroster.shop.inputs.matrix_dates import Dated, WrittenDay, dated, weekday_of, written_day
from peakroster.shop.inputs.roster_names import RosterNames
from peakroster.shop.table_specs import AGENTS, ROSTER
from peakroster.tables.clock import DASH
from peakroster.tables.headers import normalised
from peakroster.tables.raw_table import SPACES, RawTable, holds_anything
from peakroster.tables.report import Report
from peakroster.tables.specs import ColumnSpec
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop

HEAD = 12
"""The header stands within so many rows."""

_FEWEST, _MOST_DAYS = 2, 400
"""Dates in a row that make it a header without an id beside them; and the most that a matrix has."""

Times = Mapping[tuple[str, str], Mapping[str, str]]
"""(agent id, ISO date) → ``shift``, ``start``, ``end``, ``paid_hours``, if the file has them elsewhere."""


@dataclass(frozen=True)
class _Header:
    """Where things stand. days: column → date; people: the column of ids, or of names where none has ids."""

    row: int
    people: int
    by_name: bool
    days: Mapping[int, date]


def looks_like_matrix(head: Sequence[Sequence[str]]) -> bool:
    """Whether one of the first rows of a file is the header of a matrix."""
    return any(_columns(head, place) is not None for place in range(min(len(head), HEAD)))


def matrix_table(
    records: Sequence[Sequence[str]], file: str, shop: Shop, report: Report, near: date, times: Times
) -> RawTable | None:
    """The cells of a matrix as rows with the columns of ROSTER; None where its dates cannot be told.

    A blank cell is a day off. A row that holds nothing but numbers or nothing at all in its days, and names
    nobody of the shop, is a total or a remark. near: where years are left out, the nearest are meant.
    """
    names = RosterNames(shop)
    known = {agent.id for agent in shop.agents}
    cells: list[tuple[int, str, str, str, str]] = []
    header: _Header | None = None
    headers: Sequence[str] = ()
    for place, record in enumerate(records):
        if _columns(records, place) is not None:
            header = _header(records, place, file, report, near)
            if header is None:
                return None
            headers = _trimmed(records[header.row])
            if len(records) * len(header.days) > ROSTER.most_rows:
                most = ROSTER.most_rows // len(header.days)
                report.error("too_many_rows", file, count=len(records), most=most)
                return None
            continue
        if header is None or not holds_anything(record):
            continue
        row = _trimmed(record)
        person = _at(row, header.people)
        if header.by_name:
            person = _id_of(person, shop, file, place + 1, headers[header.people], report)
        shifts = {day: _at(row, column) for column, day in header.days.items()}
        if person not in known and not _names_days(person, shifts.values(), names):
            continue
        by_day = {day: headers[column] for column, day in header.days.items()}
        found = [(place + 1, person, f"{day}", text, by_day[day]) for day, text in shifts.items()]
        cells += found if person else found[:1]
    if header is None:
        return None
    return _table(cells, header, headers, file, names, times)


def _columns(records: Sequence[Sequence[str]], place: int) -> tuple[int, bool, dict[int, WrittenDay]] | None:
    """Column of the people, whether these are names, and the days, if a header of a matrix is in this row."""
    row = _trimmed(records[place])
    days = {column: day for column, text in enumerate(row) if text and (day := written_day(text)) is not None}
    whole = [day for day in days.values() if day.month is not None]
    if not days or len(days) > _MOST_DAYS:
        return None
    first = min(days)
    for near in (place, place + 1, place - 1):
        beside = _trimmed(records[near])[:first] if 0 <= near < len(records) else []
        for by_name, spec in enumerate((ROSTER.columns[0], AGENTS.columns[1])):
            found = [column for column, text in enumerate(beside) if _called(text, spec)]
            if found and (whole or len(days) >= _FEWEST) and (near == place or len(whole) >= _FEWEST):
                return found[0], bool(by_name), days
    return None


def _called(text: str, spec: ColumnSpec) -> bool:
    wanted = {normalised(name) for name in (spec.name, spec.chinese, *spec.synonyms)}
    return normalised(text) in wanted


def _header(
    records: Sequence[Sequence[str]], place: int, file: str, report: Report, near: date
) -> _Header | None:
    columns = _columns(records, place)
    assert columns is not None
    people, by_name, days = columns
    row = _trimmed(records[place])
    below = _trimmed(records[place + 1]) if place + 1 < len(records) else []
    days = {
        column: day if day.weekday is not None else replace(day, weekday=weekday_of(_at(below, column)))
        for column, day in days.items()
    }
    titles = " ".join(cell for record in records[max(0, place - HEAD) : place] for cell in record if cell)
    found = dated(list(days.values()), titles, near)
    if found is None:
        first = next(iter(days))
        report.error("matrix_dates", file, place + 1, column=row[first], value=row[first], example=f"{near}")
        return None
    _check(found, row, days, file, place + 1, report)
    return _Header(place, people, by_name, dict(zip(days, found.days, strict=True)))


def _check(
    found: Dated, row: Sequence[str], days: Mapping[int, WrittenDay], file: str, line: int, report: Report
) -> None:
    """Dates that stand twice, weekdays of other dates, and a year that was only guessed."""
    seen: dict[date, str] = {}
    for (column, written), day in zip(days.items(), found.days, strict=True):
        text = row[column]
        if day in seen:
            details = {"day": f"{day}", "first": seen[day]}
            report.error("matrix_date_twice", file, line, column=text, value=text, **details)
        elif written.weekday not in (None, day.weekday()):
            report.warning("matrix_weekday", file, line, column=text, value=text, day=f"{day}")
        seen.setdefault(day, text)
    if found.guessed:
        column = next(iter(days))
        details = {"first": f"{found.days[0]}", "last": f"{found.days[-1]}"}
        report.warning("matrix_year", file, line, column=row[column], value=row[column], **details)


def _id_of(name: str, shop: Shop, file: str, row: int, header: str, report: Report) -> str:
    """The id of a person who is only named; of an unknown name the name."""
    found = [agent.id for agent in shop.agents if agent.name == name]
    if len(found) > 1:
        report.error("matrix_shared_name", file, row, column=header, value=name, ids=", ".join(found))
    return found[0] if found else name


def _names_days(person: str, texts: Iterable[str], names: RosterNames) -> bool:
    """Whether the cells of a row say what a person does; totals, weekdays and remarks do not."""
    given = [text for text in texts if text and not _number(text)]
    if all(weekday_of(text) is not None for text in given):
        return False
    return bool(person) or any(map(names.known, given))


def _number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _table(
    cells: Sequence[tuple[int, str, str, str, str]],
    header: _Header,
    headers: Sequence[str],
    file: str,
    names: RosterNames,
    times: Times,
) -> RawTable:
    columns = [column.name for column in ROSTER.columns]
    rows: list[dict[str, str]] = []
    for _, person, day, text, _ in cells:
        row = dict.fromkeys(columns, "") | {"agent_id": person, "date": day, "shift": text or OFF}
        if not names.known(text) and (hours := _hours(text)):
            row |= names.of_hours(*hours)
        elsewhere = times.get((person, day))
        if elsewhere is not None and elsewhere["shift"] == text:
            row |= elsewhere
        rows.append(row)
    table = pd.DataFrame(rows, columns=columns).astype("str")
    numbers = np.array([cell[0] for cell in cells], dtype=np.int64)
    above = [cell[4] for cell in cells]
    own = {column: above for column in columns if column != "agent_id"}
    known = {column: headers[header.people] if column == "agent_id" else column for column in columns}
    return RawTable(file, ROSTER, known, table, numbers, np.zeros(len(cells), dtype=bool), own_headers=own)


def _hours(text: str) -> tuple[str, str] | None:
    parts = DASH.split(text)
    if len(parts) == 2 and all(":" in part or "：" in part for part in parts):
        return parts[0], parts[1]
    return None


def _trimmed(record: Sequence[str]) -> list[str]:
    return [cell.strip(SPACES) for cell in record]


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
