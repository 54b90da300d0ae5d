"""Request bodies for Feishu's ``POST /open-apis/attendance/v1/user_daily_shifts/batch_create``.

A body is ``{"user_daily_shifts": [{"group_id": str, "shift_id": str, "month": int yyyyMM, "user_id": str,
"day_no": int, "is_clear_schedule": bool}], "operator_id": str}`` with at most 50 rows; a rest day is shift
``"0"``. The call sets what a day has, whatever was there before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.ids import Platform, PlatformIds
from peakroster.json_text import json_file
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

ROWS_PER_CALL = 50
REST_SHIFT_ID = "0"
FEISHU = Platform(
    names=("feishu", "飞书", "lark"), once=("group", "operator"), rest=frozenset({REST_SHIFT_ID})
)


def feishu_bodies(shop: ShopFolder, plan: Plan) -> list[dict[str, Any]]:
    """The request bodies, rows in the order of the neutral table. Raises InputError with all the errors."""
    ids = PlatformIds(shop, plan, FEISHU)
    if ids.findings:
        raise InputError(ids.findings)
    table = neutral_table(shop, plan)
    columns = (table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"])
    rows = [
        {
            "group_id": ids.single["group"],
            "shift_id": REST_SHIFT_ID if is_rest else ids.shifts[shift],
            "month": int(work_date[:7].replace("-", "")),
            "user_id": ids.agents[employee],
            "day_no": date.fromisoformat(work_date).day,
            "is_clear_schedule": False,
        }
        for employee, work_date, shift, is_rest in zip(*columns, strict=True)
    ]
    return [
        {"user_daily_shifts": rows[first : first + ROWS_PER_CALL], "operator_id": ids.single["operator"]}
        for first in range(0, len(rows), ROWS_PER_CALL)
    ]


def feishu_files(shop: ShopFolder, plan: Plan) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``shifts-001.json``, …"""
    return {
        f"shifts-{number:03}.json": json_file(body)
        for number, body in enumerate(feishu_bodies(shop, plan), start=1)
    }
