"""Which hours of a history are whole, where its rows may be finer than hours, and how long hours last."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_HOUR = pd.Timedelta(hours=1)
_DAY = pd.Timedelta(days=1)
_MINUTES, _HOURS_A_DAY = 60, 24
_ENOUGH_ROWS, _REGULAR = 12, 0.9
"""Rows from which on a day shows a step of its own, and how many of them must lie on it."""


def whole_hours(
    times: pd.DatetimeIndex, hours: pd.DatetimeIndex, duration: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the rows of one queue fill each of the ``hours``, shape (hours,).

    A shop may change its records. An hour is whole if finer rows fill it evenly, on whatever day. Else its
    rows are counted against the step of its day where that is coarser than the month's, and against the
    commonest of its month's days.

    Parameters
    ----------
    times
        Of the rows, rising.
    hours
        Without gaps, from a midnight to the hour of the last row or beyond.
    duration
        Of the hours, see :func:`elapsed_hours`.
    """
    row_hour = np.asarray((times.floor("h") - hours[0]) // _HOUR, dtype=np.int64)
    present = np.bincount(row_hour, minlength=len(hours))
    needed = _rows_of_an_hour(times, hours, row_hour)
    # A record that sums a repeated hour itself has as many rows for it as for any other.
    complete = (present == needed) | ((duration == 2) & (present == 2 * needed))
    return np.asarray(complete | _filled_evenly(times, row_hour, present, duration) & (present > needed))


def elapsed_hours(hours: pd.DatetimeIndex, timezone: str) -> NDArray[np.int64]:
    """Real hours of each hour on the wall clock, shape (hours,).

    1; 0 where the clocks skip it; 2 where they repeat it. Where they move by half an hour, parts of an hour
    count as a whole one.
    """
    if not len(hours):
        return np.zeros(0, dtype=np.int64)
    first, last = hours.min() - _DAY, hours.max() + _DAY
    quarters = pd.date_range(first, last, freq="15min", tz="UTC", unit="us")
    shown = quarters.tz_convert(timezone).tz_localize(None).floor("h")
    grid = pd.date_range(hours.min(), hours.max(), freq="h", unit="us")
    place = grid.get_indexer(shown)
    duration = np.bincount(place[place >= 0], minlength=len(grid)) / 4
    return np.ceil(duration[grid.get_indexer(hours)]).astype(np.int64)


def _filled_evenly(
    times: pd.DatetimeIndex,
    row_hour: NDArray[np.int64],
    present: NDArray[np.int64],
    duration: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Hours that have a row at each of 2, 3, 4, … equal parts: only finer records look so."""
    parts = present // np.maximum(duration, 1)
    step = np.where((parts > 1) & (_MINUTES % np.maximum(parts, 1) == 0), _MINUTES // np.maximum(parts, 1), 0)
    own = step[row_hour]
    fits = (own > 0) & (np.asarray(times.minute) % np.maximum(own, 1) == 0)
    return np.asarray((step > 0) & (np.bincount(row_hour[fits], minlength=len(present)) == present))


def _rows_of_an_hour(
    times: pd.DatetimeIndex, hours: pd.DatetimeIndex, row_hour: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Rows of a complete hour, for each of ``hours``: by the commonest spacing of its month, or its day.

    A day's own step counts if nine tenths of at least a dozen rows lie on it and it is the coarser one.
    """
    spacing = times[1:] - times[:-1]
    # Spacings of up to an hour only: a month of isolated rows is hourly.
    within = np.asarray((spacing > pd.Timedelta(0)) & (spacing <= _HOUR))
    found = pd.DataFrame({"day": times[1:][within].normalize(), "step": spacing[within]})
    counts = found.value_counts(sort=False).rename("rows").reset_index()
    # The commonest of each day, of equals the finest; then of the days of a month.
    of_day = counts.sort_values(["day", "rows", "step"], ascending=[True, False, True]).drop_duplicates("day")
    steps = (
        of_day["step"].groupby(_month(pd.DatetimeIndex(of_day["day"]))).agg(lambda each: each.mode().iloc[0])
    )
    needed = np.asarray(_HOUR // steps.reindex(_month(hours)).fillna(_HOUR), dtype=np.int64)
    if not (needed > 1).any():
        return needed
    # The hours begin with a midnight, so that each day has 24 of them.
    day, minute = row_hour // _HOURS_A_DAY, np.asarray(times.minute)
    rows = np.bincount(day, minlength=-(-len(hours) // _HOURS_A_DAY))
    for parts in (12, 6, 4, 3, 2, 1):
        on_grid = np.bincount(day[minute % (_MINUTES // parts) == 0], minlength=len(rows))
        own = (rows >= _ENOUGH_ROWS) & (on_grid >= _REGULAR * rows)
        needed = np.where(own[np.arange(len(hours)) // _HOURS_A_DAY], np.minimum(needed, parts), needed)
    return needed


def _month(times: pd.DatetimeIndex) -> NDArray[np.int64]:
    return np.asarray(times.year * 12 + times.month, dtype=np.int64)
