"""What the pattern of somebody's week costs, read from the files."""

from __future__ import annotations

import pandas as pd
import pytest

from scheduler.audit import PlanData, audit
from scheduler.audit.facts.plan_data import DEFAULT_POINTS
from scheduler.audit.facts.worked_shifts import written_rows
from scheduler.audit.figures.patterns import (
    BACKWARD,
    FREE_CHANGES,
    FREE_JUMP,
    FREE_MINUTES,
    SHORT_MINUTES,
    jumps,
    regular_start,
    restless,
    single_days,
    told_starts,
)
from scheduler.domain import weights as stated
from scheduler.domain.rules import Rules
from scheduler.domain.weights import NO_PATTERNS, REGULAR_WITHIN, Weights
from tests.scheduler.audit.world import (
    EARLY,
    LATE,
    MONDAY,
    SATURDAY,
    SUNDAY,
    at,
    change,
    earlier_of,
    say,
    shop,
    written,
)
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


def test_jumps_of_the_start_and_the_evening_before() -> None:
    """a1: 8:00, 16:30, 8:00; a2 at 22:00 on the Friday before, then 8:00; a3 alone. Back costs twice."""
    rows = [("a1", SATURDAY, EARLY), ("a1", SUNDAY, LATE), ("a1", MONDAY, EARLY)]
    rows += [("a2", SATURDAY, EARLY), ("a3", SATURDAY, LATE), ("a3", MONDAY, EARLY)]
    facts = written(shop(), roster=rows)
    amount, points = jumps(facts, facts.weights, written_rows(facts))
    assert amount == 8.5 + 8.5 + 14
    assert points == pytest.approx(facts.weights.start_jump * (8.5 + 2 * 8.5 + 2 * 14), abs=0.002)


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
    assert (FREE_JUMP, BACKWARD) == (stated.JUMP_WITHIN, stated.BACKWARD)
    assert (FREE_CHANGES, SHORT_MINUTES) == (stated.FREE_CHANGES, stated.SHORT_STRETCH)
    for key in NO_PATTERNS:
        assert DEFAULT_POINTS[key] == getattr(weights, key)


def _in_turn(*stretches: tuple[str, str, str], **rules: int) -> PlanData:
    """a1's Saturday from 08:00 to 17:00 in these activities."""
    facts = written(shop(rules=Rules(**rules)))
    rows = [("a1", at(SATURDAY, start), at(SATURDAY, end), activity) for start, end, activity in stretches]
    columns = list(facts.plan.activities.columns) if facts.plan.activities is not None else []
    frame = pd.DataFrame(rows, columns=columns).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
    return change(facts, "activities", lambda _: frame)


RESTLESS = (
    ("08:00", "09:30", "presale"),
    ("09:30", "10:00", "aftersale"),  # short, between two changes
    ("10:00", "11:00", "presale"),
    ("11:00", "12:00", "meal"),
    ("12:00", "12:30", "aftersale"),  # the third change, across the meal; short, and ended by the fourth
    ("12:30", "17:00", "presale"),
)


@pytest.mark.parametrize(
    ("rules", "amount"),
    [({}, 4), ({"max_activity_changes": 9}, 2), ({"min_activity_minutes": 0}, 2)],
)
def test_restless_shifts(rules: dict[str, int], amount: int) -> None:
    """Two changes beyond two and two short stretches; what the shop has a rule for costs nothing."""
    facts = _in_turn(*RESTLESS, **rules)
    assert restless(facts, facts.weights, written_rows(facts)) == (amount, pytest.approx(0.5 * amount))
