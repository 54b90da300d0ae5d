"""What stands in a cell of an attendance system: times of day, some on the next day, and words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from peakroster.tables.errors import UnreadableError
from peakroster.tables.timestamps import SERIAL, SERIAL_ORIGIN, parse_day

MINUTES_PER_DAY = 1440
_LATEST_HOUR = 47

Away = Literal["leave", "rest", "absent", "missing"]


@dataclass(frozen=True)
class Clock:
    """A time that a cell names.

    minute: after midnight of ``day``, or of the row's date where that is None. day: only if the cell says it.
    following: whether the cell says that it lies on the day after the row's date; then it is in ``minute``.
    """

    minute: int
    day: date | None = None
    following: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether the cell says on which day it is."""
        return self.day is not None or self.following


@dataclass(frozen=True)
class Cell:
    """Times in their order, and what the words say of somebody who was away."""

    clocks: tuple[Clock, ...] = ()
    away: Away | None = None


_NEXT = r"(?:次日|翌日|第二天|隔天|明日|next\\s*day|\\+1\\s*(?:d|day|天)?)"
_CLOCK = re.compile(
    rf"""(?:(?P<year>\d{{4}})[-/.年](?P<month>\d{{1,2}})[-/.月](?P<date>\d{{1,2}})日?(?:\s*{{weekday}})?[T\s]*)?
    (?P<next>{_NEXT})?\s*(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?(?!\d)
    (?P<after>\s*\(?\s*{_NEXT}\s*\)?)?""".replace("\\\\", "\\").replace(
        "{weekday}", r"(?:星期|周)[一二三四五六日天]"
    ),
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_FRACTION = re.compile(r"0?\.\d+|0(?:\.0+)?")
_SERIAL = re.compile(SERIAL)

_AWAY: tuple[tuple[Away, tuple[str, ...]], ...] = (
    (
        "leave",
        (
            *(
                "请假",
                "年假",
                "事假",
                "病假",
                "调休",
                "补休",
                "婚假",
                "产假",
                "陪产假",
                "丧假",
                "工伤假",
                "育儿假",
            ),
            *("休假", "哺乳假", "产检假", "on leave", "leave", "sick leave", "sick", "vacation", "假"),
        ),
    ),
    ("absent", ("旷工", "缺勤", "未出勤", "absent", "absence", "absenteeism", "no show", "no-show")),
    (
        "missing",
        (
            *("缺卡", "未打卡", "漏打卡", "忘打卡", "上班缺卡", "下班缺卡", "未签到", "未签退"),
            *("missing", "missed", "no punch", "not punched", "missing punch", "缺卡次数"),
        ),
    ),
    (
        "rest",
        ("休息", "休", "公休", "轮休", "节假日", "休息日", "未排班", "rest", "off", "day off", "holiday"),
    ),
)
_NEUTRAL = frozenset(
    (
        *(
            "正常",
            "迟到",
            "早退",
            "严重迟到",
            "旷工迟到",
            "外勤",
            "出差",
            "外出",
            "加班",
            "补卡",
            "补卡审批通过",
        ),
        *(
            "已校准",
            "未校准",
            "审批通过",
            "管理员改卡",
            "更正",
            "上班",
            "下班",
            "打卡",
            "有效",
            "无",
            "打卡无效",
        ),
        *(
            "休息并打卡",
            "休息日打卡",
            "设备异常",
            "地点异常",
            "时间异常",
            "wi-fi异常",
            "wifi异常",
            "手机打卡",
        ),
        *(
            "未开始",
            "无需打卡",
            "不在应打卡范围内",
            "异常",
            "范围外",
            "上班打卡",
            "下班打卡",
            "考勤机",
            "正常打卡",
        ),
        *("normal", "late", "early", "early leave", "on time", "ok", "present", "overtime", "in", "out"),
        *(
            "outside",
            "business trip",
            "corrected",
            "none",
            "n/a",
            "na",
            "null",
            "invalid",
            "-",
            "--",
            "—",
            "——",
        ),
        *("/", "×", "x", "√", "✓"),
    )
)
_WORDS = {word: away for away, words in _AWAY for word in words}
_SPLIT = re.compile(r"[\s,;、，；|()（）\[\]]+")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:小时|分钟|分|天|h|min|minutes|hours|次)?", re.IGNORECASE)


def read_cell(text: str, *, words_known: bool = True) -> Cell:
    """The times and words of a cell. Seconds are dropped: 08:59:40 is 08:59.

    words_known: whether a word that nobody knows is an error; else it says nothing.
    Raises UnreadableError ``attendance_cell``, ``bad_time`` for a time that no clock shows.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _FRACTION.fullmatch(plain):
        return Cell((Clock(round(float(plain) * MINUTES_PER_DAY) % MINUTES_PER_DAY),))
    if _SERIAL.fullmatch(plain) and "." in plain:
        days, rest = divmod(round(float(plain) * MINUTES_PER_DAY), MINUTES_PER_DAY)
        return Cell((Clock(rest, (SERIAL_ORIGIN + timedelta(days=days)).date()),))
    clocks = tuple(_clock(match) for match in _CLOCK.finditer(plain))
    left = [word for word in _SPLIT.split(_CLOCK.sub(" ", plain).casefold()) if word]
    found = _away(left, plain.casefold() if not clocks else " ".join(left), words_known)
    return Cell(() if found == "leave" and len(clocks) > 1 else clocks, found)  # 年假 09:00-12:00 is no punch


def _clock(match: re.Match[str]) -> Clock:
    hour, minute = int(match["hour"]), int(match["minute"])
    if minute > 59 or hour > _LATEST_HOUR:
        raise UnreadableError("bad_time")
    following = bool(match["next"] or match["after"])
    if match["year"] is None:
        past = hour >= 24
        shift = MINUTES_PER_DAY if following and not past else 0
        return Clock(hour * 60 + minute + shift, None, following or past)
    day = parse_day(f"{match['year']}-{match['month']}-{match['date']}")
    shift = MINUTES_PER_DAY if following else 0
    return Clock(hour * 60 + minute + shift, day, following)


def _away(words: list[str], whole: str, words_known: bool) -> Away | None:
    """What the words say; the whole text first, since some have blanks in them."""
    if not words or whole in _NEUTRAL:
        return None
    if whole in _WORDS:
        return _WORDS[whole]
    said = [_said(word) for word in words]
    if words_known and any(each == "?" for each in said):
        raise UnreadableError("attendance_cell")
    known = [each for each in said if each not in ("", "?")]
    order: tuple[Away, ...] = ("leave", "absent", "missing", "rest")
    return next((away for away in order if away in known), None)


def _said(word: str) -> str:
    """Away of one word, "" where it says nothing of that, "?" where nobody knows it."""
    if word in _WORDS:
        return _WORDS[word]
    word = _AMOUNT.sub("", word)
    if not word or word in _NEUTRAL:
        return ""
    if word.endswith("假") or word.startswith("请假"):
        return "leave"
    inner = next((each for each in ("旷工", "缺卡", "未打卡", "请假", "休息") if each in word), None)
    if inner is not None:
        return _WORDS[inner]
    return (
        "" if any(each in word for each in ("迟到", "早退", "正常", "外勤", "补卡", "加班", "打卡")) else "?"
    )


_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_CHINESE_WEEKDAY = re.compile(r"\s*\(?(?:星期|周|礼拜)([一二三四五六日天])\)?\s*")
_ENGLISH_WEEKDAY = re.compile(r"\s*\(?,?\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?\)?,?\s*", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})")
_DIGITS = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_NOON = re.compile(r"[T\s]+0{1,2}:00(?::00)?$")


def read_date(text: str) -> date:
    """A date as attendance systems write it: ``26-11-09 星期一``, ``2026/11/09 周一``, ``20261109``.

    Raises UnreadableError as :func:`parse_day`; ``attendance_weekday`` where the weekday is not that of the
    date, which is also how a year of two digits is told from a day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    weekday: int | None = None
    if match := _CHINESE_WEEKDAY.search(plain):
        weekday = _WEEKDAYS[match[1]]
    elif match := _ENGLISH_WEEKDAY.search(plain):
        weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(match[1].casefold()[:3])
    if match is not None:
        plain = f"{plain[: match.start()]} {plain[match.end() :]}".strip()
    plain = _NOON.sub("", plain)
    if _SERIAL.fullmatch(plain):
        return (SERIAL_ORIGIN + timedelta(days=int(float(plain)))).date()
    if found := _DIGITS.fullmatch(plain):
        plain = "-".join(found.groups())
    elif weekday is not None and (found := _SHORT_YEAR.fullmatch(plain)):
        plain = f"20{plain}"
    day = parse_day(plain)
    if weekday is not None and day.weekday() != weekday:
        raise UnreadableError("attendance_weekday", meant=f"{day}")
    return day
