"""How long the desk takes in a real Chromium: first screen, second tab, page changes, a typed cell.

``.venv/bin/python -m benchmarks.desk.browser FOLDER [--agents 60 500] [--times 20] [--openings 20]
[--reading 10]``, on a quiet machine; ``--times 5 --openings 2`` for a look. Medians and the worst, in
seconds, each as soon as it is known. What happens after a click is timed by the page itself (``_WATCH``), so
that a busy machine that drives it adds nothing. What is looked for on the pages stands in ``SELECTORS``.

The browser runs before the server does, as a manager's does, and knows nothing yet. Beside each opening is
that of a page without content (``empty_page.py``): what Streamlit itself takes on the machine at that moment;
and after each time the seconds of the browser's main thread. As where it is installed, no program is compiled
while it is measured: a first server is started for that. ``--reading``: seconds for which the first screen is
read before other pages are opened.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.desk.shops import DAYS, planned_shop
from peakroster.messages import Translator
from tests.ui.browser import PATIENCE, launched, running_desk
from ui.launch import SERVER

SELECTORS = {
    "first_screen": "[data-figure]",
    "grid": ".body .row",
    "editor": "input.editor",
    "effect": ".pr-effect",
}
EMPTY = Path(__file__).parent / "empty_server.py"
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
        print(f"  {name:<50} {median(times):7.2f} {max(times):7.2f}  ({len(times)})", flush=True)


def measure(shop: Path, times: int, openings: int, reading: float) -> None:
    """Print the times of one shop. openings: servers that are started; each begins with nothing."""
    translate = Translator("zh")
    found: dict[str, list[tuple[float, float]]] = {}
    for opening in range(openings):
        for app, about in ((EMPTY, "an empty page: "), (SERVER, "")):
            with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
                temporary = Path(place)
                folder = Path(shutil.copytree(shop, temporary / "shop"))
                context = launched(playwright, temporary / "profile")
                with running_desk(folder, temporary / "log.txt", app) as address:
                    for name in ("server up → first useful screen", "a second tab"):
                        page, taken = _opened(context, address)
                        found.setdefault(about + name, []).append(taken)
                        _told_with_thread(about + name, [taken])
                    page.close()
                    if opening == 0 and app == SERVER:
                        (page,) = [one for one in context.pages if one.url.startswith(address)]
                        page.wait_for_timeout(1000 * reading)
                        _page_changes(page, translate, times)
                        _typed(page, translate, times)
                context.close()
    print("  all together", flush=True)
    for name, taken_each in found.items():
        _told_with_thread(name, taken_each)


def _opened(context: Any, address: str) -> tuple[Any, tuple[float, float]]:
    """A new tab, the seconds until its first figure, and those of the main thread until then."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 2)
    thread = context.new_cdp_session(page)
    thread.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    thread.send("Performance.enable")
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(SELECTORS["first_screen"]).first.wait_for()
    taken = time.perf_counter() - begun
    figures = {one["name"]: one["value"] for one in thread.send("Performance.getMetrics")["metrics"]}
    return page, (taken, figures["TaskDuration"])


def _told_with_thread(name: str, taken: list[tuple[float, float]]) -> None:
    told(name, [seconds for seconds, _ in taken])
    told("   main thread", [busy for _, busy in taken])


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
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "peakroster-bytecode"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agents", type=int, nargs="+", default=[60, 500])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--openings", type=int, default=20, help="servers that are started for each size")
    parser.add_argument("--reading", type=float, default=10.0, help="seconds before other pages are opened")
    chosen = parser.parse_args()
    for agents in chosen.agents:
        shop = planned_shop(chosen.folder / f"s{agents}", agents)
        with tempfile.TemporaryDirectory() as place, running_desk(shop, Path(place) / "log.txt"):
            pass
        print(f"{agents} agents, {DAYS} days: median, worst (times)", flush=True)
        measure(shop, chosen.times, chosen.openings, chosen.reading)


if __name__ == "__main__":
    main()
