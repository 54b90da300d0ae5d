"""meetings.csv: meetings, training and coaching, who takes part and when they may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.shop.settings.schema import RESERVED_QUEUES
from peakroster.tables.clock import parse_window
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.names import KnownNames
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.weekdays import parse_weekdays
from peakroster.tables.yes_no import parse_yes_no
from scheduler.domain.agents import Agent
from scheduler.domain.meetings import Meeting
from scheduler.domain.windows import MINUTES_PER_DAY, Window

EVERYBODY = "all"
_EVERYBODY_CHINESE = "全体"
MOST_DAYS = 400
"""From the first to the last date of a row."""
_STANDBY = ("standby", "off", "reserve")
_WHOLE_DAY = Window(0, MINUTES_PER_DAY)


def read_meetings(
    table: RawTable,
    report: Report,
    agents: tuple[Agent, ...],
    people: Collection[str] | None,
    queues: KnownNames | None,
    interval: int | None,
) -> tuple[Meeting, ...]:
    """The good rows, one meeting for each of their dates.

    agents: those of agents.csv. people, queues: ids and names of both; None = not checked.
    interval: planning interval in minutes; None = not checked.
    """
    cells = ColumnParser(table, report)
    names = cells.text("meeting")
    titles = {} if queues is None else dict(queues.titles)
    taken = {*RESERVED_QUEUES, *_STANDBY, *titles, *titles.values()}
    cells.fail("meeting_name_taken", "meeting", names.isin(list(taken)))
    first, last = cells.days("date"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    most = {"most": MOST_DAYS}
    cells.fail("meeting_too_often", "until", (last - first).dt.days >= MOST_DAYS, lambda place: most)
    weekdays = cells.parsed("weekdays", parse_weekdays)
    minutes = cells.numbers("minutes", above=0, most=MINUTES_PER_DAY, whole=True)
    windows = cells.parsed("hours", parse_window)
    room = np.array([_room(window) for window in windows])
    cells.fail("meeting_too_long", "minutes", minutes > room, lambda place: {"room": int(room[place])})
    if interval is not None:
        grid = {"interval": interval}
        cells.fail("shift_off_grid", "minutes", minutes % interval > 0, lambda place: grid)
        off = [
            window is not None and (window.start % interval or window.end % interval) for window in windows
        ]
        cells.fail("shift_off_grid", "hours", np.array(off, dtype=bool), lambda place: grid)
    apart = cells.parsed("apart", parse_yes_no)
    known = None if people is None or queues is None else _known(people, titles)
    who = cells.lists("agents", known, "unknown_agent")
    found: list[Meeting] = []
    for place in np.flatnonzero(cells.good):
        invited = tuple(agent.id for agent in agents if _is_invited(agent, who[place]))
        found += [
            Meeting(
                names.iloc[place],
                day,
                int(minutes[place]),
                windows[place] or _WHOLE_DAY,
                invited,
                bool(apart[place]),
                int(table.rows[place]),
            )
            for day in _dates(first.iloc[place], last.iloc[place], weekdays[place])
        ]
    return tuple(found)


def _known(people: Collection[str], titles: dict[str, str]) -> KnownNames:
    names = people.titles if isinstance(people, KnownNames) else {name: name for name in people}
    return KnownNames({**names, **titles, EVERYBODY: _EVERYBODY_CHINESE})


def _room(window: Window | None) -> int:
    return MINUTES_PER_DAY if window is None else window.end - window.start


def _is_invited(agent: Agent, who: tuple[str, ...]) -> bool:
    """By the own id, by a queue that the agent serves, or as everybody."""
    return bool({EVERYBODY, agent.id, *agent.skills} & {*who})


def _dates(first: pd.Timestamp, last: pd.Timestamp, weekdays: frozenset[int] | None) -> Iterator[date]:
    days = 1 if pd.isna(last) else (last - first).days + 1
    for offset in range(days):
        day = first.date() + timedelta(days=offset)
        if weekdays is None or day.weekday() in weekdays:
            yield day
