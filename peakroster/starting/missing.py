"""What a shop lacks before its first plan."""

from __future__ import annotations

from pathlib import Path

from peakroster.shop.examples import is_example
from peakroster.shop.table_specs import AGENTS, HISTORY, PROFILE, SHIFTS
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec


def missing(folder: Path) -> tuple[str, ...]:
    """What a shop still lacks before it can be planned: ``history``, ``people``, ``shifts``."""
    history = _is_empty(folder, HISTORY) and _is_empty(folder, PROFILE)
    found = ["history"] if history else []
    found += ["people"] if _is_empty(folder, AGENTS) else []
    return (*found, "shifts") if _is_empty(folder, SHIFTS) else tuple(found)


def _is_empty(folder: Path, spec: TableSpec) -> bool:
    return find_file(folder, spec, Report()) is None or is_example(folder, spec)
