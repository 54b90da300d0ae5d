"""Traces of publications that the store does not know: its database was deleted, or is another one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.tables.findings import Finding

_PUSHED, _EXPORTED = "exports/push/*/record.json", "exports/{day}/*.csv"
_LINES = 2


def forgotten_publications(folder: Path, first_day: date) -> tuple[str, ...]:
    """Files of a shop that say that a roster was handed on before, relative to its folder.

    To be asked where the store knows no publication of the plan: records of pushes, and exports of this plan
    with a version beyond the first.
    """
    found = [path for path in sorted(folder.glob(_PUSHED)) if _is_record(path)]
    found += [path for path in sorted(folder.glob(_EXPORTED.format(day=first_day))) if _version(path) > 1]
    return tuple(path.relative_to(folder).as_posix() for path in found)


def forgotten_finding(first_day: date, files: tuple[str, ...]) -> Finding:
    """The warning about them."""
    details = {"files": ", ".join(files)}
    return Finding(
        "warning", "publish_forgotten", f"plans/{first_day}", value=f"{first_day}", details=details
    )


def _is_record(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


def _version(path: Path) -> int:
    """The version of the first row of an exported neutral table; 0 of anything else."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, row = (file.readline().rstrip("\r\n").split(",") for _ in range(_LINES))
        return int(dict(zip(head, row, strict=False)).get("version", "0")) if head[:1] == _FIRST else 0
    except (OSError, ValueError):
        return 0


_FIRST = [NEUTRAL_COLUMNS[0]]
