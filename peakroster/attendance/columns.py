"""The columns of a file that an attendance system exports, by the headers that the systems use.

Headers of DingTalk (每日统计, 原始记录), Feishu (每日统计, 打卡流水) and WeCom (打卡日报) as their users know
them, and English ones; no document of a vendor confirmed them, so ``--column`` names others.
A header that stands in two rows (上班1 above 打卡时间) is both in one: ``上班1打卡时间``.
"""

from __future__ import annotations

from peakroster.tables.specs import ColumnSpec, TableSpec

SPELLS = 4
"""Pairs of clock-in and clock-out columns."""


def _clock(kind: str, chinese: str, english: str, number: int) -> ColumnSpec:
    """A column of clock-ins or clock-outs; the first one needs no number."""
    own = f"{kind}_{number}" if number > 1 else kind
    marks = (f"{number}", "") if number == 1 else (f"{number}",)
    synonyms = [
        *(f"{chinese}{mark}{word}" for mark in marks for word in ("打卡时间", "打卡", "时间", "打卡时刻")),
        *(f"第{number}次{chinese}打卡时间", f"{chinese}打卡时间{number}", f"{chinese}时间{number}"),
        *(f"{english}{mark}" for mark in marks),
        *(f"{english}{word}{mark}" for mark in marks for word in (" time", " at")),
    ]
    if number == 1:
        synonyms += ["最早", "最早打卡", "最早打卡时间", "首次打卡", "签到", "签到时间"]
        synonyms += ["punch in", "check in", "first punch", "in time", "time in", "sign in"]
        if kind == "clock_out":
            synonyms = synonyms[:-12]
            synonyms += ["最晚", "最晚打卡", "最晚打卡时间", "末次打卡", "最后打卡", "签退", "签退时间"]
            synonyms += ["punch out", "check out", "last punch", "out time", "time out", "sign out"]
    mark = f"{number}" if number > 1 else ""
    return ColumnSpec(own, f"{chinese}{mark}", synonyms=tuple(synonyms))


def _result(kind: str, chinese: str, number: int) -> ColumnSpec:
    """What the system says of a punch: 正常, 迟到, 缺卡, 外勤, 请假."""
    own, mark = (f"{kind}_result_{number}", f"{number}") if number > 1 else (f"{kind}_result", "")
    marks = ("1", "") if number == 1 else (f"{number}",)
    return ColumnSpec(
        own, f"{chinese}{mark}结果", synonyms=tuple(f"{chinese}{each}打卡结果" for each in marks)
    )


IN = tuple(_clock("clock_in", "上班", "clock in", number) for number in range(1, SPELLS + 1))
OUT = tuple(_clock("clock_out", "下班", "clock out", number) for number in range(1, SPELLS + 1))
RESULTS = tuple(
    _result(kind, chinese, number)
    for number in range(1, SPELLS + 1)
    for kind, chinese in (("clock_in", "上班"), ("clock_out", "下班"))
)
STATUS = ("status", *(spec.name for spec in RESULTS))
"""Columns whose words say how somebody was away."""

PEOPLE = (
    ColumnSpec(
        "agent_id",
        "工号",
        synonyms=(
            *("employee id", "employee no", "employee number", "staff id", "job number", "agent", "id"),
            *("员工号", "员工工号", "员工编号", "人员编号", "客服工号"),
        ),
    ),
    ColumnSpec(
        "platform_id",
        "平台编号",
        synonyms=("userid", "user id", "账号", "帐号", "用户id", "员工userid", "用户编号", "account"),
    ),
    ColumnSpec(
        "name", "姓名", synonyms=("employee name", "full name", "员工姓名", "成员", "名字", "employee")
    ),
)

ATTENDANCE = TableSpec(
    "attendance",
    (
        *PEOPLE,
        ColumnSpec(
            "date",
            "日期",
            synonyms=("考勤日期", "打卡日期", "工作日期", "work date", "attendance date", "day", "workdate"),
        ),
        *(column for pair in zip(IN, OUT, strict=True) for column in pair),
        ColumnSpec(
            "punch",
            "打卡时间",
            synonyms=(
                "打卡记录",
                "打卡明细",
                "打卡时刻",
                "punch time",
                "punches",
                "time",
                "时间",
                "刷卡时间",
            ),
        ),
        ColumnSpec(
            "direction",
            "打卡类型",
            synonyms=("考勤类型", "上下班", "进出", "punch type", "in out", "type", "类型"),
        ),
        ColumnSpec(
            "status",
            "状态",
            synonyms=(*("考勤结果", "打卡结果", "考勤状态", "出勤状态", "result", "attendance"), "校准状态"),
        ),
        *RESULTS,
    ),
    required=True,
    megabytes=50,
)
"""No column is required by itself: a file needs somebody, a date or dated punches, and punches."""
