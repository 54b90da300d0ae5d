"""Request bodies for Feishu's ``POST /open-apis/attendance/v1/user_daily_shifts/batch_create``.

A body is ``{"user_daily_shifts": [{"group_id": str, "shift_id": str, "month": int yyyyMM, "user_id": str,
"day_no": int, "is_clear_schedule": bool}], "operator_id": str}`` with at most 50 rows; a rest day is shift
``"0"``. The call sets what a day has, whatever was there before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from peakroster.exports.platforms.ids import Platform
from peakroster.exports.platforms.rows import SystemRow, chunks, system_rows
from peakroster.json_text import json_file
from peakroster.shop.model import MappingKind, ShopFolder
from scheduler.domain.plan import Plan

ROWS_PER_CALL = 50
REST_SHIFT_ID = "0"
FEISHU = Platform(
    names=("feishu", "飞书", "lark"), once=("group", "operator"), rest=frozenset({REST_SHIFT_ID})
)


def feishu_bodies(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """The request bodies, rows in the order of the neutral table. Raises InputError with all the errors."""
    rows, ids = system_rows(shop, plan, FEISHU, told)
    return [feishu_body(part, ids.single) for part in chunks(rows, ROWS_PER_CALL)]


def feishu_body(rows: Sequence[SystemRow], single: Mapping[MappingKind, str]) -> dict[str, Any]:
    """The body of one call. single: ids of the ``operator`` and the ``group``."""
    return {
        "user_daily_shifts": [
            {
                "group_id": single["group"],
                "shift_id": row.shift or REST_SHIFT_ID,
                "month": row.month,
                "user_id": row.user,
                "day_no": row.day.day,
                "is_clear_schedule": row.shift is None,
            }
            for row in rows
        ],
        "operator_id": single["operator"],
    }


def feishu_files(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``shifts-001.json``, …"""
    return {
        f"shifts-{number:03}.json": json_file(body)
        for number, body in enumerate(feishu_bodies(shop, plan, told), start=1)
    }
