"""A small plan with all of its tables, made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

from peakroster.plans.tables import DTYPES, TABLES, kind_of
from scheduler.domain.plan import Plan

FIRST_DAY = date(2026, 11, 9)


def typed(name: str, rows: list[tuple]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(TABLES[name]))
    return table.astype({column: DTYPES[kind_of(column)] for column in TABLES[name]})  # type: ignore[index]


def hourly(first_day: date, days: int, queues: tuple[str, ...] = ("presale", "aftersale")) -> list[tuple]:
    start = datetime(first_day.year, first_day.month, first_day.day)
    hours = [start + timedelta(hours=hour) for hour in range(days * 24 + 12)]
    return [(hour, queue) for hour in hours for queue in queues]


def roster_rows(first_day: date, worked: list[tuple[str, int, str]]) -> list[tuple]:
    """``worked``: agent, day of the plan, ``day`` (08:00-16:30) or ``night`` (22:00-06:00)."""
    rows = []
    for agent, offset, shift in worked:
        day = first_day + timedelta(days=offset)
        start = datetime(day.year, day.month, day.day, 8 if shift == "day" else 22)
        rows.append((agent, day, shift, start, start + timedelta(hours=8.5 if shift == "day" else 8), 8.0))
    return rows


def activity_rows(roster: list[tuple]) -> list[tuple]:
    """Two activities a shift, split in its middle."""
    rows = []
    for agent, _, _, start, end, _ in roster:
        middle = start + timedelta(hours=4)
        rows += [(agent, start, middle, "presale"), (agent, middle, end, "aftersale")]
    return rows


def make_plan(
    first_day: date = FIRST_DAY,
    days: int = 1,
    worked: tuple[tuple[str, int, str], ...] = (("007", 0, "day"), ("客服,1", 0, "night")),
) -> Plan:
    hours = hourly(first_day, days)
    roster = roster_rows(first_day, list(worked))
    return Plan(
        first_day=first_day,
        days=days,
        forecast=typed("forecast", [(*hour, 10.123456, 0.0, 9.5, 21.0) for hour in hours]),
        requirement=typed("requirement", [(*hour, 10.1235 / 3, 3) for hour in hours]),
        roster=typed("roster", roster),
        activities=typed("activities", activity_rows(roster)),
        coverage=typed("coverage", [(*hour, 3 / 0.9, 2, 0.1 + 0.2) for hour in hours]),
        summary={"status": "optimal", "gap": 0.0, "seconds": {"forecast": 1.5}, "note": "好"},
    )
