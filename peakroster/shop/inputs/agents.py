"""agents.csv: who can work what, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.inputs.queue_cells import of_queues, parse_by_queue
from peakroster.shop.inputs.rotation_cells import parse_rotation
from peakroster.shop.inputs.rule_cells import parse_shift_limits
from peakroster.shop.settings.schema import MOST_CHATS
from peakroster.shop.table_specs import AGENTS
from peakroster.tables.clock import parse_clock, parse_window
from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.agents import FASTEST, SLOWEST, Agent
from scheduler.domain.queues import Queue
from scheduler.domain.rules import NUMBERS, REGISTRY, Rules
from scheduler.domain.shop import Settings

HOURS_PER_WEEK = 168
MOST_YEARS = 60
MOST_COST = 1_000_000
"""Units of money an hour, of any currency."""


def read_agents(
    table: RawTable,
    report: Report,
    queues: Collection[str] | None,
    shifts: Collection[str] | None,
    settings: Settings | None,
) -> tuple[Agent, ...]:
    """The good rows, in the order of the file.

    queues, shifts: known names; settings: what shop.toml says of the queues; None = not checked.
    """
    if not len(table.rows):
        report.error("no_rows", table.file)
        return ()
    cells = ColumnParser(table, report)
    ids = cells.ids("agent_id", unique=True)
    names = cells.text("name")
    skills = cells.lists("skills", queues, "unknown_queue")
    # A cell of separators only holds something, but no skill; an empty one was reported as empty.
    separators = cells.table.cells["skills"].str.fullmatch(r"[;；\s]+").astype(bool)
    cells.fail("no_skills", "skills", separators)
    least = cells.numbers("min_hours_week", least=0, most=HOURS_PER_WEEK)
    most = cells.numbers("max_hours_week", least=0, most=HOURS_PER_WEEK)
    cells.fail("hours_contradict", "min_hours_week", least > most, lambda place: {"most": f"{most[place]:g}"})
    own_shifts = cells.lists("shifts", shifts, "unknown_shift")
    weekdays = cells.parsed("weekdays", parse_weekdays)
    hours = cells.parsed("hours", parse_window)
    first, last = cells.days("from"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    cost = none_for_nan(cells.numbers("hourly_cost", least=0, most=MOST_COST))
    minima, maxima = none_for_nan(least), none_for_nan(most)
    numbers = {
        spec.key: cells.numbers(column.name, least=spec.low, most=spec.high, whole=spec.whole)
        for column in AGENTS.columns
        for spec in NUMBERS
        if spec.column == column.name
    }
    least_month, most_month = numbers["min_hours_month"], numbers["max_hours_month"]
    cells.fail(
        "month_hours_contradict",
        "min_hours_month",
        least_month > most_month,
        lambda place: {"most": f"{most_month[place]:g}"},
    )
    own: dict[str, list[Any]] = {
        key: _whole(column) if REGISTRY[key].whole else none_for_nan(column)
        for key, column in numbers.items()
    }
    seniority = none_for_nan(cells.numbers("seniority", least=0, most=MOST_YEARS))
    regular = cells.parsed("regular_start", parse_clock)
    shift_limits = cells.parsed("shift_limits", lambda text: parse_shift_limits(text, shifts))
    levels, teams = cells.text("level"), cells.text("team")
    known_rotations = None if settings is None else settings.rotations
    rotations = cells.parsed("rotation", lambda text: parse_rotation(text, known_rotations))
    speeds = cells.parsed("speed", lambda text: parse_by_queue(text, queues, SLOWEST, FASTEST))
    known = () if settings is None else settings.queues
    chats = cells.parsed("max_chats", lambda text: _parse_chats(text, queues, known))
    return tuple(
        Agent(
            id=ids.iloc[place],
            name=names.iloc[place],
            skills=skills[place],
            min_hours_week=minima[place],
            max_hours_week=maxima[place],
            shifts=own_shifts[place] or None,
            weekdays=weekdays[place],
            hours=hours[place],
            first_day=_day(first.iloc[place]),
            last_day=_day(last.iloc[place]),
            hourly_cost=cost[place],
            row=int(table.rows[place]),
            rules=Rules(
                **{key: values[place] for key, values in own.items()}, shift_limits=shift_limits[place] or ()
            ),
            speeds=tuple(of_queues(speeds[place], skills[place]).items()),
            max_chats=tuple(_chats_of(chats[place], skills[place], known).items()),
            regular_start=regular[place],
            seniority=seniority[place],
            level=levels.iloc[place] or None,
            team=teams.iloc[place] or None,
            rotation=rotations[place],
        )
        for place in np.flatnonzero(cells.good)
    )


def _parse_chats(text: str, names: Collection[str] | None, queues: Sequence[Queue]) -> dict[str, float]:
    """As :func:`parse_by_queue`; also raises UnreadableError ``chats_of_deferred``."""
    found = parse_by_queue(text, names, 1, MOST_CHATS, whole=True)
    for queue in queues:
        if queue.deferred is not None and queue.id in found:
            raise UnreadableError("chats_of_deferred", token=queue.id)
    return found


def _chats_of(
    given: dict[str, float] | None, skills: Collection[str], queues: Sequence[Queue]
) -> dict[str, int]:
    """Chats at once by skill; a number without a queue is not meant for the telephone or for tickets."""
    named = given or {}
    several = {queue.id for queue in queues if queue.holds_several}
    return {
        queue: int(most)
        for queue, most in of_queues(given, skills).items()
        if queue in named or queue in several
    }


def _whole(numbers: NDArray[np.float64]) -> list[int | None]:
    return [None if np.isnan(number) else int(number) for number in numbers]


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
