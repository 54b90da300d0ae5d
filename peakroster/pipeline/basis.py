"""What a plan is made or was read from: a fingerprint of every file, so that older figures are recognised.

A desk, and whatever a command or a desk computes, is good for the files that it was read from. Who is about
to put something in its place compares the fingerprints first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.plans.store import PlanStore
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.shop.table_specs import (
    ADJUSTMENTS,
    AGENTS,
    CALENDAR,
    CONTRACTS,
    EVENTS,
    EXCLUDE,
    LOCKS,
    PERFORMANCE,
    REQUESTS,
    SHIFTS,
)
from peakroster.store.differences import outdated_findings
from peakroster.store.outdated import OutdatedError, differing, digests
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report

_TABLES = (AGENTS, CONTRACTS, PERFORMANCE, SHIFTS, REQUESTS, LOCKS, CALENDAR, EVENTS, ADJUSTMENTS, EXCLUDE)
"""Inputs of a plan that exists. Not history.csv, which grows every night and matters to the next forecast,
and not what only exports read."""


@dataclass(frozen=True)
class Basis:
    """files: name relative to the shop folder → digest of its bytes; of files that are not there, nothing."""

    files: Mapping[str, str]

    def changed_to(self, other: Basis) -> tuple[str, ...]:
        """Files that differ, come or go, in order of their names, those of the shop before those of plans."""
        return differing(self.files, other.files)


def read_basis(folder: Path, first_day: date) -> Basis:
    """The fingerprint of a plan as it lies there now: the shop's inputs, its own files, the plans before."""
    found = (find_file(folder, spec, Report()) for spec in _TABLES)
    paths = [folder / SETTINGS, *(path for path in found if path is not None)]
    paths += PlanStore(folder).files_of(first_day)
    return Basis(digests(folder, paths))


def require_same_plans(basis: Basis, folder: Path, first_day: date) -> None:
    """Raise OutdatedError when the plan, or one before it, is not what it was."""
    now = read_basis(folder, first_day)
    changed = tuple(name for name in basis.changed_to(now) if "/" in name)
    if changed:
        raise OutdatedError(changed, told=outdated_findings(folder, basis.files, changed))


def require_unchanged(basis: Basis, folder: Path, first_day: date) -> None:
    """Raise OutdatedError when a file is not what it was."""
    changed = basis.changed_to(read_basis(folder, first_day))
    if changed:
        raise OutdatedError(changed, told=outdated_findings(folder, basis.files, changed))
