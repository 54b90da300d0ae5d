"""Hours by weekday and date, and nobody in a closed office: search and audit read them alike."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from peakroster.planning.roster.closed_starts import ClosedOffices
from peakroster.planning.roster.plan_days import PlanDays
from peakroster.planning.staffing.intervals import open_during, planning_intervals
from peakroster.shop.settings.calendar_days import with_calendar
from peakroster.shop.settings.office_hours import OfficeHours
from peakroster.shop.settings.opening import joint_opening
from scheduler.audit import PlanData
from scheduler.audit.facts.calendar import is_open
from scheduler.audit.facts.office import Office
from scheduler.domain import Agent, CalendarRow, EarlierWork, Opening, Plan, Shop, Window
from tests.peakroster.planning.staffing.shops import queue, shop
from tests.scheduler.statements import a_shift, an_agent

MONDAY = date(2026, 10, 19)
"""The week before clocks go back in Europe."""


def random_spells(rng: random.Random) -> tuple[Window, ...]:
    """None, one, several, over midnight, all day."""
    if rng.random() < 0.25:
        return ()
    if rng.random() < 0.15:
        return (Window(0, 1440),) if rng.random() < 0.5 else (Window(600, 2040),)
    edges = sorted(rng.sample(range(0, 1440, 30), rng.choice([2, 2, 4])))
    spells = [Window(one, other) for one, other in zip(edges[::2], edges[1::2], strict=True)]
    if rng.random() < 0.3 and spells[0].start > 0:
        spells[-1] = Window(spells[-1].start, 1440 + rng.randrange(0, spells[0].start + 1, 30))
    return tuple(spells)


def random_rows(rng: random.Random) -> tuple[CalendarRow, ...]:
    """Sound ones: a day has one row of each queue, and one of all."""
    rows = []
    for name in (None, "a", "b"):
        day = MONDAY - timedelta(days=2)
        while day < MONDAY + timedelta(days=10):
            last = day + timedelta(days=rng.choice([0, 0, 1, 3]))
            kind = rng.choice(["nothing", "nothing", "closed", "open", "as", "usual"])
            row = CalendarRow(day, last, name, note="x")
            if kind == "closed":
                rows.append(replace(row, closed=True))
            elif kind == "open":
                rows.append(replace(row, open=random_spells(rng) or None, closed=False))
            elif kind == "as":
                rows.append(replace(row, as_weekday=rng.randrange(7)))
            elif kind == "usual":
                rows.append(replace(row, closed=False))
            day = last + timedelta(days=1)
    return tuple(rows)


def random_shop(rng: random.Random) -> Shop:
    """Two queues with hours of their own, and people for one or both; openings may be alike on all days."""
    openings = []
    for _ in "ab":
        week = tuple(random_spells(rng) for _ in range(7))
        openings.append(Opening((week[0],) * 7 if rng.random() < 0.2 else week))
    people: list[Agent] = [an_agent("1", ("a",)), an_agent("2", ("b",)), an_agent("3", ("b", "a"))]
    shifts = tuple(
        a_shift(f"s{start}-{length}", start, start + length)
        for start, length in ((rng.randrange(0, 1440, 30), rng.randrange(120, 720, 30)) for _ in range(12))
    )
    found = shop([queue("a", open=openings[0]), queue("b", open=openings[1])], timezone="Europe/Berlin")
    rows = random_rows(rng) if rng.random() < 0.7 else ()
    rules = replace(found.settings.rules, closed_minutes=rng.choice([None, None, 0, 60]))
    settings = with_calendar(replace(found.settings, rules=rules), rows)
    return replace(found, settings=settings, agents=tuple(people), shifts=shifts, calendar=rows)


@pytest.mark.parametrize("seed", range(25))
def test_search_and_audit_read_the_same_hours(seed: int) -> None:
    """Which intervals are open, and which shifts nobody may start: across midnight, dates and clocks."""
    facts = random_shop(random.Random(seed))
    data = PlanData(facts, Plan(MONDAY, 7), EarlierWork(pd.DataFrame(), pd.DataFrame(), True))
    intervals = planning_intervals("Europe/Berlin", 30, MONDAY, 7)
    moments = intervals.starts.ravel().astype(datetime)
    for own, same in zip(facts.settings.queues, data.queues, strict=True):
        found = open_during(intervals, own.open).ravel()
        assert [is_open(same, moment, 30) for moment in moments] == found.tolist()
    closed = ClosedOffices(facts, PlanDays(MONDAY, 7, 0))
    for agent in facts.agents:
        starts = closed.of(agent.id)
        office = data.office(agent)
        for day in range(7):
            date_ = MONDAY + timedelta(days=day)
            assert (day in starts.days) == office.closes_on(date_)
            forbidden = {
                place
                for place, shift in enumerate(facts.shifts)
                if office.is_closed(date_, shift.start, shift.end)
            }
            here = {place for that, place in starts.starts if that == day}
            assert (set(range(len(facts.shifts))) if day in starts.days else here) == forbidden


def test_nobody_is_in_the_office_while_it_is_closed_unless_the_shop_says_so() -> None:
    """Of 9 to 18 on weekdays and 9 to 13 on Saturday: closing days, afternoons, and work around the hours."""
    nine = Window(540, 1080)
    week = Opening((*((nine,),) * 5, (Window(540, 780),), ()), ((MONDAY, ()),))
    tuesday, saturday, sunday = (MONDAY + timedelta(days=n) for n in (1, 5, 6))

    def forbidden(start: int, end: int, minutes: int | None = None) -> list[bool]:
        office = OfficeHours(week, minutes)
        days = (MONDAY, tuesday, saturday, sunday)
        audited = Office([queue(open=week)], minutes)
        found = [office.forbids(start, end, day) for day in days]
        assert found == [audited.is_closed(day, start, end) for day in days]
        return found

    assert forbidden(540, 1080) == [True, False, True, True]
    assert forbidden(540, 780) == [True, False, False, True]
    assert forbidden(540, 810) == [True, False, False, True]  # half an hour of closing work
    assert forbidden(540, 840) == [True, False, True, True]
    assert forbidden(480, 1140) == [True, False, True, True]  # an hour before and after, every day
    assert forbidden(480, 780) == [True, False, False, True]
    assert forbidden(480, 1140, 30) == [True, True, True, True]
    assert forbidden(480, 840, 60) == [True, False, False, True]
    assert forbidden(1200, 1680) == [True, True, True, True]  # at night nobody is there at all


def test_a_shop_whose_days_are_alike_may_have_any_shift_that_meets_its_hours() -> None:
    """However long before opening it begins: so it was before there was this rule."""
    office = OfficeHours(Opening.daily(Window(600, 720)), None)
    assert not any(office.forbids(start, start + 540, MONDAY) for start in range(90, 700, 30))
    assert office.forbids(780, 1320, MONDAY)
    assert OfficeHours(joint_opening([Opening.daily(Window(0, 1440))]), 0).forbids(0, 1440, MONDAY) is False


def test_lunch_closes_no_office() -> None:
    """A shift may have closed hours in it; it is the edges that count."""
    spells = (Window(540, 720), Window(780, 1080))
    office = OfficeHours(Opening((spells,) * 7), 0)
    assert not office.forbids(540, 1080, MONDAY)
    assert office.forbids(720, 780, MONDAY)
