"""Request bodies for DingTalk's ``POST /topapi/attendance/group/schedule/async``.

A body is ``{"op_user_id": str, "group_id": int, "schedules": [{"userid": str, "work_date": int,
"shift_id": int, "is_rest": bool}]}`` with at most 200 rows; ``work_date`` is Unix milliseconds of 00:00
Asia/Shanghai; a rest day is ``shift_id`` 1 with ``is_rest`` true, and -2 clears the day. A date may lie at
most 180 days from the day on which the call is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from peakroster.exports.platforms.ids import Platform
from peakroster.exports.platforms.rows import REST, SystemRow, chunks, system_rows
from peakroster.json_text import json_file
from peakroster.shop.model import MappingKind, ShopFolder
from peakroster.tables.findings import Finding
from scheduler.domain.plan import Plan

ROWS_PER_CALL = 200
REST_SHIFT_ID = 1
CLEAR_SHIFT_ID = -2
DINGTALK = Platform(
    names=("dingtalk", "钉钉"),
    once=("group", "operator"),
    numbers=frozenset({"shift", "group"}),
    rest_below=REST_SHIFT_ID,
)
REACH = timedelta(days=180)
_ZONE = ZoneInfo("Asia/Shanghai")


def dingtalk_bodies(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """The request bodies, rows in the order of the neutral table: each agent on each date.

    Raises InputError with all the errors of :func:`dingtalk_findings`.
    """
    rows, ids = system_rows(shop, plan, DINGTALK, told)
    return [dingtalk_body(part, ids.single) for part in chunks(rows, ROWS_PER_CALL)]


def dingtalk_body(rows: Sequence[SystemRow], single: Mapping[MappingKind, str]) -> dict[str, Any]:
    """The body of one call. single: ids of the ``operator`` and the ``group``."""
    return {
        "op_user_id": single["operator"],
        "group_id": int(single["group"]),
        "schedules": [
            {
                "userid": row.user,
                "work_date": milliseconds(row.day),
                "shift_id": _shift_id(row.shift),
                "is_rest": row.shift == REST,
            }
            for row in rows
        ],
    }


def _shift_id(shift: str | None) -> int:
    if shift is None:
        return CLEAR_SHIFT_ID
    return REST_SHIFT_ID if shift == REST else int(shift)


def dingtalk_files(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``schedule-001.json``, …"""
    return {
        f"schedule-{number:03}.json": json_file(body)
        for number, body in enumerate(dingtalk_bodies(shop, plan, told), start=1)
    }


def dates_too_far(plan: Plan, today: date | None) -> list[Finding]:
    """A warning of dates that DingTalk will refuse today; None = whenever it is sent."""
    far = [day for day in plan.dates if today is not None and abs(day - today) > REACH]
    if not far:
        return []
    where = f"plans/{plan.first_day.isoformat()}"
    details = {"days": REACH.days, "count": len(far)}
    return [Finding("warning", "dingtalk_too_far", where, value=far[0].isoformat(), details=details)]


def milliseconds(day: date) -> int:
    """00:00 Asia/Shanghai of the day in Unix milliseconds, wherever the shop is."""
    midnight = datetime.combine(day, time(), _ZONE)
    return int((midnight - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
