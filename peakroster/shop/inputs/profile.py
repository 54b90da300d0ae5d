"""profile.csv: the normal week of a queue as the shop itself expects it, where there is little history."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from peakroster.shop.inputs.history import MOST_INQUIRIES
from peakroster.shop.settings.opening import hours_of_week
from peakroster.tables.clock import parse_clock
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.shop import Shop

DAYS, HOURS = 7, 24
EVERY_DAY = frozenset(range(DAYS))
_HOUR = re.compile(r"\d{1,2}", re.ASCII)


def read_profiles(
    table: RawTable, report: Report, queues: Collection[str] | None
) -> dict[str, NDArray[np.float64]]:
    """Queue → expected inquiries of each hour of a normal week, shape (7, 24), Monday first.

    NaN = not given. A row that names weekdays counts before one that is for every day.
    """
    cells = ColumnParser(table, report)
    names = cells.known("queue", queues, "unknown_queue")
    weekdays = cells.parsed("weekday", parse_weekdays)
    hours = cells.parsed("hour", parse_hour)
    inquiries = cells.numbers("inquiries", least=0, most=MOST_INQUIRIES)
    # Of every day (0) and of its own weekdays (1), each hour may be said once.
    rows = {name: np.zeros((2, DAYS, HOURS), dtype=np.int64) for name in names.unique()}
    weeks = {name: np.full((2, DAYS, HOURS), np.nan) for name in names.unique()}
    for place in np.flatnonzero(cells.good):
        name, days, hour = names.iloc[place], weekdays[place], hours[place]
        at = int(days is not None), sorted(days or EVERY_DAY), hour
        said = rows[name][at]
        if said.any():
            cells.fail_at("duplicate_row", "hour", int(place), {"first": int(said.max())})
            continue
        rows[name][at] = table.rows[place]
        weeks[name][at] = inquiries[place]
    known = {name: np.where(np.isnan(own), usual, own) for name, (usual, own) in weeks.items() if name}
    return {name: week for name, week in known.items() if not np.isnan(week).all()}


def parse_hour(text: str) -> int:
    """The hour of the day that ``8``, ``08:00`` or a spreadsheet's day fraction names: 0 … 23.

    Raises UnreadableError ``bad_hour``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _HOUR.fullmatch(plain):
        hour, minute = int(plain), 0
    else:
        try:
            hour, minute = divmod(parse_clock(plain), 60)
        except UnreadableError:
            raise UnreadableError("bad_hour") from None
    if minute or hour >= HOURS:
        raise UnreadableError("bad_hour")
    return hour


def warn_of_odd_profiles(shop: Shop, report: Report) -> None:
    """Open hours that a profile leaves out."""
    for queue in shop.settings.queues:
        week = shop.profiles.get(queue.id)
        if week is None:
            continue
        missing = np.isnan(week) & hours_of_week(queue.open)
        if missing.any():
            day, hour = np.argwhere(missing)[0]
            report.warning(
                "profile_hours_missing",
                "profile.csv",
                column="hour",
                value=queue.id,
                count=int(missing.sum()),
                weekday=int(day),
                hour=f"{hour:02d}:00",
            )
