"""Leave by hours, and shifts that there are on some dates alone: search and audit mean the same by them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from peakroster.planning.roster.problem import roster_problem
from scheduler.audit import PlanData, Reference
from scheduler.audit.facts.worked_shifts import of_catalogue
from scheduler.audit.rules.availability import availability, leave_rows
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, week_subproblem
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.rules.eligibility import eligible
from tests.peakroster.planning.roster.test_rules import (
    MONDAY,
    NO_RULES,
    NOTHING_NEEDED,
    SHIFTS,
    earlier_of,
    person,
    plain,
    shop_of,
)

__all__ = ["plain"]

DAYS = 14
MORNING, AFTERNOON = Window(0, 720), Window(720, 1440)
SPANS = (MORNING, AFTERNOON, Window(1200, 1700), Window(600, 660))


def leave(day: int, hours: Window | None) -> Request:
    return Request("A1", MONDAY + timedelta(days=day), "leave", None, 1.0, 2, hours=hours)


def codes(shop: Shop, day: int, shift: Shift) -> list[str]:
    """What the audit has against this one shift."""
    facts = PlanData(shop, Plan(MONDAY, DAYS), earlier_of("", MONDAY, 0))
    date = MONDAY + timedelta(days=day)
    row = of_catalogue("A1", date, shift, Reference("roster.csv", 2, date, shift.name))
    shifts = {each.name: each for each in shop.shifts}
    return [
        found.code
        for found in availability(
            shop.agents[0], [row], shifts, leave_rows(facts), frozenset(), facts.office(shop.agents[0])
        )
    ]


@pytest.mark.parametrize(
    ("hours", "day", "shift", "expected"),
    [
        (MORNING, 1, 0, ["leave_hours"]),  # 08:00-16:00
        (MORNING, 1, 1, []),  # 16:00-24:00
        (AFTERNOON, 1, 0, ["leave_hours"]),
        (Window(960, 1080), 1, 0, []),  # begins when the shift ends
        (MORNING, 0, 2, ["leave_hours"]),  # 22:00-06:00 of the evening before
        (Window(360, 720), 0, 2, []),
        (AFTERNOON, 1, 2, ["leave_hours"]),
        (Window(1380, 1560), 2, 3, []),  # 23:00-02:00; the next day begins at 10:00
        (None, 1, 1, ["leave"]),
        (None, 0, 2, []),  # a whole day lets the night before end
    ],
)
def test_no_shift_overlaps_leave_by_hours(
    hours: Window | None, day: int, shift: int, expected: list[str], plain: Shop
) -> None:
    """On the second day; nights that reach into it too."""
    shop = shop_of(plain, NO_RULES, person(), requests=(leave(1, hours),))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, DAYS)
    assert codes(shop, day, SHIFTS[shift]) == expected
    assert bool(eligible(problem)[0, day, shift]) is (not expected)


@pytest.mark.parametrize("seed", range(40))
def test_the_search_may_start_what_the_audit_lets_stand(seed: int, plain: Shop) -> None:
    """Random hours of leave, weekdays and dates; the second week on its own too."""
    draw = random.Random(seed)
    requests = tuple(
        leave(
            draw.randrange(DAYS),
            draw.choice([None, *SPANS]),
        )
        for _ in range(draw.randint(0, 6))
    )
    dates = [None, *(MONDAY + timedelta(days=day) for day in range(DAYS))]
    shifts = tuple(
        replace(
            shift,
            weekdays=draw.choice([None, frozenset(draw.sample(range(7), 3))]),
            first_day=draw.choice(dates[:6]),
            last_day=draw.choice([None, *dates[8:]]),
        )
        for shift in SHIFTS
    )
    shop = shop_of(plain, NO_RULES, person(), requests=requests, shifts=shifts)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, DAYS)
    allowed = eligible(problem)
    for day, shift in product(range(DAYS), range(len(shifts))):
        assert bool(allowed[0, day, shift]) is (not codes(shop, day, shifts[shift]))
    week = week_subproblem(problem, allowed, fairness_multipliers(problem, allowed, ()), range(7, 14))
    assert (eligible(week) == allowed[:, 7:]).all()


def test_leave_by_hours_that_leaves_no_shift_is_a_day_of_leave(plain: Shop) -> None:
    """Of 40 hours a day is worth 343 minutes (a seventh); a half day takes it where only early shifts are."""
    early = person(min_hours_week=40.0, shifts=("早班",))
    any_shift = person(min_hours_week=40.0)
    due = []
    for agent, hours in ((early, MORNING), (early, Window(0, 420)), (any_shift, MORNING)):
        shop = shop_of(plain, NO_RULES, agent, requests=(leave(1, hours),))
        problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 7)
        due.append(contracted_minutes(problem)[0, 0])
    assert due == [2057, 2400, 2400]


def test_a_shift_is_wanted_on_its_own_dates_alone(plain: Shop) -> None:
    """Two people on Saturdays and Sundays, none on other days."""
    weekend = replace(SHIFTS[0], weekdays=frozenset({5, 6}), wanted=2)
    shop = shop_of(plain, NO_RULES, person(), shifts=(weekend, *SHIFTS[1:]))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, DAYS)
    assert [cover.day for cover in problem.shift_cover] == [5, 6, 12, 13]
