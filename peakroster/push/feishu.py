"""Feishu: code 0 is not yet in effect; ``msg`` names the rows that were not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from peakroster.exports.platforms.feishu import REST_SHIFT_ID, feishu_body
from peakroster.exports.platforms.rows import REST, SystemRow
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

_NOT_TAKEN = re.compile(r"""["']?([^\s{}\[\]:：,，"']+)["']?\s*[:：]\s*\[([^\]]*)\]""")
"""``{person:[date,date],person:[date]}``."""
_ROOT = "0"
"""The department that holds all others."""


class FeishuClient:
    """Implements PlatformClient. employee_type: what mapping.csv calls people by."""

    cleared: str | None = None

    def __init__(self, caller: Caller, single: Single, employee_type: str) -> None:
        self._caller, self._single, self._type = caller, single, employee_type
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
                "user_ids": list(users),
                "check_date_from": int(f"{start:%Y%m%d}"),
                "check_date_to": int(f"{end:%Y%m%d}"),
            }
            answer = self._caller.call("read", body=body, query={"employee_type": self._type})
            for row in listed_at(answer, "data", "user_daily_shifts"):
                if not row.get("is_clear_schedule"):
                    day = day_of(whole(row.get("month")), whole(row.get("day_no")))
                    found[str(row.get("user_id", "")), day] = self._shift(row)
            step(number, len(readings))
        return found

    def _shift(self, row: Mapping[str, Any]) -> str:
        shift, group = str(row.get("shift_id", "")), str(row.get("group_id", ""))
        shift = REST if shift == REST_SHIFT_ID else shift
        return shift if group in ("", self._single["group"]) else elsewhere(shift, group)

    def calls(self, rows: Sequence[SystemRow]) -> list[Call]:
        """See PlatformClient."""
        path = self._caller.facts.paths["send"]
        return [
            Call(f"{path}?employee_type={self._type}", feishu_body(part, self._single), tuple(part))
            for part in batches(rows, self.limits.rows)
        ]

    def send(self, call: Call) -> dict[Cell, Reason]:
        """See PlatformClient."""
        answer = self._caller.call("send", body=call.body, query={"employee_type": self._type})
        said = str(answer.get("msg") or "")
        named = set(_named(said, call.rows))
        return {cell: Reason("named", text=self._caller.scrub(said)) for cell in named}

    def people(self) -> list[Listed]:
        """See PlatformClient; department by department."""
        found: dict[str, Listed] = {}
        below = self._pages(
            "departments", {"fetch_child": "true", "page_size": "50"}, places={"department": _ROOT}
        )
        ids = [str(row.get("open_department_id", "")) for row in below]
        for department in [_ROOT, *filter(None, ids)]:
            query = {"department_id": department, "user_id_type": "user_id", "page_size": "50"}
            for row in self._pages("people", query):
                number = str(row.get("employee_no") or "")
                id_ = str(row.get("user_id") or "") if self._type == "employee_id" else number
                if id_:
                    found.setdefault(id_, Listed(id_, str(row.get("name", "")), number))
        return list(found.values())

    def shifts(self) -> list[Listed]:
        """See PlatformClient; next-day times are written past 24."""
        rows = self._pages("shifts", {"page_size": "50"}, key="shift_list")
        return [
            Listed(text_at(row, "shift_id"), str(row.get("shift_name", "")), hours=_hours(row))
            for row in rows
        ]

    def _pages(
        self, name: str, query: Mapping[str, str], key: str = "items", places: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page: dict[str, str] = {}
        while True:
            answer = self._caller.call(name, method="GET", query={**query, **page}, places=places)
            rows += listed_at(answer, "data", key)
            data = answer.get("data") or {}
            following = data.get("page_token")
            if not data.get("has_more") or not following or page.get("page_token") == following:
                return rows
            page = {"page_token": str(following)}


def _hours(row: Mapping[str, Any]) -> str:
    spans_ = row.get("punch_time_rule")
    if not isinstance(spans_, list) or not spans_ or not all(isinstance(each, dict) for each in spans_):
        return ""
    start, end = spans_[0].get("on_time"), spans_[-1].get("off_time")
    return f"{start}-{end}" if start and end else ""


def _named(said: str, rows: Sequence[SystemRow]) -> Iterator[Cell]:
    """The rows that a ``msg`` names; dates are ``20261109``, ``2026-11-09`` or days of the month."""
    for person, days in _NOT_TAKEN.findall(said):
        for text in re.findall(r"\d+(?:[-/]\d+)*", days):
            digits = "".join(part.zfill(2) for part in re.split("[-/]", text))
            for row in rows:
                known = (f"{row.day:%Y%m%d}", f"{row.day:%d}", f"{row.day:%m%d}")
                if row.user == person and digits.zfill(2) in known:
                    yield person, row.day
