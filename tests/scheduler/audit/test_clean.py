"""The audit as a whole: silent on a right plan, loud on what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from scheduler.audit import CODES, PARTS, Violation, audit
from scheduler.domain.rules import Rules
from tests.scheduler.audit.world import FRIDAY, MONDAY, NIGHT, earlier_of, shop, written
from tests.scheduler.statements import changed

PLAN = written(shop())
FILES = ("forecast", "requirement", "roster", "activities", "coverage")


def test_a_right_plan_is_clean() -> None:
    """Files that another program wrote by plain loops pass without a word."""
    assert audit(PLAN) == []


def test_a_right_plan_without_rules_or_past_is_clean() -> None:
    """No rules at all and no earlier plan: the hours before the first shift are unplannable, not short."""
    facts = written(shop(rules=Rules(), earlier=earlier_of([], covers_day_before=False)))
    assert facts.plan.summary is not None
    assert facts.plan.summary["unplannable_hours"] > 0
    assert audit(facts) == []


@pytest.mark.parametrize("part", PARTS)
def test_an_absent_file_is_named(part: str) -> None:
    """A file that was not written is reported as absent, and nothing that follows from it is made up."""
    facts = changed(PLAN, plan=changed(PLAN.plan, **{part: None}))
    found = audit(facts)
    file = f"{part}.csv" if part != "summary" else "summary.json"
    assert found[0] == Violation("file_absent", file)
    assert {violation.code for violation in found[1:]} <= {"interval_absent", "activity_outside_shift"}


def test_a_plan_without_any_file_is_absent_file_by_file() -> None:
    """Nothing written: six absent files, no crash."""
    found = audit(changed(PLAN, written={}))
    assert [violation.code for violation in found] == ["file_absent"] * 6


def test_parts_limits_the_audit_to_stages_that_were_run() -> None:
    """After the forecast stage alone only forecast.csv is looked at."""
    only = changed(PLAN, written={"forecast": PLAN.plan.forecast})
    assert audit(only, ("forecast",)) == []
    with pytest.raises(ValueError, match="parts"):
        audit(only, ("forcast",))


@pytest.mark.parametrize("file", ["forecast", "requirement", "coverage"])
def test_a_queue_without_rows_is_named_once(file: str) -> None:
    """All rows of one queue gone: one violation for the queue, not one for each interval."""
    frame: pd.DataFrame = getattr(PLAN.plan, file)
    facts = changed(PLAN, plan=changed(PLAN.plan, **{file: frame[frame["queue"] != "aftersale"]}))
    of_file = [violation for violation in audit(facts) if violation.file == f"{file}.csv"]
    assert [(violation.code, violation.queue) for violation in of_file] == [("queue_absent", "aftersale")]


def test_an_empty_roster_is_found_when_somebody_could_come() -> None:
    """An empty roster in which all totals add up is still broken: people are needed and free."""
    found = audit(written(shop(locks=()), roster=()), ("roster", "activities", "coverage"))
    assert [violation.code for violation in found] == ["roster_empty"]
    assert found[0].agent == "a1"


def test_an_empty_roster_is_right_when_nobody_can_come() -> None:
    """Everybody on leave or without skill: an empty roster breaks nothing."""
    agents = tuple(changed(agent, last_day=FRIDAY) for agent in shop().agents)
    facts = written(shop(locks=(), agents=agents), roster=())
    assert audit(facts, ("roster", "activities", "coverage")) == []


def test_an_empty_roster_is_right_when_rest_forbids_every_shift() -> None:
    """The only agent has worked the night before, and the plan is that one day."""
    agents = (changed(shop().agents[1], weekdays=frozenset({5})),)
    rules = changed(shop().rules, min_rest_hours=20)
    facts = written(
        shop(locks=(), wishes=(), agents=agents, rules=rules, earlier=earlier_of([("a2", FRIDAY, NIGHT)])),
        roster=(),
    )
    assert audit(facts, ("roster",)) == []


def test_an_unknown_code_is_refused() -> None:
    """A violation whose code has no text in the catalogues cannot be made."""
    with pytest.raises(ValueError, match="CODES"):
        Violation("tired", "roster.csv", day=MONDAY)
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("file", FILES)
def test_an_emptied_table_does_not_pass(file: str) -> None:
    """A table with a header and no rows is noticed."""
    frame: pd.DataFrame = getattr(PLAN.plan, file)
    facts = changed(PLAN, plan=changed(PLAN.plan, **{file: frame.iloc[:0]}))
    assert audit(facts)
