"""Request bodies for WeCom's ``POST /cgi-bin/checkin/setcheckinschedulist``.

A body is ``{"groupid": int, "items": [{"userid": str, "day": int, "schedule_id": int}], "yearmonth": int
YYYYMM}``: one group and one month a call. A rest day is schedule 0. How many items a call may have is not
documented; 200 are sent.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.ids import Platform, PlatformIds
from peakroster.json_text import json_file
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan

ROWS_PER_CALL = 200
REST_SCHEDULE_ID = 0
WECOM = Platform(
    names=("wecom", "企业微信", "企微"),
    once=("group",),
    numbers=frozenset({"shift", "group"}),
    rest_below=REST_SCHEDULE_ID,
)


def wecom_bodies(shop: ShopFolder, plan: Plan) -> list[dict[str, Any]]:
    """The request bodies by month, rows in the order of the neutral table.

    Raises InputError with all the errors.
    """
    ids = PlatformIds(shop, plan, WECOM)
    if ids.findings:
        raise InputError(ids.findings)
    table = neutral_table(shop, plan)
    columns = (table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"])
    rows = [
        (
            int(work_date[:7].replace("-", "")),
            {
                "userid": ids.agents[employee],
                "day": date.fromisoformat(work_date).day,
                "schedule_id": REST_SCHEDULE_ID if is_rest else int(ids.shifts[shift]),
            },
        )
        for employee, work_date, shift, is_rest in zip(*columns, strict=True)
    ]
    rows.sort(key=lambda row: row[0])  # a stable sort: within a month the order stays
    bodies = []
    for month, of_month in groupby(rows, key=lambda row: row[0]):
        items = [item for _, item in of_month]
        bodies += [
            {
                "groupid": int(ids.single["group"]),
                "items": items[first : first + ROWS_PER_CALL],
                "yearmonth": month,
            }
            for first in range(0, len(items), ROWS_PER_CALL)
        ]
    return bodies


def wecom_files(shop: ShopFolder, plan: Plan) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``schedule-001.json``, …"""
    return {
        f"schedule-{number:03}.json": json_file(body)
        for number, body in enumerate(wecom_bodies(shop, plan), start=1)
    }
