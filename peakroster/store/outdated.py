"""Fingerprints of files from which something is computed, and the refusal where they are others now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.tables.findings import Finding, InputError


@dataclass(frozen=True)
class Kept:
    """The version as which a plan is kept that could not take its place. with_roster: whether it has one."""

    first_day: date
    number: int
    with_roster: bool


class OutdatedError(InputError):
    """What was to be put in place was made for files that are others now.

    changed: their names. kept: the version that keeps it; None = nothing is kept. told: what is known of
    each file's change, one finding each.
    """

    def __init__(
        self, changed: tuple[str, ...], kept: Kept | None = None, told: Sequence[Finding] | None = None
    ) -> None:
        if kept is None:
            findings = list(told or (Finding("error", "file_outdated", name) for name in changed))
        else:
            code = "plan_set_aside" if kept.with_roster else "stage_set_aside"
            details = {"files": ", ".join(changed), "number": kept.number, "first": f"{kept.first_day}"}
            findings = [Finding("error", code, f"plans/{kept.first_day}", details=details)]
            findings += [finding for finding in told or () if finding.code == "file_outdated_by"]
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
