"""The forecaster's notes in words."""

from __future__ import annotations

from typing import Any

from forecast import Note
from peakroster.messages import Translator


def describe_note(queue: str, note: Note, translate: Translator) -> str:
    """The note about this queue, in the translator's language."""
    numbers = dict(note.numbers)
    if "method" in numbers:
        numbers["method"] = translate(f"backtest.method_{numbers['method']}")
    if note.code == "driver_learned":
        first, last = numbers["first"], numbers["last"]
        key = "none" if last == 0 else "one" if first == last else "within" if first == 0 else "some"
        numbers["lag"] = translate(f"forecast.driver_lag_{key}", first=first, last=last)
    return translate(f"forecast.{note.code}", queue=queue, **numbers)


def note_json(queue: str, note: Note, translate: Translator) -> dict[str, Any]:
    """The note with its words, for ``--json``."""
    return {
        "queue": queue,
        "code": note.code,
        "numbers": dict(note.numbers),
        "message": describe_note(queue, note, translate),
    }
