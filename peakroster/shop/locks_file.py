"""Adds locks to locks.csv (or .xlsx), leaving what stands there as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path


def add_locks(folder: Path, locks: Mapping[tuple[str, date], str]) -> Path:
    """Lock these (agent id, date) to a shift or ``off``; an older lock of the same cell is replaced.

    Other rows, unknown columns and the order stay; a CSV is written in UTF-8 with BOM. The file is replaced
    whole or not at all. Raises OSError when it cannot be.
    """
    raise NotImplementedError
