"""Cells of attendance systems."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.attendance.cells import Clock, read_cell, read_date
from peakroster.tables.errors import UnreadableError

DAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("text", "clocks", "away"),
    [
        ("08:58", [Clock(538)], None),
        ("８：５８：３０", [Clock(538)], None),
        ("次日 02:03", [Clock(1563, following=True)], None),
        ("02:03(次日)", [Clock(1563, following=True)], None),
        ("26:03", [Clock(1563, following=True)], None),
        ("next day 06:00", [Clock(1800, following=True)], None),
        ("2026-11-09 08:58:12", [Clock(538, DAY)], None),
        ("2026/11/09 星期一 08:58", [Clock(538, DAY)], None),
        ("0.375", [Clock(540)], None),
        ("08:58;12:01 13:02", [Clock(538), Clock(721), Clock(782)], None),
        ("09:01(迟到1分钟)", [Clock(541)], None),
        ("缺卡", [], "missing"),
        ("旷工", [], "absent"),
        ("事假8小时", [], "leave"),
        ("年假 09:00-12:00", [], "leave"),
        ("休息", [], "rest"),
        ("on leave", [], "leave"),
        ("--", [], None),
        ("外勤", [], None),
    ],
)
def test_times_and_words(text: str, clocks: list[Clock], away: str | None) -> None:
    """Seconds are dropped, the next day is told, and words say how somebody was away."""
    found = read_cell(text)
    assert (list(found.clocks), found.away) == (clocks, away)


@pytest.mark.parametrize(
    ("text", "code"), [("hello", "attendance_cell"), ("25:99", "bad_time"), ("08:58 早饭", "attendance_cell")]
)
def test_what_nobody_can_read_is_an_error(text: str, code: str) -> None:
    """A word that no system uses may be a time that is lost."""
    with pytest.raises(UnreadableError) as problem:
        read_cell(text)
    assert problem.value.code == code


@pytest.mark.parametrize(
    "text", ["26-11-09 星期一", "2026/11/09 周一", "20261109", "2026年11月9日", "46335", "Mon, 2026-11-09"]
)
def test_dates(text: str) -> None:
    """Each is 9 November 2026."""
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [("26-11-09 星期二", "attendance_weekday"), ("09-11-26", "date_order"), ("昨天", "bad_date")],
)
def test_dates_that_may_be_others(text: str, code: str) -> None:
    """A short year needs its weekday, which must fit."""
    with pytest.raises(UnreadableError) as problem:
        read_date(text)
    assert problem.value.code == code
