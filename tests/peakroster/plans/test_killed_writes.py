"""A plan whose writing was killed: the one before stands, or the new one, and none of both is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peakroster.plans.store import PlanStore
from peakroster.store.versions import versions_of
from tests.peakroster.killed import killed_at_each_step
from tests.peakroster.plans.conftest import FIRST_DAY, make_plan

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("there", [True, False])
def test_a_killed_write_loses_no_plan(tmp_path: Path, there: bool) -> None:
    """At every fifth step (tests of the door try each); a plan that was replaced is a version."""
    shop = tmp_path / "shop"

    def stage() -> None:
        shutil.rmtree(shop, ignore_errors=True)
        shop.mkdir()
        if there:
            PlanStore(shop).write(make_plan(days=1))

    stage()
    seen = []
    for step in killed_at_each_step(lambda: PlanStore(shop).write(make_plan(days=2)), shop, stride=5):
        store = PlanStore(shop)
        days = [store.read(first).days for first in store.plans()]
        assert days in ([[1], [2]] if there else [[], [2]]), step
        if there and days == [2]:
            assert [len(version.files) for version in versions_of(shop)] == [6, 6], step
        assert not [e for e in shop.glob("plans/.*") if e.name != ".lock"], step
        seen.append(days)
        stage()
    assert [2] in seen
    assert PlanStore(shop).read(FIRST_DAY).days == 2
