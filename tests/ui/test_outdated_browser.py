"""Two tabs that save, and a search that finds nothing good: in a real Chromium, in both languages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from tests.ui.browser import PATIENCE, desk_page, go, settle
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.browser

POOR = Path(__file__).with_name("poor_search_app.py")


@pytest.fixture(scope="module")
def small(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(small_shop, tmp_path_factory.mktemp("browser") / "shop"))


@pytest.fixture(scope="module")
def poor_page(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with desk_page(small, tmp_path_factory, POOR) as page:
        yield page


def piece(text: str) -> str:
    """Of a message, the longest stretch between its placeholders."""
    return max(text.split("|"), key=len).strip()


def open_roster(page: Any, language: str) -> Translator:
    """The roster page in this language; the words of both."""
    page.locator("[data-figure]").first.wait_for()
    settle(page)
    go(page, {"zh": "中文", "en": "English"}[language])
    translate = Translator(language)
    go(page, translate("shell.page_roster"))
    return translate


def cell(page: Any, row: int, day: int = 0) -> Any:
    return page.locator(f"#cell-{row}-{day}")


def put(page: Any, row: int, shift: str) -> None:
    """Type somebody a shift on the first day."""
    cell(page, row).click()
    page.keyboard.type(shift)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('.waits')"
    )
    settle(page)


def shows(page: Any, row: int, shift: str) -> None:
    """Wait until the grid has this shift there, without anything being done on the page."""
    cell(page, row).locator(".chip").filter(has_text=shift).wait_for()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settle(page)


def test_two_tabs(poor_page: Any, small: Path) -> None:
    """What one tab changes the other shows by itself; a reload loses nothing; one saves for both."""
    page, other = poor_page, poor_page.context.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(page.url)
    translate = open_roster(page, "zh")
    open_roster(other, "zh")
    present = shifts_of(open_desk(small, FIRST_DAY).plan)
    new = ["晚班" if present.get((agent, FIRST_DAY)) != "晚班" else "早班" for agent in ("001", "002")]
    put(other, 0, new[0])
    shows(page, 0, new[0])
    put(page, 1, new[1])
    shows(other, 1, new[1])
    other.reload()
    shows(other, 0, new[0])
    settle(other)
    press(page, translate("ui.save"))
    page.get_by_text(translate("ui.saved"), exact=True).wait_for()
    other.get_by_text(piece(translate("ui.unsaved", count="|"))).first.wait_for(state="hidden")
    after = shifts_of(open_desk(small, FIRST_DAY).plan)
    assert [after[agent, FIRST_DAY] for agent in ("001", "002")] == new
    other.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worse_roster(poor_page: Any, language: str) -> None:
    """What the search found is called worse and stays aside; asked for, it is put, and called what it is."""
    page = poor_page
    page.reload()
    translate = open_roster(page, language)
    press(page, translate("ui.solve"))
    worse = page.get_by_text(piece(translate("ui.solve_worse", before="|", after="|")))
    worse.wait_for()
    settle(page)
    assert page.get_by_text(piece(translate("ui.unsaved", count="|"))).count() == 0
    press(page, translate("ui.use_worse"))
    page.get_by_text(piece(translate("ui.worse_used", before="|", after="|"))).wait_for()
    assert worse.count() == 0
    press(page, translate("ui.discard"))
