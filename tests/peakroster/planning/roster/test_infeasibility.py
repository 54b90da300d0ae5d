"""Rules that leave somebody without a roster are named with their rows (exit code 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.pipeline import stages as planning
from peakroster.planning.roster.infeasibility import contradiction_findings
from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import CollisionError
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit
from scheduler.domain.shop import Shop
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.solution import Limits
from tests.peakroster.planning.roster.test_rules import (
    MONDAY,
    NO_RULES,
    NOTHING_NEEDED,
    earlier_of,
    person,
    shop_of,
)
from tests.peakroster.shop.shops import write_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Fifty hours, less by three days of leave of seven, are 28.6; three days of eight hours are left."""
    leave = tuple(
        Request("A1", MONDAY + timedelta(days=day), "leave", None, 1.0, row)
        for day, row in ((1, 5), (3, 6), (4, 7))
    )
    return shop_of(
        read_shop(write_shop(tmp_path / "shop"), history_required=False),
        replace(NO_RULES, hours_limits=(Limit("plan", 50, None),), max_hours_per_day=8),
        person(weekdays=frozenset({0, 1, 2, 3, 4, 5, 6})),
        requests=leave,
        locks=(Lock("A1", MONDAY, "off", 9), Lock("A1", MONDAY + timedelta(days=2), "早班", 10)),
    )


def test_rules_and_rows_are_named(shop: Shop) -> None:
    """What leaves too few days; not the lock on a shift, nor the weekdays or the hours of a day."""
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 7)
    (finding,) = contradiction_findings(shop, problem, MONDAY)
    assert (finding.severity, finding.code, finding.file, finding.row, finding.value) == (
        "collision",
        "collision_together",
        "agents.csv",
        2,
        "A1",
    )
    assert str(finding.details["rules"]) == (
        "hours_limits (≥ 28.58 h, 2026-11-02 – 2026-11-08); "
        "requests.csv:5; requests.csv:6; requests.csv:7; locks.csv:9"
    )
    for language in LANGUAGES:
        words = finding.message(Translator(language)) + finding.remedy(Translator(language))
        assert "hours_limits" in words
        assert "2026-11-08" in words


def test_changes_by_hand_are_named_by_their_day(shop: Shop) -> None:
    """What is held on the desk stands in no row of locks.csv."""
    shop = replace(shop, locks=tuple(replace(lock, row=0) for lock in shop.locks))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier_of("", MONDAY, 0), MONDAY, 7)
    (finding,) = contradiction_findings(shop, problem, MONDAY)
    assert str(finding.details["rules"]).endswith("requests.csv:7; 2026-11-02 off")


def test_a_plan_without_a_roster_says_why(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search finds that there is none, the collision is raised with the rules that make it so."""

    def no_roster(*_: object) -> None:
        raise RulesCollideError("INFEASIBLE")

    monkeypatch.setattr(planning, "solve_in_subprocess", no_roster)
    plan = Plan(MONDAY, 7, requirement=NOTHING_NEEDED)
    with pytest.raises(CollisionError) as error:
        planning.finish_plan(shop, plan, Limits(), planning.ProgressObserver(), {})
    assert [finding.code for finding in error.value.findings] == ["collision_together"]
    easy = replace(shop, settings=replace(shop.settings, rules=NO_RULES))
    with pytest.raises(RulesCollideError):  # nobody's rules alone: no answer is made up
        planning.finish_plan(easy, plan, Limits(), planning.ProgressObserver(), {})
