"""The desk of a shop with a team that shares queues."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits
from tests.peakroster.planning.roster.test_shared_teams import write_team
from tests.peakroster.simulation.weeks import DAY
from tests.ui.test_app import opened, show, words

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop, planned for two days."""
    folder = write_team(tmp_path_factory.mktemp("team") / "shop")
    run_plan(read_shop(folder), DAY, 2, Limits.within(1), ProgressObserver())
    return folder


@pytest.mark.parametrize("page", ["overview", "demand", "roster", "coverage", "shortages", "what_if"])
def test_pages(team: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """All pages open; coverage is that of the team, and says what each of its queues gets."""
    app = opened(team, monkeypatch, "zh", page)
    assert not app.exception
    if page == "coverage":
        assert "前台" in words(app)
        assert "售后: 平均等待" in words(app)
    if page == "demand":
        show(app, "coverage")
        app.run()
        assert not app.exception
    assert sys.argv[1] == str(team)
