"""A search's result takes the place of a roster only if it is for this roster and better."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from peakroster.desk import solving
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import adjust
from peakroster.desk.roster import Desk, assignments_of, change, open_desk
from peakroster.desk.solving import UNSAVED, Solved, Standing, arrange_again, solve_rest, superseded
from peakroster.pipeline.stages import ProgressObserver
from scheduler.domain.weights import Weights
from scheduler.roster.problem.solution import Limits, Solution
from scheduler.roster.solve import arrange_roster
from tests.peakroster.planned import DAY, write_planned_shop
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

LIMITS = Limits.within(4)
CELL = ("001", FIRST_DAY)


@pytest.fixture
def desk(shop: Path) -> Desk:
    return open_desk(shop, FIRST_DAY)


def solved(desk: Desk, **changes: object) -> Solved:
    return solve_rest(desk, dict(changes), LIMITS, ProgressObserver())  # type: ignore[arg-type]


def rows(plan: object) -> set[tuple[object, ...]]:
    return set(plan.activities.itertuples(index=False, name=None))  # type: ignore[attr-defined]


def test_which_is_better() -> None:
    """Fewer problems come first, then fewer points; what rounding makes is nothing."""
    assert Standing(0, 50.0).is_better_than(Standing(1, 10.0))
    assert not Standing(1, 10.0).is_better_than(Standing(0, 50.0))
    assert Standing(0, 49.9).is_better_than(Standing(0, 50.0))
    assert not Standing(0, 50.0).is_better_than(Standing(0, 50.0))
    assert not Standing(0, 49.9999).is_better_than(Standing(0, 50.0))


def test_an_unchanged_draft_stays(desk: Desk) -> None:
    """A search from the best roster finds none better, and moves nobody's meal for nothing."""
    found = solved(desk)
    assert not found.is_better
    assert found.before == found.after
    assert rows(found.outcome.plan) == rows(desk.plan)


def test_a_worse_roster_is_known_as_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a search brings: a roster with one shift less costs more, and is not better."""

    def poor(shop, first_day, problem, limits, observer, start) -> Solution:  # type: ignore[no-untyped-def]
        return arrange_roster(problem, limits, start[:-1])

    monkeypatch.setattr(solving, "solve_roster", poor)
    found = solved(desk)
    assert found.before.is_better_than(found.after)
    assert not found.is_better
    objective = (found.outcome.plan.summary or {})["objective"]  # which has no price of changes
    assert found.after.points == pytest.approx(objective + Weights().change, abs=0.1)
    assert found.before.points == pytest.approx((desk.plan.summary or {})["objective"], abs=0.1)


def test_a_roster_that_keeps_the_rules_is_better_than_one_that_does_not(desk: Desk) -> None:
    """A shift on a day of leave may save points; a search that gives it up is better all the same."""
    leave = ("006", FIRST_DAY.replace(day=11))
    broken = replace(desk, plan=change(desk, {leave: "晚班"}).plan)
    found = solved(broken)
    assert found.before.problems > 0
    assert found.after.problems == 0
    assert found.is_better


def test_who_keeps_the_shift_keeps_the_rest(desk: Desk) -> None:
    """Where a search changes one person's shifts, it does not move all others for the same points."""
    changed = replace(desk, plan=change(desk, {CELL: None}).plan)
    found = solve_rest(changed, {CELL: None}, LIMITS, ProgressObserver())
    same = {*assignments_of(changed)} & {*assignments_of(replace(changed, plan=found.outcome.plan))}
    assert same
    assert found.after.points <= found.before.points + 1e-3
    assert found.outcome.violations == ()


def test_arranging_again_is_judged_alike(desk: Desk) -> None:
    """What the best arrangement is stays; where cells were changed by hand, it costs no more than before."""
    assert not arrange_again(desk).before.is_better_than(arrange_again(desk).after)
    changed = replace(desk, plan=change(desk, {CELL: None}).plan)
    found = arrange_again(changed)
    assert found.after.points <= found.before.points + 1e-3
    assert {*assignments_of(changed)} == {*assignments_of(replace(changed, plan=found.outcome.plan))}


def test_what_the_search_was_for(desk: Desk) -> None:
    """The result names files and unsaved changes that are others than when it began, and nothing else."""
    draft = Draft.of(desk)
    found = solve_rest(draft.working_desk(), draft.fixed_cells(), LIMITS, ProgressObserver())
    assert draft.superseded(found) == ()
    assert draft.with_change(CELL, None).superseded(found) == (UNSAVED,)
    assert draft.with_locks(frozenset({CELL})).superseded(found) == (UNSAVED,)
    assert draft.without_lock(("005", FIRST_DAY)).superseded(found) == (UNSAVED,)
    assert draft.with_change(CELL, None).undone().superseded(found) == ()
    other = replace(desk, plan=replace(desk.plan, first_day=FIRST_DAY.replace(day=12)))
    assert f"plans/{FIRST_DAY}" in superseded(found, other, {})
    for file in ("agents.csv", "requests.csv"):
        with (desk.shop.folder / file).open("a", encoding="utf-8") as text:
            text.write("\n")
    assert draft.superseded(found) == ("agents.csv", "requests.csv")


def test_a_search_during_an_adjustment_is_refused(tmp_path: Path) -> None:
    """The forecast is raised while a search runs: its result, which holds the old one, is refused and names
    adjustments, forecast and need, on the desk that was opened anew and on one that was not."""
    folder = write_planned_shop(tmp_path / "shop")
    draft = Draft.of(open_desk(folder, DAY))
    found = solve_rest(draft.working_desk(), {}, Limits.within(2), ProgressObserver())
    start = datetime(DAY.year, DAY.month, DAY.day, 10)
    row = {"start": start, "end": start.replace(hour=20), "queue": "presale", "multiply": 1.3}
    raised = Draft.of(adjust(draft.desk, {}, added=[row]))
    for now in (draft, raised):
        files = now.superseded(found)
        assert {"adjustments.csv", f"plans/{DAY}/forecast.csv", f"plans/{DAY}/requirement.csv"} <= {*files}
    assert raised.superseded(solve_rest(raised.desk, {}, Limits.within(2), ProgressObserver())) == ()
