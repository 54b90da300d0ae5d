"""Spells, minutes and days: what is late, lost, worked and beyond, on random punches and at borders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from peakroster.attendance.cells import Clock
from peakroster.attendance.compare import person_day, totals
from peakroster.attendance.planned import Desk, PlannedShift, midnight_of, minutes_at
from peakroster.attendance.records import Punch, Record
from peakroster.attendance.shrinkage import shrinkage_of
from peakroster.attendance.spells import presences
from peakroster.attendance.worked import worked_roster
from scheduler.domain.shifts import OFF, Shift

DAY = date(2026, 11, 9)


def shift(
    day: date = DAY, start: int = 480, end: int = 1020, meal: tuple[int, int] | None = (720, 780)
) -> PlannedShift:
    """Minutes after midnight."""
    base = midnight_of(day)
    parts = [(start, end)] if meal is None else [(start, meal[0]), (meal[1], end)]
    desk = tuple(Desk(base + a, base + b, "presale") for a, b in parts)
    meals = () if meal is None else ((base + meal[0], base + meal[1]),)
    return PlannedShift("A", day, "早班", base + start, base + end, desk, meals, 8.0)


def compared(planned: PlannedShift | None, record: Record, day: date = DAY):  # type: ignore[no-untyped-def]
    found = presences([record], lambda agent, on: planned if planned and on == planned.day else None)
    return person_day("A", day, planned, found.get(("A", day)))


def came(start: str | None, end: str | None, day: date = DAY) -> Record:
    def clock(text: str | None) -> Clock | None:
        return None if text is None else Clock(int(text[:2]) * 60 + int(text[3:]))

    return Record("A", day, 2, pairs=((clock(start), clock(end)),))


def test_who_is_there_through_the_meal_loses_nothing() -> None:
    """The meal is neither planned time nor lost, and not paid."""
    one = compared(shift(), came("07:50", "17:10"))
    assert (one.desk, one.present, one.late, one.early, one.overtime, one.paid) == (480, 480, 0, 0, 0, 480)


def test_late_early_and_overtime() -> None:
    """Whoever comes late and stays for an hour has both; a stretch below half an hour is no overtime."""
    one = compared(shift(), came("08:20", "18:00"))
    assert (one.lost_late, one.late, one.overtime, one.paid) == (20, 20, 60, 520)
    one = compared(shift(), came("08:00", "16:45"))
    assert (one.lost_early, one.early, one.overtime) == (15, 15, 0)


def test_several_spells() -> None:
    """An hour away in the afternoon is neither late nor early."""
    pairs = ((Clock(480), Clock(720)), (Clock(780), Clock(900)), (Clock(960), Clock(1020)))
    one = compared(shift(), Record("A", DAY, 2, pairs=pairs))
    assert (one.present, one.lost_between, one.lost) == (420, 60, 60)


@pytest.mark.parametrize(
    "day", [DAY, date(2026, 11, 30), date(2026, 12, 31), date(2026, 10, 25), date(2026, 3, 29)]
)
@pytest.mark.parametrize(("start", "end"), [("22:00", "06:00"), ("21:50", "06:10"), ("22:00", "30:00")])
def test_nights(day: date, start: str, end: str) -> None:
    """A night belongs to the date on which it starts: at the end of a month, and when clocks change, which a
    roster by the clock does not know."""
    one = compared(shift(day, 1320, 1800, None), came(start, end, day), day)
    assert (one.present, one.late, one.early, one.overtime) == (480, 0, 0, 0)


def test_a_clock_in_after_midnight_of_a_night_is_late() -> None:
    """It is the nearest to the plan, and not of the morning before."""
    one = compared(shift(DAY, 1320, 1800, None), came("00:10", "06:00"))
    assert (one.late, one.present) == (130, 350)


def test_a_missing_punch_is_the_plans_and_counted() -> None:
    """Nobody knows when they went; the hours are left out of the shrinkage."""
    one = compared(shift(), came("08:30", None))
    assert (one.missing, one.late, one.early, one.present) == (1, 30, 0, 450)
    assert shrinkage_of([one], 0.0, 0.9).overall is None
    assert shrinkage_of([one], 0.0, 0.9).left_out == 8.0
    lone = compared(shift(), Record("A", DAY, 2, punches=(Punch(Clock(1025)),)))
    assert (lone.missing, lone.present) == (1, 480)
    nothing = compared(None, came("08:30", None))
    assert (nothing.missing, nothing.unplanned) == (1, 0)


def test_punches_without_a_date_of_their_own_over_midnight() -> None:
    """Those of a night are its own, with or without a plan for it."""
    moments = (datetime(2026, 11, 9, 21, 58), datetime(2026, 11, 10, 6, 1))
    clocks = [Clock(at.hour * 60 + at.minute, at.date()) for at in moments]
    night = shift(DAY, 1320, 1800, None)
    rows = [Record("A", None, 2, punches=(Punch(clock),)) for clock in clocks]
    found = presences(rows, lambda agent, day: night if day == DAY else None)
    assert found["A", DAY].spells == [(minutes_at(moments[0]), minutes_at(moments[1]))]
    told = zip(clocks, ("in", "out"), strict=True)
    rows = [Record("A", None, 2, punches=(Punch(clock, way),)) for clock, way in told]  # type: ignore[arg-type]
    found = presences(rows, lambda agent, day: None)
    assert found["A", DAY].spells == [(minutes_at(moments[0]), minutes_at(moments[1]))]


MINUTES = st.integers(0, 2879)
PUNCHES = st.lists(st.tuples(MINUTES, st.sampled_from([None, "in", "out"])), max_size=9)


@settings(max_examples=50, deadline=None)
@given(
    punches=PUNCHES,
    following=PUNCHES,
    start=st.integers(0, 1439),
    length=st.integers(120, 720),
    rest=st.booleans(),
)
def test_minutes_add_up(punches, following, start: int, length: int, rest: bool) -> None:  # type: ignore[no-untyped-def]
    """Whatever is punched: nobody is there for longer than planned or punched, parts add up, no minute counts
    twice, and what is paid is no more than what they were there."""
    meal = (start + 60, start + 90)
    mine = {} if rest else {DAY: shift(DAY, start, start + length, meal)}
    records = [
        Record(
            "A", day, 2, punches=tuple(Punch(Clock(m % 1440, day + timedelta(m // 1440)), d) for m, d in told)
        )  # type: ignore[arg-type]
        for day, told in ((DAY, punches), (DAY + timedelta(1), following))
    ]
    found = presences(records, lambda agent, day: mine.get(day))
    days = [person_day("A", day, mine.get(day), here) for (_, day), here in found.items()]
    spells = sorted(spell for one in days for spell in one.spells)
    assert all(a < b for a, b in spells)
    assert all(one[1] <= two[0] for one, two in pairwise(spells))
    for one in days:
        there = sum(b - a for a, b in one.spells)
        assert 0 <= one.present <= min(one.desk, there)
        parts = (one.present, one.absent, one.lost_late, one.lost_early, one.lost_between)
        assert min(parts) >= 0
        assert sum(parts) == one.desk
        assert 0 <= one.paid <= there
        assert one.overtime + one.unplanned <= there
    table = worked_roster(days, ())
    assert len(table) == len(days)
    assert (table["paid_hours"] >= 0).all()
    assert (table["paid_hours"] * 60 <= (table["end"] - table["start"]).dt.total_seconds() / 60 + 0.5).all()
    assert (table["start"].dt.date == table["date"]).all()


def test_nobody_was_there() -> None:
    """Adherence is 0, and the worked roster says so with a row."""
    one = compared(shift(), Record("A", DAY, 2, away="absent"))
    assert (totals([one]).adherence, one.is_absent, one.away) == (0.0, True, "absent")
    assert list(worked_roster([one], ())["shift"]) == [OFF]
    assert totals([]).adherence is None


def test_presence_without_a_plan_is_called_like_the_shift_it_is_most_like() -> None:
    """So that limits of single shifts count it."""
    late, early = Shift("晚班", 900, 1440, 0, None, 3), Shift("早班", 480, 1020, 0, None, 2)
    one = compared(None, came("08:10", "17:00"))
    assert list(worked_roster([one], (late, early))["shift"]) == ["早班"]
    assert (one.unplanned, one.paid) == (530, 530)


def test_shrinkage_is_as_sure_as_people_and_dates_allow() -> None:
    """A tenth is lost by everybody every day: the interval is narrow. One agent is nobody's law."""
    days = []
    for offset in range(14):
        day = DAY + timedelta(offset)
        for agent in ("A", "B", "C", "D"):
            planned = shift(day, 480, 960, None)
            late = 30 + 10 * ((offset + ord(agent)) % 5)
            record = came(f"08:{late}" if late < 60 else f"09:{late - 60:02d}", "16:00", day)
            found = presences([record], lambda _, on, planned=planned: planned if on == planned.day else None)
            days.append(person_day(agent, day, planned, found["A", day]))
    share = shrinkage_of(days, 0.3, 0.9)
    assert share.overall is not None
    assert share.overall.hours == 448
    assert share.overall.low is not None
    assert share.overall.low < share.overall.lost < (share.overall.high or 0)
    assert share.overall.lost == pytest.approx(50 / 480, abs=0.005)
    assert share.proposal == round(share.overall.lost, 3)
    assert shrinkage_of(days, share.overall.lost, 0.9).proposal is None
    assert set(share.by_hour) == set(range(8, 16))
    assert share.by_hour[15].lost == 0.0
    assert sum(one.hours for one in share.by_both.values()) == pytest.approx(448)
    alone = shrinkage_of([one for one in days if one.agent == "A"], 0.3, 0.9)
    assert alone.overall is not None
    assert (alone.overall.low, alone.proposal) == (None, None)
