"""A history that is longer than the shop can keep: from which day on it is taken is asked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from peakroster.layouts.known import Known
from peakroster.layouts.opened import OpenChoices
from peakroster.layouts.questions import Answers, Option, Remarks

_DAY = 86_400_000_000
"""Microseconds."""
_STAMP_BYTES, _TIME_BYTES = 19, 8
"""Of a line of history.csv: the time with three signs behind the cells, and a handling time."""
_SHARE = 0.95
"""Of the largest file: the line's length is only a mean of all lines."""


def with_room(
    table: pd.DataFrame, known: Known, answers: Answers, opened: OpenChoices, remarks: Remarks
) -> pd.DataFrame | None:
    """The figures from the answered day on; None with a question where there are still too many to keep."""
    since = _day(answers.get("since", ""))
    if since is not None:
        older = table["timestamp"] < pd.Timestamp(since)
        figures = int(older.sum())
        if 0 < figures < len(table):
            remarks.add("older_left_out", None, f"{since}", figures=figures)
            table = table[~older].reset_index(drop=True)
    most = _most(table, known)
    first = None if most is None or len(table) <= most else _first_day(table, most)
    if first is None:
        return table
    opened.ask("since", "since", [Option(f"{first}")], is_free=True, lasts=False, count=len(table), most=most)
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _most(table: pd.DataFrame, known: Known) -> int | None:
    """Figures of this kind that history.csv has room for; None = no matter how many."""
    if known.most_figures is None or table.empty:
        return None
    if known.most_bytes is None:
        return known.most_figures
    values = table["inquiries"].to_numpy()
    digits = 1 + sum(np.count_nonzero(values >= 10**power) for power in range(1, 8)) / len(values)
    lengths = np.array([len(str(name).encode()) for name in table["queue"].cat.categories])
    counts = np.bincount(table["queue"].cat.codes, minlength=len(lengths))
    has_times = bool(table["aht_seconds"].notna().any())
    line = _STAMP_BYTES + digits + float(counts @ lengths) / len(values) + _TIME_BYTES * has_times
    return min(known.most_figures, int(_SHARE * known.most_bytes / line))


def _first_day(table: pd.DataFrame, most: int) -> date | None:
    """The first day from which on there are no more than so many; None where the last alone has more."""
    days = table["timestamp"].to_numpy().astype("datetime64[us]", copy=False).view(np.int64) // _DAY
    start = int(days.min())
    days -= start
    later = np.bincount(days)[::-1].cumsum()[::-1]
    fitting = np.flatnonzero(later <= most)
    return (
        None if not len(fitting) else date.fromordinal(date(1970, 1, 1).toordinal() + start + int(fitting[0]))
    )
