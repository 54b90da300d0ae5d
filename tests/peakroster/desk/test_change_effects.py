"""What a change does: the differences of the figures, and of the rules that are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from peakroster.desk.change_effects import change_effects
from peakroster.desk.figures import key_figures
from peakroster.desk.leave import leave_effect
from peakroster.desk.overview.promises import promises
from peakroster.desk.roster import Desk, change, examine, open_desk
from peakroster.desk.stored import shifts_of
from tests.ui.conftest import FIRST_DAY, small_shop

__all__ = ["small_shop"]


@pytest.fixture(scope="module")
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


def test_one_person_less(desk: Desk) -> None:
    """The figures are those of the two summaries; only one person's hours differ; back is the mirror."""
    before = examine(desk)
    cell = next(cell for cell in shifts_of(desk.plan) if cell[0] != "005")
    after = change(desk, {cell: None})
    effects, back = change_effects(desk.shop, before, after), change_effects(desk.shop, after, before)
    figures = [key_figures(outcome.plan) for outcome in (before, after)]
    assert figures[0] is not None
    assert figures[1] is not None
    assert sum(effects.short.values()) == pytest.approx(
        figures[1].shortage_hours - figures[0].shortage_hours, abs=0.02
    )
    assert effects.paid == pytest.approx(-7.0)
    assert effects.hours == {cell[0]: pytest.approx(-7.0)}
    assert effects.cost == pytest.approx(-210.0)
    assert effects.late is not None
    assert effects.late > 0
    assert back.late == pytest.approx(-effects.late)
    assert back.broken == effects.mended


def test_rules_newly_broken(desk: Desk) -> None:
    """A rule counts once, also where the rows of the file have moved; nothing changed has no effect."""
    before = examine(desk)
    cell = ("006", FIRST_DAY + timedelta(days=1))
    broken = change(desk, {cell: "早班"})
    effects = change_effects(desk.shop, before, broken)
    assert {(one.code, one.agent) for one in effects.broken} >= {("leave", "006")}
    assert effects.mended == ()
    assert change_effects(desk.shop, before, before).nothing


def test_late_customers_are_those_of_the_line_of_figures(desk: Desk) -> None:
    """The difference that a change shows is the difference of what stands above every page."""
    before = examine(desk)
    cell = next(cell for cell in shifts_of(desk.plan) if cell[0] != "005")
    after = change(desk, {cell: None})
    lines = [promises(desk.shop, outcome.plan) for outcome in (before, after)]
    assert lines[0] is not None
    assert lines[1] is not None
    difference = lines[1].whole.late - lines[0].whole.late
    assert change_effects(desk.shop, before, after).late == pytest.approx(difference)
    assert leave_effect(desk, cell[0], cell[1], cell[1]).late == pytest.approx(max(0.0, difference))
