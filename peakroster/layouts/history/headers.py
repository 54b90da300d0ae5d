"""Where the table of a history begins, and which rows above it are its headers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from peakroster.layouts.cells.clocks import Clock, clock_of
from peakroster.layouts.cells.counts import is_number
from peakroster.layouts.cells.days import WrittenDay, day_of, weekday_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import is_sign, is_total
from peakroster.layouts.history.words import meaning_of

HEAD = 20
"""The table begins within so many rows."""
_FEWEST_BARE = 6
_FEWEST_CLOCKS = 3
_FEWEST_DAYS = 2
_MOST_HEADERS = 3


@dataclass(frozen=True)
class Block:
    """Rows from 0. header_rows: from the top. body: the first row below them.

    clocks, days: what the headers say by column. titles: texts above the headers. main: the row of headers
    with the hours or days across.
    """

    header_rows: tuple[int, ...]
    body: int
    clocks: Mapping[int, Clock]
    days: Mapping[int, WrittenDay]
    titles: tuple[str, ...]
    main: int | None


def find_block(rows: Sequence[Sequence[str]]) -> Block | None:
    """The table of a sheet; None where nothing looks like days or hours with figures."""
    for place in range(min(len(rows), HEAD)):
        found = clock_run(rows[place]) or day_run(rows[place])
        if found and _has_figures(rows, place, list(found)):
            return _across(rows, place)
    start = _first_of_body(rows)
    if start is None:
        start = _below_words(rows)
    if start is None:
        return None
    headers = _headers_above(rows, start)
    top = headers[0] if headers else start
    return Block(headers, start, {}, {}, _titles(rows, top), None)


def _below_words(rows: Sequence[Sequence[str]]) -> int | None:
    """The row below headers that name hours and something else, where hours are numbers alone."""
    for place in range(min(len(rows), HEAD)):
        meanings = [meaning_of(text) for text in rows[place] if text]
        if "clock" not in meanings or len(meanings) < 2:
            continue
        column = next(n for n, text in enumerate(rows[place]) if text and meaning_of(text) == "clock")
        below = [row[column] for row in rows[place + 1 : place + 30] if column < len(row) and row[column]]
        hours = [clock_of(text) for text in below if not is_total(text)]
        if len(hours) >= _FEWEST_DAYS and all(hour is not None for hour in hours[:-1]):
            return place + 1
    return None


def clock_run(row: Sequence[str]) -> dict[int, Clock]:
    """Column → hour of a row of headers with hours across; {} for any other row."""
    found = {place: clock for place, text in enumerate(row) if text and (clock := clock_of(text)) is not None}
    marked = {place: clock for place, clock in found.items() if not clock.is_bare}
    if any(moment_of(text) for text in row if text):
        return {}
    if len(marked) >= _FEWEST_CLOCKS and _ascends([clock.minute for clock in marked.values()]):
        joined = dict(sorted((marked | _beside(found, marked)).items()))
        return joined if _ascends([clock.minute for clock in joined.values()]) else marked
    bare = list(found.items())
    if len(bare) >= _FEWEST_BARE and not marked:
        steps = {b[1].minute - a[1].minute for a, b in itertools.pairwise(bare)}
        starts_low = bare[0][1].minute <= 12 * 60
        whole = all(not any(row[a[0] + 1 : b[0]]) for a, b in itertools.pairwise(bare))
        forward = {step for step in steps if step > 0}
        if starts_low and forward == {60} and whole and len(steps) <= 2:
            return found
        spans = all(clock.end is not None and clock.end - clock.minute <= 60 for _, clock in bare)
        if spans and len(forward) == 1:
            return found
    return {}


def _beside(found: Mapping[int, Clock], marked: Mapping[int, Clock]) -> dict[int, Clock]:
    """Numbers alone between the first and the last hour of a run."""
    first, last = min(marked), max(marked)
    return {place: clock for place, clock in found.items() if first < place < last}


def day_run(row: Sequence[str]) -> dict[int, WrittenDay]:
    """Column → day of a row of headers with days across; {} for any other row."""
    found = {place: day for place, text in enumerate(row) if text and (day := day_of(text)) is not None}
    named = {place: day for place, day in found.items() if not day.is_bare}
    clocks = sum(1 for text in row if text and (clock := clock_of(text)) is not None and not clock.is_bare)
    if len(named) >= _FEWEST_DAYS and len(named) > clocks:
        others = [text for place, text in enumerate(row) if text and place not in named and is_number(text)]
        return {} if others else named
    if len(found) >= _FEWEST_BARE and not named and not clocks:
        days = [day.readings[0][1].day or 0 for day in found.values()]
        steps = [b - a for a, b in itertools.pairwise(days)]
        places = list(found)
        whole = all(b - a == 1 for a, b in itertools.pairwise(places))
        if whole and sum(step == 1 for step in steps) >= len(steps) - 1 and (max(days) > 24 or days[0] == 1):
            return found
    return {}


def _ascends(values: Sequence[int]) -> bool:
    """Whether a sequence grows, or begins anew at its first value."""
    return all(b > a or b == values[0] for a, b in itertools.pairwise(values))


def _is_figure(text: str) -> bool:
    return is_number(text) or is_sign(text)


def _has_figures(rows: Sequence[Sequence[str]], header: int, places: Sequence[int]) -> bool:
    """Whether most of what stands below these headers is figures."""
    cells = [
        row[place]
        for row in rows[header + 1 : header + 40]
        for place in places
        if place < len(row) and row[place]
    ]
    return bool(cells) and sum(map(_is_figure, cells)) >= 0.5 * len(cells) and any(map(is_number, cells))


def _across(rows: Sequence[Sequence[str]], first: int) -> Block:
    """The table below a row of hours or days; days may stand above hours, queues above or below either."""
    clocks, days = clock_run(rows[first]), day_run(rows[first])
    if clocks and days:  # 1 … 24 may be either: what stands beside them says which
        if _left_is_clocks(rows, first, min(days)):
            clocks = {}
        else:
            days = {}
    main = first
    if not clocks and first + 1 < len(rows) and (finer := clock_run(rows[first + 1])):
        main, clocks = first + 1, finer
    places = sorted({*clocks, *days})
    body = main + 1
    while body < len(rows) and body <= main + _MOST_HEADERS and _is_header_row(rows[body], places):
        body += 1
    reach = _reach(rows, main, body, places)
    clocks, days = _carried_keys(clocks, reach), _carried_keys(days, reach)
    headers = (*_upper_rows(rows, min(main, first), places), *range(min(main, first), body))
    for place in headers:
        if place in (main, first):
            continue
        row = _carried(rows[place], reach) if place < main else list(rows[place])
        texts = {column: row[column] for column in reach if column < len(row) and row[column]}
        named = {c: day for c, text in texts.items() if (day := day_of(text)) is not None and not day.is_bare}
        timed = {c: clock for c, text in texts.items() if (clock := clock_of(text)) is not None}
        if not days and len(named) == len(reach):
            days = named
        elif not clocks and len(timed) == len(reach):
            clocks = timed
    return Block(headers, body, clocks, days, _titles(rows, headers[0]), main)


_Key = TypeVar("_Key")


def _reach(rows: Sequence[Sequence[str]], main: int, body: int, places: Sequence[int]) -> list[int]:
    """The columns of figures: those of the hours or days, and those that only a lower row names."""
    found = set(places)
    for place in range(main + 1, body):
        row = rows[place]
        for column in range(min(places), len(row)):
            above = rows[main][column] if column < len(rows[main]) else ""
            if row[column] and not above and not is_total(row[column]) and column - 1 in found:
                found.add(column)
    return sorted(found)


def _carried_keys(keys: Mapping[int, _Key], reach: Sequence[int]) -> dict[int, _Key]:
    """What stands above a group of columns, for each of them; {} stays {}."""
    found: dict[int, _Key] = {}
    last: _Key | None = None
    for column in reach:
        last = keys.get(column, last)
        if last is not None:
            found[column] = last
    return found


def _upper_rows(rows: Sequence[Sequence[str]], top: int, places: Sequence[int]) -> list[int]:
    """Rows above the hours or days that are headers too, and no titles."""
    upper: list[int] = []
    for place in range(top - 1, -1, -1):
        row = rows[place]
        over = [column for column in places if column < len(row) and row[column]]
        filled = [text for text in row if text]
        if not over or (len(filled) == 1 and row[0]) or len(upper) >= _MOST_HEADERS - 1:
            break
        if all(map(is_number, filled)):
            break
        upper.insert(0, place)
    return upper


def _left_is_clocks(rows: Sequence[Sequence[str]], main: int, first: int) -> bool:
    """Whether hours stand to the left of the figures, so that days are across."""
    clocks = days = 0
    for row in rows[main + 1 : main + 40]:
        for text in row[:first]:
            day, clock = day_of(text), clock_of(text)
            if day is not None and not day.is_bare:
                days += 1
            elif clock is not None and not clock.is_bare:
                clocks += 1
    if clocks or days:
        return clocks > days
    header = [meaning_of(text) for text in rows[main][:first] if text]
    return "clock" in header and "day" not in header


def _carried(row: Sequence[str], places: Sequence[int]) -> list[str]:
    """A row of headers whose texts reach to the next one, as far as there are figures."""
    cells = [*row, *[""] * (max(places) + 1 - len(row))]
    last = ""
    for place in places:
        last = cells[place] or last
        cells[place] = last
    return cells


def _is_header_row(row: Sequence[str], places: Sequence[int]) -> bool:
    """Whether a row below the main headers is one more of them: weekdays, queues, units."""
    cells = [row[place] for place in places if place < len(row) and row[place]]
    if not cells:
        return False
    first = min(places)
    left = [text for text in row[:first] if text]
    if any(day_of(text) is not None or clock_of(text) is not None or moment_of(text) for text in left):
        return False
    return not any(is_number(text) for text in cells) and not all(is_sign(text) for text in cells)


def _first_of_body(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row with a day or a time and a figure, if those below it are of the kind."""
    filled = [place for place, row in enumerate(rows[: HEAD * 3]) if any(row)]
    good = {place for place in filled if _is_body_row(rows[place])}
    for position, place in enumerate(filled):
        if place >= HEAD:
            return None
        after = filled[position + 1 : position + 3]
        if place in good and (not after or any(one in good for one in after)):
            return place
    return None


def _is_body_row(row: Sequence[str]) -> bool:
    keys, figures = 0, 0
    for text in row:
        if not text:
            continue
        day, clock = day_of(text), clock_of(text)
        if (
            moment_of(text)
            or (day is not None and not day.is_bare)
            or (clock is not None and not clock.is_bare)
        ):
            keys += 1
        elif _is_figure(text):
            figures += 1
    return keys > 0 and figures > 0


def _headers_above(rows: Sequence[Sequence[str]], start: int) -> tuple[int, ...]:
    """Rows with several texts right above the body."""
    found: list[int] = []
    for place in range(start - 1, -1, -1):
        filled = [text for text in rows[place] if text]
        if not filled and not found:
            continue
        if len(filled) < 2 or len(found) == _MOST_HEADERS or sum(map(is_number, filled)) > len(filled) / 2:
            if filled and is_total(filled[0]) and not found:
                continue
            break
        found.insert(0, place)
    return tuple(found)


def _titles(rows: Sequence[Sequence[str]], top: int) -> tuple[str, ...]:
    return tuple(text for row in rows[:top] for text in row if text and weekday_of(text) is None)
