"""Rules that ask for a least number: feasible and infeasible patterns, in the plan and at its borders.

Patterns as in test_upper_limits: a letter a day from Monday 2026-11-02 on, days before ``|`` are of earlier
plans, which cover all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.audit import PlanData, Reference, Violation, agent_rules, audit
from scheduler.audit.rules.lower_limits import lower_limits, worsened_lower_limits
from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork
from scheduler.domain.requests import Lock
from scheduler.domain.rules import Limit, Rules
from tests.scheduler.audit.rules.test_upper_limits import AGENT, MONDAY, NIGHTS, SHIFTS, SHORT, shifts_of
from tests.scheduler.audit.world import earlier_of, roster_frame, shop
from tests.scheduler.statements import a_leave, a_shift, changed


def plan(pattern: str, covered: bool = True, **changes: Any) -> PlanData:
    """The facts of a plan of the days behind ``|``."""
    before, bar, planned = pattern.partition("|")
    if not bar:
        before, planned = "", pattern
    first = MONDAY + timedelta(days=len(before))
    earlier = EarlierWork(roster_frame([]), earlier_of([]).activities, covered and bool(before), None)
    if covered and before:
        earlier = changed(earlier, covered_from=MONDAY)
    rules = changes.pop("rules", Rules())
    facts = shop(
        first_day=first,
        days=len(planned),
        shifts=(*SHIFTS.values(),),
        agents=(AGENT,),
        rules=rules,
        leave=(),
        locks=(),
        wishes=(),
        earlier=earlier,
    )
    return changed(facts, **changes)


def broken(pattern: str, agent: Agent = AGENT, covered: bool = True, **rules: Any) -> list[Violation]:
    facts = plan(pattern, covered, rules=Rules(**rules))
    return list(lower_limits(facts, agent, shifts_of(pattern)))


def days(violations: Sequence[Violation]) -> list[int]:
    return [(violation.day - MONDAY).days for violation in violations if violation.day]


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        (".SSS.", []),
        (".SS.SSS.", [2]),
        (".S.SSSS.S.", [1, 8]),
        (".....SS", []),  # the next plan may lengthen it
        ("SS", []),
        ("SS.", []),  # nobody knows when it began
        (".|SS.", [2]),  # on the plan's first day
        ("SS|S.", []),  # what earlier plans began counts
        ("S|S..", [1]),
        ("SS|...", [1]),  # broken off by this plan
        ("SS.|...", []),  # and this one before it
        ("SSS|S.", []),
        ("...|S.", [3]),
    ],
)
def test_days_worked_in_a_row(pattern: str, where: list[int]) -> None:
    """At least three, of every run that ends in the plan."""
    found = broken(pattern, min_consecutive_days=3)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"min_consecutive_days"}


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("S..S", []),
        ("S.S", [2]),
        ("S.S.SS", [2, 4]),
        (".SSS.", []),  # nobody knows how long before, the next plan may lengthen it
        ("S|.S", [2]),
        ("S.|S", [2]),
        ("S.|.S", []),
        ("S.S|.S", [4]),
        ("S.S|S", []),  # broken before this plan
        ("....|S", []),
    ],
)
def test_days_off_in_a_row(pattern: str, where: list[int]) -> None:
    """At least two, of every run that ends in the plan."""
    found = broken(pattern, min_consecutive_days_off=2)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"min_consecutive_days_off"}


def test_an_agents_own_least_runs_count_instead() -> None:
    """A row of agents.csv that asks for more, or for less, than the shop."""
    more = changed(AGENT, min_consecutive_days=3, min_consecutive_days_off=2)
    found = broken(".SS.SSS.", more, min_consecutive_days=2)
    assert [(v.code, v.expected, v.found) for v in found] == [
        ("min_consecutive_days", 3, 2),
        ("min_consecutive_days_off", 2, 1),
    ]
    assert all(v.references[-1] == Reference("agents.csv", 2) for v in found)
    assert broken(".S.SS.", changed(AGENT, min_consecutive_days=1), min_consecutive_days=2) == []


THREE = Rules(min_consecutive_days=3)
DAY_4 = MONDAY + timedelta(days=3)
LOCKED_LATER = Lock("a1", MONDAY + timedelta(days=4), "短班", 2)
SHORT_NIGHT = a_shift("夜短", 1320, 1560)
TWICE = frozenset({("短班", "短班")})


@pytest.mark.parametrize(
    ("hindrance", "asked"),
    [
        ({}, True),
        ({"leave": (a_leave("a1", MONDAY + timedelta(days=1), 2),)}, False),
        ({"leave": (a_leave("a1", MONDAY + timedelta(days=3), 2),)}, True),  # after what is missing
        ({"locks": (Lock("a1", MONDAY + timedelta(days=2), "off", 2),)}, False),
        ({"locks": (Lock("a1", MONDAY + timedelta(days=2), "夜班", 2),)}, True),
        ({"rules": changed(THREE, max_hours_per_day=3)}, False),
        # Two more short shifts of four hours make twelve of the week.
        ({"rules": changed(THREE, max_hours_per_week=12)}, True),
        ({"rules": changed(THREE, max_hours_per_week=11)}, False),
        ({"rules": changed(THREE, max_days_per_week=3)}, True),
        ({"rules": changed(THREE, max_days_per_week=2)}, False),
        ({"rules": changed(THREE, max_days_per_week=3), "locks": (LOCKED_LATER,)}, False),
        ({"rules": changed(THREE, max_consecutive_days=3), "locks": (LOCKED_LATER,)}, True),
        (
            {"rules": changed(THREE, max_consecutive_days=3), "locks": (changed(LOCKED_LATER, day=DAY_4),)},
            False,
        ),
        ({"rules": changed(THREE, hours_limits=(Limit(3, most=11),))}, False),
        (
            {"rules": changed(THREE, shift_limits=(Limit("week", most=1, shifts=frozenset({"短班"})),))},
            True,
        ),
        # Nights are what is left, of which there may be one; then what may not follow each other.
        ({"rules": changed(THREE, max_night_shifts_per_week=1), "shifts": (SHORT_NIGHT,)}, False),
        ({"rules": changed(THREE, max_night_shifts_per_week=2), "shifts": (SHORT_NIGHT,)}, True),
        ({"rules": changed(THREE, forbidden_successions=TWICE), "shifts": (SHORT,)}, False),
        ({"rules": changed(THREE, forbidden_successions=TWICE)}, True),
        # Each limit alone can be kept, all of them together cannot: eight hours by day, or four at night.
        ({"rules": changed(THREE, max_hours_per_week=12), "shifts": (SHIFTS["E"], SHORT_NIGHT)}, True),
        (
            {
                "rules": changed(THREE, max_hours_per_week=15, max_night_shifts_per_week=1),
                "shifts": (SHIFTS["E"], SHORT_NIGHT),
            },
            False,
        ),
    ],
)
def test_a_run_that_was_begun_goes_on_only_where_the_agent_may_work(
    hindrance: dict[str, Any], asked: bool
) -> None:
    """Three days are asked for, one was worked before: nobody can mend it who is on leave or locked off, or
    whose upper limits leave no room."""
    pattern = "S|...."
    facts = plan(pattern, **{"rules": THREE, **hindrance})
    assert bool(list(lower_limits(facts, AGENT, shifts_of(pattern)))) is asked


def test_the_first_run_counts_where_the_day_before_is_known() -> None:
    """An earlier plan that gave the agent nothing covers the day before; without any, a run may be older."""
    rules = Rules(min_consecutive_days=2)
    facts = plan("S..", rules=rules)
    assert list(lower_limits(facts, AGENT, shifts_of("S.."))) == []
    known = changed(facts, earlier=changed(facts.earlier, covers_day_before=True))
    assert [v.code for v in lower_limits(known, AGENT, shifts_of("S.."))] == ["min_consecutive_days"]


def test_a_lock_may_call_somebody_back_from_days_off_that_were_begun() -> None:
    """One day off lies before the plan; a lock on its first day is no fault of the roster."""
    rules = Rules(min_consecutive_days_off=3)
    lock = (Lock("a1", MONDAY + timedelta(days=2), "短班", 2),)
    assert list(lower_limits(plan("S.|S", rules=rules), AGENT, shifts_of("S.|S")))
    assert not list(lower_limits(plan("S.|S", rules=rules, locks=lock), AGENT, shifts_of("S.|S")))
    begun_here = plan("S|.S", rules=rules, locks=lock)
    assert list(lower_limits(begun_here, AGENT, shifts_of("S|.S")))


@pytest.mark.parametrize(
    ("pattern", "per", "stretches"),
    [
        ("NN.....", "week", []),
        ("N......", "week", [(0, 6)]),
        ("EEEEE..", "week", [(0, 6)]),  # others do not count
        (".......", "week", [(0, 6)]),  # nobody is not left out for working nothing
        ("N.....", "week", []),  # Sunday is the next plan's, and so is the week
        ("N|......", "week", [(0, 6)]),  # earlier plans count
        ("N|N.....", "week", []),
        ("N" + "." * 28, "month", []),  # November is neither covered from its first day nor planned
        ("....", "plan", [(0, 3)]),
        ("NN|NN", "plan", []),
        ("NN|N.", "plan", [(2, 3)]),
        ("N...NN", 3, [(0, 2)]),  # any three days; those that overlap are told once
        ("NN.NN", 3, []),
        ("NN|.N.", 3, [(2, 4)]),
        (".|NN.", 3, []),
    ],
)
def test_shifts_of_a_stretch(pattern: str, per: Any, stretches: list[tuple[int, int]]) -> None:
    """At least two nights in a week, the plan, or any three days; only where all of it is known."""
    limit = Limit(per, least=2, shifts=NIGHTS, written="夜班")
    found = broken(pattern, shift_limits=(limit,))
    assert [v.stretch for v in found] == [
        (MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)) for first, last in stretches
    ]
    assert {(v.code, v.what, v.row) for v in found} <= {("shift_limit_least", "夜班", None)}


def test_a_month_is_asked_for_its_least_when_all_of_it_is_known() -> None:
    """December planned as a whole; November's last day before it is not."""
    first = date(2026, 11, 30)
    own = changed(AGENT, min_hours_month=160.0)
    facts = changed(plan("." * 32), first_day=first)
    (found,) = lower_limits(facts, own, [])
    assert (found.code, found.expected, found.found, found.stretch) == (
        "min_hours_month",
        160,
        0,
        (date(2026, 12, 1), date(2026, 12, 31)),
    )
    assert found.references == (Reference("agents.csv", 2),)
    covered = changed(facts, earlier=changed(facts.earlier, covered_from=date(2026, 11, 1)))
    assert [v.stretch for v in lower_limits(covered, own, [])] == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("pattern", "broken_"),
    [
        ("EEEES..", False),  # 36
        ("EEEE...", True),  # 32
        ("EE|EES..", False),
        ("EE|EE...", True),
    ],
)
def test_hours_of_a_week(pattern: str, broken_: bool) -> None:
    """At least 36 paid hours from Monday to Sunday."""
    found = broken(pattern, hours_limits=(Limit("week", least=36),))
    assert [v.code for v in found] == ["hours_limit_least"] * broken_


def test_leave_and_days_outside_the_contract_take_their_part_off() -> None:
    """35 hours and two nights of a week with two days of leave: 25 hours and one night."""
    limits: dict[str, Any] = {
        "hours_limits": (Limit("week", least=35),),
        "shift_limits": (Limit("week", least=2, shifts=NIGHTS),),
    }
    facts = plan("NEEE...", rules=Rules(**limits))  # 31.5 hours
    assert [v.code for v in lower_limits(facts, AGENT, shifts_of("NEEE..."))] == [
        "shift_limit_least",
        "hours_limit_least",
    ]
    leave = tuple(a_leave("a1", MONDAY + timedelta(days=day), 2) for day in (5, 6))
    assert list(lower_limits(changed(facts, leave=leave), AGENT, shifts_of("NEEE..."))) == []
    (short,) = lower_limits(changed(facts, leave=leave), AGENT, shifts_of("NEE...."))
    assert (short.code, short.expected, short.found) == ("hours_limit_least", 25, 23.5)
    until = changed(AGENT, last_day=MONDAY + timedelta(days=4))
    assert list(lower_limits(facts, until, shifts_of("NEEE..."))) == []
    new = changed(AGENT, first_day=MONDAY + timedelta(days=2))
    assert list(lower_limits(facts, new, shifts_of("NEEE..."))) == []


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("......", "..S...", {"min_consecutive_days"}),
        ("SSS...", "SSSS..", set()),
        (".SS...", ".SSS..", set()),  # two in a row were too few: better
        ("......", ".....S", set()),  # the next plan's
        ("SSS...SSS.", "SSS..SSSS.", set()),
        ("SSS..SSS..", "SSS.SSSS..", {"min_consecutive_days_off"}),
        ("SSS.SSS..", "SSSSSSS..", set()),  # a day off that was too short is gone
        ("SSS...SSS.", "SSS.S.SSS.", {"min_consecutive_days", "min_consecutive_days_off"}),
    ],
)
def test_what_one_more_shift_makes_worse(before: str, after: str, worse: set[str]) -> None:
    """Runs may be mended and broken; only what is missing more than before counts."""
    rules = Rules(
        min_consecutive_days=3,
        min_consecutive_days_off=2,
        shift_limits=(Limit("plan", least=9),),
    )
    facts = plan(before, rules=rules)
    assert worsened_lower_limits(facts, AGENT, shifts_of(before), shifts_of(after)) == worse


def test_only_a_whole_roster_is_held_against_them() -> None:
    """The audit of a roster asks for the least of everybody; some shifts (locks) alone it does not."""
    rules = Rules(min_consecutive_days=3, shift_limits=(Limit("week", least=1),))
    facts = plan(".SS....", rules=rules, agents=(AGENT, changed(AGENT, id="a2")))
    roster = roster_frame([("a1", MONDAY + timedelta(days=day), SHORT) for day in (1, 2)])
    facts = changed(facts, plan=changed(facts.plan, roster=roster))
    assert list(agent_rules(facts, shifts_of(".SS...."), [])) == []
    found = [v for v in audit(facts, ("roster",)) if v.file == "roster.csv"]
    assert [(v.code, v.agent) for v in found] == [
        ("min_consecutive_days", "a1"),
        ("shift_limit_least", "a2"),
    ]
