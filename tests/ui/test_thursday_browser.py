"""The Thursday before Double 11 in a real Chromium: from somebody ill to the version that is restored.

What is on the screen is held to the files and to what the functions of the desk say.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from peakroster.desk.adjusting import preview
from peakroster.desk.need.cell import need_table
from peakroster.desk.need.levers import Levers, need_compared
from peakroster.desk.publishing.history import history
from peakroster.desk.publishing.versions import plan_versions, roster_of, version_table
from peakroster.desk.roster import open_desk
from peakroster.desk.scenarios.keeping import scenarios_of
from peakroster.desk.scenarios.results import results_of
from peakroster.desk.stored import shifts_of
from peakroster.publishing.published import newest, publications, published_roster
from peakroster.shop.folder import read_shop
from scheduler.domain.events import Adjustment
from tests.peakroster.push.servers import DingTalkServer, serve
from tests.peakroster.push.servers.clock import VirtualClock
from tests.peakroster.push.worlds import environment
from tests.ui.browser import FLAGS, PATIENCE, chromium, running_desk, settle
from tests.ui.desk_hands import (
    LONG,
    cell,
    figure,
    fill,
    grid,
    mark,
    menu,
    part,
    paste,
    press,
    press_key,
    pull,
    said,
    show,
    turn_to,
    type_in,
    until_word,
    word,
    words,
)
from tests.ui.thursday_shop import (
    DAYS,
    EARLY,
    FIRST_DAY,
    LATE,
    NAMES,
    SALE,
    SHIFTS,
    write_thursday_shop,
)
from tests.ui.thursday_steps import (
    AGENTS,
    EN,
    ZH,
    held,
    off,
    other_than,
    publish,
    save,
    saved,
    send,
    shown_shifts,
)
from ui.formatting import hours

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MANAGER, DEPUTY = "王经理", "李主管"
SALE_COLUMN = DAYS.index(SALE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_thursday_shop(tmp_path_factory.mktemp("thursday") / "shop")


@pytest.fixture(scope="module")
def dingtalk() -> Iterator[DingTalkServer]:
    """Stands for DingTalk; the desk's environment leads to it."""
    found = DingTalkServer(VirtualClock())
    found.group = "1"
    found.staff = {f"u-{one}": (name, one) for one, name in NAMES.items()}
    found.shift_list = dict(SHIFTS)
    with serve(found) as address, pytest.MonkeyPatch.context() as patch:
        for name, value in environment("dingtalk", address).items():
            patch.setenv(name, value)
        yield found


@pytest.fixture(scope="module")
def desks(
    folder: Path, dingtalk: DingTalkServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """The addresses of the desk on the manager's machine and on her deputy's: one shop, two servers."""
    chromium()
    logs = tmp_path_factory.mktemp("servers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEAKROSTER_USER", MANAGER)
        with running_desk(folder, logs / "1.txt") as one:
            patch.setenv("PEAKROSTER_USER", DEPUTY)
            with running_desk(folder, logs / "2.txt") as two:
                yield one, two


class Browsers:
    """Browsers of their own processes; ``errors`` is what went wrong on their pages."""

    def __init__(self, launch: object) -> None:
        self._launch = launch
        self.open: list[Browser] = []
        self.errors: list[str] = []

    def page(self, address: str) -> Page:
        """The desk in a new browser that knows nothing yet."""
        browser: Browser = self._launch()  # type: ignore[operator]
        self.open.append(browser)
        context = browser.new_context(
            viewport={"width": 1400, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        return page


@pytest.fixture(scope="module")
def browsers() -> Iterator[Browsers]:
    with sync_playwright() as playwright:
        found = Browsers(lambda: playwright.chromium.launch(executable_path=chromium(), args=FLAGS))
        yield found
        for browser in found.open:
            if browser.is_connected():
                browser.close()


@pytest.fixture(scope="module")
def page(desks: tuple[str, str], browsers: Browsers) -> Page:
    found = browsers.page(desks[0])
    show(found, "/roster")
    grid(found)
    return found


def somebody_is_ill_and_somebody_takes_a_shift(page: Page, folder: Path) -> None:
    """From the menu of the grid: leave is written at once; who could is asked, taken, and all of it saved."""
    row = next(row for row in range(2, 6) if not off(word(page, row, SALE_COLUMN)))
    menu(page, row, SALE_COLUMN, ZH("grid.menu_ill"))
    grid(page)
    until_word(page, row, SALE_COLUMN, ZH("requests.leave_ill"))
    shop = read_shop(folder, history_required=False)
    assert (AGENTS[row], SALE, "sick_leave") in {(one.agent_id, one.day, one.named) for one in shop.requests}
    giver = next(row for row in range(11, 6, -1) if not off(word(page, row, 3)))
    menu(page, giver, 3, ZH("grid.menu_who"))
    said(page, ZH("ui.who_note"))
    settle(page)
    press(page, ZH("ui.who_take"))
    said(page, ZH("ui.who_taken", choice="")[:3])
    page.reload()  # nothing unsaved is in the browser alone
    show(page, "/roster")
    grid(page)
    assert off(word(page, row, SALE_COLUMN))
    assert off(word(page, giver, 3))
    before = saved(folder)
    assert (AGENTS[row], SALE) in before
    save(page, folder)
    now = saved(folder)
    taken = {(agent, day) for (agent, day), shift in now.items() if shift != before.get((agent, day))}
    assert {day for _, day in taken} == {DAYS[3]}


def demand_of_the_sale_is_raised_and_the_need_explained(page: Page, folder: Path) -> None:
    """Thirty per cent more on the day of the sale, as the preview has said; a cell and a slider answer."""
    turn_to(page, ZH("shell.page_demand"))
    page.get_by_role("radio").filter(has_text=f"{SALE:%m-%d}").first.click()
    settle(page)
    mark(page, 0.08, 0.98)
    fill(page, ZH("demand.value_percent"), "30")
    page.get_by_text(ZH("demand.preview_title"), exact=True).wait_for()
    settle(page)
    desk = open_desk(folder, FIRST_DAY)
    midnight = datetime(SALE.year, SALE.month, SALE.day)
    row = Adjustment(midnight, midnight + pd.Timedelta(days=1), "presale", 1.3, None, "", MANAGER, 0)
    (change,) = preview(desk, [row]).changes
    metrics = page.get_by_test_id("stMetric").all_inner_texts()
    inquiries = ZH(
        "demand.from_to", before=f"{change.inquiries[0]:,.0f}", after=f"{change.inquiries[1]:,.0f}"
    )
    assert inquiries in metrics[0]
    assert hours(change.agent_hours[1]) in metrics[1]
    fill(page, ZH("ui.adjustment_reason"), "主播加场")
    press(page, ZH("demand.count_it"))
    said(page, ZH("ui.saved_anew")[:8])
    settle(page)
    table = open_desk(folder, FIRST_DAY).plan.forecast
    assert table is not None
    of_day = table[(table["queue"] == "presale") & (table["timestamp"].dt.date == SALE)]
    assert of_day["mean"].sum() == pytest.approx(change.inquiries[1], rel=0.005)

    turn_to(page, ZH("shell.page_need"))
    page.get_by_test_id("stVegaLiteChart").first.wait_for()
    box = page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    headline = page.get_by_test_id("stMarkdown").filter(has_text="，已排 ").first
    headline.wait_for(timeout=LONG)
    settle(page)
    desk = open_desk(folder, FIRST_DAY)
    needs = need_table(desk, desk.plan)
    told = headline.inner_text()
    of_queue = needs[needs["queue"] == "presale"]
    assert any(
        f"{moment:%m-%d %H:%M}–" in told and f"需要 {needed:.1f} 人" in told
        for moment, needed in zip(of_queue["timestamp"], of_queue["needed"], strict=True)
    ), told
    part(page, ZH("shell.part_levers"))
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(10):
        slider.press("ArrowRight")
    said(page, "80% → 90%")
    settle(page)
    found = need_compared(desk, "presale", Levers(share=0.9), SALE, SALE)
    shown = page.get_by_test_id("stMetric").first.inner_text()
    assert hours(found.agent_hours[1]) in shown, shown


def by_hand_then_searched_and_stopped(page: Page, folder: Path) -> None:
    """A drag, a week from Excel, a lock; the search leaves both be, and is stopped with the best it has."""
    turn_to(page, ZH("shell.page_roster"))
    grid(page)
    row, start, end = next(
        (row, start, end)
        for row in range(11, 5, -1)
        for start, end in ((3, 4), (4, 5), (5, 6))
        if not off(word(page, row, start)) and word(page, row, end) == ZH("grid.off_short")
    )
    shift = word(page, row, start)
    cell(page, row, start).hover()
    pull(page, cell(page, row, start).locator(".grip"), cell(page, row, end))
    assert (word(page, row, start), word(page, row, end)) == (ZH("grid.off_short"), shift)
    week = (EARLY, EARLY, LATE, LATE, "休", EARLY, EARLY)
    paste(page, 1, 0, "\t".join(week) + "\r\n")
    assert words(page, 2, 7)[1] == list(week)
    menu(page, 1, SALE_COLUMN, ZH("grid.menu_lock"))
    grid(page)
    assert ZH("grid.is_locked") in str(cell(page, 1, SALE_COLUMN).get_attribute("aria-label"))
    press(page, ZH("ui.solve"))
    stop = page.get_by_role("button", name=ZH("ui.stop"))
    stop.wait_for(timeout=LONG)
    said(page, ZH("drafts.progress_unbounded", known="", objective="").rstrip("。 "))  # it has a roster
    stop.click()
    page.get_by_test_id("stAlert").first.wait_for(timeout=LONG)
    grid(page)
    assert words(page, 2, 7)[1] == list(week)
    save(page, folder)
    desk = open_desk(folder, FIRST_DAY)
    assert (AGENTS[1], SALE, LATE) in {(one.agent_id, one.day, one.shift) for one in desk.shop.locks}


def a_scenario_is_solved_compared_and_adopted(page: Page, folder: Path) -> None:
    """Thirty per cent more and five ill; the table says what the results say; its roster is adopted."""
    turn_to(page, ZH("shell.page_what_if"))
    press(page, ZH("what_if.preset_both"))
    table = page.locator(".pr-compare")
    table.wait_for(timeout=LONG)
    settle(page)
    (scenario,) = scenarios_of(folder, FIRST_DAY)
    as_it_is = results_of(folder, scenario)["as_it_is"].figures
    assert f"{as_it_is.missing_hours:,.1f}" in table.inner_text()
    press(page, ZH("what_if.solve"))
    stop = page.get_by_role("button", name=ZH("what_if.stop"), exact=True)
    again = page.get_by_role("button", name=ZH("what_if.solve_again"))
    stop.or_(again).first.wait_for(timeout=LONG)
    page.wait_for_timeout(1500)
    if stop.count():
        stop.first.click()
    again.wait_for(timeout=LONG)
    settle(page)
    solved = results_of(folder, scenario)["solved"]
    shown = table.inner_text()
    assert f"{solved.figures.missing_hours:,.1f}" in shown
    assert f"{solved.figures.paid_hours:,.1f}" in shown
    press(page, ZH("what_if.adopt"))
    press_key(page, "adopt_go")
    said(page, ZH("what_if.adopted"))
    turn_to(page, ZH("shell.page_roster"))
    grid(page)
    assert shown_shifts(page) == shifts_of(solved.plan)
    save(page, folder)


def two_at_once_and_one_browser_is_killed(
    page: Page, folder: Path, desks: tuple[str, str], browsers: Browsers
) -> None:
    """Each sees the other's change; of one cell for two one is asked; a killed browser loses nothing."""
    other = browsers.page(desks[1] + "/roster")
    grid(other)
    first, second = other_than(word(page, 0, 0)), other_than(word(page, 1, 0))
    type_in(page, 0, 0, first)
    until_word(other, 0, 0, first)
    type_in(other, 1, 0, second)
    until_word(page, 1, 0, second)
    grid(other)
    grid(page)
    # The same cell at the same moment: whoever is later is asked, and nothing is put over what is there.
    shown = word(page, 3, 1)  # both must differ from it, which the search has left a day off at times
    wanted = dict(zip((page, other), [one for one in ("休", EARLY, LATE) if one != shown], strict=False))
    for one, text in wanted.items():
        cell(one, 3, 1).click()
        one.keyboard.type(text)
    page.keyboard.press("Enter")
    until_word(other, 3, 1, wanted[page])  # drawn below the editor, which hides it from the eye
    other.keyboard.press("Enter")
    asked = _asked(page, other)
    assert asked is other
    theirs = wanted[other if asked is page else page]
    until_word(asked, 3, 1, theirs)
    assert wanted[asked] in asked.locator(".st-key-touching").inner_text().replace(ZH("ui.off"), "休")
    press(asked, ZH("drafts.put_mine"))
    for one in (page, other):
        until_word(one, 3, 1, wanted[asked])
        grid(one)
    last = other_than(word(other, 4, 5))
    type_in(other, 4, 5, last)
    _kill(browsers.open[-1])
    other = browsers.page(desks[1] + "/roster")
    grid(other)
    kept = [word(other, *spot) for spot in ((0, 0), (1, 0), (3, 1), (4, 5))]
    assert kept == [first, second, wanted[asked], last]
    until_word(page, 4, 5, last)
    grid(page)
    assert figure(other, "unsaved") == figure(page, "unsaved")
    browsers.open[-1].close()
    save(page, folder)


def _asked(*pages: Page) -> Page:
    """Who of them is asked what is to be done about a cell that the other has changed, too."""
    for _ in range(LONG // 200):
        for page in pages:
            if page.locator(".st-key-touching").count():
                settle(page)
                return page
        pages[0].wait_for_timeout(200)
    pytest.fail("nobody was asked")


def _kill(browser: Browser) -> None:
    """The process is gone without a word to its pages."""
    with contextlib.suppress(PlaywrightError):  # its connection breaks with it
        browser.new_browser_cdp_session().send("Browser.crash")
    assert not browser.is_connected()


def published_sent_changed_and_only_that_sent(page: Page, folder: Path, dingtalk: DingTalkServer) -> None:
    """What people were told, what DingTalk holds and what is on the desk are the same, then differ by one."""
    publish(page, "双十一排班", 1)
    told = newest(folder, FIRST_DAY)
    assert told is not None
    assert (told.number, told.note) == (1, "双十一排班")
    rows = published_roster(folder, told).table
    worked = {
        (row.employee_id, date.fromisoformat(row.work_date)): row.shift_name
        for row in rows[~rows["is_rest"]].itertuples()
    }
    assert worked == saved(folder)
    report = send(page)
    assert dingtalk.broken_rules == []
    assert held(dingtalk) == saved(folder)
    sent = dingtalk.sent_rows()
    assert ZH("publishing.status_in_effect") in report
    turn_to(page, ZH("shell.page_roster"))
    grid(page)
    row = next(row for row in range(12) if not off(word(page, row, SALE_COLUMN)))
    type_in(page, row, SALE_COLUMN, other_than(word(page, row, SALE_COLUMN)))
    save(page, folder)
    publish(page, "周三换班", 2)
    send(page)
    assert dingtalk.sent_rows() == sent + 1
    assert held(dingtalk) == saved(folder)


def the_earlier_version_is_restored_and_the_log_tells(page: Page, folder: Path) -> None:
    """The roster that was published first lies on the desk again; the log has every step of the day."""
    part(page, ZH("shell.part_versions"))
    versions = plan_versions(folder, FIRST_DAY)
    first = next(one for one in versions if any(each.number == 1 for each in one.published))
    page.get_by_role("combobox", name=ZH("publishing.version"), exact=True).click()
    label = ZH("publishing.version_label", number=first.number, at="", who="").split("，")[0]
    page.get_by_role("option", name=label).click()
    settle(page)
    page.locator("td.changed").first.wait_for()
    assert page.locator("td.changed").count() == 1
    page.get_by_text(ZH("publishing.restore_sure"), exact=False).click()
    settle(page)
    press(page, ZH("publishing.restore", number=first.number))
    said(page, ZH("publishing.restored", number=first.number)[:12])
    settle(page)
    shop = read_shop(folder, history_required=False)
    wanted = {
        cell: shift
        for cell, shift in roster_of(version_table(shop, FIRST_DAY, first.number)).shifts.items()
        if shift is not None
    }
    assert saved(folder) == wanted
    part(page, ZH("shell.part_log"))
    rows = history(folder)
    said(page, ZH("publishing.log_count", count=len(rows), most=200)[:4])
    kinds = {row.kind for row in rows}
    assert {"leave", "edit", "save", "scenario", "publish", "push", "restore"} <= kinds, kinds
    assert {row.who for row in rows} >= {MANAGER}
    turn_to(page, ZH("shell.page_roster"))
    grid(page)
    assert shown_shifts(page) == wanted


def the_day_in_english(page: Page, folder: Path, dingtalk: DingTalkServer) -> None:
    """Shorter: somebody ill, a preview, a scenario as it is, saved, published, only what differs sent."""
    part(page, "English")
    grid(page)
    row = next(row for row in range(12) if not off(word(page, row, 5)))
    menu(page, row, 5, EN("grid.menu_ill"))
    grid(page)
    until_word(page, row, 5, EN("requests.leave_ill"))
    save(page, folder, EN)
    turn_to(page, EN("shell.page_demand"))
    fill(page, EN("demand.value_percent"), "30")
    said(page, EN("demand.preview_title"))
    assert "→" in page.get_by_test_id("stMetric").first.inner_text()
    turn_to(page, EN("shell.page_need"))
    part(page, EN("shell.part_coverage"))
    turn_to(page, EN("shell.page_what_if"))
    press(page, EN("what_if.preset_traffic"))
    said(page, EN("what_if.entry", name=EN("what_if.preset_traffic"), depth=EN("scenario.as_it_is")))
    publish(page, "before the sale", len(publications(folder, FIRST_DAY)) + 1, EN)
    report = send(page, EN)
    assert EN("publishing.status_in_effect") in report
    assert held(dingtalk) == saved(folder)
    part(page, EN("shell.part_log"))
    assert history(folder)[0].kind == "push"


def nothing_went_wrong_on_the_pages(browsers: Browsers) -> None:
    """No script of any page ended with an error."""
    assert browsers.errors == []


def test_the_whole_thursday(
    page: Page, folder: Path, desks: tuple[str, str], dingtalk: DingTalkServer, browsers: Browsers
) -> None:
    """One step after the other: each begins with what the one before has left on the desk."""
    somebody_is_ill_and_somebody_takes_a_shift(page, folder)
    demand_of_the_sale_is_raised_and_the_need_explained(page, folder)
    by_hand_then_searched_and_stopped(page, folder)
    a_scenario_is_solved_compared_and_adopted(page, folder)
    two_at_once_and_one_browser_is_killed(page, folder, desks, browsers)
    published_sent_changed_and_only_that_sent(page, folder, dingtalk)
    the_earlier_version_is_restored_and_the_log_tells(page, folder)
    the_day_in_english(page, folder, dingtalk)
    nothing_went_wrong_on_the_pages(browsers)
