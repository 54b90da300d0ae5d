"""Collects what a sheet leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peakroster.layouts.grid import Sheet
from peakroster.layouts.questions import Option, Question, Remarks


@dataclass
class OpenChoices:
    """Questions and assumptions that come up while a sheet is looked at."""

    questions: list[Question]
    assumed: Remarks
    sheet: Sheet

    def ask(self, key: str, code: str, options: Sequence[Option] = (), **more: object) -> None:
        """One more question."""
        details = {name: value for name, value in more.items() if name not in ("maps", "is_free", "lasts")}
        maps = more.get("maps", ())
        assert isinstance(maps, tuple)
        self.questions.append(
            Question(
                key,
                code,
                details,
                tuple(options),
                is_free=bool(more.get("is_free", False)),
                maps=maps,
                file=self.sheet.file,
                sheet=self.sheet.title,
                lasts=bool(more.get("lasts", True)),
            )
        )

    def ask_again(self, question: Question) -> None:
        """A question of another module, for this sheet."""
        more: dict[str, object] = {"is_free": question.is_free, "lasts": question.lasts, **question.details}
        self.ask(question.key, question.code, question.options, **more)
