"""Attendance from a file to figures, and what of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from peakroster.attendance.cells import MINUTES_PER_DAY
from peakroster.attendance.compare import GRACE, OVERTIME_FROM, PersonDay, Totals, person_day, totals
from peakroster.attendance.intervals import interval_table
from peakroster.attendance.people import people_of
from peakroster.attendance.planned import Planned, no_plan, planned_between
from peakroster.attendance.records import Record, read_attendance
from peakroster.attendance.settings import (
    REMEMBERED,
    remembered_bytes,
    remembered_columns,
    require_headers,
    with_shrinkage,
)
from peakroster.attendance.shrinkage import Shrinkage, shrinkage_of
from peakroster.attendance.spells import Presence, presences
from peakroster.attendance.worked import worked_roster
from peakroster.plans.store import PlanStore
from peakroster.plans.worked import WORKED, read_worked, worked_bytes
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.shop.settings.schema import LARGEST_SHRINKAGE
from peakroster.store.door import writing
from peakroster.tables.findings import Finding

_MOST_NAMED = 12
_EPOCH = date(1970, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Attendance:
    """What a file says of the plans.

    days: every person and date with a shift or with somebody there. first, last: the dates that were judged.
    judged: agents whom the file has. named: column → header that this call named.
    """

    shop: ShopFolder
    file: str
    days: tuple[PersonDay, ...]
    first: date
    last: date
    planned: Planned
    judged: tuple[str, ...]
    intervals: pd.DataFrame
    shrinkage: Shrinkage
    grace: int
    overtime_from: int
    named: Mapping[str, str]
    warnings: tuple[Finding, ...]

    @property
    def totals(self) -> Totals:
        """Of everybody."""
        return totals(self.days, self.grace)

    def by_agent(self) -> dict[str, Totals]:
        """Of each person, in the order of agents.csv."""
        mine: dict[str, list[PersonDay]] = {agent: [] for agent in self.judged}
        for one in self.days:
            mine[one.agent].append(one)
        return {agent: totals(days, self.grace) for agent, days in mine.items() if days}


@dataclass(frozen=True)
class Stored:
    """What was written. rows: people and dates. shrinkage: the new one. later: plans made before."""

    rows: int
    shrinkage: float | None
    later: tuple[date, ...]


def attend(
    shop: ShopFolder,
    file: Path,
    *,
    only: date | None = None,
    until: date | None = None,
    named: Mapping[str, str] | None = None,
    grace: int = GRACE,
    overtime_from: int = OVERTIME_FROM,
) -> Attendance:
    """Hold a file of an attendance system against what was planned; nothing is written.

    Parameters
    ----------
    only
        First day of the one plan that counts; None = all plans of the file's dates.
    until
        The last date that counts, such as yesterday; None = the file's last.
    named
        Column → header, where nobody could know it; what the shop remembers goes behind.
    grace
        Minutes that are neither late nor early.
    overtime_from
        Minutes beyond a shift from which on they are overtime.

    Raises
    ------
    InputError
        With everything in the file that cannot be read, or where no plan contains any of its dates.
    """
    named = named or {}
    known = {**remembered_columns(shop.folder), **named}
    read = read_attendance(file, people_of(shop), known)
    require_headers(read.file, named, read.headers)
    first, last = _span(read.records)
    last = last if until is None else min(last, until)
    planned = planned_between(shop, first - _DAY, last, only)
    found = presences(read.records, planned.shift)
    told = [day for (_, day), here in found.items() if day <= last and _says(here)]
    last = max(told, default=last)
    dates = [day for day in planned.days if first <= day <= last]
    if not dates:
        raise no_plan(first, last)
    there = {record.agent for record in read.records}
    judged = tuple(agent.id for agent in shop.agents if agent.id in there)
    days = tuple(
        one
        for agent in judged
        for day in dates
        for one in [person_day(agent, day, planned.shift(agent, day), found.get((agent, day)), overtime_from)]
        if one.shift is not None or one.spells or one.missing
    )
    outside = sorted({day for (_, day), here in found.items() if _says(here)} - set(dates))
    outside = [day for day in outside if first <= day <= last]
    return Attendance(
        shop=shop,
        file=read.file,
        days=days,
        first=dates[0],
        last=dates[-1],
        planned=planned,
        judged=judged,
        intervals=interval_table(
            days,
            planned,
            [queue.id for queue in shop.settings.queues],
            judged,
            shop.settings.interval_minutes,
        ),
        shrinkage=shrinkage_of(days, shop.settings.shrinkage, LARGEST_SHRINKAGE),
        grace=grace,
        overtime_from=overtime_from,
        named=named,
        warnings=(*read.warnings, *_remarks(shop, read.file, planned, dates, there, outside)),
    )


def _span(records: tuple[Record, ...]) -> tuple[date, date]:
    """First and last date of the file: of its rows, or of its punches where rows have none."""
    days = [record.day for record in records if record.day is not None]
    days += [
        punch.clock.day + timedelta(days=punch.clock.minute // MINUTES_PER_DAY)
        for record in records
        if record.day is None
        for punch in record.punches
        if punch.clock.day is not None
    ]
    if not days:
        days = [_EPOCH]
    return min(days), max(days)


def _says(here: Presence) -> bool:
    """Whether a date is over: rows of days to come are empty."""
    return bool(here.spells or here.missing) or here.away in ("leave", "absent")


def _remarks(
    shop: ShopFolder, file: str, planned: Planned, dates: list[date], there: set[str], outside: list[date]
) -> list[Finding]:
    """People of the roster whom the file does not have, and dates that no plan has."""
    found = []
    known = {agent.id: agent.name for agent in shop.agents}
    lacking = dict.fromkeys(
        agent for (agent, day) in planned.shifts if day in set(dates) and agent not in there
    )
    if lacking:
        shown = [f"{known.get(agent, '')} {agent}".strip() for agent in lacking]
        value = "; ".join(shown[:_MOST_NAMED]) + ("; …" if len(shown) > _MOST_NAMED else "")
        details = {"count": len(shown)}
        found.append(Finding("warning", "attendance_not_in_file", file, value=value, details=details))
    if outside:
        span = {"count": len(outside), "first": f"{outside[0]}", "last": f"{outside[-1]}"}
        found.append(Finding("warning", "attendance_outside", file, value=f"{outside[0]}", details=span))
    return found


def remember_columns(attendance: Attendance) -> None:
    """Store the headers that this call named in attendance.toml; nothing where it named none."""
    folder = attendance.shop.folder
    if not attendance.named:
        return
    with writing(folder, command="attendance", kind="attendance", what=REMEMBERED) as change:
        columns = {**remembered_columns(folder), **attendance.named}
        change.put(folder / REMEMBERED, remembered_bytes(columns))


def store_attendance(attendance: Attendance) -> Stored:
    """Store what was worked for the rules of the next plan, and ``shrinkage`` where another one is proposed.

    Both as one change, or neither. Raises InputError, OSError.
    """
    shop, folder = attendance.shop, attendance.shop.folder
    rows = worked_roster(attendance.days, shop.shifts, attendance.overtime_from)
    proposal = attendance.shrinkage.proposal
    what = f"attendance {attendance.first} – {attendance.last}"
    with writing(folder, command="attendance", kind="attendance", what=what, note=attendance.file) as change:
        change.put(folder / WORKED, worked_bytes(read_worked(folder), rows))
        if proposal is not None:
            content = (folder / SETTINGS).read_bytes()
            change.put(folder / SETTINGS, with_shrinkage(content, shop.settings.shrinkage, proposal))
    later = tuple(day for day in PlanStore(folder).plans() if day > attendance.first)
    return Stored(len(rows), proposal, later)
