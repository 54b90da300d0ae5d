"""The grid and the Gantt in a real Chromium: what is done by hand is in the draft, and then in the files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from tests.ui.browser import PATIENCE, desk_page, settle
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.browser

NEXT_DAY = FIRST_DAY + timedelta(days=1)
AGENTS = ("001", "002", "003", "004", "005", "006")
DAYS = (FIRST_DAY, NEXT_DAY)
EARLY, LATE = "早班", "晚班"


@pytest.fixture(scope="module")
def folder(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("grid") / "shop"
    shutil.copytree(small_shop, copy)
    return copy


@pytest.fixture(scope="module")
def page(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with desk_page(folder, tmp_path_factory) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(page.url.split("?")[0].rstrip("/") + "/roster")
        page.locator(".body .row").first.wait_for()
        settle(page)
        yield page


def cell(page: Any, row: int, column: int) -> Any:
    return page.locator(f"#cell-{row}-{column}")


def word(page: Any, row: int, column: int) -> str:
    text: str = cell(page, row, column).locator(".chip").inner_text()
    return text


def answered(page: Any) -> None:
    """Until Python has answered every edit."""
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('.waits')",
        timeout=PATIENCE,
    )
    settle(page)


def box_of(page: Any, element: Any) -> dict[str, float]:
    """The element's box, read until there is one: an element that was just replaced has none."""
    for _ in range(100):
        element.wait_for()
        box = element.bounding_box()
        if box is not None:
            return cast("dict[str, float]", box)
        page.wait_for_timeout(50)
    raise AssertionError(f"{element} never has a box")


def pull(page: Any, start: Any, end: Any) -> None:
    """Drag from the middle of one element to that of another."""
    one, other = box_of(page, start), box_of(page, end)
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(one["x"] + one["width"] / 2 + 8, one["y"] + one["height"] / 2 + 6)
    page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2, steps=4)
    page.mouse.up()


def test_by_hand(page: Any, folder: Path) -> None:
    """Typing, filling, dragging, pasting, locking, taking back, moving a meal; then the files have it all."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    before = shifts_of(open_desk(folder, FIRST_DAY).plan)
    wanted: dict[tuple[int, int], str] = {}

    def expect_wanted() -> None:
        answered(page)
        assert {spot: word(page, *spot) for spot in wanted} == wanted

    # Typed: the first letters, seen before anything is computed; the answer leaves the focus where it was.
    other = LATE if before.get(("001", FIRST_DAY)) != LATE else EARLY
    cell(page, 0, 0).click()
    page.keyboard.type(other[0])
    page.keyboard.press("Enter")
    assert word(page, 0, 0) == other
    wanted[0, 0] = other
    expect_wanted()
    assert page.locator("input.editor").get_attribute("aria-activedescendant") == "cell-1-0"
    assert page.evaluate("document.activeElement.shadowRoot?.activeElement?.className") == "editor"
    assert "这一步" in page.locator(".pr-effect").first.inner_text()

    # The handle pulls it down over two more, Delete makes the last of them free, Ctrl+D fills it again.
    cell(page, 0, 0).click()
    pull(page, page.locator(".handle"), cell(page, 2, 0))
    wanted |= {(1, 0): other, (2, 0): other}
    expect_wanted()
    cell(page, 2, 0).click()
    page.keyboard.press("Delete")
    assert word(page, 2, 0) == "休"
    page.keyboard.press("Control+d")
    expect_wanted()

    # A day of one's own dragged onto another: both change places.
    cell(page, 3, 1).click()
    page.keyboard.type(LATE)
    page.keyboard.press("Enter")
    cell(page, 3, 0).click()
    page.keyboard.type(EARLY)
    page.keyboard.press("Enter")
    answered(page)
    settle(page)  # what a change does is told above the grid, which moves for it
    cell(page, 3, 0).hover()
    pull(page, cell(page, 3, 0).locator(".grip"), cell(page, 3, 1))
    wanted |= {(3, 0): LATE, (3, 1): EARLY}
    expect_wanted()

    # From Excel: names, a day off, a word that is no shift.
    page.evaluate("navigator.clipboard.writeText('早班\\t晚班\\r\\n开会\\t休\\r\\n')")
    cell(page, 4, 0).click()
    kept = word(page, 5, 0)
    page.keyboard.press("Control+v")
    wanted |= {
        (4, 0): EARLY,
        (4, 1): LATE,
        (5, 0): kept,
        (5, 1): "休" if word(page, 5, 1) == "休" else "请假",
    }
    expect_wanted()
    assert "开会" in page.locator(".problem").inner_text()
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "早班\t晚班"

    # The menu: a lock; what was changed is taken back alone; Ctrl+Z undoes that.
    cell(page, 0, 0).click(button="right")
    page.get_by_role("menuitem", name="锁定", exact=True).click()
    answered(page)
    assert "已锁定" in cell(page, 0, 0).get_attribute("aria-label")
    cell(page, 1, 0).click(button="right")
    page.get_by_role("menuitem", name="恢复原来的").click()
    answered(page)
    assert word(page, 1, 0) == before.get(("002", FIRST_DAY), "休")
    page.keyboard.press("Control+z")
    page.wait_for_function(
        "word => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('#cell-1-0 .chip').textContent === word",
        arg=other,
        timeout=PATIENCE,
    )
    expect_wanted()

    # The day as a Gantt: a meal an hour later by keys, another by the mouse.
    page.get_by_role("radio", name="时间轴").click()
    settle(page)
    meals = page.locator(".bar.meal")
    meals.first.wait_for()
    label = meals.first.get_attribute("aria-label")
    assert label is not None
    name, start = re.fullmatch(r"(\S+) 用餐 (\d\d):00–\d\d:00", label).groups()  # type: ignore[union-attr]
    step = 1 if start != "13" else -1
    meals.first.focus()
    page.keyboard.press("Shift+ArrowRight" if step > 0 else "Shift+ArrowLeft")
    moved = f"{name} 用餐 {int(start) + step:02}:00–{int(start) + step + 1:02}:00"
    page.get_by_role("gridcell", name=moved).wait_for()
    page.wait_for_timeout(700)
    answered(page)
    page.get_by_role("gridcell", name=moved).wait_for()

    page.get_by_role("button", name="保存", exact=False).first.click()
    page.get_by_text("已保存").first.wait_for()
    settle(page)
    assert errors == []
    desk = open_desk(folder, FIRST_DAY)
    saved = shifts_of(desk.plan)
    for (row, column), shift in wanted.items():
        assert saved.get((AGENTS[row], DAYS[column])) == (None if shift in ("休", "请假") else shift)
    assert ("001", other) in {(lock.agent_id, lock.shift) for lock in desk.shop.locks}
    agent = {name: id_ for id_, name in desk.shop.agent_names.items()}[name]
    rows = desk.plan.activities
    assert rows is not None
    meals_of = rows[(rows["agent_id"] == agent) & (rows["activity"] == "meal")]
    eaten = meals_of[meals_of["start"] < pd.Timestamp(NEXT_DAY)]
    assert [moment.hour for moment in eaten["start"]] == [int(start) + step]
