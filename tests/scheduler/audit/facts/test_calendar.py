"""Hours and intervals where clocks change, and times of day that run over midnight."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from scheduler.audit import PlanData
from scheduler.audit.facts.calendar import (
    hours,
    intervals,
    is_open,
    monday,
    real_minutes,
    touches,
)
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import shop
from tests.scheduler.statements import a_queue


def plan(first_day: date, days: int, timezone: str, interval: int = 30) -> PlanData:
    return shop(first_day=first_day, days=days, timezone=timezone, interval_minutes=interval)


def test_a_plan_has_all_hours_up_to_noon_after_it() -> None:
    """Seven days and the tail: 180 hours, 720 quarters of an hour."""
    week = plan(date(2026, 11, 9), 7, "Asia/Shanghai", 15)
    assert len(list(hours(week))) == 7 * 24 + 12
    assert len(list(intervals(week))) == 4 * (7 * 24 + 12)
    assert list(hours(week))[-1] == datetime(2026, 11, 16, 11)


@pytest.mark.parametrize(
    ("timezone", "start", "minutes", "real"),
    [
        ("Asia/Shanghai", datetime(2026, 3, 29, 2), 60, 60),
        ("Europe/Berlin", datetime(2026, 3, 29, 2), 60, 0),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 30), 30, 30),
        ("Europe/Berlin", datetime(2026, 10, 25, 2), 60, 120),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), 30, 60),
        ("Europe/Berlin", datetime(2026, 10, 25, 3), 60, 60),
        ("America/New_York", datetime(2026, 11, 1, 1), 60, 120),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1), 60, 90),  # half an hour is repeated
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2), 60, 30),  # half an hour is skipped
    ],
)
def test_minutes_that_really_pass(timezone: str, start: datetime, minutes: int, real: int) -> None:
    """Skipped hours have none, repeated ones twice as many."""
    assert real_minutes(timezone, start, minutes) == real


def test_the_hour_that_clocks_skip_is_no_hour_of_the_plan() -> None:
    """A day of 23 hours, and the tail; in autumn the repeated hour is one."""
    assert len(list(hours(plan(date(2026, 3, 29), 1, "Europe/Berlin")))) == 35
    assert len(list(hours(plan(date(2026, 10, 25), 1, "Europe/Berlin")))) == 36


@pytest.mark.parametrize(
    ("span", "at", "open_"),
    [
        (Window(540, 1260), "09:00", True),
        (Window(540, 1260), "08:30", False),
        (Window(540, 1260), "21:00", False),
        (Window(555, 1260), "09:00", False),  # closed in a part of the interval
        (Window(555, 1260), "09:30", True),
        (Window(1080, 1560), "01:30", True),  # 18:00-02:00
        (Window(1080, 1560), "02:00", False),
        (Window(1080, 1560), "18:00", True),
        (Window(0, 1440), "00:00", True),
        (Window(720, 2160), "11:30", True),  # noon to noon
        (Window(730, 2170), "12:00", True),  # all day, whenever the day starts
    ],
)
def test_open_intervals(span: Window, at: str, open_: bool) -> None:
    """An interval is open when the queue is staffed all through it, in the hours of any day."""
    start = datetime.fromisoformat(f"2026-11-09T{at}")
    assert is_open(a_queue("q", span, 60), start, 30) is open_


def test_touching_is_not_meeting_at_an_end() -> None:
    """Ends are excluded on both sides, on any day."""
    assert not touches(Window(0, 360), 360, 1440)
    assert touches(Window(0, 360), 359, 361)
    assert touches(Window(0, 360), 1300, 1441)
    assert touches(Window(1320, 1740), -1440 + 1330, -1440 + 1340)


def test_weeks_start_on_monday() -> None:
    """Sunday belongs to the week before."""
    assert monday(date(2026, 11, 8)) == date(2026, 11, 2)
    assert monday(date(2026, 11, 9)) == date(2026, 11, 9)
