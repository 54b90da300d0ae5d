"""How long the desk takes in a real Chromium: first screen, second tab, page changes, a typed cell.

``.venv/bin/python -m benchmarks.desk.browser FOLDER [--agents 60 500] [--times 20] [--openings 20]``, on a
quiet machine; ``--times 5 --openings 2`` for a look. Medians and the worst, in seconds, each as soon as it is
known. What happens after a click is timed by the page itself (``_WATCH``), so that a busy machine that drives
it adds nothing. What is looked for on the pages stands in ``SELECTORS``, and nowhere else.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.desk.shops import DAYS, planned_shop
from peakroster.messages import Translator
from tests.ui.browser import PATIENCE, opened_page, running_desk

SELECTORS = {
    "first_screen": "[data-figure]",
    "grid": ".body .row",
    "editor": "input.editor",
    "effect": ".pr-effect",
}
PAGES = ("demand", "need", "roster", "what_if", "people", "publish", "overview")
_WATCH = """
() => {
  if (window.prWatch) return;
  const app = () => document.querySelector('[data-testid=stApp]');
  const state = () => app()?.dataset.testScriptState;
  const waits = () => [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
    .some((one) => one.shadowRoot?.querySelector('.waits'));
  window.prWatch = (path) => {  // from now until a run has begun and ended, on this page, and no cell waits
    const begun = performance.now();
    let ran = false, ended = null;
    window.prEnded = new Promise((resolve) => {
      const look = () => {
        const now = performance.now(), runs = state() !== 'notRunning' || waits();
        ran ||= runs;
        if (runs || !ran || !location.pathname.endsWith(path)) ended = null;
        else ended ??= now;
        // A run may follow at once upon another; and one may be over between two looks.
        if (ended !== null && now - ended > 250) resolve((ended - begun) / 1000);
        else if (!ran && now - begun > 3000) resolve(-1);
        else requestAnimationFrame(look);
      };
      look();
    });
  };
}
"""


def told(name: str, times: list[float]) -> None:
    """A row: median and worst."""
    if times:
        print(f"  {name:<34} {median(times):7.2f} {max(times):7.2f}  ({len(times)})", flush=True)


def measure(shop: Path, times: int, openings: int) -> None:
    """Print the times of one shop. openings: servers that are started; each begins with nothing."""
    translate = Translator("zh")
    first, second = [], []
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
                    told("server up → first useful screen", first[-1:])
                    other, begun = page.context.new_page(), time.perf_counter()
                    other.goto(address)
                    other.locator(SELECTORS["first_screen"]).first.wait_for()
                    second.append(time.perf_counter() - begun)
                    told("a second tab", second[-1:])
                    other.close()
                    if opening == 0:
                        _page_changes(page, translate, times)
                        _typed(page, translate, times)
    print("  all together", flush=True)
    told("server up → first useful screen", first)
    told("a second tab", second)


def _settled(page: Any) -> float:
    """Seconds from the last ``prWatch`` until the page was done."""
    found: float = page.evaluate("() => window.prEnded")
    return found


def _go(page: Any, translate: Translator, name: str) -> float:
    page.evaluate(_WATCH)
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=translate(f"shell.page_{name}")).first
    link.scroll_into_view_if_needed()
    page.evaluate("(path) => window.prWatch(path)", "" if name == PAGES[-1] else name)
    link.click()
    return _settled(page)


def _page_changes(page: Any, translate: Translator, times: int) -> None:
    """Each page by itself; the first time of each computes what the others find."""
    for name in PAGES:
        told(f"first time: {name}", [_go(page, translate, name)])
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(times):
        for name in PAGES:
            found[name].append(_go(page, translate, name))
    for name, own in found.items():
        told(f"again: {name}", own)
    told("another page", [one for own in found.values() for one in own])


def _typed(page: Any, translate: Translator, times: int) -> None:
    """A shift typed into a cell that has another, until every cell has its answer and the effect is drawn."""
    _go(page, translate, "roster")
    page.locator(SELECTORS["grid"]).first.wait_for()
    found = []
    for number in range(times + 1):
        cell = page.locator(f"#cell-{number % 8}-{number // 8}")
        cell.click()
        page.locator(SELECTORS["editor"]).wait_for()
        present = cell.inner_text()
        page.keyboard.type("早班" if "早" not in present else "晚班")
        page.evaluate("(path) => window.prWatch(path)", "roster")
        page.keyboard.press("Enter")
        found.append(_settled(page))
        page.locator(SELECTORS["effect"]).first.wait_for()
    told("the first typed cell", found[:1])
    told("a typed cell → its effect", found[1:])


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
        print(f"{agents} agents, {DAYS} days: median, worst (times)", flush=True)
        measure(shop, chosen.times, chosen.openings)


if __name__ == "__main__":
    main()
