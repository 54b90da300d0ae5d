"""What stands in the cells of a roster: names of shifts, hours such as 9-18, and days without a shift."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from peakroster.layouts.cells.clocks import MINUTES, clock_of
from peakroster.layouts.cells.words import plain
from peakroster.layouts.known import Known

OFF = "off"
_OFF = frozenset(
    (
        *(
            "休",
            "休息",
            "休假",
            "公休",
            "轮休",
            "例休",
            "调休",
            "补休",
            "双休",
            "排休",
            "off",
            "rest",
            "day off",
            "x",
            "o",
        ),
        *("/", "-", "–", "—", "×", "○", "✕", "无", "节", "节假日", "holiday", "周休"),
    )
)
_LEAVE = frozenset(("假", "请假", "leave", "vacation", "sick", "年休", "年", "病", "事"))
_SUFFIX = re.compile(r"(?:班次|班| shift)$")


def is_off(text: str) -> bool:
    """Whether a cell says that somebody does not work."""
    label = plain(text)
    return label in _OFF


def is_leave(text: str) -> bool:
    """Whether a cell names a kind of leave: 年假, 病假, 产检假."""
    label = plain(text)
    return label in _LEAVE or (label.endswith("假") and len(label) <= 5)


def hours_of(text: str) -> tuple[int, int] | None:
    """Minutes after midnight of a cell such as ``9-18`` or ``09:00-18:00``; None for others."""
    label = re.sub(r"[\s()（）]", "", plain(text))
    clock = clock_of(label)
    if clock is None or clock.end is None or clock.end - clock.minute > MINUTES:
        return None
    return clock.minute, clock.end


@dataclass
class ShiftNames:
    """Cells as shifts of the shop.

    unknown: names that mean no shift, in the order in which they came up.
    """

    known: Known
    given: Mapping[str, str]
    unknown: dict[str, None] = field(default_factory=dict)
    off_cells: dict[str, None] = field(default_factory=dict)

    def read(self, text: str) -> tuple[str, str, str] | None:
        """Shift, start and end of a cell; times only where the cell has hours that no one shift has."""
        if not text or is_off(text):
            return OFF, "", ""
        if text in self.given:
            return self.given[text], "", ""
        shifts = self.known.shifts
        name = self._named(text)
        if name is not None:
            return name, "", ""
        hours = hours_of(text)
        if hours is not None:
            same = [one for one, times in (shifts or {}).items() if times == hours]
            start, end = (f"{minute % MINUTES // 60:02d}:{minute % 60:02d}" for minute in hours)
            return (same[0], "", "") if len(same) == 1 else (f"{start}-{end}", start, end)
        if is_leave(text):
            self.off_cells[text] = None
            return OFF, "", ""
        if shifts is None:
            return text, "", ""
        self.unknown[text] = None
        return None

    def _named(self, text: str) -> str | None:
        """The shift of this name; 早 is 早班 where no other could be meant."""
        shifts = self.known.shifts or {}
        if text in shifts:
            return text
        short = [one for one in shifts if _short(one) == _short(text)]
        return short[0] if len(short) == 1 else None


def _short(name: str) -> str:
    label = plain(name)
    shorter = _SUFFIX.sub("", label)
    return shorter or label


def looks_like_shifts(texts: Iterable[str], known: Known) -> bool:
    """Whether most of these cells could be shifts: short texts that are no numbers."""
    filled = [text for text in texts if text]
    names = ShiftNames(known, {})
    good = sum(
        names._named(text) is not None
        or is_off(text)
        or is_leave(text)
        or hours_of(text) is not None
        or (len(text) <= 8 and not any(letter.isdigit() for letter in text))
        for text in filled
    )
    return bool(filled) and good >= 0.7 * len(filled)
