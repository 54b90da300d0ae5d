"""A WeCom: sixty calls in any minute, one month a call, and a call with a wrong row is refused whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, ClassVar

from tests.peakroster.push.servers.base import SECRETS, Answer, Request, Server, strict

SHANGHAI = timezone(timedelta(hours=8))
SEND = "/cgi-bin/checkin/setcheckinschedulist"


class WeComServer(Server):
    """held: a schedule's number, or ``0`` for a rest.

    names_rows: whether a wrong row is left out without a word instead of making the call fail.
    """

    token_path = "/cgi-bin/gettoken"
    routes: ClassVar[Mapping[str, str]] = {
        SEND: "send",
        "/cgi-bin/checkin/getcheckinschedulist": "read",
        "/cgi-bin/checkin/getcorpcheckinoption": "list_shifts",
        "/cgi-bin/user/list": "list_people",
    }
    leaves_out = False

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._calls: deque[float] = deque()

    def answer(self, request: Request) -> Answer:
        now = self.clock.now()
        while self._calls and self._calls[0] <= now - 60:
            self._calls.popleft()
        self._calls.append(now)
        if len(self._calls) > 60:
            self.forbid("more than 60 calls in a minute")
            self._calls.pop()
            return Answer(content=b'{"errcode": 45009, "errmsg": "reach max api minute quota limit"}')
        return super().answer(request)

    def token_answer(self, request: Request) -> Mapping[str, Any]:
        given = (request.query.get("corpid"), request.query.get("corpsecret"))
        if given != SECRETS:
            return {"errcode": 40001, "errmsg": f"invalid credential {given[1]}"}
        return {"errcode": 0, "errmsg": "ok", "access_token": self.new_token(), "expires_in": 7200}

    def token_problem(self, expired: bool) -> tuple[int, Mapping[str, Any]]:
        return 200, {"errcode": 42001 if expired else 40014, "errmsg": "access_token expired or invalid"}

    def rows_of(self, request: Request) -> Sequence[Any]:
        return request.body["items"] if request.path == SEND else []

    def send(self, request: Request) -> Mapping[str, Any]:
        keys = {"userid": str, "day": int, "schedule_id": int}
        wrong = strict(request.body, {"groupid": int, "items": list, "yearmonth": int}) or next(
            filter(None, (strict(row, keys) for row in request.body["items"])), None
        )
        if wrong:
            self.forbid(wrong)
            return {"errcode": 40058, "errmsg": "invalid request"}
        if str(request.body["groupid"]) != self.group:
            return {"errcode": 301025, "errmsg": "no such group"}
        month, taken = request.body["yearmonth"], []
        for row in request.body["items"]:
            cell = (row["userid"], date(month // 100, month % 100, row["day"]))
            known = row["schedule_id"] == 0 or str(row["schedule_id"]) in self.shift_list
            if row["userid"] not in self.staff or not known or self.is_refused(cell):
                if not self.leaves_out:
                    return {"errcode": 301021, "errmsg": "userid or schedule not in the rule"}
            else:
                taken.append((cell, str(row["schedule_id"])))
        self.take(taken)
        return {"errcode": 0, "errmsg": "ok"}

    def read(self, request: Request) -> Mapping[str, Any]:
        users = request.body["useridlist"]
        first, last = (
            datetime.fromtimestamp(request.body[key], SHANGHAI).date() for key in ("starttime", "endtime")
        )
        if len(users) > 100 or (last - first).days > 31 or last < first:
            self.forbid(f"{len(users)} people from {first} to {last}")
            return {"errcode": 301023, "errmsg": "invalid span"}
        found: dict[tuple[str, int], list[dict[str, Any]]] = {}
        wanted = set(users)
        for (user, day), value in self.held.items():
            if user in wanted and first <= day <= last:
                info = {"schedule_id": int(value), "schedule_name": "…", "time_section": []}
                row = {"day": day.day, "schedule_info": info}
                found.setdefault((user, day.year * 100 + day.month), []).append(row)
        people = [
            {
                "userid": user,
                "yearmonth": month,
                "groupid": int(self.group),
                "groupname": "客服",
                "schedule": {"scheduleList": rows},
            }
            for (user, month), rows in found.items()
        ]
        return {"errcode": 0, "errmsg": "ok", "schedule_list": people}

    def list_shifts(self, request: Request) -> Mapping[str, Any]:
        schedules = []
        for key, (name, hours) in self.shift_list.items():
            start, end = (self._seconds(text) for text in hours.split("-"))
            times = [{"work_sec": start, "off_work_sec": end}]
            schedules.append({"schedule_id": int(key), "schedule_name": name, "time_section": times})
        return {"errcode": 0, "group": [{"groupid": int(self.group), "schedulelist": schedules}]}

    def list_people(self, request: Request) -> Mapping[str, Any]:
        rows = [{"userid": key, "name": name} for key, (name, _) in self.staff.items()]
        return {"errcode": 0, "errmsg": "ok", "userlist": rows}

    @staticmethod
    def _seconds(clock: str) -> int:
        hours, minutes = clock.split(":")
        return int(timedelta(hours=int(hours), minutes=int(minutes)).total_seconds())
