"""A roster that was changed outside: its cells, to be laid over the plan on the desk."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.desk.roster import Desk
from peakroster.planning.roster.warm_start import file_cells
from peakroster.tables.findings import Finding


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
        file = Path(folder) / Path(name).name
        file.write_bytes(content)
        cells, warnings = file_cells(desk.shop, file, desk.plan.first_day, desk.plan.days)
    return FileCells(cells, warnings)
