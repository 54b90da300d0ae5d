"""Leave by hours in requests.csv, and the weekdays and dates of a shift in shifts.csv."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.leave_kinds import LeaveTerms
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import SETTINGS, write_shop


@pytest.mark.parametrize(
    ("written", "noon", "hours"),
    [
        ("13:00-18:00", "12:00", Window(780, 1080)),
        ("上午", "12:00", Window(0, 720)),
        ("下午", "12:30", Window(750, 1440)),
        (" AM ", "13:00", Window(0, 780)),
        ("ｐｍ", "12:00", Window(720, 1440)),
        ("22:00-02:00", "12:00", Window(1320, 1560)),
        ("", "12:00", None),
    ],
)
def test_leave_is_for_hours_or_half_a_day(
    written: str, noon: str, hours: Window | None, tmp_path: Path
) -> None:
    """A time span, a half of the day as the shop divides it, or the whole day."""
    files = {
        "shop.toml": f'noon = "{noon}"\n{SETTINGS}',
        "requests.csv": f"工号,日期,类别,时段\n007,2026-11-09,请假,{written}\n",
    }
    (request,) = read_shop(write_shop(tmp_path / "shop", files)).requests
    assert request.hours == hours


def test_unreadable_hours_and_noon_are_told_at_once(tmp_path: Path) -> None:
    """Each with its file, row and column."""
    files = {
        "shop.toml": f'noon = "25:00"\n{SETTINGS}',
        "requests.csv": "agent_id,date,kind,hours\n007,2026-11-09,leave,早上\n",
        "shifts.csv": "shift,start,end,weekdays,from,until\n早班,08:00,16:00,周八,2026-11-09,2026-11-08\n",
        "locks.csv": None,
    }
    with pytest.raises(InputError) as problem:
        read_shop(write_shop(tmp_path / "shop", files))
    told = {(each.file, each.code, each.row) for each in problem.value.findings}
    assert told >= {
        ("shop.toml", "time_past_24", 1),
        ("requests.csv", "bad_half_day", 2),
        ("shifts.csv", "bad_weekday", 2),
        ("shifts.csv", "until_before_from", 2),
    }


@pytest.mark.parametrize("kind", ["请假", "休假", "年假", "病假", "事假", "调休"])
def test_leave_has_the_names_that_people_write(kind: str, tmp_path: Path) -> None:
    files = {"requests.csv": f"工号,日期,类别\n007,2026-11-09,{kind}\n"}
    (request,) = read_shop(write_shop(tmp_path / "shop", files)).requests
    assert request.kind == "leave"


def test_a_shift_may_have_weekdays_and_dates(tmp_path: Path) -> None:
    """A pattern hands them to all its shifts."""
    rows = (
        "班次,上班,下班,适用星期,启用日期,停用日期,时长\n"
        "早班,08:00,16:00,,,,\n晚班,16:00,24:00,,,,\n夜班,22:00,06:00,,,,\n"
        "大促班,18:00,,周六；周日,2026-11-01,2026-11-12,4;6\n"
    )
    shop = read_shop(write_shop(tmp_path / "shop", {"shifts.csv": rows}))
    sale = [shift for shift in shop.shifts if shift.pattern == "大促班"]
    assert len(sale) == 2
    for shift in sale:
        assert shift.weekdays == {5, 6}
        assert (shift.first_day, shift.last_day) == (date(2026, 11, 1), date(2026, 11, 12))
    assert shop.shifts[0].weekdays is None


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("2026-12-01,,", {1: None}),
        ("2026-12-01,2026-12-03,", {1: None, 2: None, 3: None}),
        ("2026-12-01 下午,2026-12-03 上午,", {1: Window(720, 1440), 2: None, 3: Window(0, 720)}),
        ("2026/12/1（下午）,2026/12/3(上午),", {1: Window(720, 1440), 2: None, 3: Window(0, 720)}),
        ("2026-12-01,2026-12-03,下午-上午", {1: Window(720, 1440), 2: None, 3: Window(0, 720)}),
        ("2026-12-01 14:00,2026-12-02 12:00,", {1: Window(840, 1440), 2: Window(0, 720)}),
        ("2026-12-01,2026-12-02,14:00-12:00", {1: Window(840, 1440), 2: Window(0, 720)}),
        ("2026-12-01T14:00,2026-12-02T00:00,", {1: Window(840, 1440)}),
        ("2026-12-01 00:00,2026-12-02 23:59,", {1: None, 2: None}),
        ("2026-12-01 00:00:00,2026-12-02 00:00:00,", {1: None, 2: None}),  # as workbooks write dates
        ("2026-12-01 00:00:00,,上午", {1: Window(0, 720)}),
        ("2026-12-01 上午,2026-12-01 下午,", {1: None}),
        ("2026-12-01 下午,,", {1: Window(720, 1440)}),
        ("2026-12-01 14:00,2026-12-01 16:00,", {1: Window(840, 960)}),
        ("2026-12-01,2026-12-02,下午", {1: Window(720, 1440), 2: None}),
    ],
)
def test_a_range_says_which_part_of_each_date(
    row: str, found: dict[int, Window | None], tmp_path: Path
) -> None:
    """Behind the dates or in the hours: when the first date begins, and when the last one ends."""
    files = {"requests.csv": f"工号,类别,日期,截止日期,时段\n007,年假,{row}\n"}
    requests = read_shop(write_shop(tmp_path / "shop", files)).requests
    assert {each.day.day: each.hours for each in requests} == found
    assert {each.leave for each in requests} == {"annual"}


def test_only_what_is_agreed_binds(tmp_path: Path) -> None:
    """What waits is kept apart, and what was refused or taken back is as if it were not there."""
    rows = "".join(
        f"007,2026-12-0{day},病假,{status}\n"
        for day, status in enumerate(("", "已同意", "审批中", "已拒绝", "已撤销", "approved", "pending"), 1)
    )
    shop = read_shop(write_shop(tmp_path / "shop", {"requests.csv": "工号,日期,类别,状态\n" + rows}))
    assert [each.day.day for each in shop.requests] == [1, 2, 6]
    assert [each.day.day for each in shop.pending] == [3, 7]


def test_what_is_wrong_with_a_range_is_told(tmp_path: Path) -> None:
    """Each with its own code, none of it half read."""
    rows = (
        "007,病假,2026-12-03,2026-12-01,,\n007,病假,2026-12-01 下午,2026-12-02,上午,\n"
        "007,病假,2026-12-01 下午,2026-12-01 上午,,\n007,病假,2026-12-01,2028-12-01,,\n"
        "007,病假,2026-12-01,,,也许\n007,病假,2026-12-01,2026-12-02,早上,\n"
    )
    files = {"requests.csv": "工号,类别,日期,截止日期,时段,状态\n" + rows}
    with pytest.raises(InputError) as problem:
        read_shop(write_shop(tmp_path / "shop", files))
    assert [(each.row, each.code) for each in problem.value.findings] == [
        (2, "until_before_from"),
        (3, "hours_said_twice"),
        (4, "leave_of_nothing"),
        (5, "absence_too_long"),
        (6, "unknown_status"),
        (7, "bad_half_day"),
    ]


def test_a_range_that_looks_like_one_day_is_remarked(tmp_path: Path) -> None:
    """It may have been meant of each date."""
    files = {"requests.csv": "工号,日期,截止日期,时段,类别\n007,2026-12-01,2026-12-05,下午,年假\n"}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert "hours_of_range" in {each.code for each in shop.warnings}


def test_kinds_have_what_the_law_or_the_shop_says(tmp_path: Path) -> None:
    """A kind of the shop's own may be written, and one of the program changed."""
    own = (
        '[[leave_kinds]]\nname = "生日假"\npaid = true\n\n'
        '[[leave_kinds]]\nname = "病假"\npaid = 0.6\ncounted = true\n'
    )
    rows = "007,2026-12-01,年假\n007,2026-12-02,病假\n007,2026-12-03,生日假\n007,2026-12-04,培训\n"
    files = {"shop.toml": f"{SETTINGS}\n{own}", "requests.csv": "工号,日期,类别\n" + rows}
    found = read_shop(write_shop(tmp_path / "shop", files)).requests
    assert [(each.leave, each.terms) for each in found] == [
        ("annual", LeaveTerms(1.0)),
        ("ill", LeaveTerms(0.6, True)),
        ("生日假", LeaveTerms(1.0)),
        ("training", LeaveTerms(1.0, True, True)),
    ]
