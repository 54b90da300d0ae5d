"""Reserve shifts: paid people who serve nobody, as many as are wanted, and no desk empty for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from peakroster.planning.roster.plan_tables import activities_of, activities_table, roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.audit import PlanData, audit
from scheduler.audit.facts.worked_shifts import corrected, written_rows
from scheduler.audit.figures.objective import _shift_cover
from scheduler.audit.figures.pay import cost as audited_cost
from scheduler.domain.overtime import Holiday
from scheduler.domain.plan import Plan
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.solve import find_roster
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
from tests.peakroster.shop.shops import write_shop

__all__ = ["plain"]

pytestmark = pytest.mark.slow

WHOLE = (Break(480, Window(480, 960)),)
RESERVE = Shift("机动", 480, 960, 0, None, 6, WHOLE, wanted=1, reserve=True)
DAYS = 3


def rostered(plain: Shop, people: int, wanted: int, contract: float = 0.0) -> tuple[Shop, Problem, Solution]:
    """Days on which nobody is needed at a desk."""
    agents = tuple(person(id=f"A{n}", min_hours_week=contract or None) for n in range(people))
    shop = shop_of(plain, NO_RULES, agents[0], shifts=(*SHIFTS, replace(RESERVE, wanted=wanted)))
    shop = replace(shop, agents=agents)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, DAYS)
    return shop, problem, find_roster(problem, Limits(work=0.3))


def test_as_many_stand_ready_as_are_wanted(plain: Shop) -> None:
    """Two of three people each day; the activity is one of its own, and comes back as it was."""
    shop, problem, solution = rostered(plain, 3, 2)
    assert [one.shift for one in solution.assignments] == [len(SHIFTS)] * 2 * DAYS
    table = activities_table(shop, MONDAY, DAYS, solution)
    assert set(table["activity"]) == {"reserve"}
    assert activities_of(shop, MONDAY, DAYS, table) == solution.activities
    roster = roster_table(shop, MONDAY, solution.assignments)
    facts = PlanData(shop, Plan(MONDAY, DAYS, roster=roster, activities=table), earlier_of("", MONDAY, 0))
    assert audit(facts, ("activities",)) == []
    assert not problem.required.any()


@pytest.mark.parametrize(("people", "wanted", "away"), [(1, 2, 1), (3, 2, 0)])
def test_too_few_and_too_many_cost_what_the_audit_counts(
    people: int, wanted: int, away: int, plain: Shop
) -> None:
    """Two points for each of eight hours."""
    shop, problem, solution = rostered(plain, people, wanted)
    (part,) = [
        part
        for part in objective_parts(problem, solution.assignments, solution.activities)
        if part.name == "shift_cover"
    ]
    assert (part.amount, part.points) == (away * DAYS, away * DAYS * 16.0)
    plan = Plan(MONDAY, DAYS, roster=roster_table(shop, MONDAY, solution.assignments))
    facts = PlanData(shop, plan, earlier_of("", MONDAY, 0))
    worked = corrected(written_rows(facts), {shift.name: shift for shift in shop.shifts})
    assert _shift_cover(facts, facts.weights, worked) == (part.amount, part.points)


def test_nobody_is_in_reserve_for_want_of_work(plain: Shop) -> None:
    """Contracted hours are given in shifts at a desk, not in a reserve that nobody wants."""
    _, _, solution = rostered(plain, 2, 0, contract=24.0)
    assert len(SHIFTS) not in {one.shift for one in solution.assignments}


def test_shifts_csv_says_which_is_a_reserve(tmp_path: Path) -> None:
    """Its whole length is one break; of a pattern, that of each length."""
    rows = (
        "班次,上班,下班,需要人数,机动,时长\n早班,08:00,16:00,,,\n晚班,16:00,24:00,,,\n夜班,22:00,06:00,,,\n"
        "机动,10:00,,2,是,4;6\n"
    )
    shop = read_shop(write_shop(tmp_path / "shop", {"shifts.csv": rows}))
    ready = [shift for shift in shop.shifts if shift.reserve]
    assert [shift.breaks for shift in ready] == [
        (Break(240, Window(600, 840)),),
        (Break(360, Window(600, 960)),),
    ]
    assert ready[0].paid_minutes == 240


def test_a_reserve_has_no_meal(tmp_path: Path) -> None:
    """Nor breaks: there is no work to rest from."""
    rows = (
        "shift,start,end,meal_minutes,meal_from,meal_to,reserve\n早班,08:00,16:00,,,,\n晚班,16:00,24:00,,,,\n"
        "夜班,22:00,06:00,,,,\n机动,10:00,18:00,30,12:00,14:00,yes\n"
    )
    with pytest.raises(InputError) as problem:
        read_shop(write_shop(tmp_path / "shop", {"shifts.csv": rows}))
    (finding,) = problem.value.findings
    assert (finding.code, finding.row, finding.column) == ("reserve_with_rests", 5, "reserve")


def test_a_share_of_the_pay_is_cost_and_the_hours_count_in_full(plain: Shop) -> None:
    """Eight hours at 30 an hour, half of it in reserve, on a day that is paid three times and on another; the
    audit says the same, and contracted hours are given in full."""
    who = person(hourly_cost=30.0, min_hours_week=16.0, weekdays=frozenset({0, 1}))
    shop = shop_of(plain, NO_RULES, who, shifts=(replace(RESERVE, name="机动"), SHIFTS[1]))
    settings = replace(
        shop.settings,
        reserve_paid_share=0.5,
        holidays=(Holiday(MONDAY, "节", 3.0),),
        objective={"cost": 0.01},
    )
    shop = replace(shop, settings=settings)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 2)
    assert [shift.pay_hours for shift in problem.shifts] == [4.0, 8.0]
    solution = find_roster(problem, Limits(work=0.3))
    assert [one.shift for one in solution.assignments] == [0, 0]
    parts = {part.name: part for part in objective_parts(problem, solution.assignments, solution.activities)}
    assert (parts["cost"].amount, parts["contract"].amount) == (4 * 30 + 4 * 30 * 3, 0.0)
    assert solution.objective == pytest.approx(sum(part.points for part in parts.values()), abs=0.01)
    plan = Plan(MONDAY, 2, roster=roster_table(shop, MONDAY, solution.assignments))
    facts = PlanData(shop, plan, earlier_of("", MONDAY, 0))
    worked = corrected(written_rows(facts), {shift.name: shift for shift in shop.shifts})
    assert audited_cost(facts, facts.weights, worked) == (480.0, pytest.approx(4.8))
