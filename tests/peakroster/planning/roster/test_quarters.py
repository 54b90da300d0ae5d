"""Hours averaged over a quarter: what a plan may take of it, and that the audit means the same quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from scheduler.audit import PlanData
from scheduler.audit.facts.calendar import quarter
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock
from scheduler.domain.rules import Limit
from scheduler.domain.shop import Shop
from tests.peakroster.planning.roster.test_rules import (
    NO_RULES,
    NOTHING_NEEDED,
    allows,
    broken,
    earlier_of,
    person,
    shop_of,
)
from tests.peakroster.shop.shops import write_shop

RULES = replace(NO_RULES, hours_limits=(Limit("quarter", None, 500),))
OPENING = date(2026, 10, 1)
"""A Thursday; the quarter has 92 days."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_shop(tmp_path_factory.mktemp("shops") / "plain"))


def most(shop: Shop, before: str, first_day: date, days: int) -> tuple[tuple[int, int, int | None], ...]:
    problem = roster_problem(
        shop, NOTHING_NEEDED, earlier_of(before, first_day, len(before)), first_day, days
    )
    return tuple((limit.first_day, limit.last_day, limit.most) for limit in problem.agents[0].limits)


def test_a_plan_takes_its_share_and_half_as_much_again(plain: Shop) -> None:
    """Of 30,000 minutes: 7 of 92 days; then, after 48 hours, 7 of 85; at its end all that is left."""
    shop = shop_of(plain, RULES, person())
    assert most(shop, "", OPENING, 7) == ((0, 91, 3424),)  # 30000 * 1.5 * 7 / 92
    second = most(shop, "EEEEEE.", OPENING + timedelta(days=7), 7)
    assert second == ((-7, 84, 2880 + 3351),)  # 27120 * 1.5 * 7 / 85
    assert most(shop, "", date(2026, 12, 21), 14) == ((-81, 10, 30000), (11, 100, 1500))  # 3 of 90 days


def test_what_is_locked_is_more_than_a_share(plain: Shop) -> None:
    """Six locked days of 8 hours in a plan of six."""
    locks = tuple(Lock("A1", OPENING + timedelta(days=day), "早班", 2) for day in range(7))
    shop = shop_of(plain, replace(RULES, hours_limits=(Limit("quarter", None, 90),)), person(), locks=locks)
    assert most(shop, "", OPENING, 7) == ((0, 91, 7 * 480),)


def test_a_share_holds_a_shift(plain: Shop) -> None:
    """Of 120 hours a plan of two days would have 235 minutes, and nobody could come; of 5 none can."""
    longest = max(shift.paid_minutes for shift in plain.shifts)
    shop = shop_of(plain, replace(RULES, hours_limits=(Limit("quarter", None, 120),)), person())
    assert most(shop, "", OPENING, 2) == ((0, 91, longest),)
    assert most(shop, "E", OPENING + timedelta(days=1), 2) == ((-1, 90, 480 + longest),)
    short = shop_of(plain, replace(RULES, hours_limits=(Limit("quarter", None, 5),)), person())
    assert most(short, "", OPENING, 2) == ((0, 91, 300),)


def test_the_audit_counts_the_quarter_alone(plain: Shop) -> None:
    """Its pace is the plan's own business; what passes the quarter is broken, with earlier plans."""
    shop = shop_of(plain, replace(RULES, hours_limits=(Limit("quarter", None, 40),)), person())
    first_day = OPENING + timedelta(days=4)
    earlier = earlier_of("EEEE", first_day, 4)
    facts = PlanData(shop, Plan(first_day, 4), earlier)
    assert broken(facts, "E...") == []
    assert broken(facts, "EE..") == ["hours_limit_most"]
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, 4)
    assert allows(problem, ["...."]) == [True]
    before = PlanData(shop, Plan(OPENING, 4), earlier_of("EEEEE", OPENING, 5))
    assert broken(before, "EEE.") == []  # the five days were of another quarter


def test_calendar_quarters() -> None:
    """Three months from January, April, July and October on."""
    assert quarter(date(2028, 2, 29)) == (date(2028, 1, 1), date(2028, 3, 31))
    assert quarter(date(2026, 12, 31)) == (OPENING, date(2026, 12, 31))
