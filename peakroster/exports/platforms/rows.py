"""What one person has on one day, in the ids of an attendance system: what every request body is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peakroster.exports.neutral import neutral_table
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


def system_rows(shop: ShopFolder, plan: Plan, platform: Platform) -> tuple[list[SystemRow], PlatformIds]:
    """A row for each agent and date, in the order of the neutral table, and the ids that they are made of.

    Raises InputError with all that mapping.csv lacks.
    """
    ids = PlatformIds.of_plan(shop, plan, platform)
    if ids.findings:
        raise InputError(ids.findings)
    table = neutral_table(shop, plan)
    columns = (table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"])
    rows = [
        SystemRow(ids.agents[employee], date.fromisoformat(day), REST if is_rest else ids.shifts[shift])
        for employee, day, shift, is_rest in zip(*columns, strict=True)
    ]
    return rows, ids


def chunks(rows: Sequence[SystemRow], most: int) -> Iterator[Sequence[SystemRow]]:
    """The rows in their order, so many at a time."""
    for first in range(0, len(rows), most):
        yield rows[first : first + most]
