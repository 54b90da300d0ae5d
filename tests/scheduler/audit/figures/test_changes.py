"""Changes that a summary tells, read from the files."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.audit import audit
from scheduler.audit.facts.worked_shifts import written_rows
from scheduler.audit.figures import changes as audited
from scheduler.audit.figures.changes import changes, told_changes
from scheduler.domain import weights as stated
from scheduler.domain.weights import Weights
from tests.scheduler.audit.world import EARLY, SATURDAY, SUNDAY, say, shop, written

PLAN = written(shop(), roster=[("a1", SATURDAY, EARLY), ("a1", SUNDAY, EARLY)])


def row(**values: Any) -> dict[str, Any]:
    """a1 was told to be off on Sunday and works early."""
    given = {
        "agent_id": "a1",
        "date": SUNDAY.isoformat(),
        "before": "off",
        "after": EARLY.name,
        "points": 4.5,
    }
    return {**given, **values}


def of(*rows: dict[str, Any], as_of: str | None = None) -> list[str | None]:
    """Columns of what is wrong."""
    facts = say(PLAN, replan={"as_of": as_of, "changes": list(rows)}, objective_parts={})
    return [violation.column for violation in told_changes(facts, written_rows(facts))]


def test_prices_are_those_of_the_documents() -> None:
    """One of a day off, 1.5 times that of another shift; twice as much within two days."""
    facts = say(PLAN, replan={"as_of": None, "changes": [row(), row(before="late", points=3.0)]})
    assert changes(facts, facts.weights) == (2, pytest.approx(7.5))
    assert audited.CALLED_IN == stated.CALLED_IN
    weights = Weights()
    assert (weights.change, weights.change_soon, weights.notice_hours) == (3.0, 6.0, 48.0)


def test_changes_of_the_roster_are_right() -> None:
    """As they stand, within the notice and beyond it."""
    assert of(row()) == []
    near, far = f"{SATURDAY}T06:00", "2026-01-01T00:00"
    assert of(row(points=9.0), as_of=near) == []
    assert of(row(), as_of=far) == []
    assert of(row(), as_of=near) == ["replan.changes.0.points"]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"after": "off"}, "after"),
        ({"before": EARLY.name, "points": 3.0}, "before"),
        ({"points": None}, "points"),
    ],
)
def test_what_is_no_change_of_the_roster_is_found(values: dict[str, Any], column: str) -> None:
    """Another shift than that of the roster, the same as before, no number."""
    assert of(row(), row(**values)) == [f"replan.changes.1.{column}"]


def test_a_plan_that_was_not_made_anew_has_none() -> None:
    """And what is no list of rows is none."""
    assert changes(PLAN, PLAN.weights) == (0, 0)
    for odd in ([], {}, {"changes": 3}, {"changes": [3]}, None):
        facts = say(PLAN, replan=odd)
        assert changes(facts, facts.weights) == (0, 0)
        assert isinstance(audit(facts, ("summary",)), list)
