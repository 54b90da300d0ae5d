"""The figures of a history cell by cell: counts, signs for nothing, words that nothing was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from peakroster.layouts.cells.counts import Decimals, number_of
from peakroster.layouts.cells.words import UNKNOWN, ZEROS, plain

State = Literal["number", "blank", "zero", "unknown", "words", "part", "negative"]

QUIET = 12
"""Customers an hour: where there are mostly fewer, a sign for nothing may be a 0."""
MOST = 10_000_000
_SURE_UNKNOWN = frozenset(("n/a", "na", "#n/a", "nan", "null", "缺", "缺失", "未统计", "暂无", "暂无数据"))


@dataclass(frozen=True)
class Figure:
    """A cell: its state, and the number where it is one."""

    state: State
    value: float = 0.0


@dataclass
class FigureReader:
    """Reads cells of one sheet. decimals: its way of writing numbers."""

    decimals: Decimals
    _known: dict[str, Figure] = field(default_factory=dict)

    def read(self, text: str) -> Figure:
        """What a cell of counts says."""
        known = self._known.get(text)
        if known is None or type(text) is not str:  # a number of a workbook is another one than its text
            known = self._read(text)
            if type(text) is str:
                self._known[text] = known
        return known

    def _read(self, text: str) -> Figure:
        if not text:
            return Figure("blank")
        label = plain(text)
        if label in ZEROS:
            return Figure("zero")
        if label in UNKNOWN or label.startswith("#"):
            return Figure("unknown")
        value = number_of(text, self.decimals)
        if value is None:
            return Figure("words")
        if value != int(value):
            return Figure("part", value)
        return Figure("negative" if value < 0 or value > MOST else "number", value)


@dataclass(frozen=True)
class Signs:
    """How signs for nothing and blank cells of a sheet are read, and what has to be asked.

    zeros: columns in which a sign of the kind of 无 is a 0.
    """

    zeros: frozenset[int] = frozenset()
    asks: tuple[str, ...] = ()
    asks_blank: bool = False


def look_at_signs(
    rows: Sequence[Sequence[str]], places: Sequence[int], reader: FigureReader, groups: Mapping[int, object]
) -> Signs:
    """Judge the signs by what mostly stands in the same hour.

    groups: column → what its figures have in common (the hour); columns of a group are judged together.
    """
    values: dict[object, list[float]] = {}
    signs: dict[object, set[str]] = {}
    blanks: set[object] = set()
    has_zero = False
    for row in rows:
        here = [(place, reader.read(row[place])) for place in places if place < len(row)]
        some = any(figure.state == "number" for _, figure in here)
        for place, figure in here:
            group = groups[place]
            if figure.state == "number":
                values.setdefault(group, []).append(figure.value)
                has_zero |= figure.value == 0
            elif figure.state in ("zero", "unknown"):
                signs.setdefault(group, set()).add(plain(row[place]))
            elif figure.state == "blank" and some and len(places) > 1:
                blanks.add(group)
    quiet = {group for group in {*signs, *blanks} if median(values.get(group, [0.0])) <= QUIET}
    asks = {
        sign
        for group, found in signs.items()
        for sign in found
        if sign not in _SURE_UNKNOWN and (sign in UNKNOWN or group not in quiet)
    }
    zeros = frozenset(place for place in places if groups[place] in quiet)
    asks_blank = bool(blanks & quiet) and not has_zero and not signs
    return Signs(zeros, tuple(sorted(asks)), asks_blank)
