"""events.csv: past and planned promotions."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from peakroster.shop.settings.schema import LARGEST_SHARE
from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from scheduler.domain.events import Event

MOST_INTENSITY = 1e15
"""On any scale; the turnover of a whole country is less."""
MOST_UPLIFT = 1_000
MOST_OPENING = 12
"""All of an hour in its first five minutes."""


def read_events(table: RawTable, report: Report, queues: Collection[str] | None) -> tuple[Event, ...]:
    """The good rows, in the order of the file."""
    cells = ColumnParser(table, report)
    names = cells.text("event")
    cells.unique(["event"])
    kinds = cells.text("kind")
    starts, ends = cells.span("event_ends_early")
    concerned = cells.lists("queues", queues, "unknown_queue")
    intensity = none_for_nan(cells.numbers("intensity", above=0, most=MOST_INTENSITY))
    uplift = none_for_nan(cells.numbers("uplift", above=0, most=MOST_UPLIFT))
    resolved = none_for_nan(cells.numbers("bot_share", least=0, most=LARGEST_SHARE))
    opening = none_for_nan(cells.numbers("opening", least=1, most=MOST_OPENING))
    return tuple(
        Event(
            name=names.iloc[place],
            kind=kinds.iloc[place],
            start=starts.iloc[place].to_pydatetime(),
            end=ends.iloc[place].to_pydatetime(),
            queues=concerned[place],
            intensity=intensity[place],
            uplift=uplift[place],
            row=int(table.rows[place]),
            bot_share=resolved[place],
            opening=opening[place],
        )
        for place in np.flatnonzero(cells.good)
    )
