"""Frappe HRMS and ERPNext: rows of ``Shift Assignment`` for the Data Import.

Headers are field names. Each shift is one assignment of one day: ``end_date`` is always given, since an
assignment without one goes on forever. A day without a row is a day off. An import takes at most 1,000 rows.
"""

from __future__ import annotations

import pandas as pd

from peakroster.exports.changes import SHIFT_COLUMNS, changed_rows
from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.ids import Platform, PlatformIds
from peakroster.exports.table import rows_csv
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

ROWS_PER_IMPORT = 1_000
FRAPPE = Platform(names=("frappe", "erpnext"), once=("company",))
FRAPPE_COLUMNS = ("employee", "shift_type", "company", "start_date", "end_date", "status")


def frappe_table(shop: ShopFolder, plan: Plan) -> pd.DataFrame:
    """``FRAPPE_COLUMNS``, one row for each shift. Raises InputError with all the errors."""
    ids = PlatformIds.of_plan(shop, plan, FRAPPE)
    if ids.findings:
        raise InputError(ids.findings)
    return _assignments(neutral_table(shop, plan), ids, "Active")


def frappe_files(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> dict[str, bytes]:
    """One file for each import, in order: ``shift-assignment-001.csv``, …

    told: the neutral table that the system has. Then only shifts that differ from it are imported, and
    ``cancel-first.csv`` lists the assignments that they replace, or that are gone: an import adds rows, and a
    second active assignment on a date is an error.
    """
    if told is None:
        return _imports(frappe_table(shop, plan))
    changed = changed_rows(told, neutral_table(shop, plan), SHIFT_COLUMNS)
    former = pd.concat([changed.before, changed.gone])
    involved = pd.concat([changed.rows, former])
    people = dict(zip(involved["employee_id"], involved["employee_name"], strict=True))
    ids = PlatformIds(shop, FRAPPE, people, involved.loc[~involved["is_rest"], "shift_name"])
    if ids.findings:
        raise InputError(ids.findings)
    added = _assignments(changed.rows, ids, "Active")
    cancelled = _assignments(former, ids, "Inactive")
    files = {} if cancelled.empty else {"cancel-first.csv": rows_csv(cancelled)}
    return files | ({} if added.empty else _imports(added))


def _assignments(table: pd.DataFrame, ids: PlatformIds, status: str) -> pd.DataFrame:
    table = table[~table["is_rest"]]
    return pd.DataFrame(
        {
            "employee": table["employee_id"].map(ids.agents),
            "shift_type": table["shift_name"].map(ids.shifts),
            "company": ids.single["company"],
            "start_date": table["work_date"],
            "end_date": table["work_date"],
            "status": status,
        }
    ).reset_index(drop=True)


def _imports(table: pd.DataFrame) -> dict[str, bytes]:
    return {
        f"shift-assignment-{number:03}.csv": rows_csv(table.iloc[first : first + ROWS_PER_IMPORT])
        for number, first in enumerate(range(0, max(1, len(table)), ROWS_PER_IMPORT), start=1)
    }
