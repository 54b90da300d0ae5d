"""Findings: errors and warnings about the input, as data and in the user's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from peakroster.messages import Term, Translator

LONGEST_VALUE = 60
LONGEST_DETAIL = 600
"""Characters; a detail may list what is known."""


@dataclass(frozen=True)
class Finding:
    """One error, warning or collision in an input file.

    code: key in the catalogue ``check``; ``<code>`` says what is wrong, ``<code>_remedy`` what to do.
    row: the spreadsheet's row number (the header is row 1); None where no single row is meant.
    column: the column's header as it stands in the file, or the key path in shop.toml.
    details: what the message's ``{placeholders}`` need besides file, row, column and value.
    """

    severity: Literal["error", "warning", "collision"]
    code: str
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def message(self, translator: Translator) -> str:
        """What is wrong, in the translator's language."""
        return translator(f"check.{self.code}", **self._parameters())

    def remedy(self, translator: Translator) -> str:
        """What the user can do about it."""
        return translator(f"check.{self.code}_remedy", **self._parameters())

    def place(self, translator: Translator) -> str:
        """File, row and column, ahead of the message; empty where the message begins with the file."""
        if self.message(translator).startswith(self.file):
            return ""
        place = _one_line(self.file, LONGEST_DETAIL)
        if self.row is not None:
            place += translator("commands.place_row", row=self.row)
        if self.column:
            place += translator("commands.place_column", column=printable(self.column))
        return translator("commands.place_then", place=place)

    def sentence(self, translator: Translator) -> str:
        """Place, message and remedy in one line."""
        return f"{self.place(translator)}{self.message(translator)} {self.remedy(translator)}"

    def _parameters(self) -> dict[str, Any]:
        parameters = {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            **self.details,
        }
        return {name: _harmless(value) for name, value in parameters.items()}

    def as_json(self, translator: Translator) -> dict[str, Any]:
        """The finding with its words, for ``--json``."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "column": printable(self.column),
            "value": self.value,
            "message": self.message(translator),
            "remedy": self.remedy(translator),
        }


def printable(value: object) -> str | None:
    """A value as it may be shown in one line: not too long, nothing that a terminal would obey."""
    return None if value is None else _one_line(str(value), LONGEST_VALUE)


def _harmless(value: Any) -> Any:
    """A parameter of a message with its text, in both languages, as one line."""
    if isinstance(value, Term):
        return Term(_one_line(value.english, LONGEST_DETAIL), _one_line(value.chinese, LONGEST_DETAIL))
    return _one_line(value, LONGEST_DETAIL) if isinstance(value, str) else value


def _one_line(text: str, longest: int) -> str:
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "�" for letter in text)


class InputError(Exception):
    """Raised for invalid input, with all findings at once (exit code 2).

    findings: the errors. warnings: what else was odd in the files that could be read.
    """

    def __init__(self, findings: Sequence[Finding], warnings: Sequence[Finding] = ()) -> None:
        super().__init__(_with_messages("common.input_problems", findings))
        self.findings = tuple(findings)
        self.warnings = tuple(warnings)

    def sentences(self, language: str = "en") -> list[str]:
        """Every finding with its place and remedy, in ``en`` or ``zh``."""
        return [finding.sentence(Translator(language)) for finding in self.findings]


class CollisionError(Exception):
    """Raised for valid hard rules that contradict each other (exit code 3)."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(_with_messages("common.rule_collisions", findings))
        self.findings = tuple(findings)


_MOST_LISTED = 20
"""Findings in the text of an error; all of them are in its ``findings``."""


def _with_messages(key: str, findings: Sequence[Finding]) -> str:
    """The findings in English, for a script that does not catch the error. key: of the first line."""
    translate = Translator("en")
    head = translate(key, count=len(findings))
    lines = [
        each.sentence(translate) if translate.has(f"check.{each.code}") else each.code
        for each in findings[:_MOST_LISTED]
    ]
    more = [f"… and {len(findings) - _MOST_LISTED} more"] if len(findings) > _MOST_LISTED else []
    codes = ", ".join(sorted({each.code for each in findings}))
    return "\n  ".join([f"{head} {codes}", *lines, *more])
