"""Fingerprints of files from which something is computed, and the refusal where they are others now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from peakroster.tables.findings import Finding, InputError


class OutdatedError(InputError):
    """What was to be put in place was made for files that are others now.

    changed: their names. kept: where it lies instead, relative to the shop folder; None = nowhere.
    with_roster: whether a roster lies there, from which a search can begin.
    """

    def __init__(self, changed: tuple[str, ...], kept: str | None = None, with_roster: bool = False) -> None:
        if kept is None:
            findings = [Finding("error", "file_outdated", name) for name in changed]
        else:
            code = "plan_set_aside" if with_roster else "stage_set_aside"
            findings = [Finding("error", code, kept, details={"files": ", ".join(changed)})]
        super().__init__(findings)
        self.changed = changed
        self.kept = kept


def digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Name relative to the folder → digest of the file's bytes, of the files that are there."""
    found = {}
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:  # not there, or just being replaced: then it is not what was read
            continue
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Names that differ, come or go, in their order, those of the shop before those of plans."""
    names = before.keys() | now.keys()
    changed = (name for name in names if before.get(name) != now.get(name))
    return tuple(sorted(changed, key=lambda name: ("/" in name, name)))
