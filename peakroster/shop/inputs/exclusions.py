"""exclude.csv: history that is not to be learned from."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.events import Exclusion


def read_exclusions(table: RawTable, report: Report, queues: Collection[str] | None) -> tuple[Exclusion, ...]:
    """The good rows, in the order of the file. queues: known ids; None = not checked."""
    cells = ColumnParser(table, report)
    starts, ends = cells.span()
    concerned = cells.known("queue", queues, "unknown_queue")
    reasons = cells.text("reason")
    return tuple(
        Exclusion(
            start=starts.iloc[place].to_pydatetime(),
            end=ends.iloc[place].to_pydatetime(),
            queue=concerned.iloc[place] or None,
            reason=reasons.iloc[place],
            row=int(table.rows[place]),
        )
        for place in np.flatnonzero(cells.good)
    )
