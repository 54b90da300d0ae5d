"""The figures of a history as columns of numbers: kept small, since a large file has millions of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from peakroster.layouts.cells.clocks import MINUTES
from peakroster.layouts.history.cells import MOST

_ORIGIN = date(1970, 1, 1).toordinal()
_PENDING = 100_000
"""Figures of plain rows that are put into the columns at once."""
_MOST_TEXTS = 200_000


class Figures:
    """Columns of figures, in the order of the sheet. has_times: whether handling times come with them."""

    def __init__(self, has_times: bool) -> None:
        self._days, self._minutes, self._queues = array("i"), array("h"), array("i")
        self._values, self._rows = array("i"), array("i")
        self._times: array[float] | None = array("d") if has_times else None

    def add(self, day: int, minute: int, queue: int, value: int, row: int, time: float) -> None:
        """One figure. day: its ordinal. minute: after midnight of that day, also before or behind it."""
        self._days.append(day + minute // MINUTES)
        self._minutes.append(minute % MINUTES)
        self._queues.append(queue)
        self._values.append(value)
        self._rows.append(row)
        if self._times is not None:
            self._times.append(time)

    def extend(self, days: Any, minutes: Any, queues: Any, values: Any, rows: Any) -> None:
        """Figures of a table of rows and columns, without handling times; each argument broadcasts to it."""
        shape = values.shape
        over, within = np.divmod(minutes, MINUTES)
        for kept, kind, part in (
            (self._days, np.int32, days + over),
            (self._minutes, np.int16, within),
            (self._queues, np.int32, queues),
            (self._values, np.int32, values),
            (self._rows, np.int32, rows),
        ):
            kept.frombytes(np.broadcast_to(part, shape).astype(kind).tobytes())

    def frame(self, names: Sequence[str]) -> pd.DataFrame:
        """All as ``timestamp``, ``queue``, ``inquiries``, ``aht_seconds``, ``row``.

        The columns are handed over, and empty after it. names: of the queues, by their numbers.
        """
        stamps: Any = np.frombuffer(self._days, dtype=np.int32).astype(np.int64)
        stamps -= _ORIGIN
        stamps *= MINUTES
        stamps += np.frombuffer(self._minutes, dtype=np.int16)
        stamps *= 60_000_000
        self._days, self._minutes = array("i"), array("h")
        codes: Any = np.frombuffer(self._queues, dtype=np.int32)
        queue = pd.Categorical.from_codes(codes, categories=pd.Index(list(names) or [""]))
        del codes
        self._queues = array("i")
        values = np.frombuffer(self._values, dtype=np.int32).astype(np.int64)
        self._values = array("i")
        times = np.full(len(values), np.nan) if self._times is None else np.frombuffer(self._times)
        columns = {
            "timestamp": stamps.view("datetime64[us]"),
            "queue": queue,
            "inquiries": values,
            "aht_seconds": times,
            "row": np.frombuffer(self._rows, dtype=np.int32),
        }
        return pd.DataFrame(columns, copy=False)


class _PlainNumbers(dict[str, int | None]):
    """Text → the count that it is in any way of writing numbers: digits alone; None for any other text."""

    def __missing__(self, text: str) -> int | None:
        value = int(text) if len(text) <= 9 and text.isascii() and text.isdigit() else None
        value = None if value is None or value > MOST else value
        if len(self) < _MOST_TEXTS:
            self[str(text)] = value
        return value


class PlainRows:
    """Rows whose figures are all plain numbers: read at once, and put into the columns many together.

    They are most of a large file. Any other row is read cell by cell, once those that wait are in place.

    Parameters
    ----------
    cells
        By column of figures: its place, and its own minute, day (ordinal) and number of the queue; None = as
        the row says.
    figures
        Where they are put.
    """

    def __init__(
        self, cells: Sequence[tuple[int, int | None, int | None, int | None]], figures: Figures
    ) -> None:
        self._figures = figures
        places, *own = zip(*cells, strict=True) if cells else ((), (), (), ())
        self._own = [np.array([0 if one is None else one for one in each], dtype=np.int64) for each in own]
        self._asks = [np.array([one is None for one in each]) for each in own]
        self._width = max(places, default=-1) + 1
        self._needs_minute, self._needs_day = (bool(each.any()) for each in self._asks[:2])
        is_run = tuple(range(self._width - len(places), self._width)) == places
        at: Any = slice(self._width - len(places), self._width) if is_run else places
        self._cells: Any = itemgetter(at) if is_run else itemgetter(*at) if len(at) > 1 else None
        self._numbers = _PlainNumbers()
        self._values: list[int] = []
        self._keys: list[tuple[int, int, int, int]] = []

    def read(self, row: Sequence[str], day: date | None, minute: int | None) -> list[int] | None:
        """The figures of a row; None where it has to be read cell by cell."""
        if self._cells is None or len(row) < self._width:
            return None
        if (self._needs_minute and minute is None) or (self._needs_day and day is None):
            return None
        values = list(map(self._numbers.__getitem__, self._cells(row)))
        return None if None in values else values  # type: ignore[return-value]

    def add(self, values: list[int], day: date | None, minute: int | None, queue: int, row: int) -> bool:
        """Keep the figures of a row; whether so many wait that they should be put in place."""
        self._values += values
        self._keys.append((minute or 0, 0 if day is None else day.toordinal(), queue, row))
        return len(self._values) >= _PENDING

    def put(self) -> Any:
        """Put what waits into the columns; the sums by column, None where nothing did."""
        if not self._keys:
            return None
        values = np.array(self._values, dtype=np.int64).reshape(len(self._keys), -1)
        keys = np.array(self._keys, dtype=np.int64)
        minutes, days, queues = (
            np.where(asks, keys[:, [place]], own)
            for place, (asks, own) in enumerate(zip(self._asks, self._own, strict=True))
        )
        self._figures.extend(days, minutes, queues, values, keys[:, [3]])
        self._values, self._keys = [], []
        return values.sum(axis=0)
