"""history.csv: how many customers asked, hour by hour. It may have a million rows: whole columns only."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.settings.schema import SECONDS_PER_DAY, SHORTEST_CHAT
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report

MOST_INQUIRIES = 10_000_000
"""In one interval; more is a slip of the keyboard."""

_STEPS = (60, 30, 20, 15, 10, 5)
_FINE_STEPS = (12, 6, 4, 3, 2, 1)  # minutes; taken for a day only if it has rows enough to mean it
_ENOUGH_ROWS = 60
_REGULAR = 0.9  # share of a day's rows that must lie on its step; the rest are off the grid


def empty_history() -> pd.DataFrame:
    """A history without rows, with its columns and types."""
    return pd.DataFrame(
        {
            "timestamp": pd.Series([], dtype="datetime64[us]"),
            "queue": pd.Series([], dtype="str"),
            "inquiries": pd.Series([], dtype="int64"),
            "aht_seconds": pd.Series([], dtype="float64"),
        }
    )


def looks_sound(table: RawTable) -> bool:
    """Whether at least half of these rows have a timestamp and a count; a missing column is no nonsense."""
    cells = ColumnParser(table, Report())
    cells.good |= True
    if "timestamp" in table.headers:
        cells.timestamps("timestamp")
    if "inquiries" in table.headers:
        cells.numbers("inquiries")
    return not len(cells) or float(cells.good.mean()) >= 0.5


def read_history(
    table: RawTable, report: Report, queues: Collection[str] | None, timezone: str | None
) -> pd.DataFrame:
    """The good rows as :class:`scheduler.domain.shop.Shop` describes them.

    queues, timezone: what shop.toml says; None = could not be read, and is not checked against.
    The hour that clocks repeat is summed (its handling time is the mean over its inquiries).
    """
    if not len(table.rows):
        (report.error if table.spec.required else report.warning)("no_rows", table.file)
        return empty_history()
    cells = ColumnParser(table, report)
    timestamps = cells.timestamps("timestamp")
    queue = cells.known("queue", queues, "unknown_queue")
    inquiries = cells.numbers("inquiries", least=0, most=MOST_INQUIRIES, whole=True)
    aht = cells.numbers("aht_seconds", least=SHORTEST_CHAT, most=SECONDS_PER_DAY)
    placed = (timestamps.notna() & (queue != "")).to_numpy() & ~table.broken
    _check_grid(cells, timestamps, queue, placed)
    _check_duplicates(cells, timestamps, queue, placed, timezone)
    frame = pd.DataFrame(
        {"timestamp": timestamps, "queue": queue, "inquiries": inquiries, "aht_seconds": aht}
    )[cells.good]
    frame = frame.astype({"inquiries": "int64"})
    return _summed(frame).sort_values(["queue", "timestamp"], ignore_index=True)


def day_steps(timestamps: pd.Series, queue: pd.Series) -> pd.Series:
    """Minutes from one row to the next on each row's day and queue: 60, 30, 20, 15, 10, 5, or less.

    A shop may change the interval of its records from one day to another. The longest step on which 90 %
    of the day's rows lie is the day's; the others are off the grid.
    """
    minute = timestamps.dt.minute.to_numpy()
    day = pd.DataFrame({"queue": queue, "day": timestamps.dt.normalize()}).groupby(["queue", "day"]).ngroup()
    sizes = np.bincount(day)
    found = np.zeros(len(sizes), dtype=np.int64)
    for step in (*_STEPS, *_FINE_STEPS):
        if found.all():
            break
        regular = np.bincount(day, weights=minute % step == 0) >= _REGULAR * sizes
        if step in _FINE_STEPS:
            regular &= sizes >= _ENOUGH_ROWS
        found[(found == 0) & regular] = step
    found[found == 0] = _STEPS[0]
    return pd.Series(found[day], index=timestamps.index)


def _check_grid(
    cells: ColumnParser, timestamps: pd.Series, queue: pd.Series, placed: NDArray[np.bool_]
) -> None:
    """Rows must start on the hour or an even part of it, and no queue may have only days or half days."""
    steps = day_steps(timestamps[placed], queue[placed])
    off = np.zeros(len(cells), dtype=bool)
    off[placed] = (timestamps[placed].dt.minute % steps != 0).to_numpy()
    minutes = steps.reindex(timestamps.index)
    cells.fail("off_grid", "timestamp", off, lambda place: {"minutes": int(minutes.iloc[place])})
    for name, times in timestamps[placed & ~off].groupby(queue[placed & ~off], sort=True):
        apart = times.sort_values().diff().dropna()
        apart = apart[apart > pd.Timedelta(0)]
        if len(apart) > 1 and apart.min() > pd.Timedelta(hours=1):
            header = cells.table.headers["timestamp"]
            hours = f"{apart.dt.total_seconds().median() / 3600:g}"
            file, row = cells.table.file, int(cells.table.rows[times.index[0]])
            cells.report.error("history_too_coarse", file, row, column=header, value=str(name), hours=hours)


def _check_duplicates(
    cells: ColumnParser,
    timestamps: pd.Series,
    queue: pd.Series,
    placed: NDArray[np.bool_],
    timezone: str | None,
) -> None:
    """Every queue and interval once; twice where the clocks went back."""
    keys = pd.DataFrame({"timestamp": timestamps, "queue": queue})
    again = placed & keys.duplicated().to_numpy()
    if not again.any():
        return
    groups = keys.loc[placed].groupby(["queue", "timestamp"], sort=False)
    nth = groups.cumcount().reindex(keys.index, fill_value=0)
    first = pd.Series(cells.table.rows, index=keys.index)[placed].groupby(
        [queue[placed], timestamps[placed]], sort=False
    )
    first_rows = first.transform("first").reindex(keys.index)
    repeated = np.zeros(len(cells), dtype=bool)
    repeated[again] = is_repeated(timestamps[again], timezone).to_numpy() & (nth[again] == 1).to_numpy()
    cells.fail(
        "duplicate_hour",
        "timestamp",
        again & ~repeated,
        lambda place: {"first": int(first_rows.iloc[place]), "queue": queue.iloc[place]},
    )


def is_repeated(timestamps: pd.Series, timezone: str | None) -> pd.Series:
    """Which local times occur twice because clocks go back."""
    if timezone is None:
        return pd.Series(False, index=timestamps.index)
    local = timestamps.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    return local.isna()


def is_skipped(timestamps: pd.Series, timezone: str) -> pd.Series:
    """Which local times never occur because clocks go forward."""
    first = np.ones(len(timestamps), dtype=bool)  # of two equal local times; only the other ones matter
    return timestamps.dt.tz_localize(timezone, ambiguous=first, nonexistent="NaT").isna()


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per queue and timestamp."""
    keys = ["timestamp", "queue"]
    if not frame.duplicated(keys).any():
        return frame
    observed = frame["aht_seconds"].notna()
    frame = frame.assign(
        handled=frame["inquiries"].where(observed, 0),
        worked=(frame["inquiries"] * frame["aht_seconds"]).fillna(0.0),
        plain=frame["aht_seconds"],
    )
    grouped = frame.groupby(keys, sort=False, as_index=False)
    summed = grouped.agg({"inquiries": "sum", "handled": "sum", "worked": "sum", "plain": "mean"})
    weighted = summed["worked"] / summed["handled"].where(summed["handled"] > 0)
    summed["aht_seconds"] = weighted.fillna(summed["plain"])
    return summed[["timestamp", "queue", "inquiries", "aht_seconds"]]
