"""What a roster in a file may call a shift or a day off."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pandas as pd

from peakroster.shop.inputs.shift_names import with_hyphen
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.tables.clock import parse_clock
from peakroster.tables.errors import UnreadableError
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY

ABSENT = frozenset(
    (
        *OFF_NAMES,
        *("休", "休假", "公休", "轮休", "例休", "调休", "补休", "双休", "排休"),
        *("假", "请假", "年假", "事假", "病假", "婚假", "产假", "陪产假", "丧假", "工伤假", "育儿假"),
        *("leave", "rest", "holiday", "vacation", "sick", "day off"),
        *("/", "-", "–", "—", "×", "x", "✕", "○"),
    )
)
"""What stands in a roster for a day without a shift, in lower case. A shift of that name goes before."""

_SUFFIXES = ("班次", "班", " shift")


class RosterNames:
    """The shifts of a shop by every name that a roster may use."""

    def __init__(self, shop: Shop) -> None:
        self._catalogue = {shift.name: shift for shift in shop.shifts}
        self._made = {
            with_hyphen(shift.name): shift.name for shift in shop.shifts if shift.pattern is not None
        }
        short = Counter(_short(name) for name in self._catalogue)
        self._short = {_short(name): name for name in self._catalogue if short[_short(name)] == 1}

    def meant(self, text: str) -> str:
        """The shift's own name, ``off``, or the text itself where nobody knows it.

        ``早`` is 早班 where no other shift could be meant.
        """
        if text in self._catalogue:
            return text
        if text in self._made:
            return self._made[text]
        if unicodedata.normalize("NFKC", text).strip().casefold() in ABSENT:
            return OFF
        return self._short.get(_short(text), text)

    def known(self, text: str) -> bool:
        """Whether the text is a shift or a day off."""
        name = self.meant(text)
        return name == OFF or name in self._catalogue

    def meant_by(self, texts: pd.Series) -> pd.Series:
        """:meth:`meant` of a whole column; blank cells stay blank."""
        return texts.map({text: self.meant(text) if text else "" for text in set(texts)}).astype("str")

    def of_hours(self, start: str, end: str) -> dict[str, str]:
        """A cell such as 09:00-18:00: ``start``, ``end``, and ``shift`` if one shift has these hours."""
        row = {"start": start, "end": end}
        try:
            begins, ends = parse_clock(start), parse_clock(end, end=True)
        except UnreadableError:
            return row
        ends += MINUTES_PER_DAY if ends <= begins else 0
        found = [
            name for name, shift in self._catalogue.items() if (shift.start, shift.end) == (begins, ends)
        ]
        return {**row, "shift": found[0]} if len(found) == 1 else row


def _short(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and plain != suffix:
            return plain.removesuffix(suffix)
    return plain
