"""agents.csv: who can work what, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from peakroster.shop.cells import Cells, optional
from peakroster.shop.clock import parse_window
from peakroster.shop.model import Agent
from peakroster.shop.report import Report
from peakroster.shop.tables import Table
from peakroster.shop.weekdays import parse_weekdays

HOURS_PER_WEEK = 168


def read_agents(
    table: Table, report: Report, queues: Collection[str] | None, shifts: Collection[str] | None
) -> tuple[Agent, ...]:
    """The good rows, in the order of the file. queues, shifts: known names; None = not checked."""
    if not len(table.rows):
        report.error("no_rows", table.file)
        return ()
    cells = Cells(table, report)
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
    cost = optional(cells.numbers("hourly_cost", least=0))
    minima, maxima = optional(least), optional(most)
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
        )
        for place in np.flatnonzero(cells.good)
    )


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
