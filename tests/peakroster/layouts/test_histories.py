"""A history written in any layout comes back as it was, and what fits twice is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peakroster.layouts.kinds import understand_sheet
from peakroster.layouts.known import Known
from peakroster.layouts.questions import Question
from peakroster.layouts.sheets.reading import read_sheets
from tests.peakroster.layouts.written import (
    DAYS,
    HOURS,
    KINDS,
    LAYOUTS,
    QUEUES,
    Choice,
    Truth,
    days_from,
    write_file,
)

TODAY = date(2026, 11, 30)


def known(choice: Choice) -> Known:
    return Known(TODAY, queues={name: QUEUES[name] for name in choice.names})


def read(path: Path, shop: Known, answers: Mapping[str, str]) -> tuple[Truth, list[Question]]:
    """The figures of all sheets, and what is asked."""
    found: Truth = {}
    questions: list[Question] = []
    for sheet in read_sheets(path):
        reading = understand_sheet(sheet, shop, answers)
        assert reading.kind == "history", reading.left_out
        questions += reading.questions
        if reading.table is not None:
            rows = zip(
                reading.table["timestamp"], reading.table["queue"], reading.table["inquiries"], strict=True
            )
            found |= {(stamp.to_pydatetime(), queue): int(count) for stamp, queue, count in rows}
    return found, questions


@st.composite
def tables(draw: st.DrawFn) -> tuple[Choice, Truth]:
    layout = draw(st.sampled_from(LAYOUTS))
    queues = 1 if layout == "sheet_a_month" else draw(st.integers(1, 3))
    opens, closes = draw(st.sampled_from(((0, 24), (8, 23), (9, 21))))
    choice = Choice(
        layout=layout,
        hour=draw(st.sampled_from(HOURS)),
        day=draw(st.sampled_from(DAYS)),
        kind=draw(st.sampled_from(KINDS)),
        queues=max(2, queues) if layout in ("queue_blocks", "queues_below") else queues,
        titles=draw(st.integers(0, 2)),
        merged=draw(st.booleans()),
        total_column=draw(st.booleans()),
        total_row=draw(st.booleans()),
        mean_row=draw(st.booleans()),
        note=draw(st.booleans()),
        weekday_column=draw(st.booleans()),
        thousands=draw(st.booleans()),
        zero=draw(st.sampled_from(("0", "无"))),
        opens=opens,
        closes=closes,
    )
    short = layout in ("days_and_hours", "sheet_a_day")
    first = draw(st.dates(date(2026, 1, 5), date(2026, 9, 20)))
    days = days_from(first, 2 if short else draw(st.integers(2, 40)))
    most = 9 if choice.zero == "无" else draw(st.sampled_from((9, 300, 4000)))
    random = draw(st.randoms(use_true_random=False))
    truth = {
        (datetime(day.year, day.month, day.day, hour), name): random.randint(0, most)
        for day in days
        for hour in choice.hours
        for name in choice.names
    }
    return choice, truth


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_any_layout_comes_back_as_it_was(table: tuple[Choice, Truth], tmp_path: Path) -> None:
    """Right to the last cell; asked is only the year that stands nowhere."""
    choice, truth = table
    path = write_file(truth, choice, tmp_path)
    found, questions = read(path, known(choice), {})
    if questions:
        assert {question.key for question in questions} == {"year"}
        assert choice.day in ("no_year", "weekday")
        found, questions = read(path, known(choice), {"year": "2026"})
    assert questions == []
    assert found == truth


def truth_of(choice: Choice, first: date, count: int, most: int = 50) -> Truth:
    return {
        (datetime(day.year, day.month, day.day, hour), name): (hour * 7 + day.day) % most
        for day in days_from(first, count)
        for hour in choice.hours
        for name in choice.names
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_by_itself(layout: str, tmp_path: Path) -> None:
    """The commonest way of writing each of them."""
    queues = 1 if layout == "sheet_a_month" else 2
    choice = Choice(layout=layout, queues=queues, total_column=True, total_row=True, note=True)
    truth = truth_of(choice, date(2026, 10, 30), 2 if layout in ("days_and_hours", "sheet_a_day") else 4)
    assert read(write_file(truth, choice, tmp_path), known(choice), {}) == (truth, [])


def csv_of(folder: Path, text: str, name: str = "咨询量.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


ONE = Known(TODAY, queues={"main": "客服"})


def keys(path: Path, shop: Known = ONE, answers: Mapping[str, str] | None = None) -> list[str]:
    return [question.key for question in read(path, shop, answers or {})[1]]


def test_day_or_month_first_is_asked(tmp_path: Path) -> None:
    """02/01/2026 is the second of January or the first of February; with a 13th there is no question."""
    rows = [f"{day:02d}/01/2026,{hour}:00,{day + hour}" for day in (2, 3, 4) for hour in (8, 9, 10)]
    path = csv_of(tmp_path, "日期,小时,咨询量\n" + "\n".join(rows) + "\n")
    assert keys(path) == ["order"]
    found, _ = read(path, ONE, {"order": "dmy"})
    assert found[datetime(2026, 1, 2, 8), "main"] == 10
    found, _ = read(path, ONE, {"order": "mdy"})
    assert found[datetime(2026, 2, 1, 8), "main"] == 10
    more = path.read_text(encoding="utf-8") + "13/01/2026,8:00,5\n"
    assert keys(csv_of(tmp_path, more, "b.csv")) == []


def test_the_year_follows_from_weekdays_or_is_asked(tmp_path: Path) -> None:
    """3月1日 is a Sunday in 2026 and in none of the years around it."""
    body = "\n".join(f"3月{day}日,{{}},{day},2,3,4" for day in (1, 2, 3))
    head = "日期,星期,9点,10点,11点,12点\n"
    plain = body.format("", "", "")
    assert keys(csv_of(tmp_path, head + plain)) == ["year"]
    told = body.format("星期日", "星期一", "星期二")
    found, questions = read(csv_of(tmp_path, head + told, "b.csv"), ONE, {})
    assert questions == []
    assert min(found)[0] == datetime(2026, 3, 1, 9)
    wrong = "2025年咨询量,,,,,\n" + head + told
    assert keys(csv_of(tmp_path, wrong, "c.csv")) == ["year"]


def test_the_hour_24_is_asked(tmp_path: Path) -> None:
    """Named by its end, or the next day's first."""
    head = "日期," + ",".join(f"{hour}点" for hour in range(1, 25))
    rows = [f"2026-11-0{day}," + ",".join(str(hour + day) for hour in range(1, 25)) for day in (1, 2, 3)]
    path = csv_of(tmp_path, "\n".join([head, *rows]) + "\n")
    assert keys(path) == ["hour24"]
    by_end, _ = read(path, ONE, {"hour24": "end"})
    assert by_end[datetime(2026, 11, 1, 0), "main"] == 2
    next_day, _ = read(path, ONE, {"hour24": "start"})
    assert next_day[datetime(2026, 11, 2, 0), "main"] == 25


def test_decimals_are_asked_where_both_ways_are_whole(tmp_path: Path) -> None:
    """1.000 may be a thousand; beside 12,0 it is one."""
    head = "日期,小时,咨询量\n"
    open_ = csv_of(tmp_path, head + "2026-11-01,8:00,1.000\n2026-11-01,9:00,2.000\n")
    assert keys(open_) == ["decimals"]
    told = csv_of(
        tmp_path,
        (head + "2026-11-01,8:00,1.000\n2026-11-01,9:00,12,0\n").replace(",", ";").replace("12;0", "12,0"),
        "b.csv",
    )
    found, questions = read(told, ONE, {})
    assert questions == []
    assert sorted(found.values()) == [12, 1000]


def test_signs_for_nothing(tmp_path: Path) -> None:
    """无 is 0 at night; in a busy hour it is asked; words mean that nothing was recorded."""
    head = "日期,3点,4点,15点\n"
    rows = "2026-11-01,2,无,300\n2026-11-02,无,1,系统故障\n2026-11-03,1,3,250\n"
    found, questions = read(csv_of(tmp_path, head + rows), ONE, {})
    assert questions == []
    assert found[datetime(2026, 11, 1, 4), "main"] == 0
    assert (datetime(2026, 11, 2, 15), "main") not in found
    busy = csv_of(tmp_path, head + rows.replace("系统故障", "无"), "b.csv")
    assert keys(busy) == ["nothing"]
    assert (datetime(2026, 11, 2, 15), "main") not in read(busy, ONE, {"nothing": "missing"})[0]
    assert read(busy, ONE, {"nothing": "zero"})[0][datetime(2026, 11, 2, 15), "main"] == 0


def test_queues_without_a_name_are_asked_in_a_shop_of_several(tmp_path: Path) -> None:
    """Which of them cannot be known; a title that names one says it."""
    rows = "日期,9点,10点,11点\n2026-11-01,1,2,3\n2026-11-02,1,2,3\n"
    two = Known(TODAY, queues={"presale": "售前", "aftersale": "售后"})
    assert keys(csv_of(tmp_path, rows), two) == ["queue"]
    assert keys(csv_of(tmp_path, rows), two, {"queue": "aftersale"}) == []
    assert keys(csv_of(tmp_path, "售后咨询量,,,\n" + rows, "b.csv"), two) == []
    strange = "日期,小时,队列,咨询量\n2026-11-01,9:00,夜班队,4\n2026-11-01,10:00,售前,5\n"
    assert keys(csv_of(tmp_path, strange, "c.csv"), two) == ["queues"]
    found, _ = read(csv_of(tmp_path, strange, "c.csv"), two, {"queues": "夜班队:aftersale"})
    assert found[datetime(2026, 11, 1, 9), "aftersale"] == 4


def test_a_column_that_adds_up_the_others_is_a_total_whatever_it_is_called(tmp_path: Path) -> None:
    """By arithmetic alone."""
    rows = "\n".join(f"2026-11-01,{hour}:00,{hour},{hour + 1},{2 * hour + 1}" for hour in range(8, 14))
    path = csv_of(tmp_path, f"日期,时段,售前,售后,全店\n{rows}\n")
    two = Known(TODAY, queues={"presale": "售前", "aftersale": "售后"})
    found, questions = read(path, two, {})
    assert questions == []
    assert len(found) == 12


def test_counts_by_the_day_are_left_out_with_the_reason(tmp_path: Path) -> None:
    """The forecast needs hours."""
    path = csv_of(tmp_path, "日期,咨询人数,接待人数\n2026-11-01,300,280\n2026-11-02,310,300\n")
    (sheet,) = read_sheets(path)
    reading = understand_sheet(sheet, ONE, {})
    assert reading.kind == "figures"
    assert [remark.code for remark in reading.left_out] == ["no_hours"]


def test_a_year_that_turns_on_the_way(tmp_path: Path) -> None:
    """12月31日 is followed by 1月1日 of the next year."""
    rows = "2025年12月\n日期,9点,10点,11点\n12月30日,1,2,3\n12月31日,1,2,3\n1月1日,1,2,3\n"
    found, questions = read(csv_of(tmp_path, rows), ONE, {})
    assert questions == []
    assert max(found)[0] == datetime(2026, 1, 1, 11)


def test_rows_of_another_step_keep_their_minutes(tmp_path: Path) -> None:
    """Half hours across."""
    choice = replace(Choice(), opens=9, closes=11)
    rows = "日期,9:00,9:30,10:00,10:30\n2026-11-01,1,2,3,4\n2026-11-02,5,6,7,8\n"
    found, _ = read(csv_of(tmp_path, rows), known(choice), {})
    assert found[datetime(2026, 11, 2, 9, 30), "presale"] == 6
