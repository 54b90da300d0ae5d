"""An edit of one of the shop's tables after which the plan on the desk is forecast anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from peakroster.desk.forecast import forecast_again
from peakroster.desk.roster import Desk
from peakroster.pipeline.basis import require_same_plans
from peakroster.plans.store import PlanStore
from peakroster.store.editing import edit_table
from peakroster.tables.editing import TableEdit, changed_meanwhile
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec

Row = TypeVar("Row")


def edited_anew(
    desk: Desk,
    spec: TableSpec,
    edit: Callable[[RawTable | None], TableEdit],
    check: Callable[[RawTable, Report], object],
) -> Desk:
    """Edit a table if the plan is still the desk's, then forecast the plan anew.

    edit, check: see :func:`peakroster.tables.editing.edited_table`. Raises OutdatedError and InputError when
    nothing is written, NotForecastError when the rows are and the plan is not.
    """

    def edit_if_same(table: RawTable | None) -> TableEdit:
        require_same_plans(desk.basis, desk.shop.folder, desk.plan.first_day)
        return edit(table)

    PlanStore(desk.shop.folder).check_space()
    edit_table(desk.shop.folder, spec, edit_if_same, check)
    return forecast_again(desk, spec)


def require_seen(
    spec: TableSpec,
    table: RawTable | None,
    seen: Sequence[Row],
    now: Sequence[Row],
    told: Callable[[Row], str],
) -> None:
    """Raise InputError unless the rows of a file are those that the desk shows; told: a row in a word."""
    if tuple(seen) == tuple(now):
        return
    file = f"{spec.stem}.csv" if table is None else table.file
    gone = [told(row) for row in seen if row not in now]
    new = [told(row) for row in now if row not in seen]
    raise changed_meanwhile(file, gone, new)
