"""Pictures of every page of the desk: both languages, light and dark, 1440, 1280 and 390 pixels wide.

``python -m tools.screenshots DIR OUT`` serves the shop in DIR, which has a plan, and writes
``OUT/<page>-<language>-<theme>-<width>.png``. Needs Debian's Chromium. docs/screens keeps those in CHOSEN.
"""

from __future__ import annotations

import argparse
import itertools
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ui.launch import command
from ui.pages import PAGES

CHROMIUM = "/usr/bin/chromium"
LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")
SIZES = {1440: 900, 1280: 720, 390: 844}
CHOSEN = (
    "overview-zh-light-1440", "overview-en-dark-1440", "overview-zh-light-390", "demand-zh-light-1440",
    "need-zh-light-1440", "roster-zh-light-1440", "roster-en-dark-1440", "roster-zh-light-390",
    "what_if-zh-light-1440", "people-zh-light-1440", "people-zh-dark-390", "publish-zh-light-1440",
)  # fmt: skip
"""What the documents show, and git keeps; the others are looked at and left out."""

_READY = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shop", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--chosen", action="store_true", help="only those that the documents show")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    with served(told.shop) as address:
        take(address, told.out, only=CHOSEN if told.chosen else None)


def take(address: str, out: Path, only: tuple[str, ...] | None = None) -> list[Path]:
    """Write a picture of each page, in each language, theme and size; only: names without ``.png``."""
    from playwright.sync_api import sync_playwright

    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for theme, (width, height), language in itertools.product(THEMES, SIZES.items(), LANGUAGES):
            names = [name for name in PAGES if only is None or f"{name}-{language}-{theme}-{width}" in only]
            if not names:
                continue
            size = {"width": width, "height": height}
            page = browser.new_page(viewport=size, color_scheme=theme)
            for name in names:
                path = "" if name == next(iter(PAGES)) else name
                page.goto(f"{address}/{path}?lang={language}")
                page.locator("[data-figure]").first.wait_for(timeout=120_000)
                page.wait_for_timeout(700)
                page.wait_for_function(_READY, timeout=120_000)
                page.wait_for_timeout(900)  # charts and the grid draw themselves
                file = out / f"{name}-{language}-{theme}-{width}.png"
                page.screenshot(path=file)
                made.append(file)
            page.close()
        browser.close()
    return made


@contextmanager
def served(shop: Path) -> Iterator[str]:
    """Serve the desk of a folder while the block runs; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        command(shop, "zh", port, open_browser=False), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


if __name__ == "__main__":
    main()
