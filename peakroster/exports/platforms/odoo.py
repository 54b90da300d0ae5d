"""Odoo Planning: rows of ``planning.slot`` for the import of records.

``id`` is an external id, so that a row imported again changes the slot it made before. The import reads times
without an offset in the time zone of the user who imports (Odoo's ``ir.fields.converter``), so they are local
times of the shop, and that user's time zone must be the shop's. People and roles are found by name.
"""

from __future__ import annotations

import json
from uuid import UUID, uuid5

import pandas as pd

from peakroster.exports.changes import SHIFT_COLUMNS, changed_rows
from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.ids import Platform, PlatformIds
from peakroster.exports.table import rows_csv
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

ODOO = Platform(names=("odoo",), once=())
ODOO_COLUMNS = (
    "id",
    "resource_id",
    "role_id",
    "start_datetime",
    "end_datetime",
    "allocated_hours",
    "state",
)
_SLOTS = UUID("8f1f6f6e-5d0e-5b0e-9a53-0d3a3f0f8b52")
"""Namespace of the external ids."""


def odoo_table(shop: ShopFolder, plan: Plan) -> pd.DataFrame:
    """``ODOO_COLUMNS``, one row for each shift, by agent and date. Raises InputError with all the errors.

    allocated_hours: paid hours.
    """
    ids = PlatformIds.of_plan(shop, plan, ODOO)
    if ids.findings:
        raise InputError(ids.findings)
    return _slots(shop, neutral_table(shop, plan), ids)


def odoo_files(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> dict[str, bytes]:
    """``planning-slot.csv``.

    told: the neutral table that Odoo has. Then only shifts that differ from it are imported, and
    ``delete.csv`` lists the external ids of slots that are gone, since no import deletes one.
    """
    if told is None:
        return {"planning-slot.csv": rows_csv(odoo_table(shop, plan))}
    changed = changed_rows(told, neutral_table(shop, plan), SHIFT_COLUMNS)
    rows = changed.rows[~changed.rows["is_rest"]]
    people = dict(zip(rows["employee_id"], rows["employee_name"], strict=True))
    ids = PlatformIds(shop, ODOO, people, rows["shift_name"])
    if ids.findings:
        raise InputError(ids.findings)
    now_off = changed.rows[changed.rows["is_rest"]]
    freed = set(zip(now_off["employee_id"], now_off["work_date"], strict=True))
    before = changed.before[~changed.before["is_rest"]]
    cells = list(zip(before["employee_id"], before["work_date"], strict=True))
    gone = changed.gone[~changed.gone["is_rest"]]
    cells = [cell for cell in cells if cell in freed] + list(
        zip(gone["employee_id"], gone["work_date"], strict=True)
    )
    deleted = pd.DataFrame({"id": [_external_id(shop, agent, day) for agent, day in cells]})
    files = {} if deleted.empty else {"delete.csv": rows_csv(deleted)}
    return files | ({} if rows.empty else {"planning-slot.csv": rows_csv(_slots(shop, rows, ids))})


def _slots(shop: ShopFolder, table: pd.DataFrame, ids: PlatformIds) -> pd.DataFrame:
    table = table[~table["is_rest"]]
    return pd.DataFrame(
        {
            "id": [
                _external_id(shop, employee, day)
                for employee, day in zip(table["employee_id"], table["work_date"], strict=True)
            ],
            "resource_id": table["employee_id"].map(ids.agents).to_numpy(),
            "role_id": table["shift_name"].map(ids.shifts).to_numpy(),
            "start_datetime": [_local(text) for text in table["start_at"]],
            "end_datetime": [_local(text) for text in table["end_at"]],
            "allocated_hours": [f"{minutes / 60:.2f}" for minutes in table["paid_minutes"]],
            "state": "published",
        }
    )


def _external_id(shop: ShopFolder, agent: str, day: str) -> str:
    """The same for a person and a date, whatever the shift; unknown modules are Odoo's ``__import__``."""
    identity = json.dumps([shop.settings.name, agent, day], ensure_ascii=False)
    return f"__import__.peakroster_{uuid5(_SLOTS, identity).hex}"


def _local(moment: str) -> str:
    """``2026-11-09T08:00:00+08:00`` → ``2026-11-09 08:00:00``."""
    return moment[:19].replace("T", " ")
