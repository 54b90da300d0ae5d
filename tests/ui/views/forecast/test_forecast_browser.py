"""The forecast is explained and corrected in a real Chromium, as a manager would."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.roster import open_desk
from tests.peakroster.planned import DAY, write_planned_shop
from tests.ui.browser import PATIENCE, desk_page, go, settle, shown

ADJUSTMENTS = (
    "start,end,queue,multiply,set,reason,who\n"
    "2026-12-15T18:00,2026-12-15T22:00,presale,1.2,,流量,王芳\n"
    "2026-12-14T10:00,2026-12-14T11:00,,,50,,\n"
    "2026-11-01T00:00,2026-11-02T00:00,,2,,past,\n"
)
MARKER, TIMES = 16, 430
"""Where the marker of a row and its factor are, pixels from the left edge of the grid."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_planned_shop(tmp_path_factory.mktemp("browser") / "shop")
    (folder / "adjustments.csv").write_text(ADJUSTMENTS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    with desk_page(folder, tmp_path_factory) as page:
        yield page


def test_forecast(page, folder: Path) -> None:
    """Takes a number apart, changes a factor and removes a row, sees the number follow, leaves an odd hour
    out of the history."""
    from playwright.sync_api import expect

    page.locator("[data-figure]").first.wait_for()
    settle(page)
    go(page, "预测")
    go(page, "为什么是这个数？")
    expect(page.locator("table.why")).to_be_visible(timeout=PATIENCE)
    assert page.locator("table.why tr").first.inner_text().split("\t") == ["项目", "倍数", "增减", "累计"]

    go(page, "English")
    go(page, "Adjustments")
    save = page.get_by_role("button", name="Save and forecast again")
    expect(save).to_be_disabled()
    _click(page, 1, TIMES)
    page.keyboard.press("Enter")
    page.locator("#portal input").wait_for()  # a busy machine opens the editor after the next keys
    page.keyboard.press("Control+A")
    page.keyboard.type("2.5", delay=120)  # as fast as people type; the editor reads each key
    page.keyboard.press("Enter")
    settle(page)
    _click(page, 2, MARKER)
    page.keyboard.press("Delete")
    settle(page)
    expect(save).to_be_enabled()
    save.click()
    page.get_by_text("Saved. Forecast and need are updated").wait_for()
    settle(page)
    desk = open_desk(folder, DAY)
    assert [(row.multiply, row.reason) for row in desk.shop.adjustments] == [(2.5, "流量"), (2.0, "past")]
    assert desk.plan.forecast is not None
    changed = desk.plan.forecast[desk.plan.forecast["mean"] != desk.plan.forecast["model_mean"]]
    assert set(changed["queue"]) == {"presale"}
    assert changed["timestamp"].dt.strftime("%m-%d %H").tolist() == [
        "12-15 18",
        "12-15 19",
        "12-15 20",
        "12-15 21",
    ]

    go(page, "Why this number?")
    page.get_by_text("Adjustment × 2.5 (adjustments.csv, row 2)").first.wait_for()
    expect(page.get_by_text("流量 – 王芳")).to_be_visible(timeout=PATIENCE)

    go(page, "Unusual history (1)")
    page.get_by_role("button", name="Exclude from history").click()
    page.get_by_text("Nothing unusual in the history.").wait_for()
    settle(page)
    (exclusion,) = open_desk(folder, DAY).shop.exclusions
    assert (exclusion.queue, exclusion.reason) == ("presale", "wrong record")


def _click(page, row: int, x: int) -> None:
    """Click the grid (a canvas) in that row, counted from 1."""
    grid = shown(page)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + 35 * row + 17)
    settle(page)
