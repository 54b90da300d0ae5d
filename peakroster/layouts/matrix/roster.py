"""A roster on a sheet: people × days, or a row a shift, as rows of roster.csv."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from peakroster.layouts.cells.counts import is_number
from peakroster.layouts.cells.days import WrittenDay, day_of, weekday_of
from peakroster.layouts.cells.words import is_total, plain
from peakroster.layouts.dating import Dated, Titles, find_dating
from peakroster.layouts.grid import Sheet
from peakroster.layouts.history.headers import day_run
from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import FoundList, find_list
from peakroster.layouts.lists.people import people_of_rows
from peakroster.layouts.lists.words import ROSTER, assigned
from peakroster.layouts.matrix.shift_cells import OFF, ShiftNames, hours_of, looks_like_shifts
from peakroster.layouts.questions import Answers, Option, Question, Remarks, mapped
from peakroster.layouts.results import Reading
from peakroster.layouts.spread import spread_rows

COLUMNS = ("agent_id", "date", "shift", "start", "end")
HEAD = 15
_FEWEST = 2


@dataclass(frozen=True)
class _Matrix:
    """rows: of the sheet. main: row of the days. body: first row of people, both from 0."""

    rows: Sequence[Sequence[str]]
    main: int
    body: int
    days: dict[int, WrittenDay]
    places: dict[str, int]
    headers: tuple[str, ...]
    titles: tuple[str, ...]


def understand_roster(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """The sheet as a roster; None where it is none."""
    matrix = _find_matrix(sheet, known)
    return _of_list(sheet, known, answers) if matrix is None else _of_matrix(sheet, matrix, known, answers)


def _find_matrix(sheet: Sheet, known: Known) -> _Matrix | None:
    rows, _ = spread_rows(sheet)
    for place in range(min(len(rows), HEAD)):
        days = _days_across(rows, place)
        if len(days) < _FEWEST:
            continue
        first = min(days)
        for near in (place, place + 1, place - 1):
            beside = list(rows[near][:first]) if 0 <= near < len(rows) else []
            places = assigned(beside, {key: ROSTER[key] for key in ("agent_id", "name")})
            if not places:
                continue
            body = max(place, near) + 1
            while body < len(rows) and _is_weekdays(rows[body], days):
                body += 1
            if not looks_like_shifts(_cells_of_people(rows[body : body + 60], days), known):
                continue
            titles = tuple(text for row in rows[: min(place, near)] for text in row if text)
            headers = tuple(text for column, text in enumerate(rows[near]) if text and column not in days)
            return _Matrix(rows, place, body, days, places, headers, titles)
    return None


def _cells_of_people(rows: Sequence[Sequence[str]], days: Collection[int]) -> list[str]:
    """What stands below the days; rows of numbers alone count people, and say nothing of shifts."""
    below = [[row[column] for column in days if column < len(row) and row[column]] for row in rows]
    return [text for cells in below if not all(map(is_number, cells)) for text in cells]


def _days_across(rows: Sequence[Sequence[str]], place: int) -> dict[int, WrittenDay]:
    """Days of a header row; numbers alone count where a title, or weekdays beside them, make them days."""
    found = day_run(rows[place])
    if found:
        return found
    bare = {
        column: day
        for column, text in enumerate(rows[place])
        if text and (day := day_of(text)) is not None and day.is_bare
    }
    named = any(_is_weekdays(rows[near], bare) for near in (place - 1, place + 1) if 0 <= near < len(rows))
    return bare if len(bare) >= _FEWEST and named else {}


def _is_weekdays(row: Sequence[str], days: dict[int, WrittenDay]) -> bool:
    """Whether a row has weekdays, or nothing, below the days, and no person."""
    cells = [row[column] for column in days if column < len(row) and row[column]]
    return bool(cells) and all(weekday_of(text) is not None for text in cells)


def _of_matrix(sheet: Sheet, matrix: _Matrix, known: Known, answers: Answers) -> Reading:
    remarks, assumed = Remarks(), Remarks()
    questions: list[Question] = []
    dated = _dated(sheet, matrix, known, answers)
    if dated.question is not None:
        questions.append(replace(dated.question, file=sheet.file, sheet=sheet.title))
    if dated.by_weekday:
        assumed.add("year_by_weekday")
    records, notes = _people_rows(matrix, remarks)
    listed = FoundList(sheet, matrix.rows, (matrix.main,), matrix.headers, matrix.places, matrix.titles)
    people = people_of_rows(listed, records, known, answers, questions, remarks)
    names = ShiftNames(known, mapped(answers.get("shifts", "")))
    reader = None if dated.dating is None else dated.dating.reader()
    days = {} if reader is None else {column: reader.read(day) for column, day in matrix.days.items()}
    rows: list[dict[str, object]] = []
    for (number, _), person in zip(records, people, strict=True):
        if person.agent is None:
            continue
        cells = matrix.rows[number - 1]
        for column in matrix.days:
            text = cells[column] if column < len(cells) else ""
            found = names.read(text)
            if found is None:
                continue
            shift, start, end = found
            day = days.get(column)
            rows.append(
                {
                    "agent_id": person.agent,
                    "date": f"{day}",
                    "shift": shift,
                    "start": start,
                    "end": end,
                    "row": number,
                }
            )
            if not text:
                assumed.add("blank_is_off")
    _ask_shifts(names, known, sheet, questions)
    for text in names.off_cells:
        assumed.add("leave_is_off", None, text)
    width = max(map(len, matrix.rows))
    for column in range(min(matrix.days), width):
        header = matrix.rows[matrix.main][column] if column < len(matrix.rows[matrix.main]) else ""
        if header and column not in matrix.days:
            remarks.add("column_not_a_day", None, header)
    table = None if questions or reader is None else pd.DataFrame(rows, columns=[*COLUMNS, "row"])
    return Reading(
        "roster",
        "people_by_days",
        table,
        (matrix.main,),
        matrix.body,
        tuple(questions),
        remarks.all(),
        assumed.all(),
        tuple(sorted(plain(text) for text in matrix.headers)),
        {},
        5.0 + len(matrix.days),
        notes=(*matrix.titles, *notes),
    )


def _dated(sheet: Sheet, matrix: _Matrix, known: Known, answers: Answers) -> Dated:
    titles = Titles.of(*matrix.titles, sheet.title, sheet.file)
    written = list(matrix.days.values())
    beside = []
    for column, day in matrix.days.items():
        near = (
            weekday_of(matrix.rows[place][column])
            for place in range(max(0, matrix.main - 1), matrix.body)
            if place != matrix.main and column < len(matrix.rows[place])
        )
        beside.append(
            day.weekday if day.weekday is not None else next((d for d in near if d is not None), None)
        )
    if titles.month is None and all(day.is_bare for day in written):
        month = next((found for text in matrix.titles if (found := _first_month(text))), None)
        titles = Titles(titles.years, month)
    return find_dating(written, titles, known.today, answers, weekdays=beside, across=True)


def _first_month(title: str) -> int | None:
    """The month of the first day that a title such as 11月23日-12月6日 names."""
    head = title.split("月")[0]
    digits = "".join(letter for letter in head[-2:] if letter.isdigit())
    return int(digits) if digits and 1 <= int(digits) <= 12 and "月" in title else None


def _people_rows(matrix: _Matrix, remarks: Remarks) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Rows of people: those with an id or a name and anything but numbers in their days; texts of notes."""
    found = []
    notes: list[str] = []
    for number, row in enumerate(matrix.rows[matrix.body :], start=matrix.body + 1):
        if not any(row):
            continue
        cells = {key: row[place] if place < len(row) else "" for key, place in matrix.places.items()}
        label = next((text for text in row if text), "")
        given = [row[column] for column in matrix.days if column < len(row) and row[column]]
        if is_total(label) or (given and all(map(is_number, given))):
            remarks.add("total_row", number, label)
        elif _is_note(row, cells, given):
            remarks.add("note_row", number, label)
            notes.append(" ".join(text for text in row if text))
        elif given and all(day_of(text) is not None or weekday_of(text) is not None for text in given):
            remarks.add("header_again", number)
        else:
            found.append((number, cells))
    return found, notes


def _is_note(row: Sequence[str], cells: Mapping[str, str], given: Sequence[str]) -> bool:
    """Whether a row is about no person: nobody's name, one text alone, or the hours of a shift."""
    texts = [text for text in row if text]
    if not any(cells.values()):
        return True
    return not given and (len(texts) == 1 or any(hours_of(text) is not None for text in texts))


def _ask_shifts(names: ShiftNames, known: Known, sheet: Sheet, questions: list[Question]) -> None:
    if not names.unknown:
        return
    options = (*(Option(one, "") for one in known.shifts or {}), Option(OFF, "off"))
    labels = "、".join(list(names.unknown)[:12])
    questions.append(
        Question(
            "shifts",
            "shifts",
            {"labels": labels},
            options,
            maps=tuple(names.unknown),
            file=sheet.file,
            sheet=sheet.title,
        )
    )


def _of_list(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """A row for each person and date."""
    found = find_list(sheet, ROSTER)
    if found is None or "date" not in found.places or not {"agent_id", "name"} & set(found.places):
        return None
    if "shift" not in found.places and not {"start", "end"} <= set(found.places):
        return None
    remarks, assumed = Remarks(), Remarks()
    questions: list[Question] = []
    records = list(found.records(remarks))
    written = [day for _, cells in records if (day := day_of(cells["date"])) is not None and not day.is_bare]
    if not written:
        return None
    titles = Titles.of(*found.titles, sheet.title, sheet.file)
    dated = find_dating(written, titles, known.today, answers)
    if dated.question is not None:
        questions.append(replace(dated.question, file=sheet.file, sheet=sheet.title))
    people = people_of_rows(found, records, known, answers, questions, remarks)
    names = ShiftNames(known, mapped(answers.get("shifts", "")))
    reader = None if dated.dating is None else dated.dating.reader()
    rows: list[dict[str, object]] = []
    for (number, cells), person in zip(records, people, strict=True):
        day = day_of(cells["date"])
        on = None if day is None or reader is None else reader.read(day)
        read = names.read(cells.get("shift", "") or f"{cells.get('start', '')}-{cells.get('end', '')}")
        if on is None or read is None or person.agent is None:
            if on is None:
                remarks.add("row_without_key", number, cells["date"])
            continue
        shift, start, end = read
        start, end = start or cells.get("start", ""), end or cells.get("end", "")
        rows.append(
            {
                "agent_id": person.agent,
                "date": f"{on}",
                "shift": shift,
                "start": start,
                "end": end,
                "row": number,
            }
        )
    _ask_shifts(names, known, sheet, questions)
    table = None if questions else pd.DataFrame(rows, columns=[*COLUMNS, "row"])
    return Reading(
        "roster",
        "list",
        table,
        found.header_rows,
        found.body,
        tuple(questions),
        remarks.all(),
        assumed.all(),
        tuple(sorted(plain(text) for text in found.headers if text)),
        found.texts,
        float(len(found.places)),
    )
