"""Leave: entered and taken back through the door, with what it does to the roster."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.desk.leave import (
    cells_after_leave,
    give_leave,
    give_leave_to,
    leave_effect,
    leave_rows,
    other_leave_line,
    take_leave_back,
    undo_leave,
)
from peakroster.desk.pending import approve_pending, decide_rows, pending_leave
from peakroster.desk.requests.asking import ask
from peakroster.desk.requests.content import LeaveAsked
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.shop.settings.leave_kinds import leave_kind
from peakroster.store.log import logged_changes
from peakroster.store.who import acting_as
from peakroster.tables.findings import InputError
from scheduler.domain.windows import Window
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

SECOND = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def desk(shop: Path) -> Desk:
    return open_desk(shop, FIRST_DAY)


def leave_of(desk: Desk, agent: str) -> list[tuple[date, str, Window | None]]:
    return [
        (row.day, leave_kind(row.named), row.hours)
        for row in desk.shop.requests
        if row.agent_id == agent and row.kind == "leave"
    ]


def text_of(desk: Desk) -> str:
    return (desk.shop.folder / "requests.csv").read_text(encoding="utf-8-sig")


def test_leave_is_a_row_a_day_behind_the_others(desk: Desk) -> None:
    """The rows that were there stay, in their order; the kind is in the language of the file."""
    before = text_of(desk)
    after = give_leave(desk, "003", FIRST_DAY, SECOND, "ill")
    assert text_of(after) == before + "003,2026-11-10,sick_leave\n003,2026-11-11,sick_leave\n"
    assert leave_of(after, "003") == [(FIRST_DAY, "ill", None), (SECOND, "ill", None)]


def test_a_chinese_file_gets_chinese_words(desk: Desk) -> None:
    """Somebody who reads 年假 in the file finds 病假 beside it."""
    path = desk.shop.folder / "requests.csv"
    path.write_text("工号,日期,类别\n006,2026-11-11,年假\n", encoding="utf-8")
    after = give_leave(open_desk(desk.shop.folder, FIRST_DAY), "王芳", FIRST_DAY, FIRST_DAY, "ill")
    assert text_of(after).splitlines()[-1] == "001,2026-11-10,病假"
    assert leave_of(after, "006") == [(SECOND, "annual", None)]


def test_hours_of_a_day(desk: Desk) -> None:
    """Part of a day forbids the shifts that overlap it, and is a column that the file gets with it."""
    afternoon = Window(13 * 60, 18 * 60)
    after = give_leave(desk, "003", FIRST_DAY, FIRST_DAY, hours=afternoon)
    assert leave_of(after, "003") == [(FIRST_DAY, "leave", afternoon)]
    early = leave_effect(desk, "003", FIRST_DAY, FIRST_DAY, Window(0, 7 * 60), figures=False)
    assert early.uncovered == {}


def test_the_log_says_who_and_what(desk: Desk) -> None:
    """One change of one log entry, with the person who is at work, and the leave in words."""
    with acting_as("店长"):
        give_leave(desk, "003", FIRST_DAY, SECOND, "annual")
    entry = logged_changes(desk.shop.folder)[0]
    assert (entry.who, entry.entry.kind) == ("店长", "leave")
    assert entry.entry.note == "003 2026-11-10 – 2026-11-11 annual_leave"


def test_the_same_leave_twice_is_one_row(desk: Desk) -> None:
    """A day that is leave already gets no second row, which would only be a warning."""
    once = give_leave(desk, "003", FIRST_DAY, FIRST_DAY)
    twice = give_leave(once, "003", FIRST_DAY, SECOND)
    assert [day for day, _, _ in leave_of(twice, "003")] == [FIRST_DAY, SECOND]


def test_a_lock_of_a_shift_goes_with_the_leave(desk: Desk) -> None:
    """Else no roster could keep both; a lock of a day off stays."""
    effect = leave_effect(desk, "005", FIRST_DAY, FIRST_DAY, figures=False)
    assert [lock.shift for lock in effect.locks] == ["早班"]
    after = give_leave(desk, "005", FIRST_DAY, FIRST_DAY)
    assert after.shop.locks == ()
    assert [one.entry.kind for one in logged_changes(desk.shop.folder)] == ["leave", "plan"]


def test_effect_in_shifts_hours_and_customers(desk: Desk) -> None:
    """The shifts that nobody works, and what that costs the customers where nobody takes them."""
    worked = {cell: shift for cell, shift in shifts_of(desk.plan).items() if cell[0] == "005"}
    effect = leave_effect(desk, "005", FIRST_DAY, SECOND)
    assert effect.uncovered == worked
    assert effect.cells == dict.fromkeys(worked)
    assert effect.missing_hours is not None
    assert effect.late is not None
    assert effect.late > 0
    assert effect.stretches
    assert sum(one.hours for one in effect.stretches) == pytest.approx(effect.missing_hours, abs=0.01)
    assert {one.day for one in effect.stretches} <= {FIRST_DAY, SECOND}


def test_leave_on_a_free_day_does_nothing_to_the_roster(desk: Desk) -> None:
    """Nothing to compute, and nothing uncovered."""
    effect = leave_effect(desk, "006", SECOND, SECOND)
    assert (effect.uncovered, effect.late, effect.missing_hours) == ({}, 0.0, 0.0)


def test_taken_back_the_file_is_as_before(desk: Desk) -> None:
    """All rows of leave in the span go; those of others, and wishes, stay."""
    before = text_of(desk)
    given = give_leave(desk, "002", FIRST_DAY, SECOND, "ill")
    back = take_leave_back(given, "002", FIRST_DAY, SECOND)
    assert text_of(back) == before
    assert [row.kind for row in back.shop.requests] == ["leave", "prefer_off"]


def test_nothing_to_take_back(desk: Desk) -> None:
    """Somebody else was faster: said, and nothing is written."""
    with pytest.raises(InputError) as raised:
        take_leave_back(desk, "002", FIRST_DAY, SECOND)
    assert [one.code for one in raised.value.findings] == ["no_leave"]
    assert len(logged_changes(desk.shop.folder)) == 1  # of the plan


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    """An unknown person and days the wrong way round: two findings, and nothing is written."""
    before = text_of(desk)
    with pytest.raises(InputError) as raised:
        give_leave(desk, "999", SECOND, FIRST_DAY)
    assert [one.code for one in raised.value.findings] == ["unknown_agent", "until_before_from"]
    with pytest.raises(InputError) as raised:
        give_leave(desk, "001", FIRST_DAY, FIRST_DAY + timedelta(days=366))
    assert [one.code for one in raised.value.findings] == ["absence_too_long"]
    assert text_of(desk) == before


def test_a_day_is_taken_out_of_a_range(desk: Desk) -> None:
    """What is left of the range stays: its other days, with the halves at its ends."""
    path = desk.shop.folder / "requests.csv"
    path.write_text(
        "工号,日期,截止日期,类别,状态\n006,2026-11-10 下午,2026-11-14,年假,已同意\n", encoding="utf-8"
    )
    after = take_leave_back(open_desk(desk.shop.folder, FIRST_DAY), "006", SECOND, SECOND)
    afternoon = Window(720, 1440)
    found = [(row.day.day, row.hours, row.leave) for row in after.shop.requests]
    assert found == [(10, afternoon, "annual"), *((day, None, "annual") for day in (12, 13, 14))]
    assert len(text_of(after).splitlines()) == 3


def test_leave_and_its_lock_are_undone_together(desk: Desk) -> None:
    """As one change; leave that was there before stays."""
    before = give_leave(desk, "003", FIRST_DAY, FIRST_DAY)
    rows = [
        *leave_rows(before.shop, "003", FIRST_DAY, SECOND, "ill"),
        *leave_rows(before.shop, "005", FIRST_DAY, FIRST_DAY, "ill"),
    ]
    stays = other_leave_line(before.shop, rows, Translator("zh"))
    assert stays.startswith("原来已有的假不变：")
    assert stays.count("请假") == 1, "of the first day alone"
    given_desk, given = give_leave_to(before, rows)
    assert [(row.agent_id, row.day) for row in given.rows] == [("003", SECOND), ("005", FIRST_DAY)]
    assert given_desk.shop.locks == ()
    after = undo_leave(given_desk, given)
    assert leave_of(after, "003") == [(FIRST_DAY, "leave", None)]
    assert leave_of(after, "005") == []
    assert [(lock.agent_id, lock.shift) for lock in after.shop.locks] == [("005", "早班")]


def test_other_leave_of_the_date_stays_when_leave_is_undone(desk: Desk) -> None:
    """The morning that was agreed before, and the day that still waits, are nobody's to take away."""
    path = desk.shop.folder / "requests.csv"
    path.write_text(
        "工号,日期,时段,类别,状态\n006,2026-11-10,上午,年假,已同意\n006,2026-11-10,,事假,审批中\n",
        encoding="utf-8",
    )
    before = open_desk(desk.shop.folder, FIRST_DAY)
    given_desk, given = give_leave_to(before, leave_rows(before.shop, "006", FIRST_DAY, FIRST_DAY, "ill"))
    assert len(leave_of(given_desk, "006")) == 2
    after = undo_leave(given_desk, given).shop
    assert (after.requests, after.pending) == (before.shop.requests, before.shop.pending)


def test_leave_that_waits_binds_once_it_is_approved(desk: Desk) -> None:
    """Of the file and of what was asked for here: one list, approved from the same cells."""
    path = desk.shop.folder / "requests.csv"
    path.write_text("工号,日期,截止日期,类别,状态\n006,2026-11-10,2026-11-11,年假,审批中\n", encoding="utf-8")
    ask(desk.shop.folder, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"))
    desk = open_desk(desk.shop.folder, FIRST_DAY)
    assert desk.shop.requests == ()
    waiting = {(row.agent_id, row.day) for row in pending_leave(desk.shop)}
    assert waiting == {("006", FIRST_DAY), ("006", SECOND), ("005", FIRST_DAY)}
    after, bound = approve_pending(desk, {("006", FIRST_DAY), ("005", FIRST_DAY)})
    assert {(row.agent_id, row.day) for row in bound} == waiting
    assert {(row.agent_id, row.leave) for row in after.shop.requests} == {("006", "annual"), ("005", "ill")}
    assert pending_leave(after.shop) == ()
    assert after.shop.locks == ()
    freed = cells_after_leave(after, bound, shifts_of(after.plan))
    assert freed == {cell: None for cell in shifts_of(after.plan) if cell in waiting}


def test_what_is_refused_is_gone(desk: Desk) -> None:
    """The row says so; nobody decides it twice."""
    path = desk.shop.folder / "requests.csv"
    path.write_text("工号,日期,类别,状态\n006,2026-11-10,年假,审批中\n", encoding="utf-8")
    shop = open_desk(desk.shop.folder, FIRST_DAY).shop
    decide_rows(shop, shop.pending, "refused")
    assert text_of(desk).splitlines()[-1] == "006,2026-11-10,年假,已拒绝"
    with pytest.raises(InputError) as problem:
        decide_rows(shop, shop.pending, "approved")
    assert problem.value.findings[0].code == "request_decided"
