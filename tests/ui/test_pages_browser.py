"""Every page in a real Chromium: no console error, no serious finding of axe-core, room on a phone, Back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.browser import desk_page, settle
from tests.ui.conftest import FIRST_DAY
from ui.pages import PAGES

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "ui/roster_component/node_modules/axe-core/axe.min.js"
RULES = """async () => (await axe.run(document, {resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)
    + ' ' + (node.any[0]?.message ?? '')).slice(0, 3).join(' | '))"""
NOT_OURS = {
    "svg-img-alt": "Vega marks parts of a chart as graphics, also those that nobody sees",
    "label-content-name-mismatch": "is about controls; the grid's cells of figures are read out in words",
    "target-size": "the parts of a date field, of which each is also reached by the arrow keys",
}
"""Rules that are not counted, and why."""

SPILL = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def page(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with desk_page(small_shop, tmp_path_factory) as page:
        yield page


@pytest.fixture
def axe() -> str:
    """The script of axe-core, from the component's tools; without them as without a Chromium."""
    if not AXE.exists():
        reason = f"{AXE} is missing; install it with: cd ui/roster_component && npm ci"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def show(page: Any, path: str) -> None:
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}/{path}")
    page.locator("[data-figure]").first.wait_for()
    settle(page)


@pytest.mark.parametrize(("theme", "language"), [("light", "zh"), ("dark", "en")])
def test_every_page(page: Any, axe: str, theme: str, language: str) -> None:
    """Nothing that keeps somebody out, nothing wider than a phone, nothing in the console."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.emulate_media(color_scheme=theme)
    found: dict[str, list[str]] = {}
    for place, name in enumerate(PAGES):
        page.set_viewport_size({"width": 1280, "height": 800})
        show(page, f"{'' if place == 0 else name}?lang={language}")
        assert page.evaluate("document.documentElement.lang")[:2] == language
        page.evaluate(axe)
        broken = [one for one in page.evaluate(RULES) if one.split(":")[0] not in NOT_OURS]
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        if (spill := page.evaluate(SPILL)) > 0:
            broken.append(f"spills over by {spill} pixels")
        if broken:
            found[name] = broken
    assert found == {}
    assert said == []


def test_the_way_through_the_pages(page: Any) -> None:
    """By the bar at a phone's foot, by links and Back; the focus is seen wherever it is."""
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, "?lang=zh")
    side = page.get_by_test_id("stSidebar").bounding_box()
    assert side is None or side["x"] + side["width"] <= 0
    foot = page.locator("[class*=st-key-phone_pages]").get_by_role("link")
    assert foot.count() == len(PAGES)
    foot.filter(has_text="排班").click()
    settle(page)
    assert "/roster" in page.url
    assert f"plan={FIRST_DAY}" in page.url
    page.go_back()
    settle(page)
    assert "/roster" not in page.url
    assert page.get_by_text("顾客在哪里等得太久").first.is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    settle(page)
    seen = []
    for _ in range(10):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const one = document.activeElement, style = getComputedStyle(one);
                return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                  || one.matches('input'); }"""
            )
        )
    assert all(seen)
