"""Terms that change within a plan: the search and the audit mean the same by them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.terms import week_hours
from scheduler.audit import PlanData
from scheduler.audit.facts.terms import least_of_week, most_of_week, source
from scheduler.audit.facts.worked_shifts import earlier_rows
from scheduler.audit.rules.due import contracted_minutes as due_by_the_audit
from scheduler.domain.agents import Agent
from scheduler.domain.overtime import Overtime
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.rules import Rules
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, plan_weeks, week_subproblem
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.rules.eligibility import eligible
from tests.peakroster.planning.roster.test_rules import (
    MONDAY,
    NO_RULES,
    NOTHING_NEEDED,
    allows,
    broken,
    earlier_of,
    person,
    plain,
    random_pattern,
    random_rules,
    shop_of,
)

__all__ = ["plain"]
pytestmark = pytest.mark.slow


def with_terms(*stretches: tuple[date, Agent]) -> Agent:
    """A person who is one agent after the other, each from its date on."""
    return replace(stretches[0][1], terms=stretches)


def test_a_week_of_two_terms_is_the_mean_of_its_days(plain: Shop) -> None:
    """Three days of 20 hours and four of 40; a day without a maximum counts 168, one without a minimum 0."""
    thursday = MONDAY + timedelta(days=3)
    who = with_terms(
        (date.min, person(max_hours_week=20.0, hours=Window(480, 1200), shifts=("早班",))),
        (thursday, person(max_hours_week=40.0, min_hours_week=28.0, weekdays=frozenset({5, 6}))),
    )
    assert week_hours(who, MONDAY) == (16.0, 220 / 7)
    assert (least_of_week(who, thursday), most_of_week(who, MONDAY)) == (16.0, 220 / 7)
    assert week_hours(who, MONDAY + timedelta(days=7)) == (28.0, 40.0)
    problem = roster_problem(
        shop_of(plain, NO_RULES, who), NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 14
    )
    assert problem.agents[0].week_minutes == ((960, 1886), (1680, 2400))
    allowed = eligible(problem)[0]
    assert allowed[:3].any(axis=0).tolist() == [True, False, False, False]
    assert allowed.any(axis=1).tolist() == [*[True] * 3, False, False, True, True, *[False] * 5, True, True]
    later = roster_problem(
        shop_of(plain, NO_RULES, who),
        NOTHING_NEEDED,
        earlier_of("", MONDAY, 0),
        MONDAY + timedelta(days=7),
        7,
    )
    assert (later.agents[0].week_minutes, later.agents[0].spells) == ((), ())
    assert later.agents[0].max_minutes_week == 2400


def test_a_value_of_the_contract_stands_in_its_row() -> None:
    """So does what a broken rule refers to."""
    who = person(inherited=(("max_hours_week", 5),))
    assert (source(who, "max_hours_week").file, source(who, "max_hours_week").row) == ("contracts.csv", 5)
    assert (source(who, "shifts").file, source(who, "shifts").row) == ("agents.csv", 2)


def random_terms(draw: random.Random, first_day: date, days: int) -> Agent:
    """Two or three stretches whose borders lie in the plan or near it."""
    begins = sorted(
        {first_day + timedelta(days=draw.randint(-4, days + 3)) for _ in range(draw.choice([1, 1, 2]))}
    )

    in_months = draw.random() < 0.4

    def one() -> Agent:
        return person(
            max_hours_week=draw.choice([None, 14.0, 20.0, 33.5]),
            min_hours_week=draw.choice([None, 8.0, 13.0]),
            shifts=draw.choice([None, None, ("早班", "夜班"), ("短班",)]),
            weekdays=draw.choice([None, None, frozenset({0, 2, 4, 5, 6})]),
            hours=draw.choice([None, Window(480, 1440)]),
            max_hours_month=draw.choice([8.0, 16.0, 40.0]) if in_months else None,
            min_hours_month=draw.choice([None, None, 10.0]),
        )

    return with_terms(*((begin, one()) for begin in (date.min, *begins)))


@pytest.mark.parametrize("seed", range(24))
def test_the_audit_and_the_model_mean_the_same_by_terms(seed: int, plain: Shop) -> None:
    """Random terms, rules, leave, overtime, earlier plans and rosters: what one allows the other finds in
    order, and both find the same contracted minutes due."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(0, 40))
    days = draw.randint(2, 12)
    before = random_pattern(draw, draw.choice([0, 4, 30]))
    leave = tuple(
        Request("A1", first_day + timedelta(days=draw.randint(0, days)), "leave", None, 1.0, 2)
        for _ in range(draw.choice([0, 1]))
    )
    rules: Rules = random_rules(draw)
    if draw.random() < 0.3:
        rules = replace(rules, overtime=Overtime(max_hours_month=4.0, max_hours_week=3.0))
    shop = shop_of(plain, rules, random_terms(draw, first_day, days), requests=leave)
    earlier = earlier_of(before, first_day, len(before))
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    if rules.overtime is None:  # the month's overtime is shared out over the weeks before the search
        patterns = [random_pattern(draw, days) for _ in range(8)]
        # Half of them with few shifts, so that single limits decide.
        patterns += ["".join(draw.choice(one + "..") for one in pattern) for pattern in patterns]
        found = [broken(facts, pattern) for pattern in patterns]
        assert [not codes for codes in found] == allows(problem, patterns), (before, patterns, found)
    monday = first_day - timedelta(days=first_day.weekday())
    due = due_by_the_audit(facts, earlier_rows(facts))
    assert {
        (monday + timedelta(weeks=week)): minutes
        for (_, week), minutes in contracted_minutes(problem).items()
    } == {week: minutes for (_, week), minutes in due.items()}
    allowed = eligible(problem)
    prices = fairness_multipliers(problem, allowed, ())
    for week in plan_weeks(problem):
        part = week_subproblem(problem, allowed, prices, week)
        assert (eligible(part)[0] == allowed[0, week.start : week.stop]).all()
