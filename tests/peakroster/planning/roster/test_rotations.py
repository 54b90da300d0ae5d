"""Rotations on their way into a plan: their phase from plan to plan, and that the audit means the same."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from peakroster.planning.roster.problem import roster_problem
from scheduler.audit import PlanData, Reference
from scheduler.audit.check import agent_rules
from scheduler.audit.facts.worked_shifts import earlier_rows, of_catalogue
from scheduler.audit.figures.rotations import rotations
from scheduler.audit.rules.due import contracted_minutes as audited_contract
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rotations import Entry, OwnRotation, Rotation
from scheduler.domain.rules import Limit
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.rotations import departures
from scheduler.roster.problem.solution import Assignment
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

EARLY, LATE, NIGHT = ("早班",), ("晚班",), ("夜班",)
THREE: tuple[Entry, ...] = (EARLY, EARLY, LATE, LATE, NIGHT, NIGHT, (), ())


def own(
    entries: tuple[Entry, ...], ahead: int = 0, *, hard: bool = True, start: date = MONDAY
) -> OwnRotation:
    return OwnRotation(Rotation("三班倒", entries, start, hard), ahead)


def turns(shop: Shop, first_day: date, days: int) -> str:
    """The only shift of each day, as a letter."""
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", first_day, 0), first_day, days)
    return "".join("".join("ELNS"[s] for s in range(4) if day[s]) or "." for day in eligible(problem)[0])


def codes(shop: Shop, day: date, shift: int) -> list[str]:
    """What the audit has against this one shift."""
    facts = PlanData(shop, Plan(day, 1), earlier_of("", day, 0))
    row = of_catalogue("A1", day, SHIFTS[shift], Reference("roster.csv", 2, day, SHIFTS[shift].name))
    return [found.code for found in agent_rules(facts, [row], ())]


def test_the_phase_goes_on_over_plans_and_months(plain: Shop) -> None:
    """Eight days from 2 November on; whoever is two days ahead; three plans have what one has."""
    shop = shop_of(plain, NO_RULES, person(rotation=own(THREE)))
    whole = turns(shop, MONDAY, 42)
    assert whole == ("EELLNN.." * 6)[:42]
    assert (
        turns(shop, MONDAY, 7) + turns(shop, date(2026, 11, 9), 22) + turns(shop, date(2026, 12, 1), 13)
        == whole
    )
    assert turns(shop, date(2026, 10, 29), 4) == "NN.."  # and backwards
    ahead = shop_of(plain, NO_RULES, person(rotation=own(THREE, 2)))
    assert turns(ahead, MONDAY, 8) == "LLNN..EE"


def test_who_joins_later_is_in_step(plain: Shop) -> None:
    """From 5 November on: the fourth entry, not the first."""
    joined = person(rotation=own(THREE), first_day=date(2026, 11, 5))
    assert turns(shop_of(plain, NO_RULES, joined), MONDAY, 8) == "...LNN.."


@pytest.mark.parametrize(
    ("day", "shift", "expected"),
    [(0, 0, []), (0, 1, ["rotation"]), (6, 0, ["rotation"]), (8, 0, []), (12, 2, [])],
)
def test_the_audit_holds_a_hard_rotation(day: int, shift: int, expected: list[str], plain: Shop) -> None:
    """By hand; the same shift is no offence where it is locked, or the rotation is soft."""
    date_ = MONDAY + timedelta(days=day)
    shop = shop_of(plain, NO_RULES, person(rotation=own(THREE)))
    assert codes(shop, date_, shift) == expected
    locked = replace(shop, locks=(Lock("A1", date_, SHIFTS[shift].name, 2),))
    assert codes(locked, date_, shift) == []
    assert codes(shop_of(plain, NO_RULES, person(rotation=own(THREE, hard=False))), date_, shift) == []


def random_rotation(draw: random.Random) -> OwnRotation:
    entries: list[Entry] = [EARLY, LATE, NIGHT, (), (), None, ("早班", "短班")]
    pattern = (*draw.choices(entries, k=draw.randint(1, 9)), EARLY)
    start = MONDAY + timedelta(days=draw.randint(-40, 40))
    return own(pattern, draw.randint(0, 12), hard=draw.random() < 0.6, start=start)


@pytest.mark.parametrize("seed", range(60))
def test_the_search_and_the_audit_mean_the_same(seed: int, plain: Shop) -> None:
    """Random rotations, leave, weekdays, employment, locks: what may start, what departs, what is due."""
    draw = random.Random(seed)
    first_day, days = MONDAY + timedelta(days=draw.randrange(9)), draw.randint(1, 16)

    def some_day() -> date:
        return first_day + timedelta(days=draw.randrange(days))

    leave = tuple(
        Request("A1", some_day(), "leave", None, 1.0, 2, hours=part)
        for part in draw.choices([None, Window(0, 720), Window(720, 1440)], k=draw.randint(0, 4))
    )
    who = person(
        rotation=random_rotation(draw),
        weekdays=draw.choice([None, frozenset(draw.sample(range(7), 4))]),
        first_day=draw.choice([None, None, some_day()]),
        last_day=draw.choice([None, None, first_day + timedelta(days=days - 1)]),
        min_hours_week=draw.choice([20.0, 40.0]),
    )
    rules = replace(NO_RULES, max_days_per_week=draw.choice([None, 4]))
    shop = shop_of(plain, rules, who, requests=leave)
    earlier = earlier_of("", first_day, 0)
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    allowed = eligible(problem)
    for day, shift in product(range(days), range(4)):
        assert bool(allowed[0, day, shift]) is (not codes(shop, first_day + timedelta(days=day), shift))
    worked = [(day, draw.randrange(4)) for day in range(days) if draw.random() < 0.6]
    dates = [(first_day + timedelta(days=day), SHIFTS[shift]) for day, shift in worked]
    rows = [
        of_catalogue("A1", day, shift, Reference("roster.csv", 2, day, shift.name)) for day, shift in dates
    ]
    count, points = rotations(facts, facts.weights, rows)
    assert count == departures(problem, [Assignment(0, day, shift) for day, shift in worked])
    assert points == count
    monday = first_day - timedelta(days=first_day.weekday())
    audited = audited_contract(facts, earlier_rows(facts))
    due = {week: minutes for (_, week), minutes in contracted_minutes(problem).items()}
    assert due == {(week - monday).days // 7: minutes for (_, week), minutes in audited.items()}


@pytest.mark.parametrize("seed", range(40))
def test_a_least_number_is_due_for_the_turns(seed: int, plain: Shop) -> None:
    """The limits that the search has are those by which the audit measures."""
    draw = random.Random(seed)
    days = draw.choice([7, 14, 28])
    leave = tuple(
        Request("A1", MONDAY + timedelta(days=draw.randrange(days)), "leave", None, 1.0, 2)
        for _ in range(draw.randint(0, 5))
    )
    limit = Limit(draw.choice(["week", "plan"]), least=draw.choice([8.0, 24.0, 30.5, 40.0]))
    rotation = replace(random_rotation(draw), rotation=replace(random_rotation(draw).rotation, hard=True))
    shop = shop_of(plain, replace(NO_RULES, hours_limits=(limit,)), person(rotation=rotation), requests=leave)
    earlier = earlier_of("", MONDAY, 0)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, days)
    facts = PlanData(shop, Plan(MONDAY, days), earlier)
    asked = [one.least for one in problem.agents[0].limits if one.least]
    found = [float(each.expected) for each in lower_limits(facts, shop.agents[0], [])]  # type: ignore[arg-type]
    assert [minutes / 60 for minutes in asked] == pytest.approx(found, abs=1 / 60)


def test_a_rotation_that_a_least_contradicts_is_told(plain: Shop) -> None:
    """Seven shifts a week of somebody with six turns: by its name."""
    from scheduler.diagnosis.infeasibility import minimal_infeasible_subsets

    six = own((None,) * 6 + ((),))
    limit = Limit("week", least=7, shifts=tuple(shift.name for shift in SHIFTS))
    shop = shop_of(plain, replace(NO_RULES, shift_limits=(limit,)), person(rotation=six))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 7)
    (found,) = minimal_infeasible_subsets(problem)
    assert "rotation" in found.rules
