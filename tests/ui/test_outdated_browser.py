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


def put(page: Any, translate: Translator, agent: str, shift: str) -> None:
    """Give somebody a shift on the first day, or none."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=translate("ui.agent")).first.locator("input")
    box.click()
    box.fill(agent)
    box.press("Enter")
    settle(page)
    page.get_by_test_id("stButtonGroup").get_by_text(shift, exact=True).click()
    page.get_by_text(piece(translate("ui.unsaved", count="|"))).first.wait_for()
    settle(page)


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settle(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_tabs(poor_page: Any, small: Path, language: str) -> None:
    """The second tab to save is refused and sees what the first has changed; its change is laid on top, and
    both are saved."""
    page, other = poor_page, poor_page.context.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(page.url)
    page.reload()
    translate = open_roster(page, language)
    open_roster(other, language)
    working = [agent for agent, day in shifts_of(open_desk(small, FIRST_DAY).plan) if day == FIRST_DAY]
    mine, theirs = sorted(set(working) - {"005"})[:2]
    off, save = translate("ui.off"), translate("ui.save")
    put(other, translate, theirs, off)
    put(page, translate, mine, off)
    press(other, save)
    press(page, save)
    page.get_by_text(piece(translate("ui.not_saved", files="|"))).first.wait_for()
    assert mine in {agent for agent, day in shifts_of(open_desk(small, FIRST_DAY).plan) if day == FIRST_DAY}
    names = open_desk(small, FIRST_DAY).shop.agent_names
    page.locator(".st-key-outdated").get_by_text(names[theirs]).first.wait_for()
    press(page, translate("ui.lay_over"))
    page.get_by_text(translate("ui.carried")).wait_for()
    settle(page)
    press(page, save)
    page.get_by_text(translate("ui.saved"), exact=True).wait_for()
    left = {agent for agent, day in shifts_of(open_desk(small, FIRST_DAY).plan) if day == FIRST_DAY}
    assert left == set(working) - {mine, theirs}
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
