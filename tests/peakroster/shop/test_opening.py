"""When queues are staffed: ``open`` of shop.toml, calendar.csv, and what a date is marked with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic_core import PydanticCustomError

from peakroster.messages import Translator
from peakroster.shop.day_marks import DayMark, day_mark, mark_label, mark_sentence
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.calendar import read_calendar
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.opening import (
    joint_opening,
    longest_closed,
    open_minutes,
    opening_term,
    parse_spells,
    read_opening,
)
from peakroster.shop.table_specs import CALENDAR as CALENDAR_TABLE
from peakroster.tables.names import KnownNames
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from scheduler.domain.opening import Opening
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import write_shop

MONDAY, SATURDAY, SUNDAY = date(2026, 11, 9), date(2026, 11, 14), date(2026, 11, 15)
NINE_TO_SIX, MORNING = Window(540, 1080), Window(540, 780)
TOML = """name = "x"
timezone = "Asia/Shanghai"
[[queues]]
id = "presale"
name = "售前"
open = {open}
aht_seconds = 300
[[queues]]
id = "aftersale"
aht_seconds = 300
"""
ANY_WEEK = '{ mon-fri = "09:00-18:00", sat = "09:00-13:00", sun = "closed" }'


def shop_of(folder: Path, calendar: str = "", open_: str = ANY_WEEK) -> ShopFolder:
    files = {"shop.toml": TOML.replace("{open}", open_)}
    if calendar:
        files["calendar.csv"] = calendar
    return read_shop(write_shop(folder / "shop", files))


@pytest.mark.parametrize(
    "value",
    [
        {"mon-fri": "09:00-18:00", "sat": "09:00-13:00", "sun": "closed"},
        {"周一-周五": "09:00-18:00", "周六": "9:00-13:00", "周日": "休息"},
        {"周一至周五": ["09:00-12:00", "12:00-18:00"], "周六": "09:00~13:00", "default": "closed"},
        {"default": "09:00-18:00", "星期六": "09:00-13:00", "sunday": "不营业"},
        {"工作日": "09:00-18:00", "6": "09:00-13:00", "7": "off"},
    ],
)
def test_hours_by_weekday_in_the_words_of_either_language(value: object) -> None:
    """Weekdays alone, as spans and in groups; spells that touch are one."""
    opening = read_opening(value)
    assert opening == Opening((*((NINE_TO_SIX,),) * 5, (MORNING,), ()))
    assert opening_term(opening).chinese == "周一至周五 09:00-18:00；周六 09:00-13:00；周日 休息"
    assert opening.every_day is None
    assert longest_closed(opening) == (11 + 24 + 9) * 60


def test_hours_of_every_day_are_what_they_were() -> None:
    """A text, of one spell or several."""
    assert read_opening("08:00-02:00") == Opening.daily(Window(480, 1560))
    assert read_opening("08:00-02:00").every_day == Window(480, 1560)
    assert parse_spells("13:00-18:00；09:00-12:00") == (Window(540, 720), Window(780, 1080))


OPEN_CASES: list[tuple[object, str]] = [
    ({"mon-fri": "09:00-18:00"}, "open_days_missing"),
    ({"mon-fri": "09:00-18:00", "fri": "09:00-12:00", "default": "closed"}, "open_day_twice"),
    ({"montag": "09:00-18:00"}, "open_bad_days"),
    ({"default": "closed"}, "open_never"),
    ("09:00-12:00;11:00-18:00", "spells_overlap"),
    ("20:00-10:00;09:00-12:00", "spells_overlap"),
    (["09:00-12:00", 7], "key_not_text"),
    ("9", "bad_window"),
]


@pytest.mark.parametrize(("value", "code"), OPEN_CASES)
def test_hours_that_leave_something_open_are_asked_about(value: object, code: str) -> None:
    """No weekday is closed because nobody thought of it."""
    with pytest.raises(PydanticCustomError) as caught:
        read_opening(value)
    assert caught.value.type == code


def test_nights_belong_to_the_day_on_which_they_begin() -> None:
    """A closed Sunday is staffed until the Saturday's spell ends, over the border of a month as well."""
    late = read_opening({"sun": "closed", "default": "20:00-02:00"})
    minutes = open_minutes(late, date(2026, 10, 31), 3).reshape(3, 24, 60).all(axis=2)
    assert [np.flatnonzero(day).tolist() for day in minutes] == [
        [0, 1, 20, 21, 22, 23],  # Saturday
        [0, 1],
        [20, 21, 22, 23],
    ]


def test_a_team_is_there_while_one_of_its_queues_is_open() -> None:
    """On the dates of either, too."""
    day = read_opening("09:00-18:00")
    other = Opening(read_opening("17:00-20:00").week, ((MONDAY, ()),))
    joint = joint_opening([day, other])
    assert joint.on(SATURDAY) == (Window(540, 1200),)
    assert joint.on(MONDAY) == (NINE_TO_SIX,)
    assert joint_opening([day, day]) is day


CALENDAR = """date,until,queue,closed,open,as,note
2027-02-05,2027-02-11,,yes,,,春节
2027-02-08,,售前,,10:00-16:00,,
2027-02-20,,,,,mon,调休
2026-11-11,,presale,,09:00-24:00;00:00-02:00,,双十一
2026-11-14,,,否,,,
"""


def test_the_calendar_says_what_dates_have(tmp_path: Path) -> None:
    """Closed for a range, hours of one queue before those of all, another weekday, longer on a sale day."""
    shop = shop_of(tmp_path, CALENDAR)
    presale, aftersale = (queue.open for queue in shop.settings.queues)
    assert presale.on(date(2027, 2, 7)) == aftersale.on(date(2027, 2, 7)) == ()
    assert presale.on(date(2027, 2, 8)) == (Window(600, 960),)
    assert aftersale.on(date(2027, 2, 8)) == ()
    assert presale.on(date(2027, 2, 20)) == (NINE_TO_SIX,)
    assert presale.on(date(2026, 11, 11)) == (Window(0, 120), Window(540, 1440))
    assert presale.on(SATURDAY) == (MORNING,)
    assert presale.on(SUNDAY) == ()
    marks = {
        day.isoformat(): (mark_label(mark, zh), mark_sentence(mark, zh))
        for day in (date(2027, 2, 5), date(2027, 2, 20), date(2026, 10, 1), MONDAY)
        for mark, zh in ((day_mark(shop, day), Translator("zh")),)
    }
    assert marks == {
        "2027-02-05": ("春节", "春节，休息"),
        "2027-02-20": ("调休", "调休，按周一上班"),
        "2026-10-01": ("国庆节", "国庆节"),
        "2026-11-09": ("", ""),
    }
    assert day_mark(shop, MONDAY).is_plain
    assert day_mark(shop, date(2027, 2, 8)) == DayMark(
        date(2027, 2, 8), name="春节", family="Spring Festival"
    )


CALENDAR_CASES = [
    ("2027-02-05,2027-02-11,,yes,,,\n2027-02-11,,,,09:00-12:00,,", "calendar_contradicts", 3),
    ("2027-02-11,,,,09:00-12:00,,\n2027-02-05,2027-02-12,,是,,,", "calendar_contradicts", 3),
    ("2027-02-11,,,,,mon,\n2027-02-11,,,,,tue,", "calendar_contradicts", 3),
    ("2027-02-11,,,,,mon,\n2027-02-11,,,yes,,,", "calendar_contradicts", 3),
    ("2027-02-11,,,yes,09:00-12:00,,", "calendar_closed_and_open", 2),
    ("2027-02-11,,,no,休息,,", "calendar_closed_and_open", 2),
    ("2027-02-11,,,,,,", "calendar_says_nothing", 2),
    ("2027-02-11,2027-02-10,,yes,,,", "until_before_from", 2),
    ("2026-02-11,2027-12-10,,yes,,,", "calendar_too_long", 2),
    ("2027-02-11,,vip,yes,,,", "unknown_queue", 2),
    ("2027-02-11,,,,,mon;tue,", "calendar_one_weekday", 2),
    ("2027-02-11,,,vielleicht,,,", "bad_yes_no", 2),
]


@pytest.mark.parametrize(("rows", "code", "row"), CALENDAR_CASES)
def test_a_calendar_that_contradicts_itself_is_asked_about(
    tmp_path: Path, rows: str, code: str, row: int
) -> None:
    """The later row is named, with the earlier one."""
    path, report = tmp_path / "calendar.csv", Report()
    path.write_text(f"date,until,queue,closed,open,as,note\n{rows}\n", encoding="utf-8")
    table = read_table(path, CALENDAR_TABLE, report)
    assert table is not None
    read_calendar(table, report, KnownNames({"presale": "售前", "aftersale": "售后"}))
    found = [(one.file, one.code, one.row) for one in report.findings("error")]
    assert found == [("calendar.csv", code, row)]


def test_rows_that_complete_each_other_are_no_contradiction(tmp_path: Path) -> None:
    """A note, a weekday and hours; the same twice; one queue otherwise than all."""
    rows = """date,until,queue,closed,open,as,note
2027-02-01,2027-02-28,,,,,二月
2027-02-20,,,,,mon,
2027-02-20,,,,10:00-12:00,,
2027-02-20,,,,10:00-12:00,,
2027-02-20,,aftersale,yes,,,
"""
    presale, aftersale = (queue.open for queue in shop_of(tmp_path, rows).settings.queues)
    assert presale.on(date(2027, 2, 20)) == (Window(600, 720),)
    assert aftersale.on(date(2027, 2, 20)) == ()
    assert presale.dates == ((date(2027, 2, 20), (Window(600, 720),)),)


def test_a_shift_that_none_of_its_days_allows_is_named(tmp_path: Path) -> None:
    """With its hours, and how many minutes would have to be allowed."""
    shifts = """shift,start,end,weekdays
早班,09:00,17:00,
周六长班,09:00,18:00,sat
周日班,10:00,16:00,sun
夜班,20:00,04:00,
晚班,12:00,18:00,
"""
    everywhere = TOML.replace('id = "aftersale"\n', f'id = "aftersale"\nopen = {ANY_WEEK}\n')
    files = {"shop.toml": everywhere.replace("{open}", ANY_WEEK), "shifts.csv": shifts}
    found = read_shop(write_shop(tmp_path / "shop", files)).warnings
    told = [(one.row, one.details) for one in found if one.code == "shift_when_closed"]
    assert told == [
        (3, {"hours": "09:00-18:00", "minutes": 300}),
        (4, {"hours": "10:00-16:00", "minutes": 30}),
        (5, {"hours": "20:00-04:00", "minutes": 30}),
    ]


def test_hours_that_the_history_cannot_know_are_told(tmp_path: Path) -> None:
    """Longer than on any weekday, to come, and without an event that runs then; not those of the past."""
    rows = """date,open,note
2026-11-11,09:00-24:00,双十一
2026-11-12,08:00-18:00,
2026-11-13,09:00-12:00,
2026-10-12,09:00-24:00,
"""
    events = "event,kind,start,end,uplift\n双十一,sale,2026-11-11T00:00,2026-11-12T00:00,2\n"
    everywhere = TOML.replace('id = "aftersale"\n', f'id = "aftersale"\nopen = {ANY_WEEK}\n')
    toml = everywhere.replace("{open}", ANY_WEEK)
    files = {"shop.toml": toml, "calendar.csv": rows, "events.csv": events}
    files["history.csv"] = (
        "timestamp,queue,inquiries\n2026-11-05T09:00,presale,3\n2026-11-05T10:00,presale,3\n"
    )
    found = read_shop(write_shop(tmp_path / "shop", files)).warnings
    assert [one.row for one in found if one.code == "calendar_hours_unseen"] == [3]
