"""Which version of a plan an export hands on: what people were told, unless the draft is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from peakroster.exports.dispatch import Since
from peakroster.exports.neutral import neutral_table
from peakroster.plans.store import PlanStore
from peakroster.publishing.differences import differences
from peakroster.publishing.published import (
    find_publication,
    newest,
    publications,
    published_plan,
    published_roster,
)
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan


@dataclass(frozen=True)
class Exported:
    """What is handed on.

    version: the publication's number; of a draft the number that it would get. table: the neutral table as it
    was published; None for a draft. since: the version that the receiver has; None = everything is handed on.
    differs: in how many cells the draft differs from what is handed on.
    """

    plan: Plan
    version: int
    published: bool
    table: pd.DataFrame | None
    since: Since | None
    differs: int


def to_export(
    shop: ShopFolder,
    first_day: date,
    *,
    version: int | None = None,
    draft: bool = False,
    changes_since: int | None = None,
) -> Exported:
    """The newest publication, the one asked for, or the draft: where asked for, or nothing was published.

    Raises InputError for a plan that is not there and numbers that are none.
    """
    folder = shop.folder
    told = None
    if changes_since is not None:
        older = find_publication(folder, first_day, changes_since, "--changes-since")
        told = Since(older.number, published_roster(folder, older).table)
    one = None
    if version is not None:
        one = find_publication(folder, first_day, version)
    elif not draft:
        one = newest(folder, first_day)
    if one is None:
        number = len(publications(folder, first_day)) + 1
        return Exported(PlanStore(folder).read(first_day), number, False, None, told, 0)
    table = published_roster(folder, one).table
    differs = 0 if version is not None else _draft_differs(shop, first_day, table)
    return Exported(published_plan(folder, one), one.number, True, table, told, differs)


def _draft_differs(shop: ShopFolder, first_day: date, table: pd.DataFrame) -> int:
    try:
        draft = neutral_table(shop, PlanStore(shop.folder).read(first_day))
    except InputError:  # a draft that cannot be read keeps nobody from what was published
        return 0
    return len(differences(table, draft))
