"""Numbers as people and programs write them: 1,234 · 1.234 · 12,0 · 2 324 · 12人 · 1.2万."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from peakroster.layouts.grid import Number

Decimals = Literal["point", "comma"]
"""What stands before the decimals: in 1,234.5 a point, in 1.234,5 a comma."""
BOTH: tuple[Decimals, ...] = ("point", "comma")

_UNITS = re.compile(r"\s*(?:人次|人|个|次|条|通|单|件|位|名|笔|起|calls?|chats?|contacts?)$")
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:[, '’]\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. '’]\d{3})+|\d+)(?:,\d*)?", re.ASCII)
_WAN = 10_000


@lru_cache(maxsize=200_000)
def _parsed(text: str, decimals: Decimals) -> float | None:
    label = unicodedata.normalize("NFKC", text).replace("\u00a0", " ").replace("\u202f", " ").strip()
    label = _UNITS.sub("", label)
    factor = 1
    if label.endswith("万"):
        label, factor = label[:-1].strip(), _WAN
    pattern = _POINT if decimals == "point" else _COMMA
    if not pattern.fullmatch(label):
        return None
    digits = re.sub(r"[ '’]", "", label)
    digits = digits.replace(",", "") if decimals == "point" else digits.replace(".", "").replace(",", ".")
    return round(float(digits) * factor, 9)


def number_of(text: str, decimals: Decimals = "point") -> float | None:
    """The number that a cell holds; None for any other text. A number of a workbook is one as it is."""
    if isinstance(text, Number):
        return float(str(text))
    return _parsed(text, decimals)


def is_number(text: str) -> bool:
    """Whether a cell is a number in either way of writing them."""
    return any(number_of(text, each) is not None for each in BOTH)


def ways_of_counts(texts: Iterable[str]) -> tuple[Decimals, ...]:
    """The ways of writing numbers in which all of these, as far as they are numbers, are whole.

    Both, where they also mean the same in both. Two ways that differ are a question.
    """
    texts = {text for text in texts if not isinstance(text, Number)}
    written = {text for text in texts if is_number(text)}
    fitting: list[Decimals] = []
    for way in BOTH:
        values = [number_of(text, way) for text in written]
        if all(value is not None and value == int(value) for value in values):
            fitting.append(way)
    if len(fitting) == 2 and all(number_of(t, "point") == number_of(t, "comma") for t in written):
        return ("point",)
    return tuple(fitting)
