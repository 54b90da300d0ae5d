"""Frappe HRMS and ERPNext: rows of ``Shift Assignment`` for the Data Import.

Headers are field names. Each shift is one assignment of one day: ``end_date`` is always given, since an
assignment without one goes on forever. A day without a row is a day off. An import takes at most 1,000 rows.
"""

from __future__ import annotations

import pandas as pd

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
    table = neutral_table(shop, plan)
    table = table[~table["is_rest"]]
    return pd.DataFrame(
        {
            "employee": table["employee_id"].map(ids.agents),
            "shift_type": table["shift_name"].map(ids.shifts),
            "company": ids.single["company"],
            "start_date": table["work_date"],
            "end_date": table["work_date"],
            "status": "Active",
        }
    ).reset_index(drop=True)


def frappe_files(shop: ShopFolder, plan: Plan) -> dict[str, bytes]:
    """One file for each import, in order: ``shift-assignment-001.csv``, …"""
    table = frappe_table(shop, plan)
    return {
        f"shift-assignment-{number:03}.csv": rows_csv(table.iloc[first : first + ROWS_PER_IMPORT])
        for number, first in enumerate(range(0, max(1, len(table)), ROWS_PER_IMPORT), start=1)
    }
