from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from peakroster.exports.calendars import calendar_files
from peakroster.exports.neutral import NEUTRAL_COLUMNS, neutral_table, zoned_ends, zoned_starts
from peakroster.exports.workbook import workbook
from peakroster.messages import Translator
from peakroster.shop.model import MappingRow
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.exports.conftest import AGENTS, SHANGHAI_FIRST_DAY, agent, make_plan, make_shop


def test_one_row_for_each_person_and_date(shop: Shop, plan: Plan) -> None:
    """Everybody has every date once, in the order of agents.csv, with the columns of the format."""
    table = neutral_table(shop, plan)
    assert tuple(table.columns) == NEUTRAL_COLUMNS
    days = ["2026-11-09", "2026-11-10", "2026-11-11"]
    expected = [(person.id, day) for person in AGENTS for day in days]
    assert list(zip(table["employee_id"], table["work_date"], strict=True)) == expected


def test_rest_days_are_said(shop: Shop, plan: Plan) -> None:
    """A day without a shift is a row that says rest; it has no times, no minutes and no queue."""
    rest = neutral_table(shop, plan).query("is_rest")
    assert len(rest) == 9 - 3
    assert set(rest["shift_code"]) == {"off"}
    assert set(rest["shift_name"]) == {"休息"}
    assert (rest[["start_at", "end_at", "break_start", "break_end", "queue"]] == "").all(axis=None)
    assert not rest["cross_midnight"].any()
    assert (rest["paid_minutes"] == 0).all()


def test_night_shift_belongs_to_its_start(shop: Shop, plan: Plan) -> None:
    """The night shift of the last day is on that date and ends on the next."""
    night = neutral_table(shop, plan).query("shift_name == '夜班'").iloc[0]
    assert night["work_date"] == "2026-11-11"
    assert night["end_at"] == "2026-11-12T06:00:00+08:00"
    assert night["cross_midnight"]


def test_an_end_at_midnight_is_on_the_next_date(shop: Shop, plan: Plan) -> None:
    """24:00 is 00:00 of the next date, which attendance systems call crossing midnight."""
    assert plan.roster is not None
    roster = plan.roster.copy()
    roster.loc[0, "end"] = pd.Timestamp("2026-11-10T00:00")
    assert neutral_table(shop, replace(plan, roster=roster))["cross_midnight"].iloc[0]


def test_meal_and_queues(shop: Shop, plan: Plan) -> None:
    """The break is the meal; queues are listed by time served, equal ones in the order of shop.toml."""
    day = neutral_table(shop, plan).iloc[0]
    assert day["break_start"] == "2026-11-09T12:00:00+08:00"
    assert day["break_end"] == "2026-11-09T12:30:00+08:00"
    assert day["queue"] == "presale;aftersale"  # 3.5 hours each
    assert plan.activities is not None
    later = plan.activities.replace({"activity": {"presale": "training"}})
    assert neutral_table(shop, replace(plan, activities=later))["queue"].iloc[0] == "aftersale"


def test_short_breaks_are_beside_the_meal(shop: Shop, plan: Plan) -> None:
    """Each as start and end; they are paid, so the minutes are those of the shift without its meal."""
    table = neutral_table(shop, plan)
    first, second = table["short_breaks"].iloc[0].split(";")
    assert first == "2026-11-09T09:30:00+08:00/2026-11-09T10:00:00+08:00"
    assert second == "2026-11-09T14:30:00+08:00/2026-11-09T15:00:00+08:00"
    assert table["paid_minutes"].iloc[0] == 8 * 60
    assert set(table["short_breaks"][table["shift_name"] != "早班"]) == {""}


def test_a_break_in_the_hour_that_clocks_repeat(berlin_shop: Shop, berlin_plan: Plan) -> None:
    """It runs from the first pass to the second, as the interval it fills stands for both."""
    assert berlin_plan.activities is not None
    night = berlin_plan.activities.iloc[:1]
    hour = [pd.Timestamp("2026-10-25T02:00"), pd.Timestamp("2026-10-25T03:00")]
    parts = [night.assign(end=hour[0]), night.assign(start=hour[0], end=hour[1], activity="break")]
    done = pd.concat([*parts, night.assign(start=hour[1])], ignore_index=True)
    table = neutral_table(berlin_shop, replace(berlin_plan, activities=done))
    assert table["short_breaks"].iloc[0] == "2026-10-25T02:00:00+02:00/2026-10-25T03:00:00+01:00"


def test_a_roster_without_activities(shop: Shop, plan: Plan) -> None:
    """A roster that was adopted has no activities: shifts are there, meals and queues are not."""
    table = neutral_table(shop, replace(plan, activities=None))
    assert (table[["break_start", "break_end", "queue", "short_breaks"]] == "").all(axis=None)
    assert (~table["is_rest"]).sum() == 3


def test_paid_minutes_come_back_from_rounded_hours(shop: Shop, plan: Plan) -> None:
    """Hours with 2 decimals, as roster.csv has them, give the whole minutes they were made from."""
    assert plan.roster is not None
    for minutes in (0, 1, 50, 100, 415, 440, 475, 479, 505, 1439):
        roster = plan.roster.assign(paid_hours=round(minutes / 60, 2))
        worked = neutral_table(shop, replace(plan, roster=roster)).query("not is_rest")
        assert (worked["paid_minutes"] == minutes).all()


def test_shift_codes_of_the_mapping(tmp_path: Path, plan: Plan) -> None:
    """A row of mapping.csv for the platform neutral gives a shift its code; others keep their name."""
    shop = make_shop(tmp_path, mapping=[MappingRow("shift", "neutral", "早班", "D1", 2)])
    table = neutral_table(shop, plan).query("not is_rest")
    assert dict(zip(table["shift_name"], table["shift_code"], strict=True)) == {"早班": "D1", "夜班": "夜班"}


def test_who_is_not_on_the_staff(tmp_path: Path, plan: Plan) -> None:
    """Who left before or joins after the plan has no row; who is there on one of its days has them all."""
    first, last = plan.first_day, plan.last_day
    people = [
        agent("gone", "甲", 2, last_day=first - timedelta(days=1)),
        agent("leaving", "乙", 3, last_day=first),
        agent("joining", "丙", 4, first_day=last),
        agent("coming", "丁", 5, first_day=last + timedelta(days=1)),
        agent("007", "王芳", 6, last_day=first - timedelta(days=9)),
    ]
    table = neutral_table(make_shop(tmp_path, agents=people), plan)
    expected = {"leaving": 3, "joining": 3, "007": 3, "客服/01": 3}
    assert table["employee_id"].value_counts().to_dict() == expected
    assert set(table.query("employee_id == '客服/01'")["employee_name"]) == {"客服/01"}


def test_a_plan_without_roster(shop: Shop, plan: Plan) -> None:
    """A plan that was only forecast cannot be exported, and says so."""
    with pytest.raises(InputError) as caught:
        neutral_table(shop, replace(plan, roster=None))
    assert [(f.code, f.file) for f in caught.value.findings] == [("plan_without_roster", "plans/2026-11-09")]


def test_a_roster_that_is_no_table_of_dates(tmp_path: Path, shop: Shop) -> None:
    """Two shifts of one person on one date, and shifts outside the plan, are named with their rows."""
    worked = [("007", 0, "早班"), ("A9", 3, "早班"), ("007", 0, "夜班"), ("A9", -1, "早班")]
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=3)
    with pytest.raises(InputError) as caught:
        neutral_table(shop, plan)
    found = [(f.code, f.row, f.value, f.details["agent"]) for f in caught.value.findings]
    assert found == [
        ("roster_outside_plan", 3, "2026-11-12", "A9"),
        ("roster_outside_plan", 5, "2026-11-08", "A9"),
        ("roster_two_shifts", 4, "2026-11-09", "007"),
    ]


def test_an_empty_roster_is_all_rest(tmp_path: Path, shop: Shop) -> None:
    """Nobody works: every row is there and says rest."""
    table = neutral_table(shop, make_plan(tmp_path, SHANGHAI_FIRST_DAY, [], days=42))
    assert len(table) == 3 * 42
    assert table["is_rest"].all()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # 02:00-03:00 happens twice on 25 October; 02:00-03:00 does not happen on 29 March
        ("2026-10-25T02:00", "2026-10-25T02:30", ("02:00:00+02:00", "02:30:00+01:00")),
        ("2026-10-25T00:00", "2026-10-25T08:00", ("00:00:00+02:00", "08:00:00+01:00")),
        ("2026-03-29T02:30", "2026-03-29T08:00", ("03:00:00+02:00", "08:00:00+02:00")),
        ("2026-03-28T22:00", "2026-03-29T02:30", ("22:00:00+01:00", "03:00:00+02:00")),
    ],
)
def test_clocks_that_change(start: str, end: str, expected: tuple[str, str]) -> None:
    """A repeated hour is worked through both its passes; a time that does not exist moves to the next."""
    first = zoned_starts(pd.Series(pd.to_datetime([start])), "Europe/Berlin")[0]
    last = zoned_ends(pd.Series(pd.to_datetime([end])), "Europe/Berlin")[0]
    assert (first.isoformat()[11:], last.isoformat()[11:]) == expected


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(
        ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
    ),
    first_day=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    works=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["早班", "夜班"])), unique_by=lambda w: w[0]),
)
def test_times_are_the_wall_clock(
    tmp_path: Path, zone: str, first_day: date, works: list[tuple[int, str]]
) -> None:
    """In any zone, on any date, the ISO text reads back as the wall-clock time and the zone's own offset."""
    shop = make_shop(tmp_path, zone=zone)
    plan = make_plan(tmp_path, first_day, [("007", day, shift) for day, shift in works], days=3)
    table = neutral_table(shop, plan).query("not is_rest").sort_values("work_date")
    assert plan.roster is not None
    roster = plan.roster.sort_values("date")
    for column, text in (("start", "start_at"), ("end", "end_at")):
        for wall, written in zip(roster[column], table[text], strict=True):
            moment = datetime.fromisoformat(written)
            assert moment.replace(tzinfo=None) == wall.to_pydatetime()
            assert moment.utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset()


def test_leave_is_said_in_every_format_with_days(tmp_path: Path) -> None:
    """Which leave, and what part of the day; a day of leave without a shift is no day off like any other."""
    first = SHANGHAI_FIRST_DAY
    rows = [
        Request("007", first, "leave", None, 1.0, 2, hours=Window(720, 1440), leave="annual"),
        Request("007", first + timedelta(days=1), "leave", None, 1.0, 3, leave="ill"),
    ]
    shop = replace(make_shop(tmp_path), requests=tuple(rows))
    plan = make_plan(tmp_path, first, [("007", 0, "早班")], days=3)
    table = neutral_table(shop, plan).query("employee_id == '007'")
    assert table["leave"].tolist() == ["下午 年假", "病假", ""]
    assert table["is_rest"].tolist() == [False, True, True]
    content = workbook(shop, plan, version=1, translate=Translator("zh"))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[4][2:5]] == ["早班 · 下午 年假", "病假", "休"]
    files = calendar_files(shop, plan, version=1, translate=Translator("zh"))
    calendar = Calendar.from_ical(files["007-王芳.ics"])
    events = [(str(one["summary"]), one.decoded("dtstart")) for one in calendar.walk("VEVENT")]
    assert [name for name, _ in events] == ["早班 · 下午 年假", "病假"]
    assert events[1][1] == first + timedelta(days=1)
