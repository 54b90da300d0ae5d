"""Contracted hours and every least are due for the days on which one can work: search and audit alike."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from peakroster.planning.roster.problem import roster_problem
from scheduler.audit import PlanData
from scheduler.audit.facts.worked_shifts import earlier_rows
from scheduler.audit.rules.due import contracted_minutes as audited_contract
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.problem.problem import Problem
from tests.peakroster.planning.roster.test_rules import (
    LETTERS,
    MONDAY,
    NO_RULES,
    NOTHING_NEEDED,
    SHIFTS,
    broken_rules,
    earlier_of,
    person,
    plain,
    random_pattern,
    shop_of,
)

__all__ = ["plain"]

pytestmark = pytest.mark.slow


def contract_of(facts: PlanData, problem: Problem) -> tuple[dict[int, int], dict[int, int]]:
    """Minutes due by week of the plan, as the search and as the audit count them."""
    monday = facts.first_day - timedelta(days=facts.first_day.weekday())
    audited = audited_contract(facts, earlier_rows(facts))
    return (
        {week: minutes for (_, week), minutes in contracted_minutes(problem).items()},
        {(week - monday).days // 7: minutes for (_, week), minutes in audited.items()},
    )


def away(days: Sequence[int]) -> tuple[Request, ...]:
    return tuple(Request("A1", MONDAY + timedelta(days=day), "leave", None, 1.0, 2) for day in days)


WEEKDAYS = frozenset(range(5))
HALF_DAYS = (Window(0, 720), Window(720, 1440), Window(360, 1500), Window(1200, 2520))


@pytest.mark.parametrize(
    ("own", "leave", "locks", "first", "days", "due"),
    [
        ({"weekdays": WEEKDAYS}, range(5), {}, 0, 7, {}),
        ({"weekdays": WEEKDAYS}, range(4), {}, 0, 7, {0: 480}),
        ({"weekdays": WEEKDAYS}, (5, 6), {}, 0, 7, {0: 2400}),  # leave on days that are free anyway
        ({"weekdays": WEEKDAYS}, (), {}, 5, 9, {1: 2400}),  # from a Saturday on
        ({"weekdays": WEEKDAYS}, (), {}, 0, 3, {0: 1440}),  # a plan of Monday to Wednesday
        ({"weekdays": WEEKDAYS, "first_day": MONDAY + timedelta(days=3)}, (), {}, 0, 7, {0: 960}),
        ({"weekdays": WEEKDAYS, "last_day": MONDAY + timedelta(days=1)}, (), {}, 0, 7, {0: 960}),
        ({"weekdays": frozenset({0, 2}), "min_hours_week": 16.0}, (1,), {}, 0, 7, {0: 960}),
        ({}, range(5), {}, 0, 7, {0: 686}),  # who can work on any day can on the weekend
        ({}, range(6), {}, 0, 7, {0: 343}),
        ({"shifts": ("短班",)}, range(6), {}, 0, 7, {0: 240}),  # 5 h 43 min of a day that holds 4 h
        ({"shifts": ("夜班",)}, (), {}, 0, 7, {0: 960}),  # two nights a week
        ({"hours": Window(480, 960)}, range(1, 7), {}, 0, 7, {0: 343}),
        ({"max_hours_week": 20.0}, (), {}, 0, 7, {0: 1200}),  # two long shifts and a short one
        ({"max_hours_week": 21.0}, (), {}, 0, 7, {0: 1200}),
        ({}, (), dict.fromkeys(range(3), "off"), 0, 7, {0: 2400}),  # a lock is no absence
        ({}, (), dict.fromkeys(range(7), "off"), 0, 7, {0: 2400}),
        ({}, (), dict.fromkeys(range(4), "短班"), 0, 7, {0: 2400}),
    ],
)
def test_contracted_hours_are_those_of_the_days_on_which_one_can_work(
    own: dict[str, object],
    leave: Sequence[int],
    locks: dict[int, str],
    first: int,
    days: int,
    due: dict[int, int],
    plain: Shop,
) -> None:
    """Of 40 hours a week, by weekday, leave, employment and the plan's days; and what the week can hold."""
    rules = replace(NO_RULES, max_days_per_week=6, max_night_shifts_per_week=2)
    agent = person(**{"min_hours_week": 40.0, **own})
    locked = tuple(Lock("A1", MONDAY + timedelta(days=day), shift, 2) for day, shift in locks.items())
    shop = shop_of(plain, rules, agent, requests=away(leave), locks=locked)
    first_day = MONDAY + timedelta(days=first)
    earlier = earlier_of("", first_day, 0)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    assert contract_of(PlanData(shop, Plan(first_day, days), earlier), problem) == (due, due)


def test_leave_over_midnight_takes_from_the_next_day(plain: Shop) -> None:
    """From Monday 20:00 to Tuesday 18:00: who only works from 8 to 16 can on six days, not on seven."""
    agent = person(min_hours_week=40.0, shifts=("早班",))
    over = Request("A1", MONDAY, "leave", None, 1.0, 2, hours=Window(1200, 2520))
    shop = shop_of(plain, NO_RULES, agent, requests=(over,))
    earlier = earlier_of("", MONDAY, 0)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
    assert contract_of(PlanData(shop, Plan(MONDAY, 7), earlier), problem) == ({0: 2057}, {0: 2057})


@pytest.mark.parametrize("seed", range(80))
def test_the_audit_and_the_search_count_the_same_hours_due(seed: int, plain: Shop) -> None:
    """Random contracts, absences, locks, limits of the week and earlier plans."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(0, 9))
    days = draw.randint(1, 16)
    before = random_pattern(draw, draw.choice([0, 3, 9]))
    own: dict[str, object] = {"min_hours_week": draw.choice([8.5, 20.0, 33.0, 40.0, 60.0])}
    if draw.random() < 0.5:
        own["weekdays"] = frozenset(draw.sample(range(7), draw.randint(1, 6)))
    if draw.random() < 0.3:
        own["shifts"] = tuple(draw.sample([shift.name for shift in SHIFTS], 2))
    if draw.random() < 0.3:
        own["max_hours_week"] = draw.choice([10.0, 30.25, 44.0])
    rules = replace(
        NO_RULES,
        max_hours_per_week=draw.choice([None, 36.0, 44.0]),
        max_days_per_week=draw.choice([None, 3, 5]),
        max_night_shifts_per_week=draw.choice([None, 0, 1]),
        max_hours_per_day=draw.choice([None, 6.0]),
    )
    leave = tuple(
        Request("A1", first_day + timedelta(days=draw.randrange(days)), "leave", None, 1.0, 2, hours=part)
        for part in draw.choices([None, *HALF_DAYS], k=draw.randint(0, 5))
    )
    locked = sorted(draw.sample(range(days), min(days, draw.randint(0, 3))))
    names = ["off", *(shift.name for shift in SHIFTS)]
    locks = tuple(Lock("A1", first_day + timedelta(days=day), draw.choice(names), 2) for day in locked)
    earlier = earlier_of(before, first_day, len(before))
    some = frozenset(draw.sample(range(7), 4)) if draw.random() < 0.3 else None
    catalogue = (*SHIFTS[:-1], replace(SHIFTS[-1], weekdays=some, last_day=draw.choice([None, first_day])))
    shop = shop_of(plain, rules, person(**own), requests=leave, shifts=catalogue)
    pattern = [""] * days
    for place, lock in zip(locked, locks, strict=True):
        pattern[place] = {shift.name: letter for letter, shift in LETTERS.items()}.get(lock.shift, "")
    if not broken_rules(PlanData(shop, Plan(first_day, days), earlier), pattern):  # else no plan is made
        shop = replace(shop, locks=locks)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    search, audited = contract_of(PlanData(shop, Plan(first_day, days), earlier), problem)
    assert search == audited


@pytest.mark.parametrize(
    ("limit", "own", "leave", "first", "least"),
    [
        (Limit("month", 120.0), {"weekdays": WEEKDAYS}, range(30), 0, []),
        (Limit("month", 120.0), {"weekdays": WEEKDAYS, "last_day": date(2026, 11, 1)}, (), 0, []),
        (Limit("month", 126.0), {"weekdays": WEEKDAYS}, range(14), 0, [66 * 60]),  # 11 of 21 days
        (Limit("week", 36.0), {"weekdays": WEEKDAYS, "first_day": date(2026, 11, 7)}, (), 1, [2160] * 3),
        (Limit("week", 36.0), {"weekdays": WEEKDAYS}, range(1, 6), 1, [2160] * 3),
        # seven days are left, which make 40.6 h due; five shifts of eight are the most they hold
        (Limit("month", 174.0), {"shifts": ("早班",)}, [*range(22), 29], 0, [2400]),
        (Limit("month", 300.0), {}, range(15), 0, [9000]),  # no month holds that: told, not taken off
    ],
)
def test_a_least_is_due_of_the_days_on_which_one_can_work(
    limit: Limit, own: dict[str, object], leave: Sequence[int], first: int, least: list[int], plain: Shop
) -> None:
    """November from its first day, a Sunday, or from the Monday after it; the audit finds the same due."""
    november = date(2026, 11, 1)
    requests = tuple(Request("A1", november + timedelta(days=day), "leave", None, 1.0, 2) for day in leave)
    rules = replace(NO_RULES, hours_limits=(limit,), max_hours_per_week=44.0)
    shop = shop_of(plain, rules, person(**own), requests=requests)
    first_day = november + timedelta(days=first)
    earlier = earlier_of("", first_day, 0)
    days = 30 - first
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    assert [one.least for one in problem.agents[0].limits] == least
    facts = PlanData(shop, Plan(first_day, days), earlier)
    told = lower_limits(facts, shop.agents[0], [])
    assert [v.expected for v in told] == [pytest.approx(minutes / 60) for minutes in least]
