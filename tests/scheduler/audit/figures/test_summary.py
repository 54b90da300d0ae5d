"""summary.json: totals, wishes, shortfalls and the search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import PlanData, audit
from scheduler.audit.figures.totals import KEYS
from scheduler.domain.queues import Target
from tests.scheduler.audit.world import (
    AFTERSALE,
    EARLY,
    MONDAY,
    PRESALE,
    ROSTER,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    earlier_of,
    put,
    say,
    shop,
    written,
)
from tests.scheduler.statements import a_leave, a_wish, an_agent, changed

pytestmark = pytest.mark.slow

PLAN = written(shop())


def broken(facts: PlanData) -> list[tuple[str, str | None]]:
    return [(violation.code, violation.column) for violation in audit(facts, ("summary",))]


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_named(key: str) -> None:
    """Each key of summary.json is needed."""
    assert PLAN.plan.summary is not None
    rest = {name: value for name, value in PLAN.plan.summary.items() if name != key}
    facts = changed(PLAN, plan=changed(PLAN.plan, summary=rest))
    assert broken(facts) == [("summary_absent", key)]


@pytest.mark.parametrize(
    "key",
    [
        "days",
        "required_hours",
        "shortage_hours",
        "overstaffed_hours",
        "unplannable_hours",
        "paid_hours",
        "cost",
        "wishes_kept",
        "wishes_broken",
    ],
)
@pytest.mark.parametrize("off", [0.02, -0.02, float("nan")])
def test_a_total_that_does_not_add_up_is_found(key: str, off: float) -> None:
    """Off by more than 0.01, or no number at all."""
    assert PLAN.plan.summary is not None
    right = PLAN.plan.summary[key]
    (found,) = audit(say(PLAN, **{key: right + off}), ("summary",))
    assert (found.code, found.column) == ("summary_figure", key)
    assert found.expected == pytest.approx(right)
    for value in (None, "12", True):
        assert broken(say(PLAN, **{key: value})) == [("summary_figure", key)]


def test_the_first_day_is_checked() -> None:
    """``from`` is the day that the folder is named after."""
    assert broken(say(PLAN, **{"from": "2026-11-08"})) == [("summary_figure", "from")]


def test_overstaffed_hours_are_found() -> None:
    """With less to do the same roster is too big at times."""
    quiet = written(shop(), forecast={"presale": 0.0, "aftersale": 0.0})
    assert quiet.plan.summary is not None
    assert quiet.plan.summary["overstaffed_hours"] > 10
    assert audit(quiet) == []


def test_hours_out_of_reach_are_no_shortage() -> None:
    """Without an earlier plan nobody can be there before the first shift of the first day."""
    first = written(shop(earlier=earlier_of([], covers_day_before=False)))
    covered = written(shop(earlier=earlier_of([], covers_day_before=True)))
    assert first.plan.summary is not None
    assert covered.plan.summary is not None
    assert audit(first) == []
    assert audit(covered) == []
    lost = first.plan.summary["unplannable_hours"]
    assert lost == pytest.approx(16 * 3 / 0.9 / 2, abs=1e-3)  # 00:00 to 08:00, three agents at their desks
    assert covered.plan.summary["unplannable_hours"] == 0
    assert covered.plan.summary["shortage_hours"] == pytest.approx(
        first.plan.summary["shortage_hours"] + lost
    )
    assert covered.plan.summary["required_hours"] == first.plan.summary["required_hours"]


def test_no_cost_is_null_when_nobody_has_one() -> None:
    """Cost is null without any hourly cost, and a sum as soon as one agent has one."""
    agents = tuple(changed(agent, hourly_cost=None) for agent in shop().agents)
    facts = changed(PLAN, agents=agents)
    assert broken(facts) == [("summary_figure", "cost")]
    assert broken(say(facts, cost=None)) == []


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (("a1", SUNDAY, "prefer_off", None), False),
        (("a1", MONDAY, "prefer_off", None), True),
        (("a1", SUNDAY, "prefer", None), True),
        (("a1", SUNDAY, "prefer", "早班"), True),
        (("a1", SUNDAY, "prefer", "夜班"), False),
        (("a1", MONDAY, "prefer", None), False),
        (("a1", SUNDAY, "avoid", None), False),
        (("a1", SUNDAY, "avoid", "早班"), False),
        (("a1", SUNDAY, "avoid", "夜班"), True),
        (("a1", MONDAY, "avoid", None), True),
    ],
)
def test_kept_wishes(wish: tuple[Any, ...], kept: bool) -> None:
    """What each kind of wish asks for, with one shift named and with any; other days do not count."""
    facts = changed(PLAN, wishes=(a_wish(*wish), a_wish("a1", TUESDAY, "prefer")))
    assert broken(say(facts, wishes_kept=int(kept), wishes_broken=int(not kept))) == []
    assert len(broken(say(facts, wishes_kept=int(not kept), wishes_broken=int(kept)))) == 2


def shortfall(**changes: Any) -> PlanData:
    assert PLAN.plan.summary is not None
    (entry,) = PLAN.plan.summary["shortfalls"]
    return say(PLAN, shortfalls=[{**entry, **changes}])


def test_shortfalls_are_recomputed() -> None:
    """Absent, made up, listed twice or of wrong size."""
    assert PLAN.plan.summary is not None
    (entry,) = PLAN.plan.summary["shortfalls"]
    assert broken(say(PLAN, shortfalls=[])) == [("shortfall_absent", "shortfalls")]
    assert broken(say(PLAN, shortfalls=[entry, entry])) == [("shortfall_surplus", "shortfalls")]
    other = {**entry, "agent_id": "a1"}
    assert broken(say(PLAN, shortfalls=[entry, other])) == [("shortfall_surplus", "shortfalls")]
    for figure in ("minimum_hours", "paid_hours", "missing_hours"):
        changed = shortfall(**{figure: entry[figure] + 0.03})
        assert broken(changed) == [("shortfall_figure", f"shortfalls.{figure}")]
    assert broken(say(PLAN, shortfalls="none")) != []
    (doubled,) = (v for v in audit(say(PLAN, shortfalls=[entry, entry])) if v.code == "shortfall_surplus")
    assert doubled.found == entry["missing_hours"]
    assert broken(shortfall(week="soon")) == [
        ("shortfall_surplus", "shortfalls"),
        ("shortfall_absent", "shortfalls"),
    ]


@pytest.mark.parametrize(
    ("changes", "leave", "expected"),
    [
        # the plan has Saturday and Sunday of one week and Monday of the next; 16 h on the first two
        ({"min_hours_week": 56.0}, (), [("2026-11-09", 8.0)]),
        ({"min_hours_week": 49.0}, (SUNDAY,), [("2026-11-09", 7.0)]),
        ({"min_hours_week": 49.0}, (MONDAY, MONDAY), []),
        ({"min_hours_week": 49.0, "first_day": SUNDAY}, (SUNDAY,), [("2026-11-09", 7.0)]),
        ({"min_hours_week": 49.0, "last_day": SUNDAY}, (), []),
        # a day holds 8 h, so no more is ever due of it
        ({"min_hours_week": 70.0}, (), [("2026-11-09", 8.0)]),
        # of somebody who works on Mondays and Tuesdays only, half is due on one of them
        ({"min_hours_week": 15.0, "weekdays": frozenset({0, 1})}, (), [("2026-11-09", 7.5)]),
        ({"min_hours_week": 15.0, "weekdays": frozenset({0, 1})}, (MONDAY,), []),
        ({"min_hours_week": 40.0, "weekdays": frozenset(range(5))}, (MONDAY,), []),
        ({}, (), []),
    ],
)
def test_minimum_hours_in_part_of_a_week(
    changes: dict[str, Any], leave: tuple[Any, ...], expected: list[tuple[str, float]]
) -> None:
    """By the days on which the agent can work: neither leave nor outside the plan or the contract."""
    agents = (an_agent("a1", frozenset({"presale"}), row=2, **changes),)
    facts = shop(agents=agents, leave=tuple(a_leave("a1", day) for day in leave), locks=(), wishes=())
    plan = say(written(facts, ROSTER[:2]), shortfalls=[])
    found = audit(plan, ("summary",))
    listed = [(v.day.isoformat(), v.expected) for v in found if v.code == "shortfall_absent" and v.day]
    assert listed == [(week, pytest.approx(hours)) for week, hours in expected]


def test_hours_outside_the_plan_do_not_fill_the_minimum() -> None:
    """Days before the plan take their share off the minimum, so their hours do not count either."""
    before = earlier_of([("a2", SATURDAY.replace(day=day), EARLY) for day in (2, 3)])
    facts = changed(PLAN, earlier=before)
    assert [code for code, _ in broken(facts) if code.startswith("shortfall")] == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"objective": 0.0, "bound": 0.0, "gap": 0.0, "stopped_by": "optimal"}, []),
        ({"objective": 200.0, "bound": 200.0, "gap": 0, "stopped_by": "optimal"}, []),
        ({"gap": 0.0200001}, []),
        ({"gap": 0.03}, ["summary_gap"]),
        ({"gap": 0.0}, ["summary_gap"]),
        ({"bound": 201.0, "gap": 0.0}, ["summary_bound"]),
        ({"objective": 0.0, "bound": -3.0, "gap": 0.0}, ["summary_gap"]),
        ({"stopped_by": "optimal"}, ["summary_status"]),
        ({"status": "optimal"}, ["summary_status"]),
        ({"status": ""}, ["summary_status"]),
        ({"stopped_by": "luck"}, ["summary_stopped_by"]),
        ({"stopped_by": None}, ["summary_stopped_by"]),
        ({"objective": None}, ["summary_figure"]),
        ({"gap": "2 %"}, ["summary_figure"]),
    ],
)
def test_the_figures_of_the_search_belong_together(values: dict[str, Any], expected: list[str]) -> None:
    """gap = (objective - bound) / objective, the bound is no larger, and optimal means no gap."""
    assert [code for code, _ in broken(say(PLAN, **values))] == expected


def test_totals_follow_the_files_not_each_other() -> None:
    """A wrong coverage.csv leaves the totals right: they are added up from what it should say."""
    assert broken(put(PLAN, "coverage", 0, scheduled=9, required=9.0)) == []


def test_shares_of_days_are_added_up_again() -> None:
    """Each day's share of customers in time by coverage.csv; a missing day, a wrong share, a missing key."""
    level = Target("service_level", 30, 0.95, per="day", floor=0.4)
    queues = (replace(PRESALE, targets=(level,)), AFTERSALE)
    facts = changed(PLAN, queues=queues)
    assert broken(facts) == [("summary_absent", "periods")]
    coverage = facts.plan.coverage
    assert coverage is not None
    own = coverage[(coverage["queue"] == "presale") & (coverage["timestamp"] < facts.end)]
    rows = [
        {"queue": "presale", "from": day.isoformat(), "reached": float(part["service_level"].mean())}
        for day, part in own.groupby(own["timestamp"].dt.date)
    ]
    assert broken(say(facts, periods=rows)) == []
    wrong = [{**rows[0], "reached": rows[0]["reached"] + 1e-4}, rows[1]]
    assert [column for _, column in broken(say(facts, periods=wrong))] == [
        "periods (presale, 2026-11-07)",
        "periods (presale, 2026-11-09)",
    ]
    assert broken(say(facts, periods=None)) != []
