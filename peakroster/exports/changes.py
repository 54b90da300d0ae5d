"""What a receiver who has an earlier version has to be told: changed rows, and days that hold nothing now."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from peakroster.store.statuses import CANCELLED

SHIFT_COLUMNS = ("shift_name", "start_at", "end_at", "is_rest")
"""What an attendance system knows of a day."""


@dataclass(frozen=True)
class ChangedRows:
    """rows: of the new table, where it differs. gone: of the old one, where the new one has no row any more.
    before: of the old one, those that ``rows`` replace."""

    rows: pd.DataFrame
    gone: pd.DataFrame
    before: pd.DataFrame


def changed_rows(told: pd.DataFrame, table: pd.DataFrame, columns: tuple[str, ...]) -> ChangedRows:
    """Compare two neutral tables by person and date.

    Parameters
    ----------
    told
        What the receiver has. Cancelled rows of it are days of which the receiver has nothing.
    table
        What holds now; cancelled rows of it are as if they were not there.
    columns
        Those in which a difference counts.
    """
    told, table = (each[each["status"] != CANCELLED] for each in (told, table))
    old, new = _by_cell(told, columns), _by_cell(table, columns)
    differs = [old.get(cell) != said for cell, said in new.items()]
    replaced = {cell for cell, said in new.items() if cell in old and old[cell] != said}
    return ChangedRows(
        rows=table[differs],
        gone=told[[cell not in new for cell in old]],
        before=told[[cell in replaced for cell in old]],
    )


def _by_cell(table: pd.DataFrame, columns: tuple[str, ...]) -> dict[tuple[str, str], tuple[object, ...]]:
    cells = zip(table["employee_id"], table["work_date"], strict=True)
    said = table[list(columns)].itertuples(index=False, name=None)
    return dict(zip(cells, said, strict=True))
