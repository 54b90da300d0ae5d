"""A DingTalk: takes rows without a word about each, and drops those that it does not like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

from tests.peakroster.push.servers.base import SECRETS, Request, Server, strict

SHANGHAI = timezone(timedelta(hours=8))
SEND = "/topapi/attendance/group/schedule/async"


class DingTalkServer(Server):
    """held: a shift's number, or ``1`` for a rest. departments: id → those below it."""

    token_path = "/gettoken"
    routes: ClassVar[Mapping[str, str]] = {
        SEND: "send",
        "/topapi/attendance/schedule/listbyusers": "read",
        "/topapi/attendance/shift/list": "list_shifts",
        "/topapi/v2/user/list": "list_people",
        "/topapi/v2/department/listsub": "list_departments",
    }
    departments: ClassVar[Mapping[int, Sequence[int]]] = {1: (2,), 2: ()}

    def token_answer(self, request: Request) -> Mapping[str, Any]:
        given = (request.query.get("appkey"), request.query.get("appsecret"))
        if request.method != "GET" or given != SECRETS:
            return {"errcode": 40089, "errmsg": f"invalid appkey or appsecret: {given[1]}"}
        return {"errcode": 0, "errmsg": "ok", "access_token": self.new_token(), "expires_in": 7200}

    def token_problem(self, expired: bool) -> tuple[int, Mapping[str, Any]]:
        return 200, {"errcode": 42001 if expired else 40014, "errmsg": "access_token expired or unknown"}

    def rows_of(self, request: Request) -> Sequence[Any]:
        return request.body["schedules"] if request.path == SEND else []

    def send(self, request: Request) -> Mapping[str, Any]:
        keys = {"op_user_id": str, "group_id": int, "schedules": list}
        row_keys = {"userid": str, "work_date": int, "shift_id": int, "is_rest": bool}
        wrong = strict(request.body, keys) or next(
            filter(None, (strict(row, row_keys) for row in request.body["schedules"])), None
        )
        rows = request.body["schedules"] if not wrong else []
        if wrong or not 1 <= len(rows) <= 200:
            self.forbid(wrong or f"{len(rows)} rows")
            return {"errcode": 400002, "errmsg": "invalid parameter"}
        if request.body["op_user_id"] != self.operator or str(request.body["group_id"]) != self.group:
            return {"errcode": 880006, "errmsg": "no such group of this operator"}
        if any(row["shift_id"] > 1 and str(row["shift_id"]) not in self.shift_list for row in rows):
            return {"errcode": 880005, "errmsg": "shift is not bound to the group"}
        taken = []
        for row in rows:
            day = self._day(row["work_date"])
            near = abs((day - self.clock.today().astimezone(SHANGHAI).date()).days) <= 180
            if row["is_rest"] != (row["shift_id"] == 1):
                self.forbid("is_rest and shift_id contradict each other")
            cell = (row["userid"], day)
            if near and row["userid"] in self.staff and not self.is_refused(cell):
                taken.append((cell, "" if row["shift_id"] == -2 else str(row["shift_id"])))
        self.take(taken)
        return {"errcode": 0, "errmsg": "ok", "success": True, "request_id": "r"}

    def read(self, request: Request) -> Mapping[str, Any]:
        body = request.body
        users = body["userids"].split(",")
        first, last = self._day(body["from_date_time"]), self._day(body["to_date_time"])
        if len(users) > 50 or (last - first).days >= 7 or last < first:
            self.forbid(f"{len(users)} people from {first} to {last}")
            return {"errcode": 400002, "errmsg": "invalid parameter"}
        rows = []
        for user in users:
            for offset in range((last - first).days + 1):
                day = first + timedelta(days=offset)
                value = self.held.get((user, day))
                if value is not None:
                    rows += self._read_rows(user, day, value)
        return {"errcode": 0, "errmsg": "ok", "result": rows}

    def _read_rows(self, user: str, day: date, value: str) -> list[dict[str, Any]]:
        row = {"userid": user, "work_date": self._stamp(day), "shift_id": int(value)}
        if value == "1":
            return [{**row, "is_rest": "Y"}]
        return [
            {**row, "is_rest": "N", "check_type": kind, "plan_check_time": f"{day} {time}"}
            for kind, time in (("OnDuty", "09:00:00"), ("OffDuty", "18:00:00"))
        ]

    def list_shifts(self, request: Request) -> Mapping[str, Any]:
        if request.body["op_user_id"] != self.operator:
            return {"errcode": 880006, "errmsg": "no such operator"}
        shifts = [{"id": int(key), "name": name} for key, (name, _) in self.shift_list.items()]
        return {"errcode": 0, "result": self._page(request.body["cursor"], shifts, "result", "cursor", 2)}

    def list_people(self, request: Request) -> Mapping[str, Any]:
        body = request.body
        if body["size"] > 100:
            self.forbid("size")
        people = [
            {"userid": key, "name": name, "job_number": number}
            for key, (name, number) in self.staff.items()
            if body["dept_id"] == 2
        ]
        return {"errcode": 0, "result": self._page(body["cursor"], people, "list", "next_cursor", 3)}

    def list_departments(self, request: Request) -> Mapping[str, Any]:
        below = self.departments[request.body["dept_id"]]
        return {"errcode": 0, "result": [{"dept_id": each, "name": str(each)} for each in below]}

    @staticmethod
    def _page(cursor: int, rows: list[dict[str, Any]], key: str, following: str, size: int) -> dict[str, Any]:
        more = cursor + size < len(rows)
        page: dict[str, Any] = {"has_more": more, key: rows[cursor : cursor + size]}
        return page | ({following: cursor + size} if more else {})

    @staticmethod
    def _day(stamp: int) -> date:
        moment = datetime.fromtimestamp(stamp / 1000, UTC).astimezone(SHANGHAI)
        assert moment.time().isoformat() == "00:00:00"
        return moment.date()

    @staticmethod
    def _stamp(day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp() * 1000)
