"""The desks of two shops behind ``peakroster serve``: log in, look, log out, in a real Chromium."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.serve.run import open_sites
from tests.ui.browser import chromium, opened_page, settle, until_healthy

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def folders(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two shops: vic may look at the first, mei makes the rosters of the second."""
    roof = tmp_path_factory.mktemp("roof")
    copies = [Path(shutil.copytree(small_shop, roof / name)) for name in ("one", "two")]
    sites = open_sites(copies)
    sites["one"].users.add("vic", "viewer", None, PASSWORD)
    sites["one"].users.add("fang", "agent", "001", PASSWORD)
    sites["two"].users.add("mei", "leader", None, PASSWORD)
    return copies


@pytest.fixture(scope="module")
def address(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the server, run as the command runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [sys.executable, "-P", "-m", "peakroster", "serve", *map(str, folders), "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=Path(__file__).resolve().parents[2]
        )
        try:
            until_healthy(f"http://localhost:{port}/healthz", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
    assert "Traceback" not in log.read_text(errors="replace")


def test_an_evening_of_two_guests(
    address: str, folders: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Who is not logged in sees a form, who is sees one shop, and who was removed meanwhile is out."""
    chromium()
    zh = Translator("zh")
    with opened_page(address, tmp_path_factory.mktemp("profile"), locale="zh-CN") as page:
        problems: list[str] = []
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.get_by_label(zh("serve.login_shop")).fill("one")
        page.get_by_label(zh("serve.login_name")).fill("vic")
        page.get_by_label(zh("serve.login_password")).fill("a wrong password")
        page.get_by_role("button").click()
        page.get_by_text(zh("serve.login_wrong")).wait_for()
        page.get_by_label(zh("serve.login_password")).fill(PASSWORD)
        problems.clear()  # the refusal is one
        page.get_by_role("button").click()
        page.locator("[data-figure]").first.wait_for()
        settle(page)
        assert page.url.split("?")[0] == f"{address}/shops/one/desk/"
        side = page.get_by_test_id("stSidebar")
        side.get_by_text("vic").wait_for()
        side.get_by_text(zh("hosted.looks_only")).wait_for()
        assert problems == []

        page.goto(f"{address}/shops/two/desk/roster")  # another shop knows nothing of vic
        page.get_by_label(zh("serve.login_name")).fill("mei")
        page.get_by_label(zh("serve.login_password")).fill(PASSWORD)
        page.get_by_role("button").click()
        page.locator("[data-figure]").first.wait_for()
        settle(page)
        assert page.url.split("?")[0] == f"{address}/shops/two/desk/roster"  # where mei wanted to go
        assert side.get_by_text(zh("hosted.looks_only")).count() == 0
        assert page.title() == "peakroster"
        assert problems == []

        open_sites(folders)["two"].users.remove("mei")
        side.get_by_role("link", name=zh("shell.page_need")).click()
        page.get_by_text(zh("hosted.ended")).wait_for()
        page.goto(f"{address}/shops/one/desk/overview")
        page.locator("[data-figure]").first.wait_for()
        side.get_by_role("button", name=zh("hosted.log_out")).click()
        page.wait_for_url("**/login")
        problems.clear()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{address}/shops/one/desk/people?person=002")  # a link that the manager handed on
        page.get_by_label(zh("serve.login_name")).fill("fang")
        page.get_by_label(zh("serve.login_password")).fill(PASSWORD)
        page.get_by_role("button").click()
        page.get_by_role("heading", name="王芳").wait_for()  # 001: her own page, and nothing of the desk
        settle(page)
        assert page.locator("[data-figure]").count() == 0
        assert "李强" not in page.locator("body").inner_text()
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 390
        assert problems == []
        page.get_by_role("button", name=zh("hosted.log_out")).click()
        page.wait_for_url("**/login")
