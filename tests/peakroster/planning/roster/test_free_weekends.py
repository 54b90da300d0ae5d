"""Free weekends on their way into a plan, from plan to plan, and that the audit means the same."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from peakroster.planning.roster.problem import roster_problem
from scheduler.audit import PlanData, Reference
from scheduler.audit.facts.worked_shifts import of_catalogue
from scheduler.audit.figures.free_weekends import free_weekends
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.roster.objective.free_weekends import free_weekend_sums, weekends_beyond
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.problem.weekends import FreeWeekends
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


def priced(shop: Shop, **weights: float) -> Shop:
    return replace(
        shop_of(shop, NO_RULES, person()), settings=replace(shop.settings, objective=weights, rules=NO_RULES)
    )


def stretches(shop: Shop, first_day: date, days: int) -> tuple[FreeWeekends, ...]:
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", first_day, 0), first_day, days)
    return problem.agents[0].free_weekends


def test_one_of_the_month_is_free_by_default(plain: Shop) -> None:
    """November 2026 has four Saturdays, the 7th to the 28th; October five, of which the last is the 31st."""
    shop = priced(plain)
    assert stretches(shop, MONDAY, 7) == (FreeWeekends(5, 27, 3),)
    # Sunday, 1 November is of October's last weekend.
    assert stretches(shop, date(2026, 11, 1), 8) == (FreeWeekends(-29, 0, 4), FreeWeekends(6, 28, 3))
    assert stretches(shop, MONDAY, 5) == ()


def test_the_shop_may_ask_for_more_for_none_or_at_no_price(plain: Shop) -> None:
    """Two free weekends of four, all of them, and nothing at all without a price."""
    assert stretches(priced(plain, free_weekends=2), MONDAY, 7)[0].most == 2
    assert stretches(priced(plain, free_weekends=5), MONDAY, 7)[0].most == 0
    nothing = priced(plain, free_weekends=0)
    problem = roster_problem(nothing, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 28)
    assert free_weekend_sums(problem) == ((),)
    assert stretches(priced(plain, free_weekend=0), MONDAY, 7) == ()


@pytest.mark.parametrize("seed", range(40))
def test_the_search_and_the_audit_mean_the_same(seed: int, plain: Shop) -> None:
    """Random work before and in plans that begin on any day and run over the ends of months."""
    draw = random.Random(seed)
    first_day, days = MONDAY + timedelta(days=draw.randrange(40)), draw.randint(1, 40)
    shop = priced(plain, free_weekends=draw.randint(0, 5), free_weekend=draw.choice([0.5, 3.25]))
    earlier = earlier_of("".join(draw.choice("EN..") for _ in range(draw.randint(0, 40))), first_day, 1)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    worked = [(day, draw.randrange(4)) for day in range(days) if draw.random() < 0.6]
    rows = [
        of_catalogue(
            "A1",
            first_day + timedelta(days=day),
            SHIFTS[shift],
            Reference("roster.csv", 2, first_day + timedelta(days=day), SHIFTS[shift].name),
        )
        for day, shift in worked
    ]
    facts = PlanData(shop, Plan(first_day, days), earlier)
    lost = weekends_beyond(problem, [Assignment(0, day, shift) for day, shift in worked])
    assert free_weekends(facts, facts.weights, rows) == (lost, lost * facts.weights.free_weekend)
