"""A roster that was changed outside: its cells, to be laid over the plan on the desk."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from peakroster.desk.roster import Desk
from peakroster.planning.roster.warm_start import file_cells
from peakroster.tables.findings import Finding, InputError

_MOST_UNPACKED = 60_000_000
"""Bytes; a month of 500 people has about 3 MB."""
_MOST_LETTERS = 60
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class FileCells:
    """What a file says of the plan's days.

    cells: (agent id, date) → shift, None = off; of people and days that the file does not have there are
    none. warnings: what of the file was left out.
    """

    cells: dict[tuple[str, date], str | None]
    warnings: tuple[Finding, ...]


def read_cells(desk: Desk, name: str, content: bytes) -> FileCells:
    """The cells of an exported roster, of rows as in roster.csv, or of a matrix of people and days.

    name: of the file, whose ending says what it is. Raises InputError for what cannot be read, and where no
    row of the file lies in the plan.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _file_name(name)
        file.write_bytes(content)
        _check_size(file)
        cells, warnings = file_cells(desk.shop, file, desk.plan.first_day, desk.plan.days)
    return FileCells(cells, warnings)


def _file_name(name: str) -> str:
    """The name that a browser said, as one that any file system takes: its ending and what begins it."""
    said = Path(_UNPRINTED.sub("", name).replace("\\", "/")).name
    ending = Path(said).suffix[:_MOST_LETTERS]
    stem = said.removesuffix(Path(said).suffix)[:_MOST_LETTERS].strip(".")
    return (stem or "roster") + ending


def _check_size(file: Path) -> None:
    """Raise InputError for a workbook that unpacks to what no roster has: it would hold up everybody."""
    if not is_zipfile(file):
        return
    with ZipFile(file) as packed:
        size = sum(member.file_size for member in packed.infolist())
    if size > _MOST_UNPACKED:
        details = {"megabytes": f"{size / 1e6:,.0f}", "most": f"{_MOST_UNPACKED / 1e6:,.0f}"}
        raise InputError([Finding("error", "file_too_big", file.name, details=details)])
