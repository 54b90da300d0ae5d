"""Headers of a history, and those of figures that are something else."""

from __future__ import annotations

import re
from typing import Literal

from peakroster.layouts.cells.words import is_total, plain

Meaning = Literal["day", "clock", "moment", "queue", "count", "served", "aht", "weekday", "total", "other"]

_SPACES = re.compile(r"[\s_\-]+")
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")

_DAY = ("日期", "date", "day", "日", "号", "统计日期", "日子", "天", "咨询日期", "datum", "fecha")
_CLOCK = (
    *(
        "小时",
        "时段",
        "时间段",
        "钟点",
        "点",
        "时",
        "hour",
        "hours",
        "time of day",
        "时刻",
        "整点",
        "统计时段",
        "小时段",
    ),
    *("interval", "time slot", "slot", "period", "stunde", "uhrzeit"),
)
_MOMENT = ("时间", "日期时间", "timestamp", "datetime", "date time", "时间戳", "统计时间", "time", "开始时间")
_WEEKDAY = ("星期", "周几", "星期几", "weekday", "周", "礼拜", "day of week")
_QUEUE = (
    *(
        "队列",
        "queue",
        "queue id",
        "队列id",
        "技能组",
        "skill group",
        "业务线",
        "业务",
        "店铺",
        "渠道",
        "组别",
        "分组",
    ),
    *("客服组", "业务类型", "咨询类型", "类型", "组", "接待组", "channel", "skill", "group"),
)
_COUNT = (
    *(
        "咨询量",
        "咨询数",
        "咨询人数",
        "咨询",
        "咨询人次",
        "进线量",
        "进线",
        "进线人数",
        "来电量",
        "呼入量",
        "查询量",
    ),
    *(
        "询问",
        "会话量",
        "会话数",
        "人数",
        "数量",
        "量",
        "inquiries",
        "inquiry",
        "contacts",
        "volume",
        "calls",
        "chats",
    ),
    *(
        "count",
        "conversations",
        "tickets",
        "anfragen",
        "总咨询量",
        "总咨询人数",
        "今日咨询人数",
        "当日咨询人数",
        "offered",
    ),
)
_SERVED = (
    *(
        "接待人数",
        "接待量",
        "接待数",
        "人工接待人数",
        "人工接待量",
        "有效接待人数",
        "人工已接待人数",
        "人工已接待会话量",
    ),
    *("接起量", "接通量", "handled", "answered", "需人工回复的咨询人数", "回复人数"),
)
_AHT = (
    "平均处理时长",
    "aht",
    "aht s",
    "aht seconds",
    "处理时长",
    "平均处理时间",
    "平均通话时长",
    "平均会话时长",
)
_SETS: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    ("day", _DAY),
    ("clock", _CLOCK),
    ("moment", _MOMENT),
    ("weekday", _WEEKDAY),
    ("queue", _QUEUE),
    ("count", _COUNT),
    ("served", _SERVED),
    ("aht", _AHT),
)


def _key(text: str) -> str:
    return _SPACES.sub("", plain(text))


_MEANINGS: dict[str, Meaning] = {_key(word): meaning for meaning, words in reversed(_SETS) for word in words}
_FIGURE = re.compile(
    r"率|时长|金额|分$|排名|占比|销售|满意|响应|成交|下单|付款|转化|rate|score|%|amount", re.IGNORECASE
)


def meaning_of(header: str) -> Meaning | None:
    """What a header says; None for a text that may be anything, such as the name of a queue."""
    key = _key(header)
    if not key:
        return None
    bare = _key(_BRACKETS.sub("", header))
    for each in (key, bare):
        if each in _MEANINGS:
            return _MEANINGS[each]
    if is_total(header):
        return "total"
    if bare.endswith(("咨询量", "咨询人数", "进线量", "咨询数")):
        return "count"
    if _FIGURE.search(key):
        return "other"
    return None


def is_in_minutes(header: str) -> bool:
    """Whether a handling time is told in minutes."""
    return bool(re.search(r"分钟|\bmin", plain(header)))
