"""WeCom: one month a call, sixty calls a minute; no call clears a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peakroster.exports.platforms.rows import REST, SystemRow
from peakroster.exports.platforms.wecom import REST_SCHEDULE_ID, monthly_chunks, wecom_body
from peakroster.push.calls import Caller
from peakroster.push.client import (
    Call,
    Cell,
    Listed,
    Single,
    Step,
    batches,
    day_of,
    elsewhere,
    listed_at,
    spans,
    text_at,
    whole,
)
from peakroster.push.problems import Reason

_ZONE = ZoneInfo("Asia/Shanghai")
_ROOT = "1"
"""The department that holds all others."""


class WeComClient:
    """Implements PlatformClient. rows_per_call: no limit is documented."""

    cleared: str | None = REST

    def __init__(self, caller: Caller, single: Single, rows_per_call: int) -> None:
        self._caller, self._single = caller, single
        self.limits = replace(caller.facts.limits, rows=rows_per_call)

    def held(self, people: Sequence[str], first: date, last: date, step: Step) -> dict[Cell, str]:
        """See PlatformClient."""
        found: dict[Cell, str] = {}
        readings = [
            (users, *span)
            for users in batches(people, self.limits.people)
            for span in spans(first, last, self.limits.days, by_month=True)
        ]
        for number, (users, start, end) in enumerate(readings, start=1):
            body = {
                "starttime": _seconds(start),
                "endtime": _seconds(end + timedelta(days=1)) - 1,
                "useridlist": list(users),
            }
            for row in listed_at(self._caller.call("read", body=body), "schedule_list"):
                month, user = whole(row.get("yearmonth")), str(row.get("userid", ""))
                for each in listed_at(row, "schedule", "scheduleList"):
                    shift = self._shift(each, str(row.get("groupid", "")))
                    if shift is not None:
                        found[user, day_of(month, whole(each.get("day")))] = shift
            step(number, len(readings))
        return found

    def _shift(self, row: Mapping[str, Any], group: str) -> str | None:
        info = row.get("schedule_info")
        if not isinstance(info, dict) or "schedule_id" not in info:
            return None
        number = whole(info["schedule_id"])
        shift = REST if number == REST_SCHEDULE_ID else str(number)
        return shift if group in ("", self._single["group"]) else elsewhere(shift, group)

    def calls(self, rows: Sequence[SystemRow]) -> list[Call]:
        """See PlatformClient."""
        path = self._caller.facts.paths["send"]
        return [
            Call(path, wecom_body(part, self._single), tuple(part))
            for part in monthly_chunks(rows, self.limits.rows)
        ]

    def send(self, call: Call) -> dict[Cell, Reason]:
        """See PlatformClient; the answer says nothing of single rows."""
        self._caller.call("send", body=call.body)
        return {}

    def people(self) -> list[Listed]:
        """See PlatformClient; the list has no job numbers."""
        query = {"department_id": _ROOT, "fetch_child": "1"}
        answer = self._caller.call("people", method="GET", query=query)
        return [
            Listed(text_at(row, "userid"), str(row.get("name", ""))) for row in listed_at(answer, "userlist")
        ]

    def shifts(self) -> list[Listed]:
        """See PlatformClient; those of our group, of all where mapping.csv names none."""
        wanted = self._single.get("group", "")
        found: dict[str, Listed] = {}
        for group in listed_at(self._caller.call("shifts", body={}), "group"):
            if wanted and str(group.get("groupid", "")) not in ("", wanted):
                continue
            for row in listed_at(group, "schedulelist"):
                name = str(row.get("schedule_name", ""))
                shift = Listed(text_at(row, "schedule_id"), name, hours=_hours(row))
                found.setdefault(shift.id, shift)
        return list(found.values())


def _hours(row: Mapping[str, Any]) -> str:
    sections = listed_at(row, "time_section")
    if not sections:
        return ""
    start, end = whole(sections[0].get("work_sec")), whole(sections[-1].get("off_work_sec"))
    return f"{_clock(start)}-{_clock(end)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def _seconds(day: date) -> int:
    """00:00 Asia/Shanghai of the day in Unix seconds."""
    return int(datetime.combine(day, time(), _ZONE).timestamp())
