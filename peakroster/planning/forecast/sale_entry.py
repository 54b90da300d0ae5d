"""Promotions that the history of a shop suggests, entered once somebody has confirmed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from peakroster.planning.forecast.sale_proposals import SaleProposal, proposed_sales
from peakroster.planning.forecast.sale_refusals import refused_sales, without_refused
from peakroster.shop.folder import read_history_alone
from peakroster.shop.inputs.events import read_events
from peakroster.shop.table_specs import EVENTS
from peakroster.store.editing import edit_table
from peakroster.tables.editing import RowValues, TableEdit
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report

Confirmed = tuple[SaleProposal, float | None]
"""A proposal, and how many times a normal day is expected where nobody has seen its kind."""


def sales_to_confirm(folder: Path) -> tuple[SaleProposal, ...]:
    """What may be asked about the shop's history; nothing where its history or settings cannot be read."""
    try:
        shop = read_history_alone(folder)
    except InputError:
        return ()
    return not_refused(folder, proposed_sales(shop))


def not_refused(folder: Path, proposals: Iterable[SaleProposal]) -> tuple[SaleProposal, ...]:
    """Those that nobody refused; all of them where the store cannot be read, which is told elsewhere."""
    try:
        refused = refused_sales(folder)
    except InputError:
        refused = frozenset()
    return without_refused(proposals, refused)


def enter_sales(folder: Path, confirmed: Sequence[Confirmed]) -> int:
    """Add rows to events.csv as one change; returns how many are new.

    Raises InputError where the table that is there has errors, and as the door does.
    """
    added: list[RowValues] = []

    def edit(table: RawTable | None) -> TableEdit:
        events = () if table is None else read_events(table, Report(), None)
        names = {event.name for event in events}
        added.extend(one.row(uplift) for one, uplift in confirmed if one.name not in names)
        return TableEdit(added=added)

    edit_table(folder, EVENTS, edit, lambda table, report: read_events(table, report, None))
    return len(added)
