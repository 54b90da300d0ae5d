"""DingTalk: rows are accepted without an answer about each; only reading back tells what is in effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peakroster.exports.platforms.dingtalk import CLEAR_SHIFT_ID, REST_SHIFT_ID, dingtalk_body, milliseconds
from peakroster.exports.platforms.rows import REST, SystemRow
from peakroster.push.calls import Caller
from peakroster.push.client import Call, Cell, Listed, Single, Step, batches, listed_at, spans, text_at, whole
from peakroster.push.problems import Reason

_ZONE = ZoneInfo("Asia/Shanghai")
_ROOT = 1
"""The department that holds all others."""


class DingTalkClient:
    """Implements PlatformClient."""

    cleared: str | None = None

    def __init__(self, caller: Caller, single: Single) -> None:
        self._caller, self._single = caller, single
        self.limits = caller.facts.limits

    def held(self, people: Sequence[str], first: date, last: date, step: Step) -> dict[Cell, str]:
        """See PlatformClient."""
        found: dict[Cell, str] = {}
        readings = [
            (users, *span)
            for users in batches(people, self.limits.people)
            for span in spans(first, last, self.limits.days)
        ]
        for number, (users, start, end) in enumerate(readings, start=1):
            body = {
                "op_user_id": self._single["operator"],
                "userids": ",".join(users),
                "from_date_time": milliseconds(start),
                "to_date_time": milliseconds(end),
            }
            for row in listed_at(self._caller.call("read", body=body), "result"):
                shift = self._shift(row)
                if shift is not None:
                    found[text_at(row, "userid"), _day(row.get("work_date"))] = shift
            step(number, len(readings))
        return found

    def _shift(self, row: Mapping[str, Any]) -> str | None:
        shift = str(row.get("shift_id") or "")
        if row.get("is_rest") == "Y" or shift == str(REST_SHIFT_ID):
            return REST
        return None if shift in ("", str(CLEAR_SHIFT_ID)) else shift

    def calls(self, rows: Sequence[SystemRow]) -> list[Call]:
        """See PlatformClient."""
        path = self._caller.facts.paths["send"]
        return [
            Call(path, dingtalk_body(part, self._single), tuple(part))
            for part in batches(rows, self.limits.rows)
        ]

    def send(self, call: Call) -> dict[Cell, Reason]:
        """See PlatformClient; the answer says nothing of single rows."""
        self._caller.call("send", body=call.body)
        return {}

    def people(self) -> list[Listed]:
        """See PlatformClient; department by department."""
        found: dict[str, Listed] = {}
        departments, seen = [_ROOT], {_ROOT}
        while departments:
            department = departments.pop()
            below = listed_at(self._caller.call("departments", body={"dept_id": department}), "result")
            for each in (whole(row.get("dept_id")) for row in below):
                if each not in seen:
                    seen.add(each)
                    departments.append(each)
            for row in self._pages("people", {"dept_id": department, "size": 100}, "list"):
                person = Listed(
                    text_at(row, "userid"), str(row.get("name", "")), str(row.get("job_number") or "")
                )
                found.setdefault(person.id, person)
        return list(found.values())

    def shifts(self) -> list[Listed]:
        """See PlatformClient; the list has no hours."""
        rows = self._pages("shifts", {"op_user_id": self._single["operator"]}, "result")
        return [Listed(text_at(row, "id"), str(row.get("name", ""))) for row in rows]

    def _pages(self, name: str, body: dict[str, Any], key: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor = 0
        while True:
            answer = self._caller.call(name, body={**body, "cursor": cursor})
            rows += listed_at(answer, "result", key)
            result = answer.get("result") or {}
            following = result.get("next_cursor", result.get("cursor"))
            if not result.get("has_more") or following is None or following == cursor:
                return rows
            cursor = whole(following)


def _day(stamp: object) -> date:
    """The day in Shanghai of Unix milliseconds, whatever the time of day."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=whole(stamp))
    return moment.astimezone(_ZONE).date()
