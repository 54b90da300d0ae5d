"""From an empty folder and three workbooks to an exported roster, in a browser, with watch and camera.

``python -m tools.first_roster OUT`` makes the workbooks of a small invented shop, drops them on the desk,
enters Double 11, plans the week and downloads it. It prints the seconds and writes first-1-drop.png and the
others that README shows; there they have fewer colours.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from peakroster.resources import data_folder
from tools.screenshots import CHROMIUM, served

PEOPLE = 16
SHARE = 0.2
"""Of the sample shop's inquiries: a smaller shop."""
MONDAY = date(2026, 11, 2)
NAMES = ("咨询量.xlsx", "花名册.xlsx", "上周排班.xlsx")
_WEEK = ("早", "早", "早", "中", "中", "休", "休")
_READY = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


def make_files(folder: Path, names: tuple[str, str, str] = NAMES, since: str = "") -> tuple[Path, Path, Path]:
    """Inquiries with hours across, people, and last week's roster, as managers have them.

    names: of the files. since: the first day of the history.
    """
    sample = data_folder() / "sample"
    counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * 24)
    with (sample / "history.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["queue"] == "presale" and row["timestamp"] >= since:
                day, hour = row["timestamp"].split("T")
                counts[day][int(hour[:2])] = round(int(row["inquiries"]) * SHARE)
    history: list[list[object]] = [
        ["山茶家居天猫店 每小时咨询人数"],
        ["日期", *(f"{hour}点" for hour in range(24)), "合计"],
    ]
    history += [[day, *cells, sum(one or 0 for one in cells)] for day, cells in counts.items()]
    with (sample / "agents.csv").open(encoding="utf-8-sig") as file:
        people = [row["name"] for row in csv.DictReader(file)][:PEOPLE]
    staff: list[list[object]] = [["山茶家居客服花名册"], ["工号", "姓名", "岗位", "合同类型"]]
    staff += [[f"{number:03d}", name, "客服", "全职"] for number, name in enumerate(people, 1)]
    days = [MONDAY + timedelta(days=number) for number in range(7)]
    roster: list[list[object]] = [
        ["客服部上周排班表"],
        ["工号", "姓名", *(f"{day.month}月{day.day}日" for day in days)],
        [None, None, *"一二三四五六日"],
    ]
    for number, name in enumerate(people, 1):
        cells = [*_WEEK[number % 7 :], *_WEEK[: number % 7]]
        if number % 2:
            cells = [cell if cell == "休" else "晚" for cell in cells]
        roster.append([f"{number:03d}", name, *cells])
    return (
        _workbook(folder / names[0], history),
        _workbook(folder / names[1], staff),
        _workbook(folder / names[2], roster),
    )


def _workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def main() -> None:
    """Walk, and print the watch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        files = make_files(Path(place))
        shop = Path(place) / "山茶家居"
        shop.mkdir()
        with served(shop) as address:
            walk(address, files, out)


def walk(address: str, files: tuple[Path, ...], out: Path) -> None:
    """From the empty folder to the downloaded workbook."""
    from playwright.sync_api import sync_playwright

    watch = _Watch()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(f"{address}/?lang=zh")
        page.locator("input[type=file]").wait_for(state="attached", timeout=60_000)
        watch.tell("the empty folder is open")
        page.locator("input[type=file]").set_input_files([f"{file}" for file in files])
        make = page.get_by_role("button", name="建店铺", exact=True)
        page.get_by_text("班表，人员竖排").wait_for(timeout=60_000)
        _calm(page)
        watch.tell("three workbooks are read")
        page.screenshot(path=out / "first-1-drop.png")
        make.click()
        page.get_by_role("button", name="登记双十一").wait_for(timeout=60_000)
        _calm(page)
        watch.tell("the shop is made")
        page.screenshot(path=out / "first-2-overview.png")
        page.get_by_role("button", name="登记双十一").click()
        page.get_by_role("button", name="登记双十一").wait_for(state="detached", timeout=60_000)
        _calm(page)
        watch.tell("Double 11 is entered")
        page.locator("[class*=st-key-plan_week-] button").first.click()
        page.get_by_role("link", name="打开").first.wait_for(timeout=180_000)
        watch.tell("the week is planned")
        page.goto(f"{address}/roster?lang=zh&plan=2026-11-09")
        page.locator("[data-figure]").first.wait_for(timeout=60_000)
        page.wait_for_timeout(1_500)
        _calm(page)
        page.screenshot(path=out / "first-3-roster.png")
        watch.tell("the roster is open")
        page.goto(f"{address}/publish?lang=zh&plan=2026-11-09&part=downloads")
        _calm(page)
        with page.expect_download(timeout=60_000) as told:
            page.locator("[class*=st-key-download-xlsx] button").click()
        watch.tell(f"downloaded {told.value.suggested_filename}")
        browser.close()


def _calm(page: Any) -> None:
    page.wait_for_timeout(500)
    page.wait_for_function(_READY, timeout=120_000)
    page.wait_for_timeout(600)


class _Watch:
    def __init__(self) -> None:
        self.begun = time.monotonic()

    def tell(self, what: str) -> None:
        """Print the seconds since the beginning."""
        print(f"{time.monotonic() - self.begun:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
