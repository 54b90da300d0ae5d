"""A running desk and a real Chromium, for the tests that drive one through the other."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ui.launch import SERVER, command

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120
PATIENCE = 45_000  # milliseconds for one step of a page


def chromium() -> str:
    """Where Chromium is. Without it the test is skipped at home, and fails where all must be tested."""
    if not Path(CHROMIUM).exists():
        reason = f"{CHROMIUM} is missing; install it with: apt-get install chromium"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@contextmanager
def running_desk(folder: Path, log: Path, app: Path = SERVER) -> Iterator[str]:
    """The address of a desk of this shop on a free port, in Chinese to begin with. app: its script."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                str(app) if part == str(SERVER) else part
                for part in command(folder, "zh", port, open_browser=False)
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).resolve().parents[2],
        )
        try:
            until_healthy(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def until_healthy(health: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers at this address; else the test fails with what it has printed."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the desk did not start:\n{log.read_text(errors='replace')}")


def launched(playwright: Any, profile: Path, **options: Any) -> Any:
    """A browser without a page. options: of Playwright's context."""
    return playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium(),
        args=FLAGS,
        viewport={"width": 1400, "height": 900},
        accept_downloads=True,
        **options,
    )


@contextmanager
def opened_page(address: str, profile: Path, **options: Any):
    """The desk as it opens, in a browser that knows nothing yet. options: of Playwright's context."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = launched(playwright, profile, **options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        context.close()


def go(page, name: str) -> None:
    """Choose a page of the desk, or what else is chosen by a button, until nothing runs any more."""
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=name)
    (link if link.count() else page.get_by_role("radio", name=name, exact=True)).first.click()
    settle(page)


def shown(page):
    """The grid on the screen; those in a closed expander are there, too, but nobody sees them."""
    return page.get_by_test_id("stDataFrame").filter(visible=True)


def settle(page) -> None:
    """Until the script has run and its elements are drawn; then there must be no error on the page."""
    page.wait_for_timeout(400)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
    )
    page.wait_for_timeout(200)
    assert page.get_by_test_id("stException").count() == 0


@contextmanager
def desk_page(folder: Path, temporary: pytest.TempPathFactory, app: Path = SERVER) -> Iterator[Any]:
    """A page that shows the desk of a shop, which runs as long as the page is used. app: its script."""
    chromium()
    log = temporary.mktemp("server") / "log.txt"
    with running_desk(folder, log, app) as address, opened_page(address, temporary.mktemp("profile")) as page:
        yield page
