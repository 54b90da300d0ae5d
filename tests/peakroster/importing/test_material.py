"""Files in the manner of those that managers have: understood, asked about, written, and again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.importing import Understanding, answer, context_of, planned, understand, write
from peakroster.importing.understanding import SheetUnderstood
from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop as make_template
from peakroster.tables.findings import InputError
from tests.peakroster.importing.material import (
    NAMES,
    SHIFTS,
    cell_of,
    count_at,
    history_file,
    hr_file,
    leave_file,
    matrix_file,
    shop,
    staff_file,
    workbook,
)

TODAY = date(2026, 11, 30)
DAY = timedelta(days=1)


def looked_at(folder: Path, *files: Path, **answers: str) -> Understanding:
    return understand(files, context_of(folder, TODAY), answers)


def only(found: Understanding) -> SheetUnderstood:
    (sheet,) = found.sheets
    return sheet


def codes(sheet: SheetUnderstood) -> set[str]:
    return {remark.code for remark in sheet.reading.left_out}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A shop of one queue."""
    return shop(tmp_path / "shop")


def new_shop(folder: Path, *, own_shifts: bool = True) -> Path:
    """The template as ``peakroster init`` writes it, perhaps with shifts of its own."""
    make_template(folder, sample=False)
    if own_shifts:
        (folder / "shifts.csv").write_text(SHIFTS, encoding="utf-8")
    return folder


def with_people(place: Path, tmp_path: Path) -> Path:
    """The same shop with the people of the list."""
    found = looked_at(place, staff_file(tmp_path), id="serial")
    assert found.is_complete
    write(place, found)
    return place


def test_a_row_a_day_is_right_to_the_last_cell(place: Path, tmp_path: Path) -> None:
    """No question; the failure is not recorded, 无 is 0, the totals are left out."""
    found = looked_at(place, history_file(tmp_path))
    sheet = only(found)
    assert found.questions == ()
    assert sheet.reading.kind == "history"
    assert {"column_total_by_word", "total_row", "note_row", "words_for_count", "total_differs"} <= codes(
        sheet
    )
    write(place, found)
    history = pd.read_csv(place / "history.csv", parse_dates=["timestamp"])
    rows = {
        stamp.to_pydatetime(): count
        for stamp, count in zip(history["timestamp"], history["inquiries"], strict=True)
    }
    first = datetime(2026, 3, 1)
    expected = {
        first + n * DAY + timedelta(hours=hour): count_at((first + n * DAY).date(), hour)
        for n in range(60)
        for hour in range(24)
        if not (n == 20 and 10 <= hour < 13)
    }
    assert rows == expected
    assert set(history["queue"]) == {"main"}
    assert (place / "originals" / "按小时统计.xlsx").read_bytes() == (
        tmp_path / "按小时统计.xlsx"
    ).read_bytes()


def test_a_second_import_says_what_changed(place: Path, tmp_path: Path) -> None:
    """Nothing the first time, then each hour from what to what; rows that the file does not have stay."""
    write(place, looked_at(place, history_file(tmp_path)))
    (same,) = planned(looked_at(place, history_file(tmp_path)), place)
    assert (same.added, same.changed, same.same, same.content) == (0, 0, 60 * 24 - 3, None)
    rows = [
        ["日期", "9点", "10点", "11点"],
        ["2026-03-01", 5, count_at(date(2026, 3, 1), 10), 7],
        ["2026-05-01", 1, 2, 3],
    ]
    (change,) = planned(looked_at(place, workbook(tmp_path / "b.xlsx", rows)), place)
    assert (change.added, change.changed, change.same) == (3, 2, 1)
    assert change.examples[0].after == "5"
    assert change.missing == 60 * 24 - 3 - 3


def test_people_without_ids(place: Path, tmp_path: Path) -> None:
    """One question, what the id shall be; days in all forms, the last day from a remark, the rest told."""
    found = looked_at(place, staff_file(tmp_path))
    assert [question.key for question in found.questions] == ["id"]
    found = answer(found, {"id": "serial"})
    assert found.is_complete
    write(place, found)
    people = read_shop(place, history_required=False).agents
    assert [person.id for person in people] == [f"{n:03d}" for n in range(1, 13)]
    assert [person.name for person in people] == list(NAMES)
    assert people[0].first_day == date(2025, 1, 6)
    assert people[1].first_day == date(2024, 2, 5)
    assert people[8].last_day == date(2026, 12, 9)
    assert {"staff_pay", "staff_phone", "staff_remark"} <= codes(only(found))
    again = looked_at(place, staff_file(tmp_path))
    assert again.questions == ()
    (change,) = planned(again, place)
    assert (change.added, change.changed, change.same) == (0, 0, 12)


def test_a_list_of_people_with_teams(tmp_path: Path) -> None:
    """Ids keep their zeros, teams give the skills, levels go along."""
    place = shop(tmp_path / "shop", queues=(("presale", "售前"), ("aftersale", "售后"), ("vip", "VIP")))
    found = looked_at(place, hr_file(tmp_path))
    assert found.questions == ()
    write(place, found)
    people = read_shop(place, history_required=False).agents
    assert people[0].id == "003100"
    assert [person.skills for person in people] == [("presale",)] * 4 + [("aftersale",)] * 4 + [("vip",)] * 4
    assert [person.level for person in people[:3]] == ["初级", "中级", "高级"]
    assert people[5].first_day == date(2023, 5, 6)


def test_teams_that_mean_no_queue_are_asked_once(tmp_path: Path) -> None:
    """All in one answer, which the shop remembers."""
    place = shop(tmp_path / "shop", queues=(("a", "咨询"), ("b", "投诉")))
    found = looked_at(place, hr_file(tmp_path))
    assert [question.maps for question in found.questions] == [("售前组", "售后组", "VIP组")]
    found = answer(found, {"skills": "售前组:a;售后组:b;VIP组:a+b"})
    assert found.is_complete
    write(place, found)
    assert read_shop(place, history_required=False).agents[-1].skills == ("a", "b")
    assert looked_at(place, hr_file(tmp_path)).questions == ()


def test_approved_leave_binds_and_no_other(place: Path, tmp_path: Path) -> None:
    """Days, half days and hours; what is pending is told; what was withdrawn goes again."""
    place = with_people(place, tmp_path)
    found = looked_at(place, leave_file(tmp_path))
    assert found.questions == ()
    assert "leave_refused" in codes(only(found))
    assert "leave_pending" in {remark.code for remark in only(found).reading.assumed}
    write(place, found)
    leave = {
        (request.agent_id, f"{request.day}"): None
        if request.hours is None
        else (request.hours.start, request.hours.end)
        for request in read_shop(place, history_required=False).requests
    }
    expected: dict[tuple[str, str], tuple[int, int] | None] = {
        ("001", f"2026-12-0{day}"): None for day in (1, 2, 3)
    }
    expected |= {("005", f"{date(2026, 11, 30) + n * DAY}"): None for n in range(10)}
    expected |= {("002", "2026-12-02"): (0, 720), ("004", "2026-12-04"): (540, 780)}
    expected |= {("007", "2026-12-10"): (720, 1440), ("007", "2026-12-11"): None}
    assert leave == expected
    assert read_shop(place, history_required=False).pending
    (change,) = planned(looked_at(place, leave_file(tmp_path, withdrawn=True)), place)
    assert (change.added, change.changed, change.removed) == (0, 0, 1)  # a range is a row


def test_a_roster_that_was_worked_is_the_plan_before(place: Path, tmp_path: Path) -> None:
    """People by days with short names of shifts; the year follows from the weekdays."""
    place = with_people(place, tmp_path)
    found = looked_at(place, matrix_file(tmp_path))
    assert found.questions == ()
    written = write(place, found)
    assert written.adopted == (date(2026, 11, 23),)
    roster = pd.read_csv(place / "plans" / "2026-11-23" / "roster.csv", dtype=str)
    worked = {(row.agent_id, row.date): row.shift for row in roster.itertuples()}
    expected = {
        (f"{person + 1:03d}", f"{date(2026, 11, 23) + n * DAY}"): f"{cell_of(person, n)}班"
        for person in range(12)
        for n in range(7)
        if cell_of(person, n) != "休"
    }
    assert worked == expected


def test_a_new_shop_takes_people_and_their_roster_in_one_import(tmp_path: Path) -> None:
    """The roster is stored as the plan before; the example rows, which name others, are gone."""
    place = new_shop(tmp_path / "new")
    found = looked_at(place, staff_file(tmp_path), matrix_file(tmp_path), id="serial")
    assert found.is_complete
    done = write(place, found)
    assert done.adopted == (date(2026, 11, 23),)
    read = read_shop(place, history_required=False)
    assert (read.locks, read.requests, read.events) == ((), (), ())
    assert len((place / "mapping.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_a_roster_without_shifts_says_what_is_missing(tmp_path: Path) -> None:
    """The shifts of the template are nobody's, so short names mean nothing yet."""
    place = new_shop(tmp_path / "new", own_shifts=False)
    found = looked_at(place, staff_file(tmp_path), matrix_file(tmp_path), id="serial")
    assert "roster_needs_tables" in {code for sheet in found.sheets for code in codes(sheet)}
    assert write(place, found).adopted == ()


def test_a_roster_is_not_stored_in_a_shop_that_would_have_errors(tmp_path: Path) -> None:
    """A lock of somebody who is not there is told with its row, and nothing is written."""
    place = new_shop(tmp_path / "new")
    (place / "locks.csv").write_text("agent_id,date,shift\n999,2026-02-15,off\n", encoding="utf-8")
    found = looked_at(place, staff_file(tmp_path), matrix_file(tmp_path), id="serial")
    with pytest.raises(InputError, match="999"):
        write(place, found)
    assert not (place / "originals").exists()


def test_a_roster_to_come_is_locked(place: Path, tmp_path: Path) -> None:
    """Names stand for ids where one person bears them; a shift that nobody knows is asked."""
    place = with_people(place, tmp_path)
    found = looked_at(place, matrix_file(tmp_path, date(2026, 12, 7), ids=False))
    assert found.questions == ()
    write(place, found)
    locks = {
        (lock.agent_id, f"{lock.day}"): lock.shift for lock in read_shop(place, history_required=False).locks
    }
    assert locks["001", "2026-12-07"] == "早班"
    assert locks["001", "2026-12-12"] == "off"
    assert len(locks) == 84
    rows = [["姓名", "12月7日", "12月8日"], ["", "一", "二"], [NAMES[0], "大夜", "9-18"]]
    odd = looked_at(place, workbook(tmp_path / "c.xlsx", rows))
    assert [question.key for question in odd.questions] == ["shifts"]


def test_two_people_of_one_name_are_asked(place: Path, tmp_path: Path) -> None:
    """Nobody can know which of them."""
    (place / "agents.csv").write_text(
        "agent_id,name,skills\n001,林晓,main\n002,林晓,main\n", encoding="utf-8"
    )
    rows = [["姓名", "请假类型", "开始日期", "结束日期"], ["林晓", "年假", "2026-12-01", "2026-12-01"]]
    found = looked_at(place, workbook(tmp_path / "a.xlsx", rows))
    assert [question.key for question in found.questions] == ["people"]
    assert answer(found, {"people": "林晓:002"}).is_complete


def test_nothing_is_written_while_something_is_open_or_wrong(place: Path, tmp_path: Path) -> None:
    """Not the tables, not the originals, not the memory."""
    before = sorted(path.name for path in place.iterdir())
    found = looked_at(place, staff_file(tmp_path), history_file(tmp_path))
    with pytest.raises(ValueError, match="open"):
        write(place, found)
    twice = [
        ["日期", "小时", "咨询量"],
        ["2026-03-01", "9:00", 4],
        ["2026-03-01", "9:00", 5],
        ["2026-03-01", "10:00", 5],
    ]
    with pytest.raises(InputError, match="import_two_figures"):
        write(place, looked_at(place, workbook(tmp_path / "d.xlsx", twice), history_file(tmp_path)))
    assert sorted(path.name for path in place.iterdir()) == before


def test_shifts_and_promotions(place: Path, tmp_path: Path) -> None:
    """Times in one cell, meals in one cell; promotions of one kind are asked for once."""
    shifts = [
        ["班次表"],
        ["班次名称", "工作时间", "用餐时间"],
        ["早班", "8:00-16:30", "11:00-12:00"],
        ["通宵", "22:00-次日6:00", None],
    ]
    events: list[list[object]] = [
        ["活动名称", "开始时间", "结束时间", "预计倍数"],
        ["2026双11", "2026-11-10 20:00", "2026-11-11", 5.5],
        ["店庆2026", "2026-11-20", "2026-11-21", None],
    ]
    (question,) = looked_at(place, workbook(tmp_path / "活动.xlsx", events)).questions
    assert question.details["labels"] == "店庆"  # every platform holds 双11
    found = looked_at(
        place,
        workbook(tmp_path / "班次.xlsx", shifts),
        workbook(tmp_path / "活动.xlsx", events),
        event_kind="name",
    )
    assert found.is_complete
    write(place, found)
    (place / "agents.csv").write_text("agent_id,name,skills\n001,林晓,main\n", encoding="utf-8")
    read = read_shop(place, history_required=False)
    early = next(shift for shift in read.shifts if shift.name == "早班")
    assert (early.start, early.end, early.meal_minutes) == (480, 990, 60)
    night = next(shift for shift in read.shifts if shift.name == "通宵")
    assert (night.start, night.end) == (1320, 1800)
    assert [(event.kind, event.end, event.uplift) for event in read.events] == [
        ("double11", datetime(2026, 11, 12), 5.5),
        ("店庆", datetime(2026, 11, 22), None),
    ]
    (place / "events.csv").write_text(
        "event,kind,start,end\n老,双11,2025-11-10,2025-11-11\n", encoding="utf-8"
    )
    again = looked_at(place, tmp_path / "活动.xlsx", event_kind="name")
    table = again.tables("events")[0].reading.table
    assert table is not None
    assert list(table["kind"]) == ["双11", "店庆"]  # what the shop calls it goes before


def test_figures_of_people_without_a_table_are_left_out(place: Path, tmp_path: Path) -> None:
    """The reason is told."""
    rows = [
        ["客服昵称", "咨询人数", "接待人数", "首次响应时长（秒）", "满意率"],
        ["小林", 320, 300, 12, "98%"],
        ["汇总值", 320, 300, 12, "98%"],
    ]
    sheet = only(looked_at(place, workbook(tmp_path / "kpi.xlsx", rows)))
    assert sheet.reading.kind == "figures"
    assert codes(sheet) == {"no_handling_time"}
