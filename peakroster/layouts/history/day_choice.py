"""How the days of a history are read: from all of them, what stands around the table, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice

from peakroster.layouts.cells.days import WrittenDay, day_in, day_of, weekday_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import is_total
from peakroster.layouts.dating import Dated, Titles, find_dating
from peakroster.layouts.grid import Sheet
from peakroster.layouts.history.columns import Column
from peakroster.layouts.history.headers import Block
from peakroster.layouts.opened import OpenChoices
from peakroster.layouts.questions import Answers

_MOST_DAYS_LOOKED_AT = 20_000


def day_of_titles(
    block: Block, sheet: Sheet, today: date, opened: OpenChoices, answers: Answers
) -> date | None:
    """The one day that a sheet is about, by its name or title."""
    titles = Titles.of(*block.titles, sheet.title, sheet.file)
    for text in (*block.titles, sheet.title, sheet.file.rpartition(".")[0], answers.get("date", "")):
        written = day_in(text) or (day_of(text) if text == answers.get("date") else None)
        if written is None:
            continue
        dated = find_dating([written], titles, today, answers, is_past=True)
        if dated.question is not None:
            opened.ask_again(dated.question)
            return None
        if dated.dating is not None:
            return dated.dating.reader().read(written)
    opened.ask("date", "date", is_free=True, lasts=False)
    return None


def dating_of(
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    block: Block,
    titles: Titles,
    today: date,
    answers: Answers,
    is_past: bool,
) -> Dated:
    """How the days are read, from all of them that are in memory, each run of the same one once."""
    across = [column.day for column in columns if column.role == "count" and column.day is not None]
    if across:
        return find_dating(
            across, titles, today, answers, is_past=is_past, across=True, weekdays=_over(rows, columns, block)
        )
    key = next(column for column in columns if column.role in ("day", "moment"))
    beside = next((column for column in columns if column.role == "weekday"), None)
    written: list[WrittenDay] = []
    weekdays: list[int | None] = []
    last = ""
    for row in islice(rows, block.body, None):
        text = row[key.place] if key.place < len(row) else ""
        if not text or text == last:
            continue
        last = text
        day = _written(text, key)
        if day is None or any(is_total(cell) for cell in row[:3] if cell):
            continue
        written.append(day)
        weekdays.append(weekday_of(row[beside.place]) if beside and beside.place < len(row) else day.weekday)
        if len(written) >= _MOST_DAYS_LOOKED_AT:
            break
    if not written:
        return Dated(None)
    if titles.month is None and all(day.is_bare for day in written):
        return Dated(None)
    return find_dating(written, titles, today, answers, weekdays=weekdays, is_past=is_past)


def _over(rows: Sequence[Sequence[str]], columns: Sequence[Column], block: Block) -> list[int | None]:
    """Weekdays in a row of headers above or below the days."""
    found: list[int | None] = []
    for column in columns:
        if column.role != "count" or column.day is None:
            continue
        texts = [rows[place][column.place] for place in block.header_rows if column.place < len(rows[place])]
        own = column.day.weekday
        found.append(
            own if own is not None else next((d for t in texts if (d := weekday_of(t)) is not None), None)
        )
    return found


def _written(text: str, key: Column) -> WrittenDay | None:
    if key.role == "moment":
        found = moment_of(text)
        return day_of(text) if found is None else found.day
    return day_of(text)
