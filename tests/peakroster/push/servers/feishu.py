"""A Feishu: says code 0, and names in ``msg`` the rows that did not take effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from tests.peakroster.push.servers.base import SECRETS, Request, Server, strict

SEND = "/open-apis/attendance/v1/user_daily_shifts/batch_create"
ROW = {
    "group_id": str,
    "shift_id": str,
    "month": int,
    "user_id": str,
    "day_no": int,
    "is_clear_schedule": bool,
}


class FeishuServer(Server):
    """held: a shift's id, or ``0`` for a rest."""

    token_path = "/open-apis/auth/v3/tenant_access_token/internal"
    routes: ClassVar[Mapping[str, str]] = {
        SEND: "send",
        "/open-apis/attendance/v1/user_daily_shifts/query": "read",
        "/open-apis/attendance/v1/shifts": "list_shifts",
        "/open-apis/contact/v3/users/find_by_department": "list_people",
        "/open-apis/contact/v3/departments/0/children": "list_departments",
    }

    def token_answer(self, request: Request) -> Mapping[str, Any]:
        if request.body != dict(zip(("app_id", "app_secret"), SECRETS, strict=True)):
            return {"code": 10014, "msg": f"app secret invalid: {request.body}"}
        return {"code": 0, "msg": "ok", "tenant_access_token": self.new_token(), "expire": 7200}

    def token_of(self, request: Request) -> str:
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def token_problem(self, expired: bool) -> tuple[int, Mapping[str, Any]]:
        return 400, {"code": 99991663 if expired else 99991661, "msg": "token attached is invalid"}

    def rows_of(self, request: Request) -> Sequence[Any]:
        return request.body["user_daily_shifts"] if request.path == SEND else []

    def send(self, request: Request) -> Mapping[str, Any]:
        wrong = strict(request.body, {"user_daily_shifts": list, "operator_id": str}) or next(
            filter(None, (strict(row, ROW) for row in request.body["user_daily_shifts"])), None
        )
        if request.query.get("employee_type") not in ("employee_id", "employee_no"):
            wrong = "employee_type"
        rows = request.body["user_daily_shifts"] if not wrong else []
        if wrong or not 1 <= len(rows) <= 50:
            self.forbid(wrong or f"{len(rows)} rows")
            return {"code": 1220001, "msg": "param invalid"}
        taken, refused = [], dict[str, list[str]]()
        for row in rows:
            day = date(row["month"] // 100, row["month"] % 100, row["day_no"])
            cell = (row["user_id"], day)
            known = row["shift_id"] == "0" or row["shift_id"] in self.shift_list
            if row["user_id"] not in self.staff or not known or self.is_refused(cell):
                refused.setdefault(row["user_id"], []).append(f"{day:%Y%m%d}")
            elif row["group_id"] == self.group:
                taken.append((cell, "" if row["is_clear_schedule"] else row["shift_id"]))
        self.take(taken)
        named = ",".join(f"{user}:[{','.join(days)}]" for user, days in refused.items())
        return {"code": 0, "msg": f"{{{named}}}" if refused else "success", "data": {}}

    def read(self, request: Request) -> Mapping[str, Any]:
        users = request.body["user_ids"]
        first, last = (self._day(request.body[f"check_date_{end}"]) for end in ("from", "to"))
        if len(users) > 50 or not 0 <= (last - first).days < 30:
            self.forbid(f"{len(users)} people from {first} to {last}")
            return {"code": 1220001, "msg": "param invalid"}
        wanted = set(users)
        rows = [
            {
                "group_id": self.group,
                "shift_id": value,
                "month": day.year * 100 + day.month,
                "user_id": user,
                "day_no": day.day,
            }
            for (user, day), value in self.held.items()
            if user in wanted and first <= day <= last
        ]
        return {"code": 0, "msg": "success", "data": {"user_daily_shifts": rows}}

    def list_shifts(self, request: Request) -> Mapping[str, Any]:
        rows = []
        for key, (name, hours) in self.shift_list.items():
            start, _, end = hours.partition("-")
            rule = [{"on_time": start, "off_time": end}] if hours else []
            rows.append({"shift_id": key, "shift_name": name, "punch_time_rule": rule})
        return self._page(request, "shift_list", rows)

    def list_people(self, request: Request) -> Mapping[str, Any]:
        rows = [
            {"user_id": key, "name": name, "employee_no": number}
            for key, (name, number) in self.staff.items()
            if request.query["department_id"] == "od-1"
        ]
        return self._page(request, "items", rows)

    def list_departments(self, request: Request) -> Mapping[str, Any]:
        return self._page(request, "items", [{"open_department_id": "od-1", "name": "客服"}])

    @staticmethod
    def _page(request: Request, key: str, rows: list[dict[str, Any]]) -> Mapping[str, Any]:
        first = int(request.query.get("page_token", "0"))
        more = first + 3 < len(rows)
        data: dict[str, Any] = {key: rows[first : first + 3], "has_more": more}
        return {"code": 0, "msg": "success", "data": data | ({"page_token": str(first + 3)} if more else {})}

    @staticmethod
    def _day(number: int) -> date:
        return date(number // 10000, number // 100 % 100, number % 100)
