"""Overtime and holidays from the files into the roster problem; the audit means the same by them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import holidays as library
import numpy as np
import pandas as pd
import pytest

from peakroster.planning.roster.overtime import OvertimeLeft, needed_by_week
from peakroster.planning.roster.plan_days import PlanDays
from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.statutory_holidays import FIRST_YEAR, LAST_YEAR, statutory_holidays
from scheduler.audit import PlanData
from scheduler.audit.facts.worked_shifts import by_agent
from scheduler.audit.figures.pay import paid_beyond
from scheduler.domain.overtime import Holiday, Overtime
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock
from scheduler.domain.rules import Rules
from scheduler.domain.shop import Shop
from scheduler.roster.objective.overtime import overtime_worked
from scheduler.roster.problem.problem import PastShift
from scheduler.roster.problem.solution import Assignment
from tests.peakroster.planning.roster.test_rules import (
    LETTERS,
    NO_RULES,
    NOTHING_NEEDED,
    SHIFTS,
    allows,
    broken,
    earlier_of,
    person,
    rows_of,
    shop_of,
)
from tests.peakroster.shop.shops import SETTINGS, write_shop

MONDAY = date(2026, 11, 2)
SMALL = Overtime(ordinary_hours_day=6, ordinary_hours_week=20, max_hours_day=2, max_hours_month=12)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_shop(tmp_path_factory.mktemp("shops") / "plain"))


def test_from_the_files_to_the_problem(tmp_path: Path) -> None:
    """[overtime], the column of agents.csv, the list of China and the shop's own days."""
    top = 'statutory_holidays = "CN"\n'
    tables = (
        "[overtime]\nallowed = true\nmax_hours_week = 10\n"
        '[[holidays]]\ndate = 2026-10-02\nfactor = 1.0\n[[holidays]]\ndate = "2026-10-05"\nfactor = 2.0\n'
    )
    agents = "agent_id,name,skills,每月最多加班工时\nA1,张三,presale,\nA2,李四,presale,6\nA3,王五,presale,0\n"
    others = dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"))
    files = {"shop.toml": top + SETTINGS + tables, "agents.csv": agents, **others}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    overtime = shop.settings.rules.overtime
    assert overtime is not None
    assert (overtime.ordinary_hours_week, overtime.max_hours_week, overtime.max_hours_month) == (40, 10, 36)
    first_day = date(2026, 9, 28)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", first_day, 0), first_day, 8)
    inside = {day: factor for day, factor in problem.pay_factors.items() if day >= -6}
    assert inside == {-3: 3.0, 3: 3.0, 5: 3.0, 7: 2.0}  # 25 September; the 2nd is the shop's own business
    assert overtime.holidays >= {date(2026, 10, 1), date(2026, 10, 5)}
    # The last week of September and the first of October: two months.
    assert [agent.overtime_minutes for agent in problem.agents] == [(600, 600), (360, 360), (0, 0)]


def test_without_being_asked_for_nothing_changes(tmp_path: Path) -> None:
    """A table that does not allow it is no overtime."""
    shop = read_shop(write_shop(tmp_path / "shop", {"shop.toml": SETTINGS + "[overtime]\nallowed = false\n"}))
    plain = read_shop(write_shop(tmp_path / "plain"))
    assert shop.settings == plain.settings
    assert (shop.settings.rules.overtime, shop.settings.holidays) == (None, ())


def minutes(
    rules: Overtime, days: int, needed: list[float], worked: dict[int, int], locked: list[tuple[int, int]]
) -> tuple[int, ...]:
    past = tuple(PastShift(day, day * 1440, day * 1440 + paid, paid) for day, paid in worked.items())
    left = OvertimeLeft(Rules(overtime=rules), PlanDays(MONDAY, days, 0), {}, needed)
    return left.of(person(), past, locked)


def test_a_month_is_shared_out_by_what_its_weeks_need() -> None:
    """36 hours over a quiet week and a busy one, less what was worked in the month before."""
    china = Overtime()
    assert minutes(china, 7, [5.0], {}, []) == (2160,)
    assert minutes(china, 14, [100.0, 300.0], {}, []) == (540, 1620)
    assert minutes(china, 14, [0.0, 0.0], {}, []) == (1080, 1080)
    assert minutes(replace(china, max_hours_week=20), 14, [100.0, 300.0], {}, []) == (540, 1200)
    # 11 hours on two days of October: another month. Five Mondays of November, and the first of December.
    assert minutes(china, 42, [1.0] * 6, {-9: 660, -8: 660}, []) == (432, 432, 432, 432, 432, 2160)


def test_what_is_locked_has_its_overtime() -> None:
    """Six days of ten hours in the quiet week are 20 hours; the other has the rest."""
    locked = [(day, 600) for day in range(6)]
    assert minutes(Overtime(), 14, [0.0, 300.0], {}, locked) == (1200, 960)


def test_the_hours_of_a_week_are_those_of_its_days() -> None:
    """From a Friday on, without the morning after the plan."""
    required = np.zeros((2, 5 * 24 + 12), dtype=np.int64)
    required[:, :72], required[:, 72:120], required[:, 120:] = 1, 10, 1000
    assert needed_by_week(required, PlanDays(date(2026, 11, 6), 5, 0), 24) == [144, 960]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_model_and_audit_mean_the_same(seed: int, plain: Shop) -> None:
    """Of one week any pattern is allowed by both or by none, and both count the same hours and pay."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(7))
    days = 7 - first_day.weekday()
    before = "".join(draw.choice(".ELS") for _ in range(draw.choice([0, 4, 12])))
    free = tuple(Holiday(first_day + timedelta(days=day), "", 3.0) for day in draw.sample(range(-5, 6), 2))
    overtime = replace(
        SMALL,
        max_hours_week=draw.choice([None, 6.0]),
        max_hours_day=draw.choice([1.0, 2.0]),
        holidays=frozenset(each.day for each in free),
    )
    rules = replace(NO_RULES, overtime=overtime, max_hours_per_week=draw.choice([None, 16.0]))
    one = person(hourly_cost=30.0, max_hours_week=draw.choice([None, 12.0]))
    shop = shop_of(plain, rules, one)
    shop = replace(shop, settings=replace(shop.settings, holidays=free))
    earlier = earlier_of(before, first_day, len(before))
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    patterns = ["".join(draw.choice("...ELS") for _ in range(days)) for _ in range(12)]
    known = {code for code in broken(facts, "." * days) if code.startswith("overtime")}
    found = [broken(facts, pattern) for pattern in patterns]
    if not known:
        assert [not codes for codes in found] == allows(problem, patterns), (before, patterns, found)
    for pattern in patterns:
        shifts = [(day, letter) for day, letter in enumerate(pattern) if letter != "."]
        assignments = [Assignment(0, day, SHIFTS.index(LETTERS[letter])) for day, letter in shifts]
        ours = overtime_worked(problem, assignments).get(0)
        theirs = paid_beyond(facts, by_agent(rows_of(facts, pattern)).get("A1", [])).get("A1")
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert (ours.extended, ours.rest_day, ours.holiday) == (
                theirs.extended,
                theirs.rest_day,
                theirs.holiday,
            )
            assert ours.overtime_surcharge == pytest.approx(theirs.overtime_pay)
            assert ours.holiday_surcharge == pytest.approx(theirs.holiday_pay)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_plan_of_weeks_breaks_the_month(seed: int, plain: Shop) -> None:
    """Whatever the model of three weeks allows, the audit allows: the shares of a month never exceed it."""
    draw = random.Random(seed)
    needed = pd.DataFrame(NOTHING_NEEDED)
    shop = shop_of(plain, replace(NO_RULES, overtime=SMALL), person())
    earlier = earlier_of("", MONDAY, 0)
    facts = PlanData(shop, Plan(MONDAY, 21), earlier)
    problem = roster_problem(shop, needed, earlier, MONDAY, 21)
    patterns = ["".join(draw.choice("..EELS") for _ in range(21)) for _ in range(60)]
    patterns += ["".join(draw.choice(".....ES") for _ in range(21)) for _ in range(40)]
    allowed = [pattern for pattern, may in zip(patterns, allows(problem, patterns), strict=True) if may]
    assert allowed
    assert [broken(facts, pattern) for pattern in allowed] == [[]] * len(allowed)


def test_locks_have_their_shares(plain: Shop) -> None:
    """Five locked days in one week of three: the model keeps them."""
    locks = tuple(Lock("A1", MONDAY + timedelta(days=day), "早班", 2) for day in range(3))
    shop = shop_of(plain, replace(NO_RULES, overtime=SMALL), person(), locks=locks)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 21)
    assert problem.agents[0].overtime_minutes == (6 * 60 + 120, 120, 120)
    assert allows(problem, ["EEE" + "." * 18]) == [True]


def test_the_list_of_china_is_that_of_the_library() -> None:
    """13 days a year; the library also has moved days off and those that replace a weekend's."""
    days = {each.day for each in statutory_holidays("CN")}
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    known = library.country_holidays("CN", years=years, language="en_US")
    statutory = {day for day, name in known.items() if "substituted" not in name and "observed" not in name}
    assert days == statutory
    assert [sum(day.year == year for day in days) for year in years] == [13, 13, 13]
