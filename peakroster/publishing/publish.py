"""Publishing a plan: what lies in ``plans`` becomes a version with a number that people are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from peakroster.auditing import audit_written
from peakroster.exports.neutral import neutral_table
from peakroster.pipeline.basis import Basis, read_basis, require_same_plans, require_unchanged
from peakroster.plans.store import PlanStore
from peakroster.publishing.differences import Difference, differences
from peakroster.publishing.forgotten import forgotten_publications
from peakroster.publishing.published import (
    PublishedRoster,
    find_publication,
    publications,
    published_roster,
)
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.store.door import writing
from peakroster.store.staged import files_in
from peakroster.store.statuses import CANCELLED
from peakroster.store.who import NOBODY, who
from peakroster.tables.findings import Finding, InputError
from scheduler.audit import Violation
from scheduler.domain.plan import Plan

if TYPE_CHECKING:  # SQLAlchemy takes long to load: only who publishes waits
    from sqlalchemy.engine import Connection

    from peakroster.store.engine import Store
    from peakroster.store.publications import StoredPublication, StoredRow


@dataclass(frozen=True)
class Draft:
    """The plan that lies in ``plans``, beside what was published of it last.

    table: its neutral table, cancelled rows of what was told before included. known: every publication of it.
    before: the newest one if it holds; None = nothing was published, or it was withdrawn.
    """

    shop: ShopFolder
    plan: Plan
    table: pd.DataFrame
    known: tuple[StoredPublication, ...]
    before: PublishedRoster | None
    violations: tuple[Violation, ...]

    @property
    def changes(self) -> list[Difference]:
        """What people have to be told anew; against nothing it is every shift."""
        told = self.table.iloc[:0] if self.before is None else self.before.table
        return differences(told, self.table)


@dataclass(frozen=True)
class Published:
    """What :func:`publish` did.

    new: False where the newest publication says all of it already. against: number of the publication that
    ``changes`` are counted from; None = from nothing. violations: in spite of how many. forgotten: of a first
    publication, files that say that there were others, which the store does not know.
    """

    publication: StoredPublication
    changes: Sequence[Difference]
    new: bool
    against: int | None
    violations: int = 0
    forgotten: tuple[str, ...] = ()


class UncleanError(InputError):
    """The plan breaks rules, or its figures are wrong, and nobody said why it is published all the same."""

    def __init__(self, first_day: date, shop: ShopFolder, violations: tuple[Violation, ...]) -> None:
        found = Finding(
            "error",
            "publish_unclean",
            f"plans/{first_day}",
            value=f"{first_day}",
            details={"count": len(violations)},
        )
        super().__init__([found])
        self.shop, self.violations = shop, violations


def read_draft(folder: Path, first_day: date) -> Draft:
    """The plan as it lies there, and what people know of it.

    Raises InputError for a shop or plan that cannot be read, and for a roster that is no table of one row for
    each person and date.
    """
    shop = read_shop(folder, history_required=False)
    plan = PlanStore(shop.folder).read(first_day)
    draft = beside_told(shop, plan, publications(folder, first_day))
    return replace(draft, violations=tuple(audit_written(shop, first_day)))


def beside_told(shop: ShopFolder, plan: Plan, known: Sequence[StoredPublication]) -> Draft:
    """The draft beside these publications of it, before its audit. Raises InputError, OSError."""
    table = neutral_table(shop, plan, version=len(known) + 1)
    told = published_roster(shop.folder, known[-1]) if known else None
    if told is not None:
        table = pd.concat([table, _cancelled(told.table, table)], ignore_index=True)
    before = told if told is not None and told.publication.withdrawn_at is None else None
    return Draft(shop, plan, table, tuple(known), before, ())


def publish(
    folder: Path,
    first_day: date,
    *,
    note: str = "",
    in_spite_of: str | None = None,
    seen: Basis | None = None,
) -> Published:
    """Publish the plan that starts on this day.

    What is published is the plan whose files were audited: who changes one meanwhile is noticed. Where people
    were told exactly this already, nothing is written.

    Parameters
    ----------
    note
        For the log, and for whoever is told.
    in_spite_of
        Why the plan is published although its audit is not clean; None = only a clean one.
    seen
        The plan as whoever publishes has seen it; None = as it lies there.

    Raises
    ------
    UncleanError
        Where the audit finds something and no reason was given.
    OutdatedError
        Where a file changed while it was audited, or the plan is not what was seen.
    InputError
        As :func:`read_draft`, and as :func:`peakroster.store.door.writing`.
    """
    if seen is not None:
        require_same_plans(seen, folder, first_day)
    basis = read_basis(folder, first_day)
    draft = read_draft(folder, first_day)
    if draft.violations and not in_spite_of:
        raise UncleanError(first_day, draft.shop, draft.violations)
    reason = in_spite_of if draft.violations else None
    numbers: list[int] = []
    with writing(folder, kind="publish", what=f"plans/{first_day}", note=note) as change:
        require_unchanged(basis, folder, first_day)
        known = publications(folder, first_day)
        if tuple(known) != draft.known:  # somebody published or withdrew during the audit
            draft = replace(beside_told(draft.shop, draft.plan, known), violations=draft.violations)
        if draft.before is not None and _same(draft.before.table, draft.table):
            told = draft.before.publication
            return Published(told, (), False, told.number)

        def enter(connection: Connection, store: Store, number: int) -> None:
            from peakroster.store.publications import add_publication

            version = _version(connection, store, draft, number)
            numbers.append(
                add_publication(
                    *(connection, store, first_day, version, _stored(draft.table)),
                    change=number,
                    who=who(),
                    note=note,
                    in_spite_of=reason,
                )
            )

        change.also(enter)
    made = find_publication(folder, first_day, numbers[0])
    against = None if draft.before is None else draft.before.publication.number
    forgotten = () if draft.known else forgotten_publications(folder, first_day)
    return Published(made, draft.changes, True, against, len(draft.violations), forgotten)


def withdraw(folder: Path, first_day: date, *, note: str = "") -> StoredPublication:
    """Withdraw the newest publication of a plan: its shifts no longer hold.

    Raises InputError ``not_published`` where nothing of the plan holds.
    """
    from peakroster.store.publications import withdraw_publication

    with writing(folder, kind="withdraw", what=f"plans/{first_day}", note=note) as change:
        made = publications(folder, first_day)
        if not made or made[-1].withdrawn_at is not None:
            raise InputError([Finding("error", "not_published", f"plans/{first_day}", value=f"{first_day}")])
        number = made[-1].id
        change.also(lambda connection, store, _: withdraw_publication(connection, number))
    return publications(folder, first_day)[-1]


def _version(connection: Connection, store: Store, draft: Draft, change: int) -> int:
    """Number of the version that lies in ``plans``; it is entered where nobody has yet."""
    from peakroster.store.versions import FOUND, add_version

    folder = PlanStore(draft.shop.folder).path(draft.plan.first_day)
    contents = {name: path.read_bytes() for name, path in files_in(folder).items()}
    plan = draft.plan
    return add_version(
        *(connection, store, plan.first_day, plan.days, contents), kind=FOUND, made_by=NOBODY, change=change
    )


def _cancelled(told: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of days that were told and that the new table says nothing of any more.

    A day that is now one of rest has a row that says so; this is about people and dates that are gone.
    """
    known = set(zip(table["employee_id"], table["work_date"], strict=True))
    gone = [cell not in known for cell in zip(told["employee_id"], told["work_date"], strict=True)]
    rows = told[pd.Series(gone, index=told.index, dtype=bool) & ~told["is_rest"]]
    return rows.assign(status=CANCELLED)


def _same(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether both tell people the same."""
    columns = [column for column in after.columns if column != "version"]
    return bool(before[columns].to_dict("records") == after[columns].to_dict("records"))


def _stored(table: pd.DataFrame) -> list[StoredRow]:
    from peakroster.store.publications import StoredRow

    return [
        StoredRow(
            row["employee_id"],
            date.fromisoformat(row["work_date"]),
            None if row["is_rest"] else row["shift_name"],
            row["status"],
            {str(key): value for key, value in row.items()},
        )
        for row in table.to_dict("records")
    ]
