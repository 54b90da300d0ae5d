"""What is pushed: of each person on each day a shift, a rest, or that it was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.rows import REST
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder


@dataclass(frozen=True)
class RosterRow:
    """shift: its name, ``REST``, or None for a day that was withdrawn. A night belongs to its first date."""

    agent: str
    name: str
    day: date
    shift: str | None


@dataclass(frozen=True)
class RosterToPush:
    """version: number of the publication; None = the stored plan, which nobody has published."""

    shop: ShopFolder
    first_day: date
    rows: tuple[RosterRow, ...]
    version: int | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """Id → name of everybody who has a row."""
        return {row.agent: row.name for row in self.rows}

    @property
    def shifts(self) -> tuple[str, ...]:
        """Names of the shifts that somebody works."""
        return tuple(dict.fromkeys(row.shift for row in self.rows if row.shift))


def rows_to_push(folder: Path, first_day: date) -> RosterToPush:
    """The stored plan that starts on this day, as the exports read it.

    Raises InputError for a shop or plan that cannot be read, or a roster that is no table of one row for each
    person and date.
    """
    shop = read_shop(folder, history_required=False)
    table = neutral_table(shop, PlanStore(shop.folder).read(first_day))
    columns = (table[name] for name in ("employee_id", "employee_name", "work_date", "shift_name", "is_rest"))
    return RosterToPush(
        shop,
        first_day,
        tuple(
            RosterRow(agent, name, date.fromisoformat(day), REST if is_rest else shift)
            for agent, name, day, shift, is_rest in zip(*columns, strict=True)
        ),
    )
