"""Changes by hand: each a step that can be undone, and a search that leaves them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.draft import Draft
from peakroster.desk.figures import key_figures, worst_interval
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from tests.ui.conftest import FIRST_DAY
from ui.background_search import BackgroundSearch

pytestmark = pytest.mark.slow


@pytest.fixture
def draft(small_shop: Path) -> Draft:
    return Draft.of(open_desk(small_shop, FIRST_DAY))


def test_steps(draft: Draft) -> None:
    """Steps add up, are undone one by one or all at once, and leave the draft before them as it was."""
    assert not draft.changed
    one = draft.with_change(("001", FIRST_DAY), None)
    two = one.with_change(("004", FIRST_DAY), None)
    changed = [cell for cell, _, _ in two.differences()]
    assert set(changed) <= {("001", FIRST_DAY), ("004", FIRST_DAY)}
    assert ("004", FIRST_DAY) in changed
    assert two.undone().differences() == one.differences()
    assert two.discarded().differences() == []
    assert not draft.changed


def test_no_change_is_no_step(draft: Draft) -> None:
    """Choosing what is there already changes nothing."""
    present = shifts_of(draft.outcome.plan).get(("001", FIRST_DAY))
    assert draft.with_change(("001", FIRST_DAY), present) is draft


def test_change_replaces_an_older_lock(draft: Draft) -> None:
    """A cell that locks.csv holds can be changed: its lock moves along, and is no broken rule."""
    cell = ("005", FIRST_DAY)
    assert shifts_of(draft.outcome.plan)[cell] == "早班"
    changed = draft.with_change(cell, "晚班")
    assert "lock" not in {violation.code for violation in changed.outcome.violations}
    assert changed.locks() == {cell: "晚班"}


def test_locks(draft: Draft) -> None:
    """What is locked by hand is saved as a lock of its present shift, off included; it can be taken back."""
    cell = ("006", FIRST_DAY.replace(day=11))
    locked = draft.with_locks(frozenset({cell}))
    assert locked.locks() == {cell: None}
    assert locked.without_lock(cell).locks() == {}


def test_saved_lock_is_taken_away(draft: Draft) -> None:
    """A lock of locks.csv can go in one step, be set again, and be brought back by undoing."""
    cell = ("005", FIRST_DAY)
    assert draft.is_locked(cell)
    free = draft.without_lock(cell)
    assert free.changed
    assert free.unsaved == 1
    assert not free.is_locked(cell)
    changed = free.with_change(cell, "晚班")
    assert not changed.is_locked(cell)
    assert changed.locks() == {}
    assert "lock" not in {violation.code for violation in changed.outcome.violations}
    again = changed.with_locks(frozenset({cell}))
    assert again.locks() == {cell: "晚班"}
    assert not again.step.unlocked
    assert free.undone().is_locked(cell)


def test_search_keeps_what_was_changed(draft: Draft) -> None:
    """BackgroundSearch the rest leaves the changed cell, and does no worse than the change by itself."""
    cell = ("001", FIRST_DAY)
    changed = draft.with_change(cell, None)
    solving = BackgroundSearch(changed.working_desk(), changed.fixed_cells(), seconds=4)
    assert solving.wait(60)
    assert solving.error is None
    assert solving.found is not None
    solved = changed.with_solution(solving.found.outcome)
    assert cell not in shifts_of(solved.outcome.plan)
    assert not solved.outcome.violations
    before, after = key_figures(changed.outcome.plan), key_figures(solved.outcome.plan)
    assert before is not None
    assert after is not None
    assert after.shortage_hours <= before.shortage_hours + 1e-6


def test_impossible_change_is_an_error(draft: Draft) -> None:
    """A change that breaks a hard rule cannot be held in a search; the error names the rule."""
    changed = draft.with_change(("006", FIRST_DAY.replace(day=11)), "早班")
    solving = BackgroundSearch(changed.working_desk(), changed.fixed_cells(), seconds=4)
    assert solving.wait(60)
    assert solving.found is None
    assert solving.error is not None


def test_worst_interval(draft: Draft) -> None:
    """The lowest service level is one of the coverage's, at a time when somebody is needed."""
    worst = worst_interval(draft.desk.shop, draft.outcome.plan)
    assert worst is not None
    assert worst.required > 0
    coverage = draft.outcome.plan.coverage
    assert coverage is not None
    needed = coverage[(coverage["required"] > 0) & (coverage["timestamp"] < draft.outcome.plan.end)]
    assert worst.service_level == pytest.approx(needed["service_level"].min())


def test_the_parts_of_a_changed_roster_add_up(draft: Draft) -> None:
    """Whatever is changed by hand, the audit finds every part of the objective as it is told."""
    changed = draft.with_change(("001", FIRST_DAY), None).with_change(
        ("006", FIRST_DAY.replace(day=11)), "晚班"
    )
    codes = {violation.code for violation in changed.outcome.violations}
    assert "leave" in codes
    assert not {code for code in codes if code.startswith("summary")}
    told = changed.outcome.plan.summary or {}
    points = sum(part["points"] for part in told["objective_parts"].values())
    assert points == pytest.approx(told["objective"], abs=0.1)
