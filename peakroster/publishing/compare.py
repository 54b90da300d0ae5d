"""Two states of one plan compared: its draft, a publication, or a plan that was saved once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from peakroster.exports.neutral import neutral_table
from peakroster.plans.store import PlanStore
from peakroster.plans.versions import read_version
from peakroster.publishing.differences import Difference, differences
from peakroster.publishing.published import find_publication, published_roster, rows_table
from peakroster.shop.model import ShopFolder


@dataclass(frozen=True)
class Side:
    """One of both. number: of the publication or of the saved version; None for the draft and for nothing."""

    kind: Literal["draft", "version", "saved", "nothing"]
    number: int | None
    table: pd.DataFrame


@dataclass(frozen=True)
class Comparison:
    """What somebody who was told ``before`` has to be told anew."""

    before: Side
    after: Side
    changes: tuple[Difference, ...]


def draft_side(shop: ShopFolder, first_day: date) -> Side:
    """The plan that lies in ``plans``. Raises InputError where it cannot be read."""
    return Side("draft", None, neutral_table(shop, PlanStore(shop.folder).read(first_day)))


def published_side(shop: ShopFolder, first_day: date, number: int | None, option: str) -> Side:
    """A publication, the newest without a number. Raises InputError as :func:`find_publication`."""
    publication = find_publication(shop.folder, first_day, number, option)
    return Side("version", publication.number, published_roster(shop.folder, publication).table)


def saved_side(shop: ShopFolder, first_day: date, number: int) -> Side:
    """A plan that lay in ``plans`` once. Raises InputError where there is none of that number."""
    return Side("saved", number, neutral_table(shop, read_version(shop.folder, first_day, number)))


def nothing_side() -> Side:
    """Before anything was told."""
    return Side("nothing", None, rows_table([]))


def compared(before: Side, after: Side) -> Comparison:
    """What differs, by date and person."""
    return Comparison(before, after, tuple(differences(before.table, after.table)))
