"""What a manager's hands do at the desk in a browser, and what her eyes read there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.ui.browser import settle

LONG = 120_000
"""Milliseconds for what computes: a forecast, a search, a push."""
_WITHOUT_WAITING = (
    "() => { const one = document.querySelector('[data-testid=stBidiComponentIsolated]');"
    " return one && one.shadowRoot.querySelector('.body') && !one.shadowRoot.querySelector('.waits'); }"
)


def show(page: Page, path: str) -> None:
    """A page by its address, as it is typed or handed on."""
    page.goto("/".join(page.url.split("/", 3)[:3]) + path)
    page.get_by_test_id("stSidebar").get_by_role("link").first.wait_for()
    settle(page)


def turn_to(page: Page, title: str) -> None:
    """A page by its link, within the session."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=title).first.click()
    page.wait_for_timeout(300)
    settle(page)


def part(page: Page, name: str) -> None:
    """A part of a page, or any other choice that is a row of buttons."""
    page.get_by_role("radio", name=name, exact=True).first.click()
    settle(page)


def press(page: Page, name: str) -> None:
    """A button of the page, by its words."""
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def press_key(page: Page, key: str) -> None:
    """A button of the page, by its key: one whose words depend on the state, or are a part's name too."""
    page.locator(f".st-key-{key} button").filter(visible=True).first.click()
    settle(page)


def fill(page: Page, label: str, text: str) -> None:
    """A field, by its label."""
    field = page.get_by_label(label).filter(visible=True).first
    field.fill(text)
    field.press("Enter")
    settle(page)


def said(page: Page, words: str) -> Any:
    """Wait until the page says so."""
    found = page.get_by_text(words, exact=False).filter(visible=True).first
    found.wait_for(timeout=LONG)
    return found


def figure(page: Page, name: str) -> str:
    """One of the line on top, as it is read."""
    text: str = page.locator(f"[data-figure={name}] dd").first.inner_text()
    return text


# --- the grid


def grid(page: Page) -> None:
    """Until the grid stands and every edit has been answered."""
    page.locator(".body .row").first.wait_for()
    page.wait_for_function(_WITHOUT_WAITING, timeout=LONG)
    settle(page)


def cell(page: Page, row: int, column: int) -> Any:
    """A person's day, by places."""
    return page.locator(f"#cell-{row}-{column}")


def word(page: Page, row: int, column: int) -> str:
    """What stands in it."""
    text: str = cell(page, row, column).locator(".chip").inner_text()
    return text


def until_word(page: Page, row: int, column: int, text: str) -> None:
    """Until this stands in it, whoever has put it there."""
    page.wait_for_function(
        "([id, text]) => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector(`#cell-${id} .chip`).textContent === text",
        arg=[f"{row}-{column}", text],
        timeout=LONG,
    )


def words(page: Page, rows: int, columns: int) -> list[list[str]]:
    """What stands in the grid, read at once."""
    read: list[list[str]] = page.evaluate(
        "([rows, columns]) => { const root = document.querySelector('[data-testid=stBidiComponentIsolated]')"
        ".shadowRoot; return [...Array(rows).keys()].map(row => [...Array(columns).keys()].map(column =>"
        " root.querySelector(`#cell-${row}-${column} .chip`).textContent)); }",
        [rows, columns],
    )
    return read


def type_in(page: Page, row: int, column: int, text: str) -> None:
    """A shift by its name."""
    cell(page, row, column).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    grid(page)


def menu(page: Page, row: int, column: int, item: str) -> None:
    """An item of a cell's menu."""
    cell(page, row, column).click(button="right")
    page.get_by_role("menuitem", name=item, exact=True).click()


def paste(page: Page, row: int, column: int, table: str) -> None:
    """What a spreadsheet has put onto the clipboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", table)
    cell(page, row, column).click()
    page.keyboard.press("Control+v")
    grid(page)


def mark(page: Page, first: float, last: float) -> None:
    """Mark a stretch of the first chart, by shares of its width."""
    box = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + first * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + last * box["width"], height, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    settle(page)


def pull(page: Page, start: Any, end: Any) -> None:
    """Drag from the middle of one element to that of another."""
    one, other = start.bounding_box(), end.bounding_box()
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(one["x"] + one["width"] / 2 + 8, one["y"] + one["height"] / 2 + 6)
    page.mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2, steps=4)
    page.mouse.up()
    grid(page)
