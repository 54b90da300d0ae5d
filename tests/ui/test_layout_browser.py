"""What a manager's screens leave room for: nothing that is read is cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.browser import desk_page, go, settle

pytestmark = pytest.mark.browser

CUT = """() => [...document.querySelectorAll('[data-testid=stMetric] p, [data-testid=stCheckbox] p')]
  .filter(one => { for (let box = one; !box.matches('.stMetric, .stCheckbox'); box = box.parentElement)
    if (getComputedStyle(box).overflowX !== 'visible' && box.scrollWidth > box.clientWidth) return true;
    return false; }).map(one => one.innerText)"""


@pytest.fixture(scope="module")
def page(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A desk of ten shifts."""
    shifts = small_shop / "shifts.csv"
    text = shifts.read_text(encoding="utf-8")
    more = "".join(f"另一种班{number},08:00,16:00,60,11:00,14:00\n" for number in range(8))
    shifts.write_text(text + more, encoding="utf-8")
    try:
        with desk_page(small_shop, tmp_path_factory) as page:
            yield page
    finally:
        shifts.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", ["中文", "English"])
def test_nothing_is_cut_off(page: Any, language: str) -> None:
    """On a small laptop: key figures in full, every shift to choose from, the word beside the lock."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator("[data-figure]").first.wait_for()
    go(page, language)
    go(page, {"中文": "排班", "English": "Roster"}[language])
    assert page.evaluate(CUT) == []
    page.get_by_test_id("stExpander").filter(
        has_text={"中文": "一格的详情", "English": "Details of a cell"}[language]
    ).click()
    shifts = page.get_by_test_id("stButtonGroup").filter(has_text="另一种班0").get_by_role("radiogroup")
    wide, room = shifts.evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert wide <= room
    go(page, {"中文": "情景", "English": "What if"}[language])
    assert page.evaluate(CUT) == []


def test_the_first_figure_is_below_the_bar_of_a_phone(page: Any) -> None:
    """The bar with the button of the sidebar covers nothing."""
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    bar = page.get_by_test_id("stHeader").bounding_box()
    first = page.locator("[data-figure]").first.bounding_box()
    assert first["y"] >= bar["y"] + bar["height"]
