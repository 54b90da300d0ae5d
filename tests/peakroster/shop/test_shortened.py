"""Shifts that leave by hours shortens: read from the shop, and held to the audit's own reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakroster.desk.scenarios.overrides import ShiftTimes
from peakroster.desk.scenarios.shift_changes import with_shift
from peakroster.planning.roster.infeasibility import _NOTHING_KNOWN as NOTHING
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.locks_file import change_locks, lock_cells
from peakroster.shop.model import ShopFolder
from peakroster.shop.shortened import ShiftsNow, rest_of, shortened_of, with_shortened
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.rules.shortened import left_of_shift
from scheduler.domain.leave_kinds import LeaveSettings
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import SETTINGS, write_shop

DAY = date(2026, 12, 2)
SHORTENS = "leave_shortens_shifts = true\n" + SETTINGS
SHIFTS = (
    "班次,上班,下班,用餐分钟,用餐最早,用餐最晚\n"
    "早班,09:00,18:00,60,11:30,13:30\n晚班,14:00,23:00,,,\n夜班,22:00,06:00,,,\n"
)


def shop_of(folder: Path, leave: str, locks: str = "", toml: str = SHORTENS) -> ShopFolder:
    files: dict[str, str | None] = {
        "shop.toml": toml,
        "shifts.csv": SHIFTS,
        "requests.csv": f"工号,日期,类别,时段\n{leave}",
        "locks.csv": f"工号,日期,班次\n{locks}",
    }
    return read_shop(write_shop(folder / "shop", files))


def rests(shop: ShopFolder) -> dict[str, str]:
    return {name: rest for (name, _, day), rest in shortened_of(shop.shifts).items() if day == DAY}


@pytest.mark.parametrize(
    ("leave", "found"),
    [
        ("下午", {"早班": "早班 09:00–12:00"}),
        ("上午", {"早班": "早班 12:00–18:00"}),
        ("14:00-18:00", {"早班": "早班 09:00–14:00", "晚班": "晚班 18:00–23:00"}),
        ("10:00-11:00", {}),
        ("09:00-17:00", {"晚班": "晚班 17:00–23:00"}),
        ("22:00-24:00", {"晚班": "晚班 14:00–22:00", "夜班": "夜班 00:00–06:00"}),
    ],
)
def test_leave_at_an_end_of_a_shift_leaves_the_rest(
    leave: str, found: dict[str, str], tmp_path: Path
) -> None:
    """Not leave in the middle, nor a rest that is too short; a rest past midnight begins on another date."""
    found.pop("夜班", None)
    assert rests(shop_of(tmp_path, f"007,{DAY},年假,{leave}\n")) == found


def test_two_pieces_of_leave_shorten_both_ends(tmp_path: Path) -> None:
    """The meal stays where its whole window does, and paid hours are what is left."""
    shop = shop_of(tmp_path, f"007,{DAY},年假,09:00-11:00\n007,{DAY},事假,16:00-18:00\n")
    rest = next(shift for shift in shop.shifts if shift.rest_of == "早班")
    assert (rest.start, rest.end, rest.meal_minutes, rest.paid_minutes) == (660, 960, 60, 240)
    assert rest.cells == {("007", DAY)}


def test_without_the_setting_nothing_is_shortened(tmp_path: Path) -> None:
    """And a shop with it but without leave by hours is the same shop."""
    assert rests(shop_of(tmp_path, f"007,{DAY},年假,下午\n", toml=SETTINGS)) == {}
    whole = shop_of(tmp_path, f"007,{DAY},年假,\n")
    assert all(shift.rest_of is None for shift in whole.shifts)


def test_a_lock_of_a_shortened_shift_is_of_what_is_left(tmp_path: Path) -> None:
    """The file keeps the shift's own name, so that it can be read once the leave is gone."""
    shop = shop_of(tmp_path, f"007,{DAY},年假,下午\n", f"007,{DAY},早班\n")
    assert [lock.shift for lock in shop.locks] == ["早班 09:00–12:00"]
    cell = ("007", DAY)
    change_locks(shop.folder, {cell: "早班 09:00–12:00"}, seen=shop.locks, shifts=shop.shifts)
    assert f"007,{DAY},早班\n" in (shop.folder / "locks.csv").read_text("utf-8-sig")
    assert lock_cells(shop.folder, shop.shifts) == {("007", DAY): frozenset({"早班 09:00–12:00"})}


@cache
def _shop() -> ShopFolder:
    with TemporaryDirectory() as folder:
        return shop_of(Path(folder), "")


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start = draw(st.integers(0, 47)) * 30
    length = draw(st.integers(4, 28)) * 30
    meal, minutes = None, 0
    if draw(st.booleans()):
        minutes = draw(st.sampled_from([30, 60, 120, 180]))
        if minutes + 60 <= length:
            begin = start + draw(st.integers(1, (length - minutes) // 30 - 1)) * 30
            meal = Window(begin, begin + minutes)
    return Shift("x", start, start + length, minutes if meal else 0, meal, 2)


spans = st.tuples(st.integers(-1, 1), st.integers(0, 95), st.integers(1, 60)).map(
    lambda given: (given[0], given[1] * 15, given[1] * 15 + given[2] * 15)
)


@settings(max_examples=150, deadline=None)
@given(shifts(), st.lists(spans, max_size=3), st.sampled_from([15, 30, 60]))
def test_the_audit_reads_the_same_from_the_text(
    shift: Shift, leave: list[tuple[int, int, int]], interval: int
) -> None:
    """Spans taken away from both ends, and minutes counted one by one."""
    known = _shop()
    requests = tuple(
        Request("007", DAY + timedelta(days=days), "leave", None, 1.0, 2, hours=Window(start, end))
        for days, start, end in leave
    )
    rules = LeaveSettings({}, True, 120)
    shop = replace(
        known,
        settings=replace(known.settings, interval_minutes=interval, leave=rules),
        shifts=(shift,),
        requests=requests,
        agents=tuple(replace(agent, shifts=None, weekdays=None, hours=None) for agent in known.agents),
    )
    made = {
        (rest.start, rest.end, rest.meal_minutes)
        for rest in with_shortened(shop).shifts
        if rest.cells and ("007", DAY) in rest.cells
    }
    own = left_of_shift(PlanData(shop, Plan(DAY, 1), NOTHING), shift, requests, DAY)
    if own is not None and own[0] >= 1440:
        own = None  # it would begin on another date
    if shift.paid_minutes <= 540:
        assert made == (set() if own is None else {own})


def test_a_reserve_is_not_shortened() -> None:
    """It has no hours that somebody is at the desk."""
    shift = Shift("备", 540, 1080, 0, None, 2, reserve=True)
    assert rest_of(shift, [(720, 1440)], 30) is None


def test_an_older_roster_has_the_shifts_of_now(tmp_path: Path) -> None:
    """A shift that leave shortens since, and one whose leave was taken back."""
    cell, other = ("007", DAY), ("007", DAY + timedelta(days=1))
    now = ShiftsNow(shop_of(tmp_path, f"007,{DAY},年假,下午\n").shifts)
    assert now.of("早班", cell) == now.of("早班 09:00–12:00", cell) == "早班 09:00–12:00"
    assert now.of("早班", other) == now.of("早班 09:00–12:00", other) == "早班"
    assert now.of("早班 10:00–12:00", other) == now.whole_of("早班 10:00–12:00", cell) == "早班"
    assert now.of("没有这个班", cell) == "没有这个班"


def test_a_scenario_moves_what_leave_leaves_of_a_shift(tmp_path: Path) -> None:
    """From 10 to 19 o'clock the morning shift has two hours before leave, as the audit reads."""
    shop = shop_of(tmp_path, f"007,{DAY},年假,下午\n")
    moved = with_shift(shop, ShiftTimes(shift="早班", start=600, end=1140))
    shifts = {shift.name: shift for shift in moved.shifts}
    rest = shifts["早班 09:00–12:00"]
    assert (rest.start, rest.end, rest.meal_minutes) == (600, 720, 0)
    facts = PlanData(moved, Plan(DAY, 1), NOTHING)
    assert left_of_shift(facts, shifts["早班"], moved.requests, DAY) == (600, 720, 0)
    late = with_shift(shop, ShiftTimes(shift="早班", start=720, end=1200))
    assert next(one for one in late.shifts if one.rest_of == "早班").cells == frozenset()
