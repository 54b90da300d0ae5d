"""Changes single rows of a table of the shop, through the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peakroster.store.door import writing
from peakroster.tables.editing import TableEdit, edited_table
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec


def edit_table(
    folder: Path,
    spec: TableSpec,
    edit: Callable[[RawTable | None], TableEdit],
    check: Callable[[RawTable, Report], object] | None = None,
) -> Path:
    """Edit a table, or make a CSV file if there is none; returns the file. An empty change writes nothing.

    edit, check: see :func:`peakroster.tables.editing.edited_table`; nobody else writes to the folder between
    that look at the table and the new file, which is replaced whole or not at all. Raises what that function
    and :func:`peakroster.store.door.writing` raise.
    """
    with writing(folder, kind="edit", what=spec.stem) as change:
        path, content = edited_table(folder, spec, edit, check)
        change.what = path.name if change.what == spec.stem else change.what
        if content is not None:
            change.put(path, content)
    return path
