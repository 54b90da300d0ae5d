"""On which line of shop.toml a key stands; the TOML reader itself does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence


def find_line(text: str, path: Sequence[str | int]) -> int | None:
    """Line (from 1) of a key path as ``("queues", 1, "target", 0, "share")``; None when not found.

    A key inside an inline table is on the line of its table; a missing key on that of its section.
    """
    lines = text.splitlines()
    section, rest = _section(lines, path)
    if section is None:
        return None
    start, stop = section
    for key in (part for part in rest if isinstance(part, str)):
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        for line in range(start, stop):
            if pattern.match(lines[line]):
                return line + 1
    return start if start > 0 else None


def _section(
    lines: Sequence[str], path: Sequence[str | int]
) -> tuple[tuple[int, int] | None, Sequence[str | int]]:
    """First and last line of the section that holds the path, and the path inside it."""
    heads = [place for place, line in enumerate(lines) if line.lstrip().startswith("[")]
    if len(path) > 1 and isinstance(path[1], int):
        mark, which, rest = rf"\s*\[\[\s*{re.escape(str(path[0]))}\s*\]\]", path[1], path[2:]
    else:
        mark, which, rest = rf"\s*\[\s*{re.escape(str(path[0]))}\s*\]", 0, path[1:]
    found = [place for place in heads if re.match(mark, lines[place])]
    if len(found) > which:
        later = [place for place in heads if place > found[which]]
        return (found[which] + 1, later[0] if later else len(lines)), rest
    return (0, len(lines)), path
