"""What is pushed: of each person on each day a shift, a rest, or that it was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.rows import REST
from peakroster.publishing.exported import to_export
from peakroster.publishing.published import newest, publications
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.store.statuses import CANCELLED
from peakroster.tables.findings import Finding, InputError


@dataclass(frozen=True)
class RosterRow:
    """shift: its name, ``REST``, or None for a day that was withdrawn. A night belongs to its first date."""

    agent: str
    name: str
    day: date
    shift: str | None


@dataclass(frozen=True)
class RosterToPush:
    """version: number of the publication; None = the plan as it lies there, published or not.

    warnings: what was left out, and that the plan has changed since it was published.
    """

    shop: ShopFolder
    first_day: date
    rows: tuple[RosterRow, ...]
    version: int | None = None
    warnings: tuple[Finding, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """Id → name of everybody who has a row."""
        return {row.agent: row.name for row in self.rows}

    @property
    def shifts(self) -> tuple[str, ...]:
        """Names of the shifts that somebody works."""
        return tuple(dict.fromkeys(row.shift for row in self.rows if row.shift))


def rows_to_push(folder: Path, first_day: date, *, draft: bool = False) -> RosterToPush:
    """The newest publication of the plan that starts on this day, or the plan as it lies there.

    Days that a published plan which starts later contains are that plan's, and left out.

    Raises InputError for a shop or plan that cannot be read, a plan that was never published or was withdrawn
    unless ``draft``, and a roster that is no table of one row for each person and date.
    """
    shop = read_shop(folder, history_required=False)
    if not draft and newest(shop.folder, first_day) is None:
        raise _not_published(first_day)
    exported = to_export(shop, first_day, draft=draft)
    if not draft and not exported.published:  # withdrawn at this moment: a draft is nothing to be told
        raise _not_published(first_day)
    table = neutral_table(shop, exported.plan) if exported.table is None else exported.table
    rows = [_row(*cells) for cells in _cells(table)]
    later = _days_of_later_plans(shop.folder, first_day)
    kept = tuple(row for row in rows if row.day not in later)
    warnings = []
    if len(kept) < len(rows):
        taken = min(row.day for row in rows if row.day in later)
        details = {"count": len({row.day for row in rows} & later)}
        warnings.append(
            Finding("warning", "push_later_plan", f"plans/{first_day}", value=f"{taken}", details=details)
        )
    if exported.differs:
        details = {"count": exported.differs, "version": exported.version}
        warnings.append(
            Finding(
                "warning", "push_changed_since", f"plans/{first_day}", value=f"{first_day}", details=details
            )
        )
    version = exported.version if exported.published else None
    return RosterToPush(shop, first_day, kept, version, tuple(warnings))


def _not_published(first_day: date) -> InputError:
    return InputError([Finding("error", "push_not_published", f"plans/{first_day}", value=f"{first_day}")])


def _cells(table: pd.DataFrame) -> zip[tuple[str, str, str, str, bool, str]]:
    names = ("employee_id", "employee_name", "work_date", "shift_name", "is_rest", "status")
    return zip(*(table[name] for name in names), strict=True)


def _row(agent: str, name: str, day: str, shift: str, is_rest: bool, status: str) -> RosterRow:
    wanted = None if status == CANCELLED else REST if is_rest else shift
    return RosterRow(agent, name, date.fromisoformat(day), wanted)


def _days_of_later_plans(folder: Path, first_day: date) -> set[date]:
    """Days that newest publications of plans contain which start later."""
    found = set()
    for start in {one.first_day for one in publications(folder) if one.first_day > first_day}:
        one = newest(folder, start)
        if one is not None:
            found |= {start + timedelta(days=offset) for offset in range(one.days or 1)}
    return found
