"""The desk in a real Chromium, driven as a manager would."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.desk import open_desk
from tests.ui.conftest import FIRST_DAY
from ui.launch import command

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

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> str:
    """Where Chromium is. Without it the test is skipped at home, and fails where all must be tested."""
    if not Path(CHROMIUM).exists():
        reason = f"{CHROMIUM} is missing; install it with: apt-get install chromium"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def folder(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("browser") / "shop"
    shutil.copytree(small_shop, copy)
    return copy


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running desk on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command(folder, "zh", port, open_browser=False),
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).resolve().parents[2],
        )
        try:
            _wait(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(health: str, server: subprocess.Popen[bytes], log: Path) -> None:
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


@pytest.fixture(scope="module")
def page(chromium: str, address: str, tmp_path_factory: pytest.TempPathFactory):
    """The desk as it opens, in a browser that knows nothing yet."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")),
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": 1400, "height": 900},
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        context.close()


def go(page, name: str) -> None:
    """Another page of the desk, until nothing runs any more."""
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)


def settle(page) -> None:
    """Until the script has run and its elements are drawn; then there must be no error on the page."""
    page.wait_for_timeout(400)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
    )
    page.wait_for_timeout(200)
    assert page.get_by_test_id("stException").count() == 0


def figure(page, label: str, place: int = 0) -> str:
    """What a key figure says."""
    metric = page.get_by_test_id("stMetric").filter(has_text=label).nth(place)
    return metric.get_by_test_id("stMetricValue").inner_text()


def test_desk(page, folder: Path, tmp_path: Path) -> None:
    """Opens in two languages, draws, changes a cell, solves the rest, saves, asks what if, hands out."""
    from playwright.sync_api import expect

    page.get_by_test_id("stMetric").first.wait_for()
    settle(page)
    assert "需要工时" in page.inner_text("body")
    page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()

    go(page, "English")
    page.get_by_test_id("stMetric").filter(has_text="Needed").wait_for()
    assert "需要工时" not in page.inner_text("body")

    for name in ("Needed and rostered", "Shortages", "Downloads", "Forecast"):
        go(page, name)

    go(page, "Roster")
    paid = figure(page, "Paid")
    page.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()
    _click_grid(page, row=3)
    agent = page.get_by_test_id("stSelectbox").filter(has_text="Agent").locator("input")
    expect(agent).to_have_value("003 张敏", timeout=PATIENCE)
    page.get_by_test_id("stButtonGroup").get_by_text("Off", exact=True).click()
    page.get_by_text("张敏, Tue 11-10:").wait_for()
    settle(page)
    assert figure(page, "Paid") != paid
    lock = page.get_by_role("button", name="Lock what I changed")
    expect(lock).to_be_enabled(timeout=PATIENCE)
    lock.click()
    expect(lock).to_be_disabled(timeout=PATIENCE)  # all that was changed is locked now
    settle(page)
    page.get_by_role("button", name="Solve the rest again").click()
    page.get_by_text("Solved again").wait_for()
    settle(page)
    page.get_by_role("button", name="Save", exact=False).click()
    page.get_by_text("Saved.").wait_for()
    desk = open_desk(folder, FIRST_DAY)
    assert desk.plan.roster is not None
    rows = desk.plan.roster
    assert rows[(rows["agent_id"] == "003") & (rows["date"] == FIRST_DAY)].empty
    assert ("003", "off") in {(lock.agent_id, lock.shift) for lock in desk.shop.locks}

    go(page, "What if")
    planned = figure(page, "Needed", 1)
    handle = page.get_by_test_id("stSlider").get_by_role("slider")
    handle.focus()
    for _ in range(6):
        handle.press("ArrowRight")
    needed = page.get_by_test_id("stMetric").filter(has_text="Needed").nth(1).get_by_test_id("stMetricValue")
    expect(needed).not_to_have_text(planned, timeout=PATIENCE)
    settle(page)
    assert figure(page, "Needed", 0) == planned

    go(page, "Downloads")
    with page.expect_download() as downloading:
        page.get_by_test_id("stDownloadButton").first.locator("button").click()
    target = tmp_path / "roster.csv"
    downloading.value.save_as(target)
    text = target.read_bytes().decode("utf-8-sig")
    assert downloading.value.suggested_filename == f"roster-{FIRST_DAY}.csv"
    assert len(text.splitlines()) == 1 + 6 * 2


def _click_grid(page, row: int) -> None:
    """Click a cell of the grid (a canvas) in that row, counted from 1."""
    box = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.wheel(0, max(0, box["y"] - 300))
    page.wait_for_timeout(300)
    box = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(box["x"] + 70 + 100 + 130 + 30, box["y"] + 35 * row + 17)
    settle(page)
