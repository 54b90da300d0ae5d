"""Earlier states of a plan: listed, looked at, compared with the present one, brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakroster.exports.neutral import neutral_table
from peakroster.pipeline.basis import Basis, require_same_plans
from peakroster.plans.store import PlanStore
from peakroster.plans.versions import read_version, restore_version
from peakroster.publishing.differences import Difference, differences
from peakroster.publishing.published import find_publication, publications, published_roster
from peakroster.shop.model import ShopFolder
from peakroster.store.place import has_store
from peakroster.tables.findings import InputError

if TYPE_CHECKING:
    from peakroster.store.publications import StoredPublication


@dataclass(frozen=True)
class VersionRow:
    """A state of a plan that is kept. number: from 1. at: in UTC. how: see ``peakroster.store.versions``.

    published: its publications. has_roster: whether there is anything to look at.
    """

    number: int
    at: datetime
    who: str
    how: str
    note: str
    published: tuple[StoredPublication, ...]
    has_roster: bool


@dataclass(frozen=True)
class VersionRoster:
    """A roster to be looked at. people: id → name, in the order of the table. shifts: of those who work,
    (agent id, day) → shift. leave: in words, of whoever is on leave."""

    days: tuple[date, ...]
    people: dict[str, str]
    shifts: dict[tuple[str, date], str]
    leave: dict[tuple[str, date], str]


def plan_versions(folder: Path, first_day: date) -> list[VersionRow]:
    """Every state of a plan that is kept, the newest first; empty without a store. Raises InputError."""
    if not has_store(folder):
        return []
    from peakroster.store.versions import versions_of

    made: dict[int, list[StoredPublication]] = {}
    for one in publications(folder, first_day):
        made.setdefault(one.version, []).append(one)
    return [
        VersionRow(
            one.number,
            one.made_at,
            one.made_by,
            one.kind,
            one.note,
            tuple(made.get(one.number, ())),
            "roster.csv" in one.files,
        )
        for one in reversed(versions_of(folder, first_day))
    ]


def version_table(shop: ShopFolder, first_day: date, number: int) -> pd.DataFrame:
    """The neutral table of a version; of a published one as people were told it.

    Raises InputError where it cannot be read, or has no roster.
    """
    told = [one for one in publications(shop.folder, first_day) if one.version == number]
    if told:
        publication = find_publication(shop.folder, first_day, told[-1].number)
        return published_roster(shop.folder, publication).table
    return neutral_table(shop, read_version(shop.folder, first_day, number))


def roster_of(table: pd.DataFrame) -> VersionRoster:
    """People by days, from a neutral table."""
    days = sorted({date.fromisoformat(text) for text in table["work_date"]})
    people = dict(zip(table["employee_id"], table["employee_name"], strict=True))
    working = table[~table["is_rest"] & (table["status"] != "cancelled")]
    cells = zip(working["employee_id"], working["work_date"], working["shift_name"], strict=True)
    shifts = {(str(agent), date.fromisoformat(day)): str(shift) for agent, day, shift in cells}
    away = table[(table["leave"] != "") & (table["status"] != "cancelled")]
    rows = zip(away["employee_id"], away["work_date"], away["leave"], strict=True)
    leave = {(str(agent), date.fromisoformat(day)): str(words) for agent, day, words in rows}
    return VersionRoster(tuple(days), {str(one): str(name) for one, name in people.items()}, shifts, leave)


def differences_to_now(shop: ShopFolder, first_day: date, table: pd.DataFrame) -> tuple[Difference, ...]:
    """What is different in the plan as it lies there; empty where it cannot be read or has no roster."""
    try:
        now = neutral_table(shop, PlanStore(shop.folder).read(first_day))
    except InputError:
        return ()
    return tuple(differences(table, now))


def restore(folder: Path, first_day: date, number: int, seen: Basis | None = None) -> Path:
    """Put a version in the place of the plan; what lies there stays a version. Returns the plan's folder.

    seen: the plan as whoever asks has seen it. Raises InputError ``version_missing``, OutdatedError where the
    plan is another one by now.
    """

    def check() -> None:
        if seen is not None:
            require_same_plans(seen, folder, first_day)

    return restore_version(folder, first_day, number, check)
