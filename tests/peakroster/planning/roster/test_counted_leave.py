"""Leave that counts as worked: what is due, what the week may hold, what it costs; search and audit alike."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from peakroster.planning.roster.leave_hours import leave_hours
from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.leave_credits import with_credits
from scheduler.audit import PlanData
from scheduler.audit.rules.due import contracted_minutes
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.domain.leave_kinds import LeaveTerms
from scheduler.domain.overtime import Overtime
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.rules import Limit
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.rules.overtime import overtime_weeks
from scheduler.roster.rules.week_hours import sum_constraints
from tests.peakroster.planning.roster.test_hours_due import WEEKDAYS, contract_of
from tests.peakroster.planning.roster.test_rules import (
    MONDAY,
    NO_RULES,
    NOTHING_NEEDED,
    broken_rules,
    earlier_of,
    person,
    plain,
    random_pattern,
    shop_of,
)

__all__ = ["plain"]

COUNTED, COURSE = LeaveTerms(1.0, True), LeaveTerms(1.0, True, True)
AFTERNOON = Window(720, 1440)


def leave(day: int, terms: LeaveTerms = COUNTED, hours: Window | None = None) -> Request:
    return Request("A1", MONDAY + timedelta(days=day), "leave", None, 1.0, 2, hours=hours, terms=terms)


@pytest.mark.parametrize(
    ("own", "days", "due"),
    [
        ({"weekdays": WEEKDAYS}, [leave(0)], 1920),  # 32 hours, as where it does not count
        ({}, [leave(0)], 1920),  # and not 34 of somebody who may work on any day
        ({"weekdays": WEEKDAYS}, [leave(0, COUNTED, Window(960, 1440))], 2160),  # half a day of 8 hours
        ({"weekdays": WEEKDAYS}, [leave(0, COUNTED, Window(540, 660))], 2280),
        ({"weekdays": WEEKDAYS}, [leave(5)], 2400),  # a day that is free anyway
        ({"weekdays": WEEKDAYS}, [leave(day) for day in range(5)], 0),
        ({}, [leave(day) for day in range(6)], 0),  # no week holds more than five days of leave
        ({"weekdays": WEEKDAYS, "min_hours_week": 20.0}, [leave(0), leave(1)], 720),  # a day has 4 hours
    ],
)
def test_hours_of_leave_that_counts_are_taken_off_what_is_due(
    own: dict[str, object], days: list[Request], due: int, plain: Shop
) -> None:
    """Of 40 contracted hours; a day has a fifth of them, eight hours at most."""
    shop = with_credits(
        shop_of(plain, NO_RULES, person(**{"min_hours_week": 40.0, **own}), requests=tuple(days))
    )
    earlier = earlier_of("", MONDAY, 0)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
    found = {0: due} if due else {}
    assert contract_of(PlanData(shop, Plan(MONDAY, 7), earlier), problem) == (found, found)


def test_work_elsewhere_is_of_the_ordinary_hours_of_the_week(plain: Shop) -> None:
    """Of 40 hours a course of a day leaves 32, a check-up all; beyond them begins overtime."""
    rules = replace(NO_RULES, max_hours_per_week=40.0)
    earlier = earlier_of("", MONDAY, 0)
    for terms, left in ((COURSE, 1920), (COUNTED, 2400)):
        shop = with_credits(shop_of(plain, rules, person(), requests=(leave(0, terms),)))
        problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
        (week,) = sum_constraints(problem, 0)
        assert week.maximum == left
        beyond = replace(rules, overtime=Overtime())
        shop = with_credits(shop_of(plain, beyond, person(), requests=(leave(0, terms),)))
        (over,) = overtime_weeks(roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7), 0)
        assert over.ordinary_left == left


def test_the_audit_finds_a_week_of_course_and_shifts_too_long(plain: Shop) -> None:
    """Four shifts and a day of a course keep 40 hours, five do not."""
    rules = replace(NO_RULES, max_hours_per_week=40.0)
    shop = with_credits(shop_of(plain, rules, person(), requests=(leave(0, COURSE),)))
    facts = PlanData(shop, Plan(MONDAY, 7), earlier_of("", MONDAY, 0))
    assert not broken_rules(facts, ["", "E", "E", "E", "E", "", ""])
    assert broken_rules(facts, ["", "E", "E", "E", "E", "E", ""])


def test_the_audit_counts_leave_itself(plain: Shop) -> None:
    """Whatever the reader of the shop has made of it: due stays what the documents say."""
    requests = (leave(0, COUNTED, Window(960, 1440)),)
    right = with_credits(
        shop_of(plain, NO_RULES, person(min_hours_week=40.0, weekdays=WEEKDAYS), requests=requests)
    )
    wrong = replace(right, agents=tuple(replace(each, credits=()) for each in right.agents))
    for shop in (right, wrong):
        facts = PlanData(shop, Plan(MONDAY, 7), earlier_of("", MONDAY, 0))
        assert contracted_minutes(facts, ()) == {("A1", MONDAY): 2160}


def test_a_course_after_the_plan_is_of_the_hours_of_its_last_week(plain: Shop) -> None:
    """The search and the audit mean the whole week, of which the plan has three days."""
    rules = replace(NO_RULES, max_hours_per_week=24.0)
    shop = with_credits(shop_of(plain, rules, person(), requests=(leave(3, COURSE), leave(7, COURSE))))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 3)
    (week,) = sum_constraints(problem, 0)
    assert week.maximum == 16 * 60
    facts = PlanData(shop, Plan(MONDAY, 3), earlier_of("", MONDAY, 0))
    assert not broken_rules(facts, ["", "E", "E"])
    assert broken_rules(facts, ["E", "E", "E"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_audit_and_search_count_the_same(seed: int, plain: Shop) -> None:
    """Random leave of all terms, contracts and earlier plans: weeks, and a least of a month."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(0, 9))
    days, before = draw.randint(3, 16), random_pattern(draw, draw.choice([0, 3, 9]))
    own: dict[str, object] = {"min_hours_week": draw.choice([8.5, 20.0, 40.0, 60.0])}
    if draw.random() < 0.5:
        own["weekdays"] = frozenset(draw.sample(range(7), draw.randint(1, 6)))
    if draw.random() < 0.3:
        own["max_hours_week"] = draw.choice([10.0, 30.25, 44.0])
    rules = replace(
        NO_RULES,
        max_hours_per_week=draw.choice([None, 36.0, 44.0]),
        max_days_per_week=draw.choice([None, 3, 5]),
        hours_limits=(Limit(draw.choice(["week", "plan"]), draw.choice([8.0, 30.0]), None),),
    )
    requests = tuple(
        replace(
            leave(
                0,
                draw.choice([COUNTED, COURSE, LeaveTerms()]),
                draw.choice([None, AFTERNOON, Window(540, 660)]),
            ),
            day=first_day + timedelta(days=draw.randrange(-3, days)),
        )
        for _ in range(draw.randint(1, 6))
    )
    earlier = earlier_of(before, first_day, len(before))
    shop = with_credits(shop_of(plain, rules, person(**own), requests=requests))
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    search, audited = contract_of(facts, problem)
    assert search == audited
    least = {(one.first_day, one.least) for one in problem.agents[0].limits if one.least}
    told = list(lower_limits(facts, shop.agents[0], []))
    expected = {math.ceil(60 * v.expected - 1e-6) for v in told if isinstance(v.expected, float)}
    assert expected <= {minutes for _, minutes in least}
    assert bool(told) == bool(least)


def test_hours_and_pay_of_leave_by_person(plain: Shop) -> None:
    """Paid by its share, counted by its kind; days that are free anyway stand for nothing."""
    rows = (leave(0, LeaveTerms(0.6)), leave(1, COURSE, AFTERNOON), leave(2, LeaveTerms()), leave(5))
    agent = person(min_hours_week=40.0, weekdays=WEEKDAYS, hourly_cost=30.0)
    (found,) = leave_hours(shop_of(plain, NO_RULES, agent, requests=rows), MONDAY, 7)
    assert found == {"agent_id": "A1", "hours": 20.0, "counted_hours": 4.0, "paid_hours": 8.8, "pay": 264.0}


def test_the_shop_says_what_counts(plain: Shop) -> None:
    """Nothing does in a shop without such leave, whose agents are the same."""
    shop = shop_of(plain, NO_RULES, person(), requests=(leave(0, LeaveTerms(1.0)),))
    assert with_credits(shop) is shop
