"""The desk in a real Chromium, driven as a manager would."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peakroster.desk.roster import open_desk
from tests.ui.browser import PATIENCE, desk_page, go, settle
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("browser") / "shop"
    shutil.copytree(small_shop, copy)
    return copy


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    with desk_page(folder, tmp_path_factory) as page:
        yield page


def figure(page, label: str) -> str:
    """What the line on top says, or a metric of the page."""
    line = page.locator("[data-figure]").filter(has_text=label)
    if line.count():
        return line.locator("dd").inner_text()
    metric = page.get_by_test_id("stMetric").filter(has_text=label).first
    return metric.get_by_test_id("stMetricValue").inner_text()


def test_desk(page, folder: Path, tmp_path: Path) -> None:
    """Opens in two languages, draws, changes a cell, solves the rest, saves, asks what if, hands out."""
    from playwright.sync_api import expect

    page.locator("[data-figure]").first.wait_for()
    settle(page)
    assert "缺口" in page.inner_text("body")

    go(page, "English")
    page.locator("[data-figure]").filter(has_text="Shortage").wait_for()
    assert "缺口" not in page.inner_text("body")

    for name in ("Need", "Shortages", "Publish", "Demand"):
        go(page, name)
    page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()

    go(page, "Roster")
    paid = figure(page, "Paid")
    page.locator("#cell-2-0").click(button="right")
    page.get_by_role("menuitem", name="Details of this cell").click()
    agent = page.get_by_test_id("stSelectbox").filter(has_text="Agent").locator("input")
    expect(agent).to_have_value("003 张敏", timeout=PATIENCE)
    page.get_by_test_id("stButtonGroup").get_by_text("Off", exact=True).click()
    page.get_by_text("张敏, Tue 11-10:").wait_for()
    settle(page)
    assert figure(page, "Paid") != paid
    lock = page.get_by_role("button", name="Lock", exact=True)
    expect(lock).to_be_enabled(timeout=PATIENCE)
    lock.click()
    expect(lock).to_be_disabled(timeout=PATIENCE)  # all that was changed is locked now
    settle(page)
    page.get_by_role("button", name="Solve the rest").click()
    page.get_by_text("Solved again. Before:").wait_for()
    settle(page)
    page.get_by_role("button", name="Save", exact=False).click()
    page.get_by_text("Saved.").wait_for()
    desk = open_desk(folder, FIRST_DAY)
    assert desk.plan.roster is not None
    rows = desk.plan.roster
    assert rows[(rows["agent_id"] == "003") & (rows["date"] == FIRST_DAY)].empty
    assert ("003", "off") in {(lock.agent_id, lock.shift) for lock in desk.shop.locks}

    go(page, "Publish")
    go(page, "Downloads")
    with page.expect_download() as downloading:
        page.get_by_test_id("stDownloadButton").first.locator("button").click()
    target = tmp_path / "roster.csv"
    downloading.value.save_as(target)
    text = target.read_bytes().decode("utf-8-sig")
    assert downloading.value.suggested_filename == f"roster-{FIRST_DAY}.csv"
    assert len(text.splitlines()) == 1 + 6 * 2
