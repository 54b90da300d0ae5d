"""imports.toml: what was answered for files of a kind, so that next week's is read without questions."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peakroster.tables.findings import Finding, InputError

FILE = "imports.toml"
_LIKE = 0.6
"""Share of headers that two files of one kind must have in common."""
_HEAD = (
    "# peakroster import 记下的对应关系；删掉一段，下次就会重新询问。\n"
    "# What peakroster import has learned of files; remove an entry to be asked anew.\n"
)


@dataclass(frozen=True)
class Mapped:
    """Answers for files of a kind with these headers."""

    kind: str
    headers: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=dict)


def read_memory(folder: Path) -> tuple[Mapped, ...]:
    """What the shop remembers; nothing without the file. Raises InputError ``imports_settings``."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("mappings", [])
        return tuple(
            Mapped(
                str(entry["kind"]),
                tuple(str(text) for text in entry.get("headers", ())),
                {str(key): str(value) for key, value in entry.get("answers", {}).items()},
            )
            for entry in entries
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
        raise InputError([Finding("error", "imports_settings", FILE)]) from None


def answers_for(memory: Sequence[Mapped], kind: str, headers: Sequence[str]) -> Mapping[str, str]:
    """The answers of the most similar file of the kind; none where no file is similar enough."""
    wanted = set(headers)
    best: tuple[float, Mapping[str, str]] = (_LIKE, {})
    for entry in memory:
        if entry.kind != kind:
            continue
        there = set(entry.headers)
        share = len(wanted & there) / max(1, len(wanted | there))
        if share >= best[0]:
            best = (share, entry.answers)
    return best[1]


def with_mapping(memory: Sequence[Mapped], new: Mapped) -> tuple[Mapped, ...]:
    """The memory with one more entry, in the place of one for the same kind and headers."""
    rest = [each for each in memory if (each.kind, each.headers) != (new.kind, new.headers)]
    return (*rest, new)


def memory_bytes(memory: Sequence[Mapped]) -> bytes:
    """The bytes of imports.toml."""
    parts = [_HEAD]
    for entry in memory:
        headers = ", ".join(_text(text) for text in entry.headers)
        lines = ["[[mappings]]", f"kind = {_text(entry.kind)}", f"headers = [{headers}]"]
        lines += [
            "[mappings.answers]",
            *(f"{_text(key)} = {_text(value)}" for key, value in entry.answers.items()),
        ]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts).encode()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
