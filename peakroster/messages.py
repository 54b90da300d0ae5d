"""Words in the user's language, from the catalogues in ``data/messages/<language>/<area>.toml``.

A catalogue is a flat TOML table of ``key = "text with {placeholders}"``; a message is asked for as
``area.key``. Placeholders are filled as by :meth:`str.format`, with two more formats:

``{count:|# agent|# agents}``
    The first form where the number is written as 1, else the second; ``#`` is the number as written. Before
    the first bar stands the number's own format: ``{total:.0f|# inquiry|# inquiries}``.
``{hours:duration}``
    Hours in words, above three days as days.
``{day:weekday}``
    The weekday of a date, or of 0 for Monday … 6 for Sunday.

A value that has a word of its own in either language is a :class:`Term`.

A test holds both languages to the same keys and placeholders.
"""

from __future__ import annotations

import locale
import os
import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from peakroster.resources import data_folder

LANGUAGES = ("zh", "en")

_MOST_HOURS = 72
"""Up to this many hours are told as hours."""


@cache
def _catalogue(language: str, area: str) -> dict[str, str]:
    with (data_folder() / "messages" / language / f"{area}.toml").open("rb") as file:
        return tomllib.load(file)


def default_language() -> str:
    """``zh`` where the environment or the system speaks Chinese, else ``en``."""
    spoken = os.environ.get("PEAKROSTER_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    spoken = spoken or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


@dataclass(frozen=True)
class Term:
    """A value of a message that is called differently in the two languages, such as a column."""

    english: str
    chinese: str

    @classmethod
    def listed(cls, terms: Iterable[Term], separator: str = "; ") -> Term:
        """Several in one, each language with its own."""
        found = tuple(terms)
        return cls(separator.join(each.english for each in found), "、".join(each.chinese for each in found))

    def __str__(self) -> str:
        return self.english


class Translator(string.Formatter):
    """Calls like a function: ``translate("check.unknown_queue", value="x")``.

    Raises KeyError for a message that no catalogue has: a missing text is a defect, not a blank.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
        self.language = language

    def __call__(self, key: str, **parameters: Any) -> str:
        """The text of ``area.key`` with its placeholders filled."""
        area, _, name = key.partition(".")
        return self.vformat(_catalogue(self.language, area)[name], (), parameters)

    def has(self, key: str) -> bool:
        """Whether the catalogue has this message."""
        area, _, name = key.partition(".")
        return name in _catalogue(self.language, area)

    def format_field(self, value: Any, format_spec: str) -> str:
        """One filled placeholder; numbers may have words that depend on them."""
        if isinstance(value, Term):
            return value.chinese if self.language == "zh" else value.english
        number, bar, forms = format_spec.partition("|")
        if bar:
            return _counted(format(value, number), *forms.split("|"))
        if format_spec == "duration":
            return self._duration(float(value))
        if format_spec == "weekday":
            return self(f"common.full_weekday_{value.weekday() if isinstance(value, date) else value}")
        return format(value, format_spec)

    def _duration(self, hours: float) -> str:
        if hours <= _MOST_HOURS:
            return self("common.hours", hours=_short_number(hours))
        return self("common.days", days=_short_number(hours / 24))


def _counted(number: str, one: str, other: str) -> str:
    """Plural rule of English (CLDR: one is ``i = 1 and v = 0``): 1 agent, but 0 agents and 1.0 agents."""
    return (one if number.lstrip("+-−") == "1" else other).replace("#", number)


def _short_number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
