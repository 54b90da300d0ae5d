"""A roster that was really worked, written by a manager: to be put in place as the plan before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.shop.inputs.roster_files import read_roster
from peakroster.tables.clock import parse_clock
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.plan import ROSTER_COLUMNS
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop

LONGEST_HOURS = 24
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|0?\.\d+|0|1"


def adopted_roster(path: Path, shop: Shop, near: date | None = None) -> pd.DataFrame:
    """Read a roster of any .csv or .xlsx file: see :func:`read_roster` for the forms. near: as there.

    Returns the columns ROSTER_COLUMNS with the types of :class:`scheduler.domain.plan.Plan`, in the
    order of agents.csv, then date. ``start`` and ``end`` may be timestamps, times of day, or empty where
    the shift is in shifts.csv; ``paid_hours`` defaults to the length less the shift's meal. Rows of
    ``off`` are left out, those of unknown agents too; ``.attrs["span"]`` has the first and last date of the
    file, days off included. The warnings (tuple of Finding) are in ``.attrs["warnings"]``. Raises InputError
    with all errors.
    """
    report = Report()
    roster = pd.DataFrame()
    if (table := read_roster(path, shop, report, near)) is not None:
        roster = _read(table, shop, report)
    if report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    roster.attrs["warnings"] = report.findings("warning")
    return roster


def _read(table: RawTable, shop: Shop, report: Report) -> pd.DataFrame:
    cells = ColumnParser(table, report)
    order = {agent.id: place for place, agent in enumerate(shop.agents)}
    ids = cells.text("agent_id")
    unknown = ~ids.isin([*order, ""])
    cells.warn(
        "adopted_unknown_agent",
        "agent_id",
        unknown & _first_of_row(table),
        lambda place: {"known": nearest_first(ids.iloc[place], order)},
    )
    days = cells.days("date")
    names = cells.text("shift")
    worked = (names != OFF) & ~unknown & days.notna() & (names != "")
    starts, ends = _times(cells, shop, days, names, worked)
    hours = (ends - starts).dt.total_seconds() / 3600
    cells.fail("adopted_end", "end", worked & (hours <= 0))
    cells.fail(
        "adopted_too_long",
        "end",
        worked & (hours > LONGEST_HOURS),
        lambda place: {"hours": f"{hours.iloc[place]:g}", "most": LONGEST_HOURS},
    )
    cells.fail("adopted_other_day", "start", worked & starts.notna() & (starts.dt.normalize() != days))
    given = cells.numbers("paid_hours", least=0)
    cells.fail(
        "adopted_paid_hours",
        "paid_hours",
        worked & (given > hours + 0.005),
        lambda place: {"hours": f"{hours.iloc[place]:g}"},
    )
    meals = names.map({shift.name: shift.meal_minutes / 60 for shift in shop.shifts}).fillna(0.0)
    usual = (hours - meals).where(hours > meals, hours)
    paid = pd.Series(given, index=hours.index).fillna(usual)
    frame = pd.DataFrame(
        {"agent_id": ids, "date": days, "shift": names, "start": starts, "end": ends, "paid_hours": paid}
    )
    frame["order"] = ids.map(order)
    frame["row"] = table.rows
    frame = frame[cells.good & worked.to_numpy()].sort_values(["order", "start"])
    _check_overlaps(frame, table, report)
    if frame.empty and not report.has("error"):
        report.error("no_rows", table.file)
    frame["date"] = frame["date"].dt.date.astype(object)
    frame = frame[list(ROSTER_COLUMNS)].reset_index(drop=True)
    there = days[cells.good & ~unknown.to_numpy()]
    frame.attrs["span"] = None if there.isna().all() else (there.min().date(), there.max().date())
    return frame


def _first_of_row(table: RawTable) -> pd.Series:
    """One cell of each row of the file, so that what a whole row of a matrix has wrong is said once."""
    return ~pd.Series(table.rows, index=table.cells.index).duplicated()


def _times(
    cells: ColumnParser, shop: Shop, days: pd.Series, names: pd.Series, worked: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Start and end of each row: as given, or as shifts.csv has them."""
    starts = _given(cells, "start", days, None)
    ends = _given(cells, "end", days, starts)
    catalogue = {shift.name: shift for shift in shop.shifts}
    given = (cells.text("start") != "") & (cells.text("end") != "")
    unnamed = worked & ~names.isin(list(catalogue)) & ~given
    known = nearest_first("", catalogue)
    cells.fail("adopted_no_times", "shift", unnamed, {"known": known})
    usual_start = names.map({name: float(shift.start) for name, shift in catalogue.items()})
    usual_end = names.map({name: float(shift.end) for name, shift in catalogue.items()})
    starts = starts.where(cells.text("start") != "", days + pd.to_timedelta(usual_start, unit="min"))
    ends = ends.where(cells.text("end") != "", days + pd.to_timedelta(usual_end, unit="min"))
    return starts, ends


def _given(cells: ColumnParser, column: str, days: pd.Series, starts: pd.Series | None) -> pd.Series:
    """A column of timestamps or times of day; an end of day that is not after the start is tomorrow's."""
    end = column == "end"
    clock = cells.text(column).str.fullmatch(_CLOCK).astype(bool)
    minutes = pd.Series(
        cells.parsed(column, lambda text: parse_clock(text, end=end), where=clock), dtype="float64"
    )
    of_day = days + pd.to_timedelta(minutes, unit="min")
    if starts is not None:
        of_day = of_day.where(~(of_day <= starts), of_day + pd.Timedelta(days=1))
    return of_day.where(clock, cells.timestamps(column, end=end, where=~clock))


def _check_overlaps(frame: pd.DataFrame, table: RawTable, report: Report) -> None:
    """No agent twice on one date, nor in two shifts at once. frame: sorted by agent, then start."""
    same = (frame["agent_id"] == frame["agent_id"].shift()).to_numpy()
    last_row = frame["row"].shift().fillna(0).astype("int64")
    twice = same & (frame["date"] == frame["date"].shift()).to_numpy()
    overlap = same & ~twice & (frame["start"] < frame["end"].shift()).to_numpy()
    for code, mask in (("adopted_duplicate", twice), ("adopted_overlap", overlap)):
        mask &= ~frame["row"].where(mask).duplicated().to_numpy()
        marked = frame[mask]
        firsts = last_row[mask].tolist()
        rows = marked["row"].to_numpy(dtype=np.int64)
        header = table.headers.get("agent_id", "agent_id")
        report.rows(
            "error",
            code,
            table.file,
            header,
            rows,
            marked["agent_id"].tolist(),
            lambda place, firsts=firsts: {"first": firsts[place]},
        )
