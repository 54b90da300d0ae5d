"""agents.csv: who can work what, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from peakroster.shop.inputs.rule_cells import parse_shift_limits
from peakroster.shop.settings.schema import LONGEST_RUN
from peakroster.tables.cells import Cells, optional
from peakroster.tables.clock import parse_window
from peakroster.tables.report import Report
from peakroster.tables.tables import Table
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.agents import Agent

HOURS_PER_WEEK, HOURS_PER_MONTH = 168, 744
WEEKENDS_PER_MONTH = 5


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
    most_days = _whole(cells, "max_consecutive_days", 1, 366)
    least_days = _whole(cells, "min_consecutive_days", 1, LONGEST_RUN)
    least_off = _whole(cells, "min_consecutive_days_off", 1, LONGEST_RUN)
    weekends = _whole(cells, "max_weekends_month", 0, WEEKENDS_PER_MONTH)
    least_month = cells.numbers("min_hours_month", least=0, most=HOURS_PER_MONTH)
    most_month = cells.numbers("max_hours_month", least=0, most=HOURS_PER_MONTH)
    cells.fail(
        "month_hours_contradict",
        "min_hours_month",
        least_month > most_month,
        lambda place: {"most": f"{most_month[place]:g}"},
    )
    month_minima, month_maxima = optional(least_month), optional(most_month)
    shift_limits = cells.parsed("shift_limits", lambda text: parse_shift_limits(text, shifts))
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
            max_consecutive_days=most_days[place],
            min_consecutive_days=least_days[place],
            min_consecutive_days_off=least_off[place],
            max_weekends_month=weekends[place],
            min_hours_month=month_minima[place],
            max_hours_month=month_maxima[place],
            shift_limits=shift_limits[place] or (),
        )
        for place in np.flatnonzero(cells.good)
    )


def _whole(cells: Cells, column: str, least: int, most: int) -> list[int | None]:
    numbers = cells.numbers(column, least=least, most=most, whole=True)
    return [None if np.isnan(number) else int(number) for number in numbers]


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
