"""What a sheet leaves open, and what was left out of it or assumed, as data: words are made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, str]
"""Key of a question → what was answered."""


@dataclass(frozen=True)
class Option:
    """A possible answer. value: as it is given. code: its words, ``importing.option_<code>``; "" = none."""

    value: str
    code: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that the file does not say.

    Attributes
    ----------
    key
        What ``--answer KEY=VALUE`` calls it.
    code
        Its words: ``importing.ask_<code>``.
    options
        What can be answered; with ``is_free`` these are only examples.
    maps
        Names of the file that each need a name of the shop: the answer is ``name:id;name:id``.
    file, sheet
        Where it comes from.
    lasts
        Whether the answer holds for next week's file too.
    """

    key: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    is_free: bool = False
    maps: tuple[str, ...] = ()
    file: str = ""
    sheet: str = ""
    lasts: bool = True


@dataclass(frozen=True)
class Remark:
    """What was left out or assumed: words ``importing.<code>``; rows of the sheet, from 1."""

    code: str
    rows: tuple[int, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0

    @property
    def times(self) -> int:
        """How often."""
        return self.count or len(self.rows)


class UsedAnswers(dict[str, str]):
    """Answers that notice which of them a reader has looked at.

    used: keys.
    """

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.used: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """The answer, noted as used where there is one."""
        if key in self:
            self.used.add(key)
        return super().get(key, default)


MOST_ROWS = 12
"""Rows of a remark that are kept; the others are counted."""


class Remarks:
    """Collects remarks: those of one code and label become one. A large file has millions of some."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._details: dict[tuple[str, str], Mapping[str, Any]] = {}

    def add(self, code: str, row: int | None = None, label: str = "", **details: Any) -> None:
        """One more; ``label`` keeps remarks of one code apart, and is a detail of its own."""
        key = code, label
        if key not in self._counts:
            self._rows[key], self._counts[key] = [], 0
            self._details[key] = {"label": label, **details}
        self._counts[key] += 1
        if row is not None and len(rows := self._rows[key]) < MOST_ROWS:
            rows.append(row)

    def all(self) -> tuple[Remark, ...]:
        """All, in the order in which they came up."""
        return tuple(
            Remark(code, tuple(self._rows[code, label]), self._details[code, label], count)
            for (code, label), count in self._counts.items()
        )


def mapped(answer: str) -> dict[str, str]:
    """``售前:presale;售后:aftersale`` as name → what it means; ``=`` and full-width signs are read too."""
    found = {}
    for part in answer.replace("；", ";").replace("：", ":").split(";"):
        name, sign, meant = part.replace("=", ":").rpartition(":")
        if sign and name.strip() and meant.strip():
            found[name.strip()] = meant.strip()
    return found
