"""What the platforms' addresses, answers and limits are: the one place to change when a vendor changes them.

The calls that send and read rosters, their limits and the ids of rest days are those of the vendors'
documents. Token calls, error numbers and lists of people are from memory of them (``FROM_MEMORY``), have not
been tried on real accounts, and can be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

FROM_MEMORY = ("token", "renew", "renew_sub", "busy", "busy_sub", "busy_status", "people", "departments")
"""Fields and names of paths below that no document confirmed."""


@dataclass(frozen=True)
class TokenCall:
    """How a token is taken: names of the two credentials in the call, and of what comes back."""

    method: Literal["GET", "POST"]
    path: str
    names: tuple[str, str]
    token: str
    lifetime: str


@dataclass(frozen=True)
class Limits:
    """rows: of a call that sends. people, days: of a call that reads. calls in seconds: of the platform.

    reach: how far a day may lie from today; None = no limit known.
    """

    rows: int
    people: int
    days: int
    calls: int
    seconds: float
    reach: timedelta | None = None


@dataclass(frozen=True)
class Facts:
    """One platform.

    variables: what follows ``PEAKROSTER_<PLATFORM>_`` in the names of the two credentials. bearer: whether
    the token stands in a header instead of the query. code, message: keys of every answer; code 0 is
    success. renew: codes of a token that is wrong or has expired. busy: codes of too many calls, and of a
    platform that asks to try again. *_sub: the same for ``sub_code``. busy_status: HTTP states that mean it,
    besides 429 and those from 500 on. pause: header with the seconds to wait.
    """

    base_url: str
    variables: tuple[str, str]
    token: TokenCall
    limits: Limits
    paths: Mapping[str, str]
    renew: frozenset[int]
    busy: frozenset[int]
    bearer: bool = False
    code: str = "errcode"
    message: str = "errmsg"
    renew_sub: frozenset[str] = frozenset()
    busy_sub: frozenset[str] = frozenset()
    busy_status: frozenset[int] = frozenset()
    pause: str = "Retry-After"
    options: Mapping[str, str] = field(default_factory=dict)


FACTS: Mapping[str, Facts] = {
    "dingtalk": Facts(
        base_url="https://oapi.dingtalk.com",
        variables=("APP_KEY", "APP_SECRET"),
        token=TokenCall("GET", "/gettoken", ("appkey", "appsecret"), "access_token", "expires_in"),
        limits=Limits(rows=200, people=50, days=7, calls=20, seconds=1.0, reach=timedelta(days=180)),
        paths={
            "send": "/topapi/attendance/group/schedule/async",
            "read": "/topapi/attendance/schedule/listbyusers",
            "shifts": "/topapi/attendance/shift/list",
            "people": "/topapi/v2/user/list",
            "departments": "/topapi/v2/department/listsub",
        },
        renew=frozenset({40014, 42001}),
        renew_sub=frozenset({"40014", "42001"}),
        busy=frozenset({-1}),
        busy_sub=frozenset({"90018"}),
        busy_status=frozenset({403}),
    ),
    "feishu": Facts(
        base_url="https://open.feishu.cn",
        variables=("APP_ID", "APP_SECRET"),
        token=TokenCall(
            "POST",
            "/open-apis/auth/v3/tenant_access_token/internal",
            ("app_id", "app_secret"),
            "tenant_access_token",
            "expire",
        ),
        limits=Limits(rows=50, people=50, days=30, calls=50, seconds=1.0),
        paths={
            "send": "/open-apis/attendance/v1/user_daily_shifts/batch_create",
            "read": "/open-apis/attendance/v1/user_daily_shifts/query",
            "shifts": "/open-apis/attendance/v1/shifts",
            "people": "/open-apis/contact/v3/users/find_by_department",
            "departments": "/open-apis/contact/v3/departments/{department}/children",
        },
        bearer=True,
        code="code",
        message="msg",
        renew=frozenset({99991661, 99991663}),
        busy=frozenset({99991400}),
        pause="x-ogw-ratelimit-reset",
        options={"EMPLOYEE_TYPE": "employee_id"},
    ),
    "wecom": Facts(
        base_url="https://qyapi.weixin.qq.com",
        variables=("CORP_ID", "SECRET"),
        token=TokenCall("GET", "/cgi-bin/gettoken", ("corpid", "corpsecret"), "access_token", "expires_in"),
        limits=Limits(rows=200, people=100, days=31, calls=60, seconds=60.0),
        paths={
            "send": "/cgi-bin/checkin/setcheckinschedulist",
            "read": "/cgi-bin/checkin/getcheckinschedulist",
            "shifts": "/cgi-bin/checkin/getcorpcheckinoption",
            "people": "/cgi-bin/user/list",
        },
        renew=frozenset({40014, 42001}),
        busy=frozenset({-1, 45009}),
        options={"ROWS_PER_CALL": "200"},
    ),
}
"""Each platform by the name of its export format. options: further variables, and what they are without."""
