"""What the pattern of somebody's week costs, read from the files."""

from __future__ import annotations

import pytest

from scheduler.audit import audit
from scheduler.audit.facts.plan_data import DEFAULT_POINTS
from scheduler.audit.facts.worked_shifts import written_rows
from scheduler.audit.figures.patterns import FREE_MINUTES, regular_start, single_days, told_starts
from scheduler.domain.weights import REGULAR_WITHIN, Weights
from tests.scheduler.audit.world import earlier_of, say, shop, written
from tests.scheduler.statements import an_agent

PLAN = written(shop())


def test_single_days_of_the_plan_and_of_the_day_before_it() -> None:
    """a2 works on Friday and Sunday: both alone, as is the Saturday; what follows Monday is not known."""
    amount, points = single_days(PLAN, PLAN.weights, written_rows(PLAN))
    assert (amount, points) == (3, pytest.approx(0.3))


def test_days_before_that_nobody_planned_are_not_known() -> None:
    """Without a plan before, a2's Sunday is all that is known to stand alone."""
    facts = written(shop(earlier=earlier_of([], covers_day_before=False)))
    assert single_days(facts, facts.weights, written_rows(facts))[0] == 1


@pytest.mark.parametrize(("start", "hours"), [("08:00", 10), ("21:00", 0), ("20:59", 61 / 60), ("05:00", 7)])
def test_hours_away_from_the_regular_start(start: str, hours: float) -> None:
    """a2 begins at 22:00 on Sunday; whoever is not named has no regular start."""
    facts = say(PLAN, regular_starts={"a2": start})
    amount, points = regular_start(facts, facts.weights, written_rows(facts))
    assert amount == pytest.approx(hours)
    assert points == pytest.approx(0.05 * hours, abs=0.0005)


@pytest.mark.parametrize("told", ["8:00", "24:00", "08:60", "aa:00", 8, None])
def test_a_regular_start_that_is_no_time_is_found(told: object) -> None:
    """Each by its agent."""
    found = [violation.column for violation in told_starts(say(PLAN, regular_starts={"a2": told}))]
    assert found == ["regular_starts.a2"]


def test_a_regular_start_that_is_not_the_agent_s_own_is_found() -> None:
    """agents.csv says 22:00; the plan counts with another time."""
    facts = written(shop(agents=(an_agent("a2", frozenset({"presale"}), regular_start=1320),)))
    facts = say(facts, regular_starts={"a2": "08:00"}, objective_parts={})
    (violation,) = told_starts(facts)
    assert (violation.column, violation.expected, violation.found) == ("regular_starts.a2", "22:00", "08:00")
    assert violation in audit(facts, ("summary",))


def test_the_documented_numbers_are_those_of_the_search() -> None:
    """The audit has its own; both are what the documents say."""
    weights = Weights()
    assert FREE_MINUTES == REGULAR_WITHIN
    for key in ("regular_start", "single_day_off", "single_working_day"):
        assert DEFAULT_POINTS[key] == getattr(weights, key)
