"""Request bodies for DingTalk's ``POST /topapi/attendance/group/schedule/async``.

A body is ``{"op_user_id": str, "group_id": int, "schedules": [{"userid": str, "work_date": int,
"shift_id": int, "is_rest": bool}]}`` with at most 200 rows; ``work_date`` is Unix milliseconds of 00:00
Asia/Shanghai; a rest day is ``shift_id`` 1 with ``is_rest`` true. A date may lie at most 180 days from
the day on which the call is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from peakroster.exports.neutral import checked_roster, neutral_table, staff_names
from peakroster.json_text import json_file
from peakroster.shop.model import MappingRow, ShopFolder
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan

PLATFORM = "dingtalk"
PLATFORM_NAMES = (PLATFORM, "钉钉")
ROWS_PER_CALL = 200
REST_SHIFT_ID = 1
REACH = timedelta(days=180)
MAPPING_FILE = "mapping.csv"
_ZONE = ZoneInfo("Asia/Shanghai")


def dingtalk_findings(shop: ShopFolder, plan: Plan, *, today: date | None = None) -> list[Finding]:
    """All errors that prevent the export to DingTalk, and warnings.

    Errors: people, shifts of the roster, group or operator without an id in mapping.csv; several ids for
    one of them; ids of shifts and groups that are no numbers. Warning, only if ``today`` is given: dates
    that DingTalk will refuse.
    """
    return _PlatformIds(shop, plan).findings + _too_far(plan, today)


def dingtalk_bodies(shop: ShopFolder, plan: Plan) -> list[dict[str, Any]]:
    """The request bodies, rows in the order of the neutral table: each agent on each date.

    Raises InputError with all the errors of :func:`dingtalk_findings`.
    """
    ids = _PlatformIds(shop, plan)
    if ids.findings:
        raise InputError(ids.findings)
    table = neutral_table(shop, plan)
    columns = (table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"])
    schedules = [
        {
            "userid": ids.agents[employee],
            "work_date": _milliseconds(work_date),
            "shift_id": REST_SHIFT_ID if is_rest else int(ids.shifts[shift]),
            "is_rest": bool(is_rest),
        }
        for employee, work_date, shift, is_rest in zip(*columns, strict=True)
    ]
    return [
        {
            "op_user_id": ids.operator,
            "group_id": int(ids.group),
            "schedules": schedules[first : first + ROWS_PER_CALL],
        }
        for first in range(0, len(schedules), ROWS_PER_CALL)
    ]


def dingtalk_files(shop: ShopFolder, plan: Plan) -> dict[str, bytes]:
    """One file per request body, named in the order of sending: ``schedule-001.json``, …"""
    return {
        f"schedule-{number:03}.json": json_file(body)
        for number, body in enumerate(dingtalk_bodies(shop, plan), start=1)
    }


class _PlatformIds:
    """DingTalk's ids of our agents, shifts, group and operator, with the errors of the mapping."""

    def __init__(self, shop: ShopFolder, plan: Plan) -> None:
        self.findings: list[Finding] = []
        self._rows = [row for row in shop.mapping if row.platform.casefold() in PLATFORM_NAMES]
        names = staff_names(shop, plan)
        self.agents = self._named("agent", names, {agent: {"name": name} for agent, name in names.items()})
        self.shifts = self._named("shift", dict.fromkeys(checked_roster(plan)["shift"]), {})
        self.group = self._single("group")
        self.operator = self._single("operator")

    def _named(
        self,
        kind: Literal["agent", "shift"],
        wanted: Iterable[str],
        details: dict[str, dict[str, str]],
    ) -> dict[str, str]:
        rows: dict[str, list[MappingRow]] = {}
        for row in self._rows:
            if row.kind == kind:
                rows.setdefault(row.local_id, []).append(row)
        found = {}
        for local_id in wanted:
            if local_id not in rows:
                self._error(f"unmapped_{kind}", None, "local_id", local_id, **details.get(local_id, {}))
                continue
            found[local_id] = self._single_id(rows[local_id])
        return found

    def _single(self, kind: Literal["group", "operator"]) -> str:
        rows = [row for row in self._rows if row.kind == kind]
        if not rows:
            self._error(f"unmapped_{kind}", None, "kind", kind)
            return ""
        return self._single_id(rows)

    def _single_id(self, rows: list[MappingRow]) -> str:
        """The platform id of these rows, which must agree and have the form that DingTalk requires."""
        first, *others = rows
        for other in others:
            if other.platform_id != first.platform_id:
                self._error("mapping_disagrees", other.row, "platform_id", other.platform_id, first=first.row)
        if first.kind in ("shift", "group"):
            text = first.platform_id
            if not (text.isascii() and text.isdecimal()):
                self._error("mapping_not_a_number", first.row, "platform_id", text)
            elif first.kind == "shift" and int(text) <= REST_SHIFT_ID:
                self._error("mapping_means_rest", first.row, "platform_id", text)
        return first.platform_id

    def _error(self, code: str, row: int | None, column: str, value: str, **details: Any) -> None:
        details = {"platform": PLATFORM, **details}
        self.findings.append(Finding("error", code, MAPPING_FILE, row, column, value, details))


def _too_far(plan: Plan, today: date | None) -> list[Finding]:
    far = [day for day in plan.dates if today is not None and abs(day - today) > REACH]
    if not far:
        return []
    where = f"plans/{plan.first_day.isoformat()}"
    details = {"days": REACH.days, "count": len(far)}
    return [Finding("warning", "dingtalk_too_far", where, value=far[0].isoformat(), details=details)]


def _milliseconds(work_date: str) -> int:
    """00:00 Asia/Shanghai of the date in Unix milliseconds, wherever the shop is."""
    midnight = datetime.combine(date.fromisoformat(work_date), time(), _ZONE)
    return int((midnight - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
