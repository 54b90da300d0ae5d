"""Patterns and short breaks from shifts.csv through the roster problem to the plan, its audit and exports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.exports.neutral import neutral_table
from peakroster.planning.roster.plan_tables import activities_table, coverage_table, roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.audit import PlanData, audit
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import Break, Problem
from scheduler.roster.problem.solution import BREAK, MEAL, Activity, Assignment, Solution

DAY = date(2026, 11, 9)
FILES = {
    "shop.toml": """\
name = "小店"
timezone = "Asia/Shanghai"
interval_minutes = 15

[[queues]]
id = "presale"
aht_seconds = 240
target = "tmall-30s"

[rules]
preset = "none"
""",
    "agents.csv": "agent_id,name,skills,shifts\n007,王芳,presale,晚\nA2,李雷,presale,\n",
    "shifts.csv": """\
shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths,breaks
早班,08:00,16:00,30,11:00,13:00,,,,15@09:00-10:30;15@14:00-15:00
晚,18:00,,30,+2:00,+3:00,18:30,30,4;5,15@+0:30-+1:30
""",
    "requests.csv": "agent_id,date,kind,shift\n007,2026-11-09,prefer,晚\nA2,2026-11-09,avoid,晚\n",
}
EVENING = "晚 18:30–23:30"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_shop(tmp_path, history_required=False)


def requirement() -> pd.DataFrame:
    """One person all day and through the tail."""
    moments = pd.date_range(DAY, periods=36 * 4, freq="15min", unit="us")
    return pd.DataFrame({"timestamp": moments, "queue": "presale", "inquiries": 1.0, "agents": 1})


def problem_of(shop: Shop) -> Problem:
    return roster_problem(shop, requirement(), PlanStore(shop.folder).before(DAY), DAY, 1)


def solved(shop: Shop) -> Solution:
    """007 in the evening, A2 in the morning, with meals and breaks placed by hand."""
    at = {shift.name: place for place, shift in enumerate(shop.shifts)}
    work = [
        *((0, 1110, 1140, 0), (0, 1140, 1155, BREAK), (0, 1155, 1230, 0)),
        *((0, 1230, 1260, MEAL), (0, 1260, 1410, 0)),
        *((1, 480, 540, 0), (1, 540, 555, BREAK), (1, 555, 690, 0), (1, 690, 720, MEAL)),
        *((1, 720, 855, 0), (1, 855, 870, BREAK), (1, 870, 960, 0)),
    ]
    return Solution(
        status="feasible",
        objective=0.0,
        bound=0.0,
        stopped_by="work",
        seconds={},
        assignments=(Assignment(0, 0, at[EVENING]), Assignment(1, 0, at["早班"])),
        activities=tuple(Activity(*row) for row in work),
        moves=0,
    )


def plan_of(shop: Shop) -> Plan:
    problem, solution = problem_of(shop), solved(shop)
    return Plan(
        DAY,
        1,
        requirement=requirement(),
        roster=roster_table(shop, DAY, solution.assignments),
        activities=activities_table(shop, DAY, 1, solution),
        coverage=coverage_table(shop, DAY, problem, requirement(), solution),
    )


def test_the_problem_knows_every_shift_and_its_breaks(shop: Shop) -> None:
    """On the clock of the shift's date; a wish for a pattern is for any of its shifts."""
    problem = problem_of(shop)
    shifts = {shift.name: shift for shift in problem.shifts}
    assert list(shifts) == ["早班", "晚 18:00–22:00", "晚 18:00–23:00", "晚 18:30–22:30", EVENING]
    assert shifts["早班"].breaks == (Break(15, 540, 630), Break(15, 840, 900))
    assert shifts[EVENING].breaks == (Break(15, 1140, 1200),)
    assert (shifts[EVENING].meal_from, shifts[EVENING].meal_to) == (1230, 1290)
    assert problem.agents[0].shifts == frozenset(range(1, 5))
    assert [[wish.means(s) for s in range(5)] for wish in problem.wishes] == [[False, *[True] * 4]] * 2


def test_a_plan_with_breaks_passes_the_audit(shop: Shop) -> None:
    """Roster, activities and coverage as they are written hold together."""
    facts = PlanData(shop, plan_of(shop), PlanStore(shop.folder).before(DAY))
    assert list(audit(facts, ("roster", "activities", "coverage"))) == []


def test_nobody_on_a_break_is_counted(shop: Shop) -> None:
    """Coverage misses the quarter of an hour, and no other."""
    plan = plan_of(shop)
    assert plan.coverage is not None
    scheduled = plan.coverage.set_index("timestamp")["scheduled"]
    evening = scheduled[f"{DAY}T18:30" : f"{DAY}T23:15"]  # type: ignore[misc]
    away = [f"{moment:%H:%M}" for moment, count in evening.items() if count == 0]
    assert away == ["19:00", "20:30", "20:45"]


def test_the_written_plan_comes_back_with_its_breaks(shop: Shop) -> None:
    """Names with a dash and the activity ``break`` survive the files; the export says each break once."""
    store = PlanStore(shop.folder)
    plan = plan_of(shop)
    store.write(Plan(DAY, 1, roster=plan.roster, activities=plan.activities, summary={"days": 1}))
    read = store.read(DAY)
    assert read.activities is not None
    pd.testing.assert_frame_equal(read.activities, plan.activities)
    table = neutral_table(shop, read).set_index("employee_id")
    assert table.loc["007", "shift_name"] == EVENING
    assert table.loc["007", "short_breaks"] == "2026-11-09T19:00:00+08:00/2026-11-09T19:15:00+08:00"
    assert table.loc["A2", "short_breaks"].count("/") == 2
    assert dict(table["paid_minutes"]) == {"007": 270, "A2": 450}
