"""The rules of a shop on their way into the roster problem, and that the audit means the same by them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from ortools.sat.python import cp_model

from peakroster.planning.roster.problem import roster_problem
from peakroster.plans.tables import empty_table
from peakroster.shop.folder import read_shop
from scheduler.audit import PlanData, Reference
from scheduler.audit.check import agent_rules
from scheduler.audit.facts.worked_shifts import WorkedShift, by_agent, earlier_rows, of_catalogue
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.diagnosis.infeasibility import is_feasible
from scheduler.domain.agents import Agent
from scheduler.domain.plan import REQUIREMENT_COLUMNS, EarlierWork, Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit, Per, Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.cpsat import constraints
from scheduler.roster.cpsat.variables import create
from scheduler.roster.problem.problem import Limit as ProblemLimit
from scheduler.roster.problem.problem import Problem, ShiftCover
from scheduler.roster.rules import restrictions
from tests.peakroster.shop.shops import SETTINGS, write_shop
from tests.scheduler.statements import changed

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 2)
SHIFTS = (
    Shift("早班", 480, 960, 0, None, 2),
    Shift("晚班", 960, 1440, 0, None, 3),
    Shift("夜班", 1320, 1800, 0, None, 4),
    Shift("短班", 600, 840, 0, None, 5),
)
LETTERS = {"E": SHIFTS[0], "L": SHIFTS[1], "N": SHIFTS[2], "S": SHIFTS[3]}
NOTHING_NEEDED = pd.DataFrame(
    {
        "timestamp": pd.Series(dtype="datetime64[us]"),
        "queue": pd.Series(dtype="str"),
        "inquiries": pd.Series(dtype="float64"),
        "agents": pd.Series(dtype="int64"),
    }
).reindex(columns=list(REQUIREMENT_COLUMNS))


def earlier_of(pattern: str, first_day: date, covered: int) -> EarlierWork:
    """Shifts of agent A1 that end on the day before; earlier plans cover the last ``covered`` days."""
    begin = first_day - timedelta(days=len(pattern))
    rows = []
    for offset, letter in enumerate(pattern):
        if letter != ".":
            day, shift = begin + timedelta(days=offset), LETTERS[letter]
            midnight = datetime.combine(day, time())
            start, end = (midnight + timedelta(minutes=minute) for minute in (shift.start, shift.end))
            rows.append(("A1", day, shift.name, start, end, shift.paid_minutes / 60))
    names = ["agent_id", "date", "shift", "start", "end", "paid_hours"]
    roster = pd.DataFrame(rows, columns=names).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
    covered_from = first_day - timedelta(days=covered) if covered else None
    return EarlierWork(roster, empty_table("activities"), covered > 0, covered_from)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_shop(tmp_path_factory.mktemp("shops") / "plain"))


def shop_of(shop: Shop, rules: Rules, agent: Agent, **changes: object) -> Shop:
    """The shop with one agent under these rules."""
    shop = replace(
        shop,
        settings=replace(shop.settings, rules=rules),
        agents=(agent,),
        shifts=SHIFTS,
        requests=(),
        locks=(),
        events=(),
    )
    return replace(shop, **changes)  # type: ignore[arg-type]


def person(**own: object) -> Agent:
    none = (None,) * 8
    return changed(Agent("A1", "张三", ("presale",), *none, row=2), **own)


NO_RULES = Rules(None, None, None, None, None, None, Window(0, 360))


def test_every_rule_reaches_the_problem(tmp_path: Path) -> None:
    """From shop.toml and agents.csv to positions, minutes and day numbers."""
    settings = (
        SETTINGS
        + """\
min_consecutive_days = 2
min_consecutive_days_off = 2
max_weekends_per_month = 3
forbidden_successions = [["夜班", "早班"]]
shift_limits = [{ shifts = ["夜班"], per = "week", least = 1, most = 2 }]
hours_limits = [{ per = "plan", most = 60.5 }]
"""
    )
    agents = (
        "agent_id,name,skills,hourly_cost,max_consecutive_days,min_consecutive_days,min_consecutive_days_off,"
        "max_weekends_month,min_hours_month,max_hours_month,shift_limits\n"
        "A1,张三,presale,30,4,3,1,0,100,160,早班+晚班>=6/14\nA2,李四,presale,,,,,,,,\n"
    )
    files = {"shop.toml": settings, "agents.csv": agents, "requests.csv": None, "locks.csv": None}
    shop = read_shop(write_shop(tmp_path / "shop", {**files, "mapping.csv": None}))
    earlier = earlier_of("N", MONDAY, 1)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 14)
    rules, (first, second) = problem.rules, problem.agents
    assert (rules.min_consecutive_days, rules.min_consecutive_days_off) == (2, 2)
    assert problem.forbidden_pairs == ((2, 0),)
    own, others = first.rules, second.rules
    assert (own.max_consecutive_days, own.min_consecutive_days, own.min_consecutive_days_off) == (4, 3, 1)
    assert (others.max_consecutive_days, others.min_consecutive_days) == (None, None)
    assert (first.hourly_cost, first.past[0].shift, second.past) == (30, 2, ())
    night, weekends = frozenset({2}), "max_weekends_per_month"
    assert second.limits == (
        ProblemLimit("shift_limits", "shifts", 0, 6, 1, 2, night),
        ProblemLimit("shift_limits", "shifts", 7, 13, 1, 2, night),
        ProblemLimit("hours_limits", "minutes", 0, 13, 0, 3630),
        ProblemLimit(weekends, "weekends", 5, 27, 0, 3),  # Saturday the 7th to Sunday the 29th
    )
    own = set(first.limits) - set(second.limits)
    assert own == {
        *(
            ProblemLimit("shift_limits", "shifts", start, start + 13, 6, None, frozenset({0, 1}))
            for start in (-1, 0)
        ),
        ProblemLimit("max_hours_month", "minutes", -1, 28, 0, 9600),
        ProblemLimit(weekends, "weekends", 5, 27, 0, 0),
    }  # of the month, one day is neither planned nor covered, and more follow: no least


@pytest.mark.parametrize(
    ("first_day", "days", "weekends"),
    [
        (date(2026, 11, 2), 5, []),  # no weekend in the plan
        (date(2026, 11, 1), 1, [(-29, 0)]),  # the Sunday of October's last weekend
        (date(2026, 10, 31), 8, [(-28, 1), (7, 29)]),
    ],
)
def test_a_month_has_the_weekends_whose_saturday_it_has(
    first_day: date, days: int, weekends: list[tuple[int, int]], plain: Shop
) -> None:
    """From its first Saturday to the Sunday after its last."""
    shop = shop_of(plain, replace(NO_RULES, max_weekends_per_month=2), person())
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", first_day, 0), first_day, days)
    assert [(limit.first_day, limit.last_day) for limit in problem.agents[0].limits] == weekends


def test_a_least_is_less_by_the_days_of_leave(plain: Shop) -> None:
    """Two days of a week, one of them before the plan: 25 of 35 hours, and of two shifts one."""
    rules = replace(
        NO_RULES,
        hours_limits=(Limit("week", 35, None),),
        shift_limits=(Limit("week", 2, None),),
    )
    leave = tuple(Request("A1", MONDAY + timedelta(days=day), "leave", None, 1.0, 2) for day in (0, 4))
    shop = shop_of(plain, rules, person(), requests=leave)
    first_day = MONDAY + timedelta(days=2)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("..", first_day, 2), first_day, 5)
    assert [(limit.measure, limit.first_day, limit.least) for limit in problem.agents[0].limits] == [
        ("shifts", -2, 1),
        ("minutes", -2, 1500),
    ]
    assert problem.agents[0].leave == {2}
    unknown = roster_problem(shop, NOTHING_NEEDED, earlier_of("..", first_day, 1), first_day, 5)
    assert unknown.agents[0].limits == ()


def test_a_most_that_no_days_hold_is_left_out(plain: Shop) -> None:
    """Seven shifts of a week, or as many hours as it has, bind nobody; a huge number harms nothing."""
    rules = replace(
        NO_RULES,
        shift_limits=(Limit("week", None, 7), Limit("week", None, 6), Limit("plan", None, 10**30)),
        hours_limits=(Limit("week", None, 168), Limit("week", None, 167.5)),
    )
    shop = shop_of(plain, rules, person())
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 7)
    assert [(limit.measure, limit.most) for limit in problem.agents[0].limits] == [
        ("shifts", 6),
        ("minutes", 10050),
    ]


def test_people_wanted_for_a_shift(tmp_path: Path) -> None:
    """Each day of the plan; one missing costs as many missing agent-hours as the shift pays, of a pattern the
    mean of its shifts, any of which will do."""
    shifts = (
        "shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths,wanted\n"
        "早班,08:00,17:00,60,11:00,13:30,,,,3\n夜班,22:00,07:00,,,,,,,0\n晚,18:00,,,,,19:00,60,4;5,2\n"
    )
    agents = "agent_id,name,skills\nA1,张三,presale;aftersale\n"
    files = {
        "shop.toml": SETTINGS + "[objective]\nshortage = 10\n",
        "shifts.csv": shifts,
        "agents.csv": agents,
    }
    others = dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"))
    shop = read_shop(write_shop(tmp_path / "shop", {**files, **others}))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 2)
    assert problem.shift_cover == (
        ShiftCover(0, frozenset({0}), 3, 80),
        ShiftCover(0, frozenset({2, 3, 4, 5}), 2, 45),
        ShiftCover(1, frozenset({0}), 3, 80),
        ShiftCover(1, frozenset({2, 3, 4, 5}), 2, 45),
    )


def test_a_pattern_in_a_rule_stands_for_its_shifts(tmp_path: Path) -> None:
    """In limits and successions; messages say the pattern's name where all its shifts count."""
    shifts = (
        "shift,start,end,meal_minutes,start_to,start_step,lengths\n"
        "早班,08:00,17:00,,,,\n晚,18:00,,,19:00,60,4\n"
    )
    settings = (
        SETTINGS
        + """\
forbidden_successions = [["晚", "早班"]]
shift_limits = [
  { shifts = ["晚"], per = "week", most = 3 },
  { shifts = ["早班", "晚 18:00-22:00"], per = 7, most = 5 },
]
"""
    )
    agents = "agent_id,name,skills,shift_limits\nA1,张三,presale;aftersale,晚 19:00–23:00<=2/plan\n"
    files = {"shop.toml": settings, "shifts.csv": shifts, "agents.csv": agents}
    others = dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"))
    shop = read_shop(write_shop(tmp_path / "shop", {**files, **others}))
    earlier = earlier_of("", MONDAY, 0)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
    assert set(problem.forbidden_pairs) == {(1, 0), (2, 0)}
    assert [limit.shifts for limit in problem.agents[0].limits] == [{1, 2}, {0, 1}, {2}]
    facts = PlanData(shop, Plan(MONDAY, 7), earlier)
    assert [limit.written for limit in facts.rules.shift_limits] == ["晚", "早班+晚 18:00–22:00"]
    assert facts.agents[0].rules.shift_limits[0].shifts == ("晚 19:00–23:00",)


def rows_of(facts: PlanData, pattern: Sequence[str]) -> list[WorkedShift]:
    """The agent's pattern, a letter for each day of the plan, as the audit reads a roster."""
    return [
        of_catalogue("A1", day, shift, Reference("roster.csv", 2, day, shift.name))
        for day, letter in zip(days_of(facts), pattern, strict=True)
        for shift in facts.shifts
        if letter in LETTERS and shift.name == LETTERS[letter].name
    ]


def broken_rules(facts: PlanData, pattern: Sequence[str]) -> list[str]:
    """The upper limits that the audit says the pattern breaks."""
    found = agent_rules(facts, rows_of(facts, pattern), earlier_rows(facts))
    return [violation.code for violation in found]


def broken(facts: PlanData, pattern: str) -> list[str]:
    """What the audit says of the pattern in all."""
    together = by_agent([*earlier_rows(facts), *rows_of(facts, pattern)]).get("A1", [])
    least = lower_limits(facts, facts.agents[0], together)
    return [*broken_rules(facts, pattern), *(violation.code for violation in least)]


def days_of(facts: PlanData) -> list[date]:
    return [facts.first_day + timedelta(days=offset) for offset in range(facts.days)]


def allows(problem: Problem, patterns: Sequence[str]) -> list[bool]:
    """What the model says of the same patterns."""
    model = cp_model.CpModel()
    rules = restrictions(problem)
    variables = create(model, problem, rules.allowed)
    constraints.add(model, problem, variables, rules)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    found = []
    for pattern in patterns:
        fixed = model.clone()
        impossible = False
        for (day, letter), (s, shift) in product(enumerate(pattern), enumerate(problem.shifts)):
            wanted = letter != "." and LETTERS[letter].name == shift.name
            works = variables.works.get((0, day, s))
            impossible |= works is None and wanted
            if works is not None:
                fixed.add(fixed.get_bool_var_from_proto_index(works.index) == int(wanted))
        status = cp_model.INFEASIBLE if impossible else solver.solve(fixed)
        found.append(status in (cp_model.OPTIMAL, cp_model.FEASIBLE))
    return found


def random_rules(draw: random.Random) -> Rules:
    """One to three rules, tight enough to matter."""
    per: list[Per] = ["week", "month", "plan", 3, 5, 9]
    nights = draw.choice([None, ("夜班",), ("早班", "短班")])
    least = draw.choice([None, 1, 2])
    hours_most = draw.choice([None, 20.0, 28.5])
    every = {
        "min_consecutive_days": draw.choice([2, 3]),
        "min_consecutive_days_off": draw.choice([2, 3]),
        "max_consecutive_days": draw.choice([3, 4]),
        "max_weekends_per_month": draw.choice([0, 1, 2]),
        "forbidden_successions": (("夜班", "早班"), ("晚班", "短班")),
        "days_off_after_nights": draw.choice([1, 2, 3]),
        "shift_limits": (Limit(draw.choice(per), least, draw.choice([2, 3]), nights),),
        "hours_limits": (Limit(draw.choice(per), draw.choice([None, 8.0, 12.25]), hours_most),),
        "min_rest_hours": 11.0,
    }
    chosen = draw.sample(sorted(every), draw.randint(1, 3))
    return replace(NO_RULES, **{name: every[name] for name in chosen})  # type: ignore[arg-type]


def random_pattern(draw: random.Random, days: int) -> str:
    """Days that tend to be like the day before, so that runs come about."""
    letters = ""
    for _ in range(days):
        letters += letters[-1] if letters and draw.random() < 0.55 else draw.choice("..ELNS")
    return letters


@pytest.mark.parametrize("seed", range(40))
def test_the_audit_and_the_model_mean_the_same(seed: int, plain: Shop) -> None:
    """Random rules, people, earlier plans, locks and rosters: what one allows the other finds in order."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(0, 40))
    days = draw.randint(1, 12)
    before = random_pattern(draw, draw.choice([0, 0, 3, 9, 30]))
    covered = draw.choice([0, len(before), len(before), min(1, len(before))])
    own: dict[str, object] = {}
    if draw.random() < 0.4:
        own["min_consecutive_days"] = draw.choice([1, 2])
        own["shift_limits"] = (Limit("month", None, 3, ("早班",)),)
        own["max_hours_month"] = 60.0
    if draw.random() < 0.3:
        own["first_day"] = first_day + timedelta(days=draw.randint(-3, 3))
    if draw.random() < 0.3:
        own["weekdays"] = frozenset(draw.sample(range(7), draw.randint(1, 5)))
    leave = tuple(
        Request("A1", first_day + timedelta(days=draw.randint(-3, days)), "leave", None, 1.0, 2)
        for _ in range(draw.choice([0, 0, 1, 2]))
    )
    patterns = [random_pattern(draw, days) for _ in range(12)] + ["." * days]
    locks: tuple[Lock, ...] = ()
    if draw.random() < 0.4:  # kept by the first pattern at least
        place = draw.randrange(days)
        letter = patterns[0][place]
        name = "off" if letter == "." else LETTERS[letter].name
        locks = (Lock("A1", first_day + timedelta(days=place), name, 2),)
        patterns = [pattern[:place] + letter + pattern[place + 1 :] for pattern in patterns]
    shop = shop_of(plain, random_rules(draw), person(**own), requests=leave, locks=locks)
    earlier = earlier_of(before, first_day, covered)
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    found = [broken(facts, pattern) for pattern in patterns]
    assert [not codes for codes in found] == allows(problem, patterns), (before, patterns, found)


@pytest.mark.parametrize("seed", range(60))
def test_runs_that_limits_do_not_let_be_lengthened(seed: int, plain: Shop) -> None:
    """A run of work too short before the plan, under limits of weeks, nights, shifts, hours and runs, and a
    lock: the model and the audit excuse the same; and without a lock there always is a roster."""
    draw = random.Random(seed)
    first_day = MONDAY + timedelta(days=draw.randrange(1, 7))
    days = draw.randint(2, 6)
    before = (
        random_pattern(draw, draw.choice([0, 4, 9])) + "." + draw.choice(["E", "L", "N", "EE", "SL", "LN"])
    )
    limits = {
        "max_hours_per_week": draw.choice([12.0, 20.0, 28.0]),
        "max_days_per_week": draw.choice([2, 3]),
        "max_night_shifts_per_week": draw.choice([0, 1]),
        "days_off_after_nights": draw.choice([1, 2]),
        "max_consecutive_days": draw.choice([3, 4]),
        "max_weekends_per_month": draw.choice([0, 1]),
        "min_rest_hours": 11.0,
        "forbidden_successions": (("晚班", "晚班"), ("夜班", "夜班"), ("早班", "短班")),
        "shift_limits": (
            Limit(draw.choice(["week", "plan", 4]), None, 1, draw.choice([None, ("早班", "短班")])),
        ),
        "hours_limits": (Limit(draw.choice(["month", 3, 5]), None, draw.choice([12.0, 20.0])),),
    }
    chosen = {name: limits[name] for name in draw.sample(sorted(limits), draw.randint(1, 4))}
    rules = replace(NO_RULES, min_consecutive_days=3, **chosen)  # type: ignore[arg-type]
    locks: tuple[Lock, ...] = ()
    if draw.random() < 0.4:
        day = first_day + timedelta(days=draw.randrange(days))
        locks = (Lock("A1", day, draw.choice(["off", "早班", "晚班", "夜班"]), 2),)
    shop = shop_of(plain, rules, person(), locks=locks)
    earlier = earlier_of(before, first_day, len(before))
    facts = PlanData(shop, Plan(first_day, days), earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    patterns = ["".join(letters) for letters in product(".ELNS", repeat=min(days, 3))]
    patterns = [pattern + random_pattern(draw, days - len(pattern)) for pattern in patterns]
    if locks:
        name = {shift.name: letter for letter, shift in LETTERS.items()}.get(locks[0].shift, ".")
        place = (locks[0].day - first_day).days
        patterns = [pattern[:place] + name + pattern[place + 1 :] for pattern in patterns]
    found = [broken(facts, pattern) for pattern in patterns]
    assert [not codes for codes in found] == allows(problem, patterns), (before, patterns, found)
    if not locks:
        assert is_feasible(problem)
