"""Cells that are no values, and values that contradict each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from tests.peakroster.shop.shops import (
    AGENTS,
    LOCKS,
    REQUESTS,
    Case,
    changed,
    check,
    findings_of,
    findings_of_case,
    last_row,
    with_row,
    write_shop,
)

pytestmark = pytest.mark.slow

H, E, A, S = "history.csv", "events.csv", "agents.csv", "shifts.csv"
J, X, P = "adjustments.csv", "exclude.csv", "profile.csv"
R, L, M = "requests.csv", "locks.csv", "mapping.csv"


def bad_history(code: str, row: str, column: str, value: str) -> Case:
    """One more row of history, which is wrong."""
    return Case(code, with_row(H, row), H, last_row(H), column, value)


def bad_agent(code: str, cells: str, column: str, value: str) -> Case:
    """One more agent, who is wrong; the cells behind skills."""
    return Case(code, with_row(A, f"A9,张三,presale,{cells}"), A, last_row(A), column, value)


COLUMNS_OF_RULES = (
    "max_consecutive_days",
    "min_consecutive_days",
    "min_consecutive_days_off",
    "max_weekends_month",
    "min_hours_month",
    "max_hours_month",
    "shift_limits",
    "max_overtime_month",
)


def bad_rule(code: str, column: str, value: str, **others: str) -> Case:
    """One more agent, one of whose own rules is wrong."""
    cells = {**others, column: value}
    row = ",".join(["A9,张三,presale,,,,,,,,", *(cells.get(name, "") for name in COLUMNS_OF_RULES)])
    return Case(
        code, with_row(A, row), A, last_row(A), column, value if code != "own_runs_contradict" else "A9"
    )


def bad_shift(code: str, row: str, column: str, value: str) -> Case:
    """One more shift, which is wrong."""
    return Case(code, with_row(S, row), S, last_row(S), column, value)


def bad_adjustment(code: str, row: str, column: str, value: str) -> Case:
    """One more adjustment, which is wrong."""
    return Case(code, with_row(J, row), J, last_row(J), column, value)


def bad_profile(code: str, row: str, column: str, value: str) -> Case:
    """One more row of the normal week, which is wrong."""
    return Case(code, with_row(P, row), P, last_row(P), column, value)


DAILY = "timestamp,queue,inquiries\n2026/11/1,presale,900\n2026/11/2,presale,950\n2026/11/3,presale,920\n"

CASES = [
    Case(
        "out_of_range",
        with_row("history.csv", "2026-11-04T00:00,presale,1,1e300"),
        "history.csv",
        value="1e300",
    ),
    Case(
        "out_of_range",
        with_row("history.csv", "2026-11-04T00:00,presale,1,1e-300"),
        "history.csv",
        value="1e-300",
    ),
    Case(
        "out_of_range",
        with_row("agents.csv", "A9,张三,presale,,,,,,,,1e300"),
        "agents.csv",
        5,
        "hourly_cost",
        "1e300",
    ),
    Case(
        "out_of_range",
        with_row("events.csv", "a,b,2026-11-20,2026-11-21,,1e300,"),
        "events.csv",
        4,
        "intensity",
    ),
    Case(
        "out_of_range", with_row("events.csv", "a,b,2026-11-20,2026-11-21,,,1e300"), "events.csv", 4, "uplift"
    ),
    bad_history("bad_timestamp", "yesterday,presale,1,", "timestamp", "yesterday"),
    bad_history("bad_timestamp", "2026-02-30T10:00,presale,1,", "timestamp", "2026-02-30T10:00"),
    bad_history("bad_timestamp", "2026-11-04T24:00,presale,1,", "timestamp", "2026-11-04T24:00"),
    bad_history("bad_timestamp", "2026/11/4 25:00,presale,1,", "timestamp", "2026/11/4 25:00"),
    bad_history(
        "timestamp_offset", "2026-11-04T10:00+08:00,presale,1,", "timestamp", "2026-11-04T10:00+08:00"
    ),
    bad_history("timestamp_offset", "2026-11-04T10:00:00Z,presale,1,", "timestamp", "2026-11-04T10:00:00Z"),
    bad_history(
        "timestamp_interval", "2026-11-04 10:00-11:00,presale,1,", "timestamp", "2026-11-04 10:00-11:00"
    ),
    bad_history("timestamp_seconds", "2026-11-04T10:00:30,presale,1,", "timestamp", "2026-11-04T10:00:30"),
    bad_history("date_order", "11/4/2026 10:00,presale,1,", "timestamp", "11/4/2026 10:00"),
    bad_history("date_without_year", "Nov-04,presale,1,", "timestamp", "Nov-04"),
    bad_history("date_without_year", "11月4日,presale,1,", "timestamp", "11月4日"),
    bad_history("date_implausible", "1900-01-01T10:00,presale,1,", "timestamp", "1900-01-01T10:00"),
    bad_history("off_grid", "2026-11-03T20:07,presale,1,", "timestamp", "2026-11-03T20:07"),
    bad_history("off_grid", "2026-11-03T20:30,presale,1,", "timestamp", "2026-11-03T20:30"),
    bad_history("duplicate_hour", "2026-11-03T20:00,presale,1,", "timestamp", "2026-11-03T20:00"),
    bad_history("unknown_queue", "2026-11-04T10:00,presal,1,", "queue", "presal"),
    bad_history("not_a_number", "2026-11-04T10:00,presale,many,", "inquiries", "many"),
    bad_history("not_a_number", "2026-11-04T10:00,presale,nan,", "inquiries", "nan"),
    bad_history("out_of_range", "2026-11-04T10:00,presale,-1,", "inquiries", "-1"),
    bad_history("out_of_range", "2026-11-04T10:00,presale,1e30,", "inquiries", "1e30"),
    bad_history("fractional", "2026-11-04T10:00,presale,1.5,", "inquiries", "1.5"),
    bad_history("missing_value", "2026-11-04T10:00,presale,,200", "inquiries", ""),
    bad_history("out_of_range", "2026-11-04T10:00,presale,1,0", "aht_seconds", "0"),
    Case("history_too_coarse", {H: DAILY}, H, 2, "timestamp", "presale"),
    Case("duplicate_id", with_row(E, "flash-11,flash,2026-12-01T10:00,2026-12-01T12:00,,,"), E, 4, "event"),
    Case("event_ends_early", with_row(E, "x,flash,2026-12-01T10:00,2026-12-01T10:00,,,"), E, 4, "end"),
    Case(
        "unknown_queue", with_row(E, "x,flash,2026-12-01T10:00,2026-12-01T12:00,vip,,"), E, 4, "queues", "vip"
    ),
    Case(
        "out_of_range", with_row(E, "x,flash,2026-12-01T10:00,2026-12-01T12:00,,0,"), E, 4, "intensity", "0"
    ),
    Case("out_of_range", with_row(E, "x,flash,2026-12-01T10:00,2026-12-01T12:00,,,-2"), E, 4, "uplift", "-2"),
    bad_adjustment("span_ends_early", "2026-11-10T20:00,2026/11/10 20:00,,2,,,", "end", "2026/11/10 20:00"),
    bad_adjustment("adjustment_both", "2026-11-10,2026-11-11,,2,300,,", "set", "300"),
    bad_adjustment("adjustment_neither", "2026-11-10,2026-11-11,,,,忘了,", "multiply", ""),
    bad_adjustment("out_of_range", "2026-11-10,2026-11-11,,-0.5,,,", "multiply", "-0.5"),
    bad_adjustment("out_of_range", "2026-11-10,2026-11-11,,1001,,,", "multiply", "1001"),
    bad_adjustment("out_of_range", "2026-11-10,2026-11-11,,,-1,,", "set", "-1"),
    bad_adjustment("not_a_number", "2026-11-10,2026-11-11,,120%,,,", "multiply", "120%"),
    bad_adjustment("unknown_queue", "2026-11-10,2026-11-11,vip,2,,,", "queue", "vip"),
    bad_adjustment("missing_value", "2026-11-10,,,2,,,", "end", ""),
    Case("span_ends_early", with_row(X, "2026-11-02T10:00,2026-11-02T09:00,,"), X, last_row(X), "end"),
    Case("unknown_queue", with_row(X, "2026-11-02,2026-11-03,vip,"), X, last_row(X), "queue", "vip"),
    Case("date_order", with_row(X, "11/2/2026,2026-11-03,,"), X, last_row(X), "start", "11/2/2026"),
    Case("duplicate_id", with_row(A, "007,张三,presale"), A, last_row(A), "agent_id", "007"),
    Case("bad_id", with_row(A, '"A,9",张三,presale'), A, last_row(A), "agent_id", "A,9"),
    Case("unknown_queue", with_row(A, "A9,张三,presale;vip"), A, last_row(A), "skills", "presale;vip"),
    Case(
        "list_separator",
        with_row(A, "A9,张三,presale、aftersale"),
        A,
        last_row(A),
        "skills",
        "presale、aftersale",
    ),
    Case("no_skills", with_row(A, "A9,张三,;"), A, last_row(A), "skills", ";"),
    bad_agent("hours_contradict", "30,20", "min_hours_week", "30"),
    bad_rule("out_of_range", "max_consecutive_days", "0"),
    bad_rule("fractional", "min_consecutive_days", "1.5"),
    bad_rule("out_of_range", "min_consecutive_days_off", "32"),
    bad_rule("out_of_range", "max_weekends_month", "-1"),
    bad_rule("out_of_range", "max_hours_month", "800"),
    bad_rule("out_of_range", "max_overtime_month", "-1"),
    bad_rule("month_hours_contradict", "min_hours_month", "170", max_hours_month="160"),
    bad_rule("own_runs_contradict", "min_consecutive_days", "4", max_consecutive_days="3"),
    bad_rule("own_runs_contradict", "min_consecutive_days", "7"),  # against the shop's six
    bad_rule("bad_shift_limit", "shift_limits", "夜班"),
    bad_rule("bad_shift_limit", "shift_limits", "夜班<4"),
    bad_rule("bad_shift_limit", "shift_limits", "夜班<=2.5"),
    bad_rule("bad_shift_limit", "shift_limits", "夜班<=2/43"),
    bad_rule("bad_shift_limit", "shift_limits", "夜班<=2/年"),
    bad_rule("bad_shift_limit", "shift_limits", ";"),
    bad_rule("unknown_shift", "shift_limits", "夜班+大夜<=4"),
    bad_rule("limit_out_of_reach", "shift_limits", "夜班>=8/week"),
    bad_rule("limit_out_of_reach", "shift_limits", "夜班=29"),
    bad_profile("bad_hour", "aftersale,,25,1", "hour", "25"),
    bad_profile("bad_hour", "aftersale,,8:30,1", "hour", "8:30"),
    bad_profile("bad_hour", "aftersale,,24:00,1", "hour", "24:00"),
    bad_profile("bad_weekday", "aftersale,mon-any,8,1", "weekday", "mon-any"),
    bad_profile("unknown_queue", "vip,,8,1", "queue", "vip"),
    bad_profile("out_of_range", "aftersale,,8,-1", "inquiries", "-1"),
    bad_profile("missing_value", "aftersale,,8,", "inquiries", ""),
    bad_profile("duplicate_row", "presale,,08:00,1", "hour", "08:00"),
    bad_profile("duplicate_row", "presale,fri;周六,8,1", "hour", "8"),
    bad_agent("out_of_range", ",200", "max_hours_week", "200"),
    bad_agent("unknown_shift", ",,早斑", "shifts", "早斑"),
    bad_agent("bad_weekday", ",,,mon;someday", "weekdays", "mon;someday"),
    bad_agent("bad_window", ",,,,8点到10点", "hours", "8点到10点"),
    bad_agent("time_past_24", ",,,,18:00-26:00", "hours", "18:00-26:00"),
    bad_agent("until_before_from", ",,,,,2026-01-02,2026-01-01", "until", "2026-01-01"),
    bad_agent("bad_date", ",,,,,2026-02-30", "from", "2026-02-30"),
    bad_agent("date_with_time", ",,,,,2026-02-03 08:00", "from", "2026-02-03 08:00"),
    bad_agent("not_a_number", ",,,,,,,¥30", "hourly_cost", "¥30"),
    bad_shift("duplicate_id", "早班,08:00,16:00,,,", "shift", "早班"),
    bad_shift("reserved_name", "休息,08:00,16:00,,,", "shift", "休息"),
    bad_shift("out_of_range", "中班,08:00,16:00,,,,-1", "wanted", "-1"),
    bad_shift("fractional", "中班,08:00,16:00,,,,1.5", "wanted", "1.5"),
    bad_shift("reserved_name", "OFF,08:00,16:00,,,", "shift", "OFF"),
    bad_shift("bad_id", "早;班,08:00,16:00,,,", "shift", "早;班"),
    bad_shift("bad_time", "x,8am,16:00,,,", "start", "8am"),
    bad_shift("time_past_24", "x,20:00,30:00,,,", "end", "30:00"),
    bad_shift("time_past_24", "x,24:00,08:00,,,", "start", "24:00"),
    bad_shift("shift_off_grid", "x,08:15,16:00,,,", "start", "08:15"),
    bad_shift("shift_off_grid", "x,08:00,16:00,45,11:00,13:00", "meal_minutes", "45"),
    bad_shift("shift_off_grid", "x,08:00,16:00,30,11:10,13:00", "meal_from", "11:10"),
    bad_shift("meal_without_window", "x,08:00,16:00,30,,", "meal_minutes", "30"),
    bad_shift("meal_without_window", "x,08:00,16:00,30,11:00,", "meal_minutes", "30"),
    bad_shift("meal_outside_shift", "x,08:00,16:00,30,07:00,12:00", "meal_from", "07:00"),
    bad_shift("meal_outside_shift", "x,08:00,16:00,30,15:00,17:00", "meal_to", "17:00"),
    bad_shift("meal_outside_shift", "x,22:00,06:00,30,04:00,07:00", "meal_to", "07:00"),
    bad_shift("meal_window_too_short", "x,08:00,16:00,60,12:00,12:30", "meal_to", "12:30"),
    bad_shift("meal_window_too_short", "x,08:00,16:00,60,13:00,12:00", "meal_to", "12:00"),
    bad_shift("meal_fills_shift", "x,08:00,09:00,60,08:00,09:00", "meal_minutes", "60"),
    bad_shift("fractional", "x,08:00,16:00,30.5,11:00,13:00", "meal_minutes", "30.5"),
    Case("unknown_agent", with_row(R, "7,2026-11-09,leave,,"), R, 5, "agent_id", "7"),
    Case(
        "ambiguous_name",
        {
            A: AGENTS.replace("A3,韩梅梅", "A3,王芳"),
            R: REQUESTS + "王芳,2026-11-09,leave,,\n",
        },
        R,
        5,
        "agent_id",
        "王芳",
    ),
    Case("unknown_kind", with_row(R, "007,2026-11-09,holiday,,"), R, 5, "kind", "holiday"),
    Case("unknown_shift", with_row(R, "007,2026-11-09,prefer,x,"), R, 5, "shift", "x"),
    Case("out_of_range", with_row(R, "007,2026-11-10,prefer,,0"), R, 5, "weight", "0"),
    Case("date_order", with_row(R, "007,9/11/2026,leave,,"), R, 5, "date", "9/11/2026"),
    Case("unknown_agent", with_row(L, "B1,2026-11-09,早班"), L, 4, "agent_id", "B1"),
    Case("unknown_shift", with_row(L, "007,2026-11-09,中班"), L, 4, "shift", "中班"),
    Case("unknown_kind", with_row(M, "person,dingtalk,007,u"), M, 6, "kind", "person"),
    Case("unknown_agent", with_row(M, "agent,dingtalk,B1,u"), M, 6, "local_id", "B1"),
    Case("unknown_shift", with_row(M, "shift,dingtalk,中班,5"), M, 6, "local_id", "中班"),
    Case("missing_value", with_row(M, "agent,dingtalk,,user-3"), M, 6, "local_id", ""),
    Case("duplicate_mapping", with_row(M, "agent,DingTalk,007,user-3"), M, 6, "local_id", "007"),
    Case("mapping_shared", with_row(M, "agent,dingtalk,A3,user-2"), M, 6, "platform_id", "user-2"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_kind_of_broken_cell_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """Code, file, row, column and value are named, and the words exist in both languages.

    One mistake gives one error: nobody should have to guess which of several is the cause.
    """
    found = findings_of_case(tmp_path / "shop", case)
    check(case, found)
    assert [finding.code for finding in found if finding.severity != "warning"] == [case.code]


def test_contradicting_locks_are_read(tmp_path: Path) -> None:
    """Two well-formed locks of one date collide only in a plan that holds the date; both are kept."""
    shop = read_shop(write_shop(tmp_path / "shop", {L: LOCKS + "007,2026-11-11,off\n"}))
    assert {(lock.row, lock.shift) for lock in shop.locks if lock.agent_id == "007"} >= {(4, "off")}
    assert len({lock.row for lock in shop.locks}) == 3


def test_an_id_without_its_zeros_is_recognised(tmp_path: Path) -> None:
    """Excel turns 007 into 7: the finding offers 007 first."""
    found = findings_of(write_shop(tmp_path / "shop", with_row(L, "7,2026-11-12,早班")))
    assert found[0].details["known"].startswith("007")


@pytest.mark.parametrize(
    ("files", "code", "chinese"),
    [
        (with_row(R, "007,2026-11-09,holiday,,"), "unknown_kind", "请假; 年假; 病假; 事假"),
        (with_row(M, "person,dingtalk,007,u"), "unknown_kind", "客服; 班次; 分组; 操作人"),
        (with_row(R, "007,2026-11-09,leave,早班,"), "shift_without_meaning", "请假 指的是当天"),
        ({"locks.csv": "007,2026-11-11,晚班\n"}, "no_header", "工号、日期、班次"),
        (changed("locks.csv", "shift\n", "shift,备注\n"), "unknown_column", "工号、日期、班次"),
    ],
)
def test_a_chinese_reader_is_given_chinese_headers(
    tmp_path: Path, files: dict[str, str], code: str, chinese: str
) -> None:
    """What to write is told in the words of the reader, who may never have seen the English ones."""
    try:
        found = read_shop(write_shop(tmp_path / "shop", files)).warnings
    except InputError as error:
        found = (*error.findings, *error.warnings)
    (finding,) = (each for each in found if each.code == code)
    assert chinese in finding.remedy(Translator("zh"))
    assert not re.search("[一-鿿]", finding.remedy(Translator("en")))
