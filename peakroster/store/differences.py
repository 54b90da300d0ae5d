"""Who changed a file meanwhile, and which of its rows: what a refusal says beside the file's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.store.place import has_store
from peakroster.store.staged import bytes_of
from peakroster.tables.findings import Finding, InputError, printable

if TYPE_CHECKING:  # SQLAlchemy takes long to load: only who is refused waits
    from peakroster.store.log import LoggedChange

_MOST_ROWS = 3


def outdated_findings(
    folder: Path, before: Mapping[str, str | None], changed: Sequence[str]
) -> list[Finding]:
    """One finding for each file that is not what it was.

    before: name → digest as somebody has seen it. Where the store knows the change that made a file what it
    is, the finding says who made it, when and by what, and which rows went and came.
    """
    found = []
    for name in changed:
        told = None
        with suppress(InputError, OSError):  # the refusal stands, whether the store can be read or not
            told = _told(folder, name, before.get(name)) if has_store(folder) else None
        found.append(told or Finding("error", "file_outdated", name))
    return found


def row_differences(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, in the order of the file; none of what is no text."""
    try:
        old, new = (content.decode("utf-8-sig").splitlines() for content in (before, after))
    except UnicodeDecodeError:
        return [], []
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    return _of(old, gone), _of(new, come)


def _of(lines: Sequence[str], counted: Counter[str]) -> list[str]:
    left, found = Counter(counted), []
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
            found.append(line)
    return found


def _told(folder: Path, name: str, before: str | None) -> Finding | None:
    from peakroster.store.blobs import digest_of
    from peakroster.store.log import bytes_by_digest, logged_changes

    content = bytes_of(folder / name)
    now = None if content is None else digest_of(content)
    made = next((one for one in logged_changes(folder, path=name) if _made(one, name, now)), None)
    if made is None:
        return None
    old = bytes_by_digest(folder, [before]).get(before, b"") if before is not None else b""
    gone, come = row_differences(old, content or b"")
    details = {
        "who": made.who,
        "at": f"{made.at.astimezone():%Y-%m-%d %H:%M}",
        "by": made.entry.command,
        "before": _shown(gone),
        "after": _shown(come),
    }
    return Finding("error", "file_outdated_by", name, details=details)


def _made(change: LoggedChange, name: str, now: str | None) -> bool:
    return change.state == "done" and change.files[name][1] == now


def _shown(rows: Sequence[str]) -> str:
    texts = [printable(row) or "" for row in rows[:_MOST_ROWS]]
    more = [f"… (+{len(rows) - _MOST_ROWS})"] if len(rows) > _MOST_ROWS else []
    return "; ".join([*texts, *more]) or "–"
