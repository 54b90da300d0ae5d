"""The rows of a history, one after the other: each figure with its day, time and queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from peakroster.layouts.cells.clocks import MINUTES, Clock, clock_of
from peakroster.layouts.cells.counts import number_of
from peakroster.layouts.cells.days import day_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import is_total
from peakroster.layouts.dating import Dating, DayReader
from peakroster.layouts.history.cells import FigureReader
from peakroster.layouts.history.columns import Column
from peakroster.layouts.history.figures import Figures, PlainRows
from peakroster.layouts.questions import Remarks

_TOLERANCE = 1e-6
_NAN = float("nan")
_NO_TIMES: dict[str, float] = {}


@dataclass(frozen=True)
class Plan:
    """How the rows of a sheet are read.

    Attributes
    ----------
    columns
        All columns.
    dating
        How days are read.
    queues
        Name as it is written → id.
    meant
        The id of a name that only a later part of a large file has; None = names are taken as they stand.
    queue
        Of all rows, where nothing in them names one.
    day
        Of all rows, where nothing in them names one.
    hour_24
        ``start``: 24 is the next day's first hour; ``end``: hours are named by their end; ``same``: 24 is 0.
    zeros
        Columns in which a sign for nothing is a 0.
    signs, blanks
        What the signs that nobody can judge, and blank cells, were answered to be: ``zero`` or ``missing``.
    shared
        Places of numbers that stand in merged cells.
    """

    columns: Sequence[Column]
    dating: Dating
    reader: FigureReader
    header: tuple[str, ...] = ()
    queues: dict[str, str] = field(default_factory=dict)
    meant: Callable[[str], str | None] | None = None
    queue: str = ""
    day: date | None = None
    hour_24: str = "start"
    zeros: frozenset[int] = frozenset()
    signs: str = "missing"
    blanks: str = "missing"
    shared: frozenset[tuple[int, int]] = frozenset()


class HistoryRows:
    """Collects the figures of a sheet; rows are added in pieces.

    remarks: what was left out. strange: names of queues that mean none of the shop's.
    """

    def __init__(self, plan: Plan, names: Sequence[str]) -> None:
        self.remarks = Remarks()
        self.strange: dict[str, None] = {}
        self._plan = plan
        self._names = list(names)
        self._codes = {name: place for place, name in enumerate(self._names)}
        self._days: DayReader = plan.dating.reader()
        of = {
            role: [each for each in plan.columns if each.role == role] for role in ("day", "clock", "moment")
        }
        self._day, self._clock, self._moment = (next(iter(of[role]), None) for role in of)
        self._queue = next((each for each in plan.columns if each.role == "queue"), None)
        self._counts = [each for each in plan.columns if each.role == "count"]
        self._aht = [each for each in plan.columns if each.role == "aht"]
        self._total = next(
            (each for each in plan.columns if each.role == "total" and len(self._counts) > 2), None
        )
        across = _across_days(plan)
        self._cells = [
            (
                each.place,
                _minute(each.clock, plan.hour_24),
                across.get(each.place),
                each.queue or "",
                self._code(plan.queues.get(each.queue, each.queue)) if each.queue else None,
            )
            for each in self._counts
        ]
        self._takes_queue = any(code is None for *_, code in self._cells)
        self._last: tuple[date | None, str] = (plan.day, plan.queue)
        self._sums = [0.0] * len(self._counts)
        self._figures = Figures(bool(self._aht))
        self._plain = None
        if not self._aht and not plan.shared and len(self._cells) > 1:
            own = [
                (place, at, None if on is None else on.toordinal(), code)
                for place, at, on, _, code in self._cells
            ]
            self._plain = PlainRows(own, self._figures)
        self._moments: dict[str, tuple[date, int] | None] = {}
        self._known_days: dict[str, date] = {}
        self._known_minutes: dict[str, int | None] = {}
        self._known_queues: dict[str, str] = {}

    def add(self, rows: Iterable[Sequence[str]], first: int) -> None:
        """Read rows; first: the number of the first of them, from 1."""
        for number, row in enumerate(rows, start=first):
            if any(row):
                self._row(row, number)

    def _row(self, row: Sequence[str], number: int) -> None:
        key = self._keys(row, number)
        if key is None:
            return
        day, minute, queue = key
        if self._plain is not None and (values := self._plain.read(row, day, minute)) is not None:
            if self._plain.add(values, day, minute, self._code(queue) if self._takes_queue else 0, number):
                self._put()
            if self._total is not None:
                self._check_total(row, number, float(sum(values)))
            return
        self._put()
        aht = self._handling_time(row) if self._aht else _NO_TIMES
        shared, read, width = self._plan.shared, self._plan.reader.read, len(row)
        total = 0
        for position, (place, own_minute, own_day, name, code) in enumerate(self._cells):
            text = row[place] if place < width else ""
            if shared and (number - 1, place) in shared:
                self.remarks.add("merged_number", number, text)
                continue
            figure = read(text)
            value = int(figure.value)
            if figure.state != "number":
                kept = self._nothing(figure.state, place, text, number)
                if kept is None:
                    continue
                value = kept
            at = minute if own_minute is None else own_minute
            on = day if own_day is None else own_day
            if at is None or on is None:
                continue
            total += value
            self._sums[position] += value
            of = self._code(queue) if code is None else code
            time = aht.get(name, aht.get("", _NAN)) if aht else _NAN
            self._figures.add(on.toordinal(), at, of, value, number, time)
        if self._total is not None:
            self._check_total(row, number, float(total))

    def _put(self) -> None:
        """Put the plain rows that wait in their place."""
        sums = None if self._plain is None else self._plain.put()
        if sums is not None:
            self._sums = [known + float(more) for known, more in zip(self._sums, sums, strict=True)]

    def _check_total(self, row: Sequence[str], number: int, total: float) -> None:
        """Say so where a row's own total is another one: something is not recorded, or was typed wrong."""
        column = self._total
        if column is None or column.place >= len(row) or column.why == "not_an_hour":
            return
        told = number_of(row[column.place], self._plan.reader.decimals)
        if told is not None and told > total + _TOLERANCE and "平均" not in column.header:
            self.remarks.add("total_differs", number, total=f"{told:g}", sum=f"{total:g}")

    def _nothing(self, state: str, place: int, text: str, number: int) -> int | None:
        """The count that a cell without a number means; None where nothing was recorded, with a remark."""
        plan = self._plan
        if state == "zero" and place in plan.zeros:
            self.remarks.add("sign_as_zero", number, text)
            return 0
        if state in ("zero", "unknown"):
            if plan.signs == "zero":
                self.remarks.add("sign_as_zero", number, text)
                return 0
            self.remarks.add("sign_as_missing", number, text)
            return None
        if state == "blank":
            if plan.blanks == "zero" and len(self._counts) > 1:
                return 0
            self.remarks.add("blank_cells", number)
            return None
        code = {"words": "words_for_count", "part": "part_of_count", "negative": "impossible_count"}[state]
        self.remarks.add(code, number, text)
        return None

    def _keys(self, row: Sequence[str], number: int) -> tuple[date | None, int | None, str] | None:
        """Day, minute and queue of a row; None, with a remark, where it is no row of the table."""
        header = self._plan.header
        if header and header[0] in row and tuple(text for text in row if text)[: len(header)] == header:
            self.remarks.add("header_again", number)
            return None
        day, queue = self._last
        minute: int | None = None
        if self._moment is not None:
            found = self._moment_at(_at(row, self._moment.place))
            if found is None:
                self._no_key(row, number, _label(row))
                return None
            day, minute = found
        if self._day is not None:
            text = _at(row, self._day.place)
            if text or day is None:
                day = self._known_days.get(text) or self._day_at(text)
                if day is None:
                    self._no_key(row, number, _label(row))
                    return None
        if self._clock is not None:
            text = _at(row, self._clock.place)
            if text not in self._known_minutes:
                clock = None if is_total(text) else clock_of(text)
                self._known_minutes[text] = _minute(clock, self._plan.hour_24)
            minute = self._known_minutes[text]
            if minute is None:
                self._no_key(row, number, text or _label(row))
                return None
        if self._queue is not None:
            text = _at(row, self._queue.place)
            if text and text not in self._known_queues:
                self._known_queues[text] = "" if is_total(text) else self._queue_of(text, row)
            if text:
                queue = self._known_queues[text]
                if not queue:
                    self._no_key(row, number, text)
                    return None
        self._last = (day, queue)
        return day, minute, queue

    def _queue_of(self, text: str, row: Sequence[str]) -> str:
        """The id of a queue's name; a name that means none is kept in ``strange``."""
        plan = self._plan
        found = plan.queues.get(text) or (plan.meant(text) if plan.meant else None)
        if found is None and plan.meant is not None and sum(1 for cell in row if cell) > 1:
            self.strange[text] = None
        return found or text

    def _day_at(self, text: str) -> date | None:
        """The day of a text; kept where it says its year, month and day itself."""
        written = day_of(text)
        day = None if written is None else self._days.read(written)
        if written is not None and day is not None and written.is_whole:
            self._known_days[text] = day
        return day

    def _no_key(self, row: Sequence[str], number: int, label: str) -> None:
        """Say of a row without a key whether it is a total, a remark below the table, or not understood."""
        self._put()
        figures = [self._plan.reader.read(_at(row, each.place)) for each in self._counts]
        values = [figure.value if figure.state in ("number", "part") else None for figure in figures]
        if any(is_total(text) for text in row[:3] if text):
            self.remarks.add("total_row", number, label)
            if all(value is not None for value in values):
                self._sums = [0.0] * len(self._counts)
        elif any(value is not None for value in values):
            sums = [
                value is None or abs(value - known) < _TOLERANCE
                for value, known in zip(values, self._sums, strict=True)
            ]
            self.remarks.add(
                "total_by_sums" if all(sums) and any(values) else "row_without_key", number, label
            )
        else:
            self.remarks.add("note_row", number, label)

    def _moment_at(self, text: str) -> tuple[date, int] | None:
        if text in self._moments:
            return self._moments[text]
        found = moment_of(text)
        day = None if found is None else self._days.read(found.day)
        if found is None or day is None:
            written = day_of(text)
            alone = None if written is None or written.is_bare else self._days.read(written)
            answer = None if alone is None else (alone, 0)
        else:
            answer = (day, _minute(found.clock, self._plan.hour_24) or 0)
        if len(self._moments) < 500_000 and (found is None or found.day.is_whole):
            self._moments[text] = answer
        return answer

    def _handling_time(self, row: Sequence[str]) -> dict[str, float]:
        found = {}
        for column in self._aht:
            text = _at(row, column.place)
            value = number_of(text, self._plan.reader.decimals)
            seconds = None if value is None else value * column.factor
            if value is None and text.count(":") in (1, 2) and text.replace(":", "").isdigit():
                parts = [int(part) for part in text.split(":")]
                seconds = float(sum(part * 60**power for power, part in enumerate(reversed(parts))))
            if seconds:
                found[column.queue or ""] = seconds
        return found

    def _code(self, name: str) -> int:
        place = self._codes.get(name)
        if place is None:
            place = self._codes[name] = len(self._names)
            self._names.append(name)
        return place

    def frame(self) -> pd.DataFrame:
        """The figures: ``timestamp``, ``queue``, ``inquiries``, ``aht_seconds``, ``row``."""
        self._put()
        return self._figures.frame(self._names)


def _across_days(plan: Plan) -> dict[int, date]:
    """Column → day of the header above it."""
    reader = plan.dating.reader()
    found = {}
    for column in plan.columns:
        if column.role == "count" and column.day is not None and (day := reader.read(column.day)) is not None:
            found[column.place] = day
    return found


def _minute(clock: Clock | None, hour_24: str) -> int | None:
    """Minutes after midnight at which the interval begins; from 1440 on it lies on the next day."""
    if clock is None:
        return None
    if clock.end is None and hour_24 == "end":
        return clock.minute - 60
    if clock.minute == MINUTES and hour_24 == "same":
        return 0
    return clock.minute


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _label(row: Sequence[str]) -> str:
    """The first text of a row."""
    return next((text for text in row if text), "")
