"""What one person has on one day, in the ids of an attendance system: what every request body is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from peakroster.exports.changes import SHIFT_COLUMNS, changed_rows
from peakroster.exports.neutral import neutral_table, staff_names
from peakroster.exports.platforms.ids import Platform, PlatformIds
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

REST = ""
"""The shift of a rest day; no system has a shift without an id."""


@dataclass(frozen=True)
class SystemRow:
    """user: the person's id. shift: the shift's id, ``REST``, or None for a day that shall hold nothing.

    A night shift belongs to the day on which it starts.
    """

    user: str
    day: date
    shift: str | None

    @property
    def month(self) -> int:
        """202611 for a day of November 2026."""
        return self.day.year * 100 + self.day.month


def system_rows(
    shop: ShopFolder, plan: Plan, platform: Platform, told: pd.DataFrame | None = None
) -> tuple[list[SystemRow], PlatformIds]:
    """A row for each agent and date, in the order of the neutral table, and the ids that they are made of.

    told: the neutral table that the system has; then only what differs from it has a row, and days that are
    gone from the plan have one that holds nothing. Raises InputError with all that mapping.csv lacks.
    """
    table = neutral_table(shop, plan)
    gone = table.iloc[:0]
    if told is not None:
        changed = changed_rows(told, table, SHIFT_COLUMNS)
        table, gone = changed.rows, changed.gone
    people = {**_people(table), **_people(gone)} if told is not None else staff_names(shop, plan)
    ids = PlatformIds(shop, platform, people, table.loc[~table["is_rest"], "shift_name"])
    if ids.findings:
        raise InputError(ids.findings)
    columns = (table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"])
    rows = [
        SystemRow(ids.agents[employee], date.fromisoformat(day), REST if is_rest else ids.shifts[shift])
        for employee, day, shift, is_rest in zip(*columns, strict=True)
    ]
    cleared = zip(gone["employee_id"], gone["work_date"], strict=True)
    rows += [SystemRow(ids.agents[employee], date.fromisoformat(day), None) for employee, day in cleared]
    return rows, ids


def _people(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["employee_id"], table["employee_name"], strict=True))


def chunks(rows: Sequence[SystemRow], most: int) -> Iterator[Sequence[SystemRow]]:
    """The rows in their order, so many at a time."""
    for first in range(0, len(rows), most):
        yield rows[first : first + most]
