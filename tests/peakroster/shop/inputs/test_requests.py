"""Leave by hours in requests.csv, and the weekdays and dates of a shift in shifts.csv."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
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
