"""Shifts as people write them, and those proposed for opening hours."""

from __future__ import annotations

import pytest

from peakroster.starting.shifts import (
    ShiftDraft,
    parse_shifts,
    proposed_shifts,
    shifts_for_short_days,
    told_shifts,
)
from peakroster.tables.clock import parse_window
from peakroster.tables.findings import InputError
from scheduler.domain.opening import Opening
from scheduler.domain.windows import Window


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("早9:00-18:00 晚15:00-24:00", ["早 09:00-18:00", "晚 15:00-24:00"]),
        ("早班：9:00～18:00；夜班 22点-次日7点", ["早班 09:00-18:00", "夜班 22:00-07:00"]),
        ("早 9-18、中 12点半-21点半", ["早 09:00-18:00", "中 12:30-21:30"]),
        ("9:00-18:00", ["09:00-18:00 09:00-18:00"]),
        ("晚4 14:00-23:00、A1：9-18", ["晚4 14:00-23:00", "A1 09:00-18:00"]),
        (
            "早上 9-13（周日）、白班9:00-18:00(周一至周五)",
            ["早上 09:00-13:00(周日)", "白班 09:00-18:00(周一至周五)"],
        ),
        ("早班(9:00-18:00)", ["早班 09:00-18:00"]),
        ("early8:00-17:00 late 15:00-24:00", ["early 08:00-17:00", "late 15:00-24:00"]),
    ],
)
def test_what_people_write_is_read(text: str, expected: list[str]) -> None:
    """Full-width signs, hours without minutes, ends on the next day, no name at all."""
    assert [shift.text() for shift in parse_shifts(text)] == expected


@pytest.mark.parametrize(
    "text", ["", "早班", "早9:00-18:00 早9:00-18:00", "早25:00-26:00", "早班 晚班15:00-24:00"]
)
def test_what_cannot_be_read_is_named(text: str) -> None:
    """One finding with what is wrong."""
    with pytest.raises(InputError) as caught:
        parse_shifts(text)
    assert [finding.code for finding in caught.value.findings] == ["start_shifts"]


@pytest.mark.parametrize(
    "hours",
    ["09:00-18:00", "09:00-21:00", "08:00-23:00", "08:00-24:00", "09:00-02:00", "00:00-24:00", "10:00-06:00"],
)
def test_the_proposed_cover_the_open_hours(hours: str) -> None:
    """Each of nine hours at most but for a short day, with a meal inside, and nobody long before opening."""
    window = parse_window(hours)
    shifts = proposed_shifts(window)
    covered = {minute % 1440 for shift in shifts for minute in range(shift.start, shift.end)}
    assert {minute % 1440 for minute in range(window.start, window.end)} <= covered
    assert len({shift.name for shift in shifts}) == len(shifts)
    for shift in shifts:
        assert shift.end - shift.start <= 540
        row = shift.row()
        assert row["shift"] == shift.name
        assert (row["meal_minutes"] == "60") == (shift.end - shift.start > 480)


def test_names_of_a_roster_get_their_hours() -> None:
    """By what they say; one that says nothing is left out, so that it is asked."""
    found = proposed_shifts(parse_window("08:00-23:00"), ["晚", "早", "中", "甲"])
    assert [shift.text() for shift in found] == ["早 08:00-17:00", "中 11:00-20:00", "晚 14:00-23:00"]
    two = proposed_shifts(parse_window("09:00-24:00"), ["早班", "晚班"])
    assert [shift.text() for shift in two] == ["早班 09:00-18:00", "晚班 15:00-24:00"]
    night = proposed_shifts(parse_window("08:00-23:00"), ["夜班"])
    assert night == (ShiftDraft("夜班", 23 * 60, 32 * 60),)


@pytest.mark.parametrize("names", [["早", "晚4", "早上", "产检", "A", "P10"], ["早班", "晚班"], ["中", "夜"]])
def test_what_is_proposed_for_a_roster_can_be_typed(names: list[str]) -> None:
    """Whatever its shifts are called: an answer that stands ready is never refused."""
    proposed = proposed_shifts(parse_window("08:00-23:00"), names)
    assert not proposed or parse_shifts("、".join(shift.text() for shift in proposed)) == proposed


def test_hours_beside_a_roster_are_those_of_its_shifts() -> None:
    """One a line or all in one; two that contradict each other, and names of no cell, say nothing."""
    notes = [
        "班次说明：早：9:00-18:00 中班11点-20点",
        "晚4：18:30-23:00",
        "晚 14-23，夜22:00-次日7:00",
        "晚15-24",
    ]
    told = told_shifts(notes, ["早", "中", "晚4", "晚"])
    assert [shift.text() for shift in told] == ["早 09:00-18:00", "中 11:00-20:00", "晚4 18:30-23:00"]
    proposed = proposed_shifts(parse_window("09:00-23:00"), ["早", "晚4", "晚", "中"], told)
    assert [shift.text() for shift in proposed] == [
        *("早 09:00-18:00", "中 11:00-20:00", "晚 14:00-23:00", "晚4 18:30-23:00")
    ]


def test_a_day_that_ends_early_has_a_shift() -> None:
    """On a Sunday until noon nobody could work a shift of nine hours; with one that fits nothing is added."""
    sunday = (Window(540, 780),)
    week = Opening((*[(Window(540, 1380),)] * 6, sunday))
    long = parse_shifts("A 9:00-18:00 B 14:00-23:00")
    (added,) = shifts_for_short_days(long, [week])
    assert added.text() == "半天班 09:00-13:00(周日)"
    assert added.row()["weekdays"] == "周日"
    assert shifts_for_short_days([*long, added], [week]) == ()
    assert parse_shifts(added.text()) == (added,)
