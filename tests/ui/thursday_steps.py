"""What the walk through the Thursday does more than once: save, publish, send, and read the grid."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from peakroster.desk.figures import key_figures
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from tests.peakroster.push.servers import DingTalkServer
from tests.ui.browser import settle
from tests.ui.desk_hands import LONG, figure, fill, grid, part, press_key, said, turn_to, words
from tests.ui.thursday_shop import DAYS, EARLY, FIRST_DAY, LATE, NAMES, SHIFTS
from ui.formatting import hours

ZH, EN = Translator("zh"), Translator("en")
AGENTS = tuple(NAMES)
NUMBERS = {number: name for number, (name, _) in SHIFTS.items()}


def off(shown: str) -> bool:
    kinds = ("grid.off_short", *(f"requests.leave_{kind}" for kind in LEAVE_NAMES))
    return shown in {translate(kind) for translate in (ZH, EN) for kind in kinds}


def other_than(shown: str) -> str:
    """Another shift than this one."""
    return LATE if shown == EARLY else EARLY


def shown_shifts(page: Page) -> dict[tuple[str, date], str]:
    """Who works when, as the grid shows it."""
    rows = words(page, len(AGENTS), len(DAYS))
    return {
        (agent, day): shown
        for agent, row in zip(AGENTS, rows, strict=True)
        for day, shown in zip(DAYS, row, strict=True)
        if not off(shown)
    }


def saved(folder: Path) -> dict[tuple[str, date], str]:
    return shifts_of(open_desk(folder, FIRST_DAY).plan)


def save(page: Page, folder: Path, translate: Translator = ZH) -> None:
    """Save; then the grid, the line on top and the files say the same."""
    press_key(page, "save")
    said(page, translate("ui.saved"))
    grid(page)
    plan = open_desk(folder, FIRST_DAY).plan
    figures = key_figures(plan)
    assert figures is not None
    assert figures.cost is not None
    paid = translate("ui.paid_and_cost", hours=hours(figures.paid_hours), cost=f"{figures.cost:,.0f}")
    assert figure(page, "paid_hours") == paid
    assert figure(page, "shortage_hours").startswith(
        translate("ui.hours", hours=hours(figures.shortage_hours))
    )
    assert shown_shifts(page) == shifts_of(plan)


def publish(page: Page, note: str, number: int, translate: Translator = ZH) -> None:
    """Publish what is saved, with a note."""
    turn_to(page, translate("shell.page_publish"))
    part(page, translate("shell.part_publish"))
    if page.get_by_label(translate("publishing.reason")).count():
        fill(page, translate("publishing.reason"), "人手不够")
    fill(page, translate("publishing.note"), note)
    press_key(page, "publish")
    said(
        page,
        translate("publishing.done", number=number, count=0, people=0).split(str(number))[0] + f"{number}",
    )
    settle(page)


def send(page: Page, translate: Translator = ZH) -> str:
    """Send what is published, and what the report says of it."""
    part(page, translate("shell.part_send"))
    press_key(page, "send")
    told = page.get_by_test_id("stAlert").filter(has_text="84").first
    told.wait_for(timeout=LONG)
    settle(page)
    text: str = told.inner_text()
    return text


def held(dingtalk: DingTalkServer) -> dict[tuple[str, date], str]:
    """Who works when, as DingTalk has it."""
    return {
        (person.removeprefix("u-"), day): NUMBERS[value]
        for (person, day), value in dingtalk.held.items()
        if value in NUMBERS
    }
