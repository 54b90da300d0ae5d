"""What the plan on the desk was read from: a fingerprint of every file, so that older figures are recognised.

A desk, and whatever is computed on it, is good for the files that it was read from. Who is about to put
something in its place compares the fingerprints first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.plans.store import PlanStore
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.shop.table_specs import ADJUSTMENTS, AGENTS, EVENTS, EXCLUDE, LOCKS, REQUESTS, SHIFTS
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report

_TABLES = (AGENTS, SHIFTS, REQUESTS, LOCKS, EVENTS, ADJUSTMENTS, EXCLUDE)
"""Inputs of a plan that exists. Not history.csv, which grows every night and matters to the next forecast,
and not what only exports read."""


@dataclass(frozen=True)
class Basis:
    """files: name relative to the shop folder → digest of its bytes; of files that are not there, nothing."""

    files: Mapping[str, str]

    def changed_to(self, other: Basis) -> tuple[str, ...]:
        """Files that differ, come or go, in order of their names, those of the shop before those of plans."""
        names = self.files.keys() | other.files.keys()
        changed = (name for name in names if self.files.get(name) != other.files.get(name))
        return tuple(sorted(changed, key=lambda name: ("/" in name, name)))


class OutdatedError(InputError):
    """What was to be put in place was made for files that are others now. changed: their names."""

    def __init__(self, changed: tuple[str, ...]) -> None:
        super().__init__([Finding("error", "file_outdated", name) for name in changed])
        self.changed = changed


def read_basis(folder: Path, first_day: date) -> Basis:
    """The fingerprint of a plan as it lies there now: the shop's inputs, its own files, the plans before."""
    found = (find_file(folder, spec, Report()) for spec in _TABLES)
    paths = [folder / SETTINGS, *(path for path in found if path is not None)]
    paths += PlanStore(folder).files_of(first_day)
    digests = {}
    for path in paths:
        try:
            digests[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:  # not there, or just being replaced: then it is not what was read
            continue
    return Basis(digests)


def require_same_plans(basis: Basis, folder: Path, first_day: date) -> None:
    """Raise OutdatedError when the plan, or one before it, is not what it was."""
    now = read_basis(folder, first_day)
    changed = tuple(name for name in basis.changed_to(now) if "/" in name)
    if changed:
        raise OutdatedError(changed)


def require_unchanged(basis: Basis, folder: Path, first_day: date) -> None:
    """Raise OutdatedError when a file is not what it was."""
    changed = basis.changed_to(read_basis(folder, first_day))
    if changed:
        raise OutdatedError(changed)
