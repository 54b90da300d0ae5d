"""How long the desk takes in a real Chromium: first screen, second tab, page changes, a typed cell.

``.venv/bin/python -m benchmarks.desk.browser FOLDER [--agents 60 500] [--times 20]``, on a quiet machine.
Medians and the worst, in seconds. What is looked for on the pages stands in ``SELECTORS``, and nowhere else.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.desk.shops import DAYS, planned_shop
from peakroster.messages import Translator
from tests.ui.browser import PATIENCE, opened_page, running_desk

SELECTORS = {
    "first_screen": "[data-figure]",
    "grid": ".body .row",
    "effect": ".pr-effect",
    "ready": "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'",
    "waits": "() => !document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot"
    "?.querySelector('.waits')",
}
PAGES = ("demand", "need", "roster", "overview")


def seconds(work: Callable[[], Any]) -> float:
    """On the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def told(name: str, times: list[float]) -> None:
    """A row: median and worst."""
    print(f"  {name:<34} {median(times):7.2f} {max(times):7.2f}  ({len(times)})", flush=True)


def measure(shop: Path, times: int, openings: int) -> None:
    """Print the times of one shop. openings: servers that are started; each begins with nothing."""
    translate = Translator("zh")
    first, second, pages, typed = [], [], [], []
    for opening in range(openings):
        with tempfile.TemporaryDirectory() as place:
            temporary = Path(place)
            folder = Path(shutil.copytree(shop, temporary / "shop"))
            with running_desk(folder, temporary / "log.txt") as address:
                begun = time.perf_counter()
                with opened_page(address, temporary / "profile") as page:
                    page.set_default_timeout(PATIENCE * 2)
                    page.locator(SELECTORS["first_screen"]).first.wait_for()
                    first.append(time.perf_counter() - begun)
                    other = page.context.new_page()

                    def look(tab: Any = other, to: str = address) -> None:
                        tab.goto(to)
                        tab.locator(SELECTORS["first_screen"]).first.wait_for()

                    second.append(seconds(look))
                    other.close()
                    if opening:
                        continue
                    page.wait_for_function(SELECTORS["ready"])
                    pages += _page_changes(page, translate, times)
                    told("another page", pages)
                    typed += _typed(page, translate, times)
                    told("a typed cell → its effect", typed)
    told("server up → first useful screen", first)
    told("a second tab", second)


def _page_changes(page: Any, translate: Translator, times: int) -> list[float]:
    links = page.get_by_test_id("stSidebar")

    def go(name: str) -> None:
        links.get_by_role("link", name=translate(f"shell.page_{name}")).first.click()
        page.wait_for_function(
            "(name) => location.pathname.endsWith(name)", arg="" if name == PAGES[-1] else name
        )
        page.wait_for_function(SELECTORS["ready"])

    for name in PAGES:
        go(name)  # the first time of each computes what the others find
    return [seconds(partial(go, name)) for _ in range(times) for name in PAGES]


def _typed(page: Any, translate: Translator, times: int) -> list[float]:
    page.get_by_test_id("stSidebar").get_by_role("link", name=translate("shell.page_roster")).first.click()
    page.locator(SELECTORS["grid"]).first.wait_for()
    page.wait_for_function(SELECTORS["ready"])
    found = []
    for number in range(times + 1):
        page.locator(f"#cell-{number % 8}-{number // 8}").click()
        page.keyboard.type(("早", "晚")[number % 2])

        def enter() -> None:
            page.keyboard.press("Enter")
            page.wait_for_function(SELECTORS["waits"])
            page.locator(SELECTORS["effect"]).first.wait_for()

        found.append(seconds(enter))
    return found[1:]


def main() -> None:
    """Make what is missing, then measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agents", type=int, nargs="+", default=[60, 500])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--openings", type=int, default=20, help="servers that are started for each size")
    chosen = parser.parse_args()
    for agents in chosen.agents:
        shop = planned_shop(chosen.folder / f"s{agents}", agents)
        print(f"{agents} agents, {DAYS} days: median, worst (times)")
        measure(shop, chosen.times, chosen.openings)


if __name__ == "__main__":
    main()
