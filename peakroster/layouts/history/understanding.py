"""A sheet of history from headers to figures: each choice that the sheet does not make is a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from peakroster.layouts.cells.days import day_of
from peakroster.layouts.cells.words import plain
from peakroster.layouts.dating import Dated, Dating, Titles
from peakroster.layouts.grid import Sheet
from peakroster.layouts.history.cells import FigureReader
from peakroster.layouts.history.columns import Column, columns_of
from peakroster.layouts.history.day_choice import dating_of, day_of_titles
from peakroster.layouts.history.figure_choice import decimals_of, hour_24_of, signs_of
from peakroster.layouts.history.headers import Block, find_block
from peakroster.layouts.history.queue_choice import ask_queues, queue_names
from peakroster.layouts.history.reading import HistoryRows, Plan
from peakroster.layouts.history.room import with_room
from peakroster.layouts.history.words import meaning_of
from peakroster.layouts.known import Known
from peakroster.layouts.opened import OpenChoices
from peakroster.layouts.questions import Answers, Option, Remark, Remarks
from peakroster.layouts.results import Reading
from peakroster.layouts.spread import spread_rows

_HOUR = 60


def understand_history(
    sheet: Sheet, known: Known, answers: Answers, *, is_past: bool = True
) -> Reading | None:
    """The sheet as a history; None where it is none.

    Counts a day instead of an hour are understood, and left out with the reason (kind ``figures``).
    """
    rows, shared = spread_rows(sheet)
    block = find_block(rows)
    if block is None:
        return None
    columns = columns_of(rows, block, known, answers.get("column"))
    counts = [column for column in columns if column.role == "count"]
    opened = OpenChoices([], Remarks(), sheet)
    if not counts:
        return _which_column(columns, block, opened)
    titles = Titles.of(*block.titles, sheet.title, sheet.file)
    has_clock = any(each.role in ("clock", "moment") for each in columns) or all(
        each.clock for each in counts
    )
    has_day = any(each.role in ("day", "moment") for each in columns) or all(each.day for each in counts)
    strength = _strength(columns, block)
    signature = _signature(columns, block)
    layout = _layout(columns, block)
    if not has_clock:
        if not has_day:
            return None
        no_hours = (Remark("no_hours", details={"label": ""}, count=1),)
        return Reading(
            "figures", layout, None, block.header_rows, block.body, left_out=no_hours, strength=strength
        )
    day = None if has_day else day_of_titles(block, sheet, known.today, opened, answers)
    dated = (
        Dated(Dating())
        if not has_day
        else dating_of(rows, columns, block, titles, known.today, answers, is_past)
    )
    if dated.question is not None:
        opened.ask_again(dated.question)
    elif dated.dating is None:
        return None
    decimals = decimals_of(rows, block, counts, opened, answers)
    hour_24 = hour_24_of(rows, columns, block, opened, answers)
    queue, queues = queue_names(rows, columns, block, sheet, known, opened, answers)
    if opened.questions:
        signs_of(rows, block, counts, columns, FigureReader(decimals), opened, answers)
        return Reading(
            "history",
            layout,
            None,
            block.header_rows,
            block.body,
            tuple(opened.questions),
            _left_columns(columns),
            opened.assumed.all(),
            signature,
            strength=strength,
        )
    assert dated.dating is not None
    reader = FigureReader(decimals)
    zeros, signs, blanks = signs_of(rows, block, counts, columns, reader, opened, answers)
    if dated.by_weekday:
        opened.assumed.add("year_by_weekday")
    plan = Plan(
        columns=columns,
        dating=dated.dating,
        reader=reader,
        header=_header_texts(rows, block),
        queues=queues,
        meant=None if sheet.rest is None or known.queues is None else known.queue_of,
        queue=queue,
        day=day,
        hour_24=hour_24,
        zeros=zeros,
        signs=signs,
        blanks=blanks,
        shared=shared,
    )
    table = None
    left: tuple[Remark, ...] = ()
    if not opened.questions:
        found = HistoryRows(plan, [queue] if queue else [])
        for start, chunk in _chunks(sheet, rows, block.body):
            found.add(chunk, start + 1)
        if found.strange:
            ask_queues(list(found.strange), known, opened)
        else:
            table = with_room(found.frame(), known, answers, opened, found.remarks)
        left = found.remarks.all()
        if table is not None and table.empty:
            return None
        coarse = None if table is None else _coarse(table)
        if coarse is not None:
            left = (Remark("too_coarse", details={"label": "", "hours": coarse}, count=1),)
            return Reading(
                "figures", layout, None, block.header_rows, block.body, left_out=left, strength=strength
            )
    return Reading(
        "history",
        layout,
        table,
        block.header_rows,
        block.body,
        tuple(opened.questions),
        (*_left_columns(columns), *left),
        opened.assumed.all(),
        signature,
        _headers(columns),
        strength,
    )


def _chunks(
    sheet: Sheet, rows: Sequence[Sequence[str]], body: int
) -> Iterator[tuple[int, Sequence[Sequence[str]]]]:
    """The rows from the body on, with the place of the first."""
    if sheet.rest is None:
        yield body, rows[body:]
        return
    place = 0
    for chunk in sheet.rest():
        skip = max(0, body - place)
        if skip < len(chunk):
            yield place + skip, chunk[skip:] if skip else chunk
        place += len(chunk)


def _which_column(columns: Sequence[Column], block: Block, opened: OpenChoices) -> Reading | None:
    """Several figures of which none is called a count: somebody has to say."""
    figures = [column for column in columns if column.role == "figure" and column.header]
    keyed = any(column.role in ("day", "moment") for column in columns)
    timed = any(column.role in ("clock", "moment") for column in columns)
    if len(figures) < 2 or not keyed or not timed:
        return None
    options = [Option(column.header) for column in figures[:8]]
    opened.ask("column", "column", options, labels="、".join(column.header for column in figures))
    return Reading(
        "history",
        "list",
        None,
        block.header_rows,
        block.body,
        tuple(opened.questions),
        strength=1.0,
        signature=_signature(columns, block),
    )


def _strength(columns: Sequence[Column], block: Block) -> float:
    named = sum(meaning_of(column.header) is not None for column in columns)
    return named + (3.0 if block.clocks else 0.0) + (2.0 if block.days else 0.0)


def _layout(columns: Sequence[Column], block: Block) -> str:
    if block.clocks:
        return "hours_across_days" if block.days else "hours_across"
    if block.days:
        return "days_across"
    several = sum(column.role == "count" for column in columns) > 1
    return "queues_across" if several else "list"


def _signature(columns: Sequence[Column], block: Block) -> tuple[str, ...]:
    """Headers that stay: no days, whose file is another one each week."""
    found = {plain(c.header) for c in columns if c.header and c.day is None and day_of(c.header) is None}
    return tuple(sorted(found))[:60]


def _headers(columns: Sequence[Column]) -> dict[str, str]:
    names = {
        "day": "timestamp",
        "moment": "timestamp",
        "queue": "queue",
        "count": "inquiries",
        "aht": "aht_seconds",
    }
    found: dict[str, str] = {}
    for column in columns:
        if column.role in names and column.header:
            found.setdefault(names[column.role], column.header)
    return found


def _header_texts(rows: Sequence[Sequence[str]], block: Block) -> tuple[str, ...]:
    if not block.header_rows:
        return ()
    texts = tuple(
        text for text in rows[block.main if block.main is not None else block.header_rows[-1]] if text
    )
    return texts[:6] if len(texts) > 1 else ()


def _left_columns(columns: Sequence[Column]) -> tuple[Remark, ...]:
    remarks = Remarks()
    for column in columns:
        if column.why and column.why not in ("empty_column",):
            remarks.add(f"column_{column.why}", None, column.header)
    return remarks.all()


def _coarse(table: pd.DataFrame) -> str | None:
    """Hours between the rows of a queue where they are always more than one; None where they are not."""
    stamps = table["timestamp"].drop_duplicates().sort_values().head(5_000)
    steps = stamps.diff().dropna()
    if len(steps) < 2 or steps.min() <= pd.Timedelta(minutes=_HOUR):
        return None
    return f"{steps.dt.total_seconds().median() / 3600:g}"
