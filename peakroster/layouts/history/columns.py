"""What each column of a history holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from peakroster.layouts.cells.clocks import Clock, clock_of
from peakroster.layouts.cells.counts import is_number, number_of
from peakroster.layouts.cells.days import WrittenDay, day_of, weekday_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import is_sign, is_total, plain
from peakroster.layouts.history.headers import Block
from peakroster.layouts.history.words import is_in_minutes, meaning_of
from peakroster.layouts.known import Known

Role = Literal["day", "clock", "moment", "queue", "weekday", "count", "aht", "total", "figure", "other"]

_SAMPLE = 400
_MOST = 0.6
_SUFFIXES = ("咨询量", "咨询人数", "进线量", "咨询数", "inquiries", "volume")


@dataclass(frozen=True)
class Column:
    """A column from 0.

    header: its texts from the top, joined. clock, day, queue: what the headers say of its figures; queue as
    it is written. why: of a column that is not read, the code of the reason. factor: seconds of its unit, of
    a handling time.
    """

    place: int
    role: Role
    header: str
    clock: Clock | None = None
    day: WrittenDay | None = None
    queue: str | None = None
    why: str = ""
    factor: float = 1.0


def columns_of(rows: Sequence[Sequence[str]], block: Block, known: Known, chosen: str | None) -> list[Column]:
    """All columns, in their order. chosen: the header of the counts, where somebody said so."""
    width = max((len(row) for row in rows), default=0)
    body = [row for row in rows[block.body : block.body + _SAMPLE] if any(row) and not _is_total_row(row)]
    across = {*block.clocks, *block.days}
    heads = [
        [rows[place][column] if column < len(rows[place]) else "" for place in block.header_rows]
        for column in range(width)
    ]
    groups = _groups(rows, block, width)
    found = []
    for place in range(width):
        texts = [text for text in heads[place] if text]
        header = " ".join(dict.fromkeys(texts))
        cells = [row[place] for row in body if place < len(row) and row[place]]
        if place in across:
            if any(is_total(text) for text in texts) or is_total(groups[place]):
                found.append(Column(place, "total", header, why="total_by_word"))
                continue
            queue = _queue_text(groups[place], known)
            found.append(
                Column(place, "count", header, block.clocks.get(place), block.days.get(place), queue)
            )
            continue
        column = _by_content(place, header, texts, cells, known)
        found.append(replace(column, queue=_queue_text(groups[place], known)))
    found = _keys_once(found, body)
    if across:
        return [column if column.place in across else _beside_across(column) for column in found]
    return _counts_of_list(found, body, known, chosen)


def _is_total_row(row: Sequence[str]) -> bool:
    first = next((text for text in row if text), "")
    return is_total(first)


def _groups(rows: Sequence[Sequence[str]], block: Block, width: int) -> list[str]:
    """By column, what its headers say beside hours, days and figures' names: maybe a queue."""
    found = [""] * width
    for place in block.header_rows:
        if place == block.main:
            continue
        row = [*rows[place], *[""] * (width - len(rows[place]))]
        last = ""
        is_upper = place != block.header_rows[-1]
        for column in range(width):
            text = row[column]
            if not text and is_upper and last:
                text = last if _below(rows, block, place, column) else ""
            last = text
            if text and _may_name(text):
                found[column] = text
    if block.main is None and len(block.header_rows) == 1:
        for column, text in enumerate(rows[block.header_rows[0]]):
            if text and meaning_of(text) in (None, "count"):
                found[column] = text
    elif block.main is None and block.header_rows:
        for column, text in enumerate(rows[block.header_rows[-1]]):
            if text and not found[column] and _may_name(text):
                found[column] = text
    return found


def _below(rows: Sequence[Sequence[str]], block: Block, place: int, column: int) -> bool:
    """Whether a later row of headers has a text in this column."""
    return any(
        column < len(rows[later]) and rows[later][column] for later in block.header_rows if later > place
    )


def _may_name(text: str) -> bool:
    """Whether a header may be the name of a queue: no hour, day, weekday, figure or unit."""
    if meaning_of(text) not in (None, "count") or weekday_of(text) is not None:
        return False
    day, clock = day_of(text), clock_of(text)
    return day is None and clock is None and plain(text) not in ("人", "个", "次", "人次", "条")


def _queue_text(text: str, known: Known) -> str | None:
    """The part of a header that may be a queue's name: of 售前咨询量 it is 售前, of 咨询量 none."""
    if not text:
        return None
    label = text
    for suffix in _SUFFIXES:
        if plain(label).endswith(suffix):
            label = label[: len(label) - len(suffix)].strip(" -_（(")
    if not label or (meaning_of(label) is not None and known.queue_of(label) is None):
        return None
    return label


def _by_content(place: int, header: str, texts: Sequence[str], cells: Sequence[str], known: Known) -> Column:
    """What a column holds by most of its cells; its header decides where these may be several things."""
    meanings = {meaning_of(text) for text in texts} - {None}
    if not cells:
        return Column(place, "other", header, why="empty_column")
    if _share(cells, _full_day) >= _MOST and not (meanings & {"count", "served", "aht", "total"}):
        return Column(place, "day", header)  # also where a workbook shows each day with 00:00
    if _share(cells, moment_of) >= _MOST:
        return Column(place, "moment", header)
    if _share(cells, weekday_of) >= _MOST and "queue" not in meanings:
        return Column(place, "weekday", header)
    if _share(cells, _marked_clock) >= _MOST and "aht" not in meanings:
        return Column(place, "clock", header)
    if _share(cells, lambda text: is_number(text) or is_sign(text) or None) >= _MOST:
        if "total" in meanings:
            return Column(place, "total", header, why="total_by_word")
        if "clock" in meanings and _share(cells, _any_clock) >= 0.9:
            return Column(place, "clock", header)
        if "day" in meanings and _share(cells, day_of) >= 0.9:
            return Column(place, "day", header)
        if "aht" in meanings:
            return Column(place, "aht", header, factor=60.0 if is_in_minutes(header) else 1.0)
        if "count" in meanings or "served" in meanings:
            return Column(place, "count", header)
        return Column(place, "figure", header)
    if "aht" in meanings:
        return Column(place, "aht", header)
    if "total" in meanings:
        return Column(place, "total", header, why="total_by_word")
    distinct = set(cells)
    if "queue" in meanings or all(known.queue_of(text) for text in distinct):
        return Column(place, "queue", header)
    return Column(place, "other", header, why="not_needed")


def _share(cells: Sequence[str], reads: object) -> float:
    assert callable(reads)
    return sum(reads(text) is not None for text in cells) / len(cells)


def _full_day(text: str) -> WrittenDay | None:
    day = day_of(text)
    return None if day is None or day.is_bare else day


def _marked_clock(text: str) -> Clock | None:
    clock = clock_of(text)
    return None if clock is None or clock.is_bare else clock


def _any_clock(text: str) -> Clock | None:
    return clock_of(text)


def _keys_once(columns: list[Column], body: Sequence[Sequence[str]]) -> list[Column]:
    """One column of days and one of times: of a start and an end the first one is meant."""
    kept: list[Column] = []
    seen: set[str] = set()
    has_moment = any(column.role == "moment" for column in columns)
    for column in columns:
        role = column.role
        if (role in ("day", "clock", "moment") and role in seen) or (has_moment and role in ("day", "clock")):
            column = replace(column, role="other", why="second_key")
        seen.add(role)
        kept.append(column)
    if not any(column.role in ("day", "moment") for column in kept):
        kept = _bare_days(kept, body)
    return kept


def _bare_days(columns: list[Column], body: Sequence[Sequence[str]]) -> list[Column]:
    """A first column of numbers 1 … 31 as days of a month that a title names."""
    for position, column in enumerate(columns):
        if column.role == "figure" and position == 0:
            cells = [row[column.place] for row in body if column.place < len(row) and row[column.place]]
            if _share(cells, day_of) == 1.0:
                return [*columns[:position], replace(column, role="day"), *columns[position + 1 :]]
    return columns


def _beside_across(column: Column) -> Column:
    """Where hours or days are across, figures beside them are totals or remarks."""
    if column.role in ("count", "figure", "aht"):
        return replace(
            column, role="total", why="total_by_word" if is_total(column.header) else "not_an_hour"
        )
    return column


def _counts_of_list(
    columns: list[Column], body: Sequence[Sequence[str]], known: Known, chosen: str | None
) -> list[Column]:
    """Of a list with a row an hour, the columns of counts: one, or one for each queue."""
    columns = _without_sums(columns, body)
    figures = [column for column in columns if column.role in ("count", "figure")]
    if chosen is not None:
        kept = [column.place for column in figures if plain(column.header) == plain(chosen)]
        return [_kept_or_left(column, kept, keeps_queue=False) for column in columns]
    by_queue = [column for column in figures if column.queue and known.queue_of(column.queue)]
    if by_queue:
        kept = [column.place for column in by_queue if _is_best(column, by_queue)]
        return [_kept_or_left(column, kept) for column in columns]
    named = [column for column in figures if _rank(column) is not None]
    if named:
        best = min(_rank(column) or 0 for column in named)
        kept = [column.place for column in named if _rank(column) == best]
        if len(kept) > 1 and len({columns[place].queue for place in kept}) < len(kept):
            kept = kept[:1]
        return [_kept_or_left(column, kept) for column in columns]
    if known.only_queue and len(figures) > 1:
        return columns
    return [replace(column, role="count") if column.role == "figure" else column for column in columns]


def _rank(column: Column) -> int | None:
    """How well a header names the customers who asked."""
    meanings = {meaning_of(text) for text in (column.header, *column.header.split())}
    return 0 if "count" in meanings else 1 if "served" in meanings else None


def _is_best(column: Column, rivals: Sequence[Column]) -> bool:
    """Of several figures of one queue, the one that names the customers who asked."""
    same = [each for each in rivals if each.queue == column.queue]
    ranks = {each.place: 2 if (rank := _rank(each)) is None else rank for each in same}
    return ranks[column.place] == min(ranks.values())


def _kept_or_left(column: Column, kept: Sequence[int], *, keeps_queue: bool = True) -> Column:
    if column.role not in ("count", "figure"):
        return column
    if column.place in kept:
        queue = column.queue if keeps_queue else None
        return replace(column, role="count", queue=queue)
    return replace(column, role="other", why="other_figure")


def _without_sums(columns: list[Column], body: Sequence[Sequence[str]]) -> list[Column]:
    """Columns that add up the others, or are their mean, row by row, are totals whatever they are called."""
    figures = [column for column in columns if column.role in ("count", "figure")]
    if len(figures) < 3:
        return columns
    values = {column.place: [_value(row, column.place) for row in body] for column in figures}
    for column in figures:
        others = [values[each.place] for each in figures if each is not column]
        sums = [sum(cells) for cells in zip(*others, strict=True)]
        mine = values[column.place]
        fits = [abs(a - b) < 1e-6 for a, b in zip(mine, sums, strict=True) if a or b]
        if len(fits) >= 3 and all(fits) and median(mine) > 0:
            return [
                replace(each, role="total", why="total_by_sums") if each.place == column.place else each
                for each in columns
            ]
    return columns


def _value(row: Sequence[str], place: int) -> float:
    return (number_of(row[place]) or 0.0) if place < len(row) else 0.0
