"""Demand is corrected and the need is asked why in a real Chromium, as a manager would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peakroster.desk.roster import open_desk
from peakroster.messages import Translator
from tests.peakroster.planned import DAY, write_planned_shop
from tests.ui.browser import PATIENCE, desk_page, go, settle

pytestmark = pytest.mark.browser

ZH, EN = Translator("zh"), Translator("en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_planned_shop(tmp_path_factory.mktemp("browser") / "shop")


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with desk_page(folder, tmp_path_factory) as page:
        yield page


def test_a_stretch_is_marked_previewed_counted_and_taken_back(page: Any, folder: Path) -> None:
    """Marked with the pointer, thirty per cent more; inquiries and people are shown before it counts; who
    entered it stands below, and it is taken back."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=ZH("shell.page_demand")).first.wait_for()
    settle(page)
    go(page, ZH("shell.page_demand"))
    _drag(page, 0.95, 0.99)
    field = page.get_by_label(ZH("demand.value_percent"))
    field.fill("30")
    field.press("Enter")
    page.get_by_text(ZH("demand.preview_title"), exact=True).wait_for()
    settle(page)
    assert "→" in page.get_by_test_id("stMetric").first.inner_text()
    assert not open_desk(folder, DAY).shop.adjustments
    page.get_by_role("button", name=ZH("demand.count_it")).click()
    page.get_by_text(ZH("ui.saved_anew")[:8]).wait_for()
    settle(page)
    (row,) = open_desk(folder, DAY).shop.adjustments
    assert (row.queue, row.multiply) == ("presale", 1.3)
    assert row.start.date().isoformat() == "2026-12-15"  # the plan's last day: where it was marked
    page.get_by_text("+30%").first.wait_for()
    page.get_by_role("button", name=ZH("demand.undo_mine")).click()
    settle(page)
    page.get_by_role("button", name=ZH("demand.take_back_sure")).click()
    page.get_by_text(ZH("demand.none_entered")).wait_for(timeout=PATIENCE)
    settle(page)
    assert not open_desk(folder, DAY).shop.adjustments


def test_a_cell_answers_and_a_slider_is_adopted(page: Any, folder: Path) -> None:
    """A click on the heat map says who is needed and there; a slider moves the curve; adopted, shop.toml
    says so."""
    go(page, "English")
    go(page, EN("shell.page_need"))
    settle(page)
    box = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 20)
    page.get_by_test_id("stMarkdown").filter(has_text=" rostered").first.wait_for()
    settle(page)
    go(page, EN("shell.part_levers"))
    before = page.get_by_test_id("stMetric").first.inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(19):
        slider.press("ArrowRight")
    page.get_by_text("80% → 99%").wait_for()
    settle(page)
    assert page.get_by_test_id("stMetric").first.inner_text() != before
    page.get_by_role("button", name=EN("need.adopt"), exact=True).click()
    page.get_by_role("button", name=EN("need.adopt_yes")).click()
    page.get_by_text(EN("need.adopted")).wait_for()
    settle(page)
    queue = next(one for one in open_desk(folder, DAY).shop.settings.queues if one.id == "presale")
    assert queue.targets[0].share == 0.99


def _drag(page: Any, first: float, last: float) -> None:
    """Mark a stretch of the first chart, by shares of its width."""
    box = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + first * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + last * box["width"], height, steps=4)
    page.mouse.up()
    settle(page)
