"""adjustments.csv: what somebody knows better than the forecast."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from peakroster.shop.inputs.history import MOST_INQUIRIES
from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.events import Adjustment

MOST_MULTIPLY = 1000
_PERCENT = 10
"""A factor from here on is probably meant as a percentage: 120 for 1.2."""


def read_adjustments(
    table: RawTable, report: Report, queues: Collection[str] | None
) -> tuple[Adjustment, ...]:
    """The good rows, in the order of the file, in which they are applied. queues: known ids; None = not
    checked.
    """
    cells = ColumnParser(table, report)
    starts, ends = cells.span()
    concerned = cells.known("queue", queues, "unknown_queue")
    multiply = cells.numbers("multiply", least=0, most=MOST_MULTIPLY)
    set_to = cells.numbers("set", least=0, most=MOST_INQUIRIES)
    given = [(cells.text(column) != "").to_numpy(dtype=bool) for column in ("multiply", "set")]
    cells.fail(
        "adjustment_both", "set", given[0] & given[1], lambda place: {"multiply": f"{multiply[place]:g}"}
    )
    cells.fail("adjustment_neither", "multiply", cells.good & ~given[0] & ~given[1])
    cells.warn("multiply_large", "multiply", cells.good & (multiply >= _PERCENT))
    reasons, authors = cells.text("reason"), cells.text("who")
    factors, amounts = none_for_nan(multiply), none_for_nan(set_to)
    adjustments = tuple(
        Adjustment(
            start=starts.iloc[place].to_pydatetime(),
            end=ends.iloc[place].to_pydatetime(),
            queue=concerned.iloc[place] or None,
            multiply=factors[place],
            set_to=amounts[place],
            reason=reasons.iloc[place],
            who=authors.iloc[place],
            row=int(table.rows[place]),
        )
        for place in np.flatnonzero(cells.good)
    )
    _warn_of_overlaps(adjustments, table.file, report)
    return adjustments


def _warn_of_overlaps(adjustments: tuple[Adjustment, ...], file: str, report: Report) -> None:
    """A row that sets what an earlier row already adjusted, and the same row twice."""
    starts = np.array([row.start for row in adjustments], dtype="datetime64[us]")
    ends = np.array([row.end for row in adjustments], dtype="datetime64[us]")
    queues = np.array([row.queue or "" for row in adjustments], dtype=object)
    seen: dict[tuple[object, ...], Adjustment] = {}
    for place, row in enumerate(adjustments):
        first = seen.setdefault((row.start, row.end, row.queue, row.multiply, row.set_to), row)
        span = {"start": f"{row.start:%Y-%m-%dT%H:%M}", "end": f"{row.end:%Y-%m-%dT%H:%M}"}
        if first is not row:
            report.warning(
                "duplicate_adjustment", file, row.row, column="start", value=span["start"], first=first.row
            )
            continue
        if row.set_to is None:
            continue
        alike = (queues[:place] == (row.queue or "")) | (queues[:place] == "") | (row.queue is None)
        before = np.flatnonzero(alike & (starts[:place] < ends[place]) & (ends[:place] > starts[place]))
        if len(before):
            first = adjustments[before[0]]
            report.warning(
                "adjustment_overridden", file, row.row, column="set", value=f"{row.set_to:g}", first=first.row
            )
