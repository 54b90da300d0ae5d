"""Which shifts may be proposed, and where their meals lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peakroster.planning.shift_design.candidates import Choice, forbidden_lengths, new_shifts, starts_on
from peakroster.planning.shift_design.naming import named
from peakroster.planning.shift_design.shift_file import shift_file
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.windows import Window

EARLY = Shift("早班", 480, 990, 30, Window(660, 810), 2, (Break(30, Window(540, 600)),))
LATE = Shift("晚班", 930, 1440, 30, Window(1050, 1170), 3)
SHORT = Shift("短班", 1140, 1380, 0, None, 4)
PRESENT = (EARLY, LATE, SHORT)


def by_start(shifts: tuple[Shift, ...], start: int, length: int) -> Shift:
    (found,) = (each for each in shifts if (each.start, each.end - each.start) == (start, length))
    return found


def test_a_length_of_the_shop_keeps_its_meal_and_breaks() -> None:
    """As far from the start as in the shift of that length that begins nearest; none beside a present one."""
    shifts = new_shifts(PRESENT, Choice(), 30)
    assert len(shifts) == 2 * 48 - 3
    assert by_start(shifts, 540, 510).meal == Window(720, 870)
    assert by_start(shifts, 540, 510).breaks == (Break(30, Window(600, 660)),)
    assert by_start(shifts, 900, 510).meal == Window(1020, 1140)
    assert by_start(shifts, 540, 240).meal is None


@pytest.mark.parametrize(
    ("hours", "meal", "expected"),
    [(6, None, Window(645, 795)), (3, None, None), (6, 0, None), (9, 60, Window(735, 885))],
)
def test_another_length_eats_around_its_middle(hours: int, meal: int | None, expected: Window | None) -> None:
    """From 09:00; the window is as wide as the middle one of the shop, never in the first or last quarter;
    a shift no longer than the longest without a meal has none."""
    choice = Choice(lengths=(hours * 60,), meal=meal)
    found = by_start(new_shifts(PRESENT, choice, 15), 540, hours * 60)
    assert found.meal == expected
    assert found.meal_minutes == (0 if expected is None else meal or 30)


def test_starts_lie_between_earliest_and_latest() -> None:
    """Also over midnight."""
    choice = Choice(lengths=(240,), earliest=22 * 60, latest=120, step=120)
    assert [shift.start for shift in new_shifts((), choice, 60)] == [22 * 60, 0, 120]


def test_lengths_over_the_rules_are_named() -> None:
    """Paid hours count: nine hours with an hour to eat are eight."""
    rules = Rules(max_hours_per_day=8)
    assert forbidden_lengths(PRESENT, Choice(lengths=(480, 540, 600)), 30, rules) == [540, 600]
    assert forbidden_lengths(PRESENT, Choice(lengths=(480, 540), meal=60), 30, rules) == []


def test_shifts_of_some_days() -> None:
    """By weekday and date."""
    monday, tuesday = date(2026, 11, 9), date(2026, 11, 10)
    assert starts_on(EARLY, monday)
    assert not starts_on(replace(EARLY, weekdays=frozenset({1})), monday)
    assert starts_on(replace(EARLY, first_day=tuesday), tuesday)
    assert not starts_on(replace(EARLY, first_day=tuesday), monday)


def test_proposed_shifts_take_the_names_of_present_ones_like_them() -> None:
    """No name twice; who is like none is called after the times."""
    proposed = [
        replace(EARLY, name="x", start=510, end=1020),
        Shift("y", 480, 990, 0, None, 0),
        Shift("03:00–07:00", 180, 420, 0, None, 0),
    ]
    assert [shift.name for shift in named(proposed, (EARLY, SHORT))] == ["03:00–07:00", "早班", "x"]


def test_the_file_is_that_of_the_shop() -> None:
    """Times of day, midnight as 24:00 at an end and 00:00 at a start; breaks only where there are any."""
    night = Shift("夜", 1320, 1800, 30, Window(1440, 1560), 0)
    assert shift_file([night]).decode("utf-8-sig") == (
        "shift,start,end,meal_minutes,meal_from,meal_to\n夜,22:00,06:00,30,00:00,02:00\n"
    )
    lines = shift_file([EARLY, LATE, SHORT]).decode("utf-8-sig").splitlines()
    assert lines[1:] == [
        "早班,08:00,16:30,30,11:00,13:30,30@09:00-10:00",
        "晚班,15:30,24:00,30,17:30,19:30,",
        "短班,19:00,23:00,,,,",
    ]
