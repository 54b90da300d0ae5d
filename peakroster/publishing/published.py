"""What was published: the rows that people were told, and the plan that they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.plans.versions import read_version
from peakroster.store.place import has_store
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # SQLAlchemy takes long to load: a shop without a store does not wait for it
    from peakroster.store.publications import StoredPublication

_EMPTY: dict[str, object] = {"cross_midnight": False, "is_rest": False, "paid_minutes": 0, "version": 1}
"""Columns of the neutral table that are no text."""


@dataclass(frozen=True)
class PublishedRoster:
    """A publication with its rows.

    table: ``NEUTRAL_COLUMNS``, a row for each person and day, days off included; ``status`` is ``cancelled``
    where an earlier publication told the day and this one no longer has it.
    """

    publication: StoredPublication
    table: pd.DataFrame

    @property
    def days(self) -> int:
        """Length of the plan."""
        if self.publication.days is not None:
            return self.publication.days
        last = max(self.table["work_date"], default=self.publication.first_day.isoformat())
        return (date.fromisoformat(last) - self.publication.first_day).days + 1

    @property
    def last_day(self) -> date:
        """The plan's last date."""
        return self.publication.first_day + timedelta(days=self.days - 1)


def publications(folder: Path, first_day: date | None = None) -> list[StoredPublication]:
    """The publications of a shop, in the order in which they were made; of one plan if its day is given."""
    if not has_store(folder):
        return []
    from peakroster.store.publications import publications_of

    return publications_of(folder, first_day)


def newest(folder: Path, first_day: date) -> StoredPublication | None:
    """The newest publication of a plan; None where it was never published, or was withdrawn since."""
    found = publications(folder, first_day)
    return found[-1] if found and found[-1].withdrawn_at is None else None


def find_publication(
    folder: Path, first_day: date, number: int | None = None, option: str = "--version"
) -> StoredPublication:
    """A publication of the plan by its number, the newest if none is given.

    Raises InputError ``not_published`` where there is none at all, ``publication_missing`` for a number that
    is none; option: where the number was said.
    """
    found = publications(folder, first_day)
    if not found:
        raise InputError([Finding("error", "not_published", f"plans/{first_day}", value=f"{first_day}")])
    if number is None:
        return found[-1]
    for one in found:
        if one.number == number:
            return one
    details = {"first": f"{first_day}", "known": ", ".join(f"{one.number}" for one in found)}
    raise InputError([Finding("error", "publication_missing", option, value=f"{number}", details=details)])


def published_roster(folder: Path, publication: StoredPublication) -> PublishedRoster:
    """A publication with its rows. Raises InputError, OSError."""
    from peakroster.store.publications import rows_of

    rows = rows_of(folder, publication)
    return PublishedRoster(publication, rows_table([row.row for row in rows]))


def published_plan(folder: Path, publication: StoredPublication) -> Plan:
    """The plan as it was published, read from the files that were kept. Raises InputError, OSError."""
    return read_version(folder, publication.first_day, publication.version)


def rows_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of the neutral table as a frame, ``NEUTRAL_COLUMNS``; columns that older rows lack are empty."""
    empty = dict.fromkeys(NEUTRAL_COLUMNS, "") | _EMPTY
    table = pd.DataFrame([{**empty, **row} for row in rows], columns=list(NEUTRAL_COLUMNS))
    return table.astype({column: type(value) for column, value in _EMPTY.items()})
