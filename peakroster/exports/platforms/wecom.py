"""Request bodies for WeCom's ``POST /cgi-bin/checkin/setcheckinschedulist``.

A body is ``{"groupid": int, "items": [{"userid": str, "day": int, "schedule_id": int}], "yearmonth": int
YYYYMM}``: one group and one month a call. A rest day is schedule 0. How many items a call may have is not
documented; 200 are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from peakroster.exports.platforms.ids import Platform
from peakroster.exports.platforms.rows import SystemRow, chunks, system_rows
from peakroster.json_text import json_file
from peakroster.shop.model import MappingKind, ShopFolder
from scheduler.domain.plan import Plan

ROWS_PER_CALL = 200
REST_SCHEDULE_ID = 0
WECOM = Platform(
    names=("wecom", "企业微信", "企微"),
    once=("group",),
    numbers=frozenset({"shift", "group"}),
    rest_below=REST_SCHEDULE_ID,
)


def wecom_bodies(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """The request bodies by month, rows in the order of the neutral table.

    Raises InputError with all the errors.
    """
    rows, ids = system_rows(shop, plan, WECOM, told)
    return [wecom_body(part, ids.single) for part in monthly_chunks(rows, ROWS_PER_CALL)]


def monthly_chunks(rows: Sequence[SystemRow], most: int) -> Iterator[Sequence[SystemRow]]:
    """The rows by month, within it in their order; a call takes one month."""
    for _, of_month in groupby(sorted(rows, key=lambda row: row.month), key=lambda row: row.month):
        yield from chunks(list(of_month), most)


def wecom_body(rows: Sequence[SystemRow], single: Mapping[MappingKind, str]) -> dict[str, Any]:
    """The body of one call, all rows of one month. single: the id of the ``group``.

    No call clears a day; a day that shall hold nothing becomes a rest day.
    """
    return {
        "groupid": int(single["group"]),
        "items": [
            {
                "userid": row.user,
                "day": row.day.day,
                "schedule_id": int(row.shift) if row.shift else REST_SCHEDULE_ID,
            }
            for row in rows
        ],
        "yearmonth": rows[0].month,
    }


def wecom_files(shop: ShopFolder, plan: Plan, told: pd.DataFrame | None = None) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``schedule-001.json``, …"""
    return {
        f"schedule-{number:03}.json": json_file(body)
        for number, body in enumerate(wecom_bodies(shop, plan, told), start=1)
    }
