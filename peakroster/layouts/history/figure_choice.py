"""How the figures of a history are read: decimals, the hour 24, signs for nothing, blank cells."""

from __future__ import annotations

from collections.abc import Sequence

from peakroster.layouts.cells.clocks import MINUTES, Clock, clock_of
from peakroster.layouts.cells.counts import Decimals, ways_of_counts
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import is_total
from peakroster.layouts.history.cells import FigureReader, look_at_signs
from peakroster.layouts.history.columns import Column
from peakroster.layouts.history.headers import Block
from peakroster.layouts.opened import OpenChoices
from peakroster.layouts.questions import Answers, Option


def decimals_of(
    rows: Sequence[Sequence[str]],
    block: Block,
    counts: Sequence[Column],
    opened: OpenChoices,
    answers: Answers,
) -> Decimals:
    """What stands before the decimals: the way in which all counts are whole."""
    ways = ways_of_counts(
        row[column.place] for row in rows[block.body :] for column in counts if column.place < len(row)
    )
    answer = answers.get("decimals", "")
    if answer in ("point", "comma"):
        return "point" if answer == "point" else "comma"
    if len(ways) > 1:
        example = next(
            row[column.place]
            for row in rows[block.body :]
            for column in counts
            if column.place < len(row) and {",", "."} & set(row[column.place])
        )
        options = [Option("point", "decimals_point"), Option("comma", "decimals_comma")]
        opened.ask("decimals", "decimals", options, example=example)
    if ways == ("comma",):
        opened.assumed.add("decimal_commas")
    return ways[0] if ways else "point"


def hour_24_of(
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    block: Block,
    opened: OpenChoices,
    answers: Answers,
) -> str:
    """Whether 24 is the end of an hour's name, or the beginning of the next day."""
    clocks = _clocks(rows, columns, block)
    points = {clock.minute for clock in clocks if clock.end is None}
    if MINUTES not in points:
        return "start"
    if answers.get("hour24") in ("start", "end", "same"):
        return answers["hour24"]
    options = [Option("end", "hour24_end"), Option("start", "hour24_start")]
    if 0 not in points:
        options.append(Option("same", "hour24_same"))
    else:
        options = options[1:]
        options.append(Option("end", "hour24_end"))
    opened.ask("hour24", "hour24", options)
    return "start"


def _clocks(rows: Sequence[Sequence[str]], columns: Sequence[Column], block: Block) -> set[Clock]:
    if all(column.clock for column in columns if column.role == "count"):
        return {column.clock for column in columns if column.role == "count" and column.clock is not None}
    key = next((column for column in columns if column.role in ("clock", "moment")), None)
    if key is None:
        return set()
    texts = {row[key.place] for row in rows[block.body :] if key.place < len(row) and row[key.place]}
    if key.role == "clock":
        return {clock for text in texts if (clock := clock_of(text)) is not None}
    return {found.clock for text in texts if (found := moment_of(text)) is not None}


def signs_of(
    rows: Sequence[Sequence[str]],
    block: Block,
    counts: Sequence[Column],
    columns: Sequence[Column],
    reader: FigureReader,
    opened: OpenChoices,
    answers: Answers,
) -> tuple[frozenset[int], str, str]:
    """Columns in which 无 is a 0; what other signs, and blank cells, were answered to be."""
    body = [
        row for row in rows[block.body :] if any(row) and not any(is_total(cell) for cell in row[:3] if cell)
    ]
    clock = next((column for column in columns if column.role in ("clock", "moment")), None)
    if clock is not None:
        return _signs_down(body, counts, clock, reader, opened, answers)
    groups: dict[int, object] = {column.place: column.clock or column.place for column in counts}
    found = look_at_signs(body, [column.place for column in counts], reader, groups)
    return _asked(found.zeros, found.asks, found.asks_blank, opened, answers)


def _signs_down(
    body: Sequence[Sequence[str]],
    counts: Sequence[Column],
    clock: Column,
    reader: FigureReader,
    opened: OpenChoices,
    answers: Answers,
) -> tuple[frozenset[int], str, str]:
    """The same where hours go down: rows of one hour are judged together, then all columns alike."""
    by_hour: dict[object, list[Sequence[str]]] = {}
    for row in body:
        text = row[clock.place] if clock.place < len(row) else ""
        moment = moment_of(text) if clock.role == "moment" else None
        by_hour.setdefault(moment.clock if moment else clock_of(text), []).append(row)
    places = [column.place for column in counts]
    zeros, asks, blank = set(places), set[str](), False
    for hour, rows in by_hour.items():
        found = look_at_signs(rows, places, reader, dict.fromkeys(places, hour))
        asks |= set(found.asks)
        blank |= found.asks_blank
    return _asked(frozenset(zeros), tuple(sorted(asks)), blank, opened, answers)


def _asked(
    zeros: frozenset[int], asks: tuple[str, ...], asks_blank: bool, opened: OpenChoices, answers: Answers
) -> tuple[frozenset[int], str, str]:
    options = [Option("zero", "as_zero"), Option("missing", "as_missing")]
    signs = answers.get("nothing", "")
    if signs not in ("zero", "missing"):
        signs = "missing"
        if asks:
            opened.ask("nothing", "nothing", options, labels="、".join(asks))
    elif signs == "missing":
        zeros = frozenset() if asks else zeros
    blanks = answers.get("blank", "")
    if blanks not in ("zero", "missing"):
        blanks = "missing"
        if asks_blank:
            opened.ask("blank", "blank", options)
    return zeros, signs, blanks
