"""The forecaster's notes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forecast import Note
from peakroster.messages import Translator
from peakroster.wording import holiday_name, listed


def describe_note(queue: str, note: Note, translate: Translator) -> str:
    """The note about this queue, in the translator's language."""
    numbers = dict(note.numbers)
    if "method" in numbers:
        numbers["method"] = translate(f"backtest.method_{numbers['method']}")
    if "family" in numbers:
        numbers["family"] = holiday_name(str(numbers["family"]), translate)
    if note.code in ("driver_learned", "sister_leads"):
        first, last = numbers["first"], numbers["last"]
        key = "none" if last == 0 else "one" if first == last else "within" if first == 0 else "some"
        numbers["lag"] = translate(f"forecast.driver_lag_{key}", first=first, last=last)
    key = f"forecast.{note.code}"
    if numbers.get("days") == 0 and translate.has(f"{key}_none"):
        key += "_none"  # "only 0 days" would be odd
    return translate(key, queue=queue, **numbers)


def note_lines(
    notes: Iterable[tuple[str, Note]], names: Mapping[str, str], translate: Translator
) -> list[str]:
    """Each note once, with all the queues that it is true of. notes: queue id and note; names: of queues."""
    queues: dict[tuple[str, str], list[str]] = {}
    alike: dict[tuple[str, str], Note] = {}
    for queue, note in notes:
        if "sister" in note.numbers:
            sister = str(note.numbers["sister"])
            note = Note(note.code, {**note.numbers, "sister": names.get(sister, sister)})
        key = note.code, repr(sorted(note.numbers.items()))
        alike.setdefault(key, note)
        queues.setdefault(key, []).append(names.get(queue, queue))
    return [describe_note(listed(queues[key], translate), note, translate) for key, note in alike.items()]


def note_json(queue: str, note: Note, translate: Translator) -> dict[str, Any]:
    """The note with its words, for ``--json``."""
    return {
        "queue": queue,
        "code": note.code,
        "numbers": dict(note.numbers),
        "message": describe_note(queue, note, translate),
    }
