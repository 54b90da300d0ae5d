"""What only a browser shows of people and publishing: a phone that approves, then publish, push, restore."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from peakroster.desk.requests.asking import agent_requests, ask
from peakroster.desk.requests.content import LeaveAsked
from peakroster.desk.roster import change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.publishing.publish import publish
from peakroster.publishing.published import newest
from peakroster.shop.folder import read_shop
from tests.peakroster.desk.publishing.conftest import NAMES, SHIFTS
from tests.peakroster.push.servers import DingTalkServer, serve
from tests.peakroster.push.servers.clock import VirtualClock
from tests.peakroster.push.worlds import environment
from tests.ui.browser import PATIENCE, desk_page, settle
from tests.ui.conftest import FIRST_DAY

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def folder(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for the whole walk, whose mapping names everybody."""
    copy = tmp_path_factory.mktemp("walk") / "shop"
    shutil.copytree(small_shop, copy)
    rows = ["kind,platform,local_id,platform_id", "group,dingtalk,main,1", "operator,dingtalk,main,boss"]
    rows += [f"agent,dingtalk,{one},u-{one}" for one in NAMES]
    rows += [f"shift,dingtalk,{name},{number}" for number, (name, _) in SHIFTS.items()]
    (copy / "mapping.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def server() -> Iterator[DingTalkServer]:
    """Stands for DingTalk; the desk's environment leads to it."""
    found = DingTalkServer(VirtualClock())
    found.group = "1"
    found.staff = {f"u-{one}": (name, one) for one, name in NAMES.items()}
    found.shift_list = dict(SHIFTS)
    patch = pytest.MonkeyPatch()
    with serve(found) as address:
        for name, value in environment("dingtalk", address).items():
            patch.setenv(name, value)
        yield found
    patch.undo()


@pytest.fixture(scope="module")
def page(folder: Path, server: DingTalkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with desk_page(folder, tmp_path_factory) as found:
        yield found


def show(page: Page, path: str) -> None:
    """An address as it is typed or handed on."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
    page.get_by_test_id("stApp").wait_for()
    page.wait_for_timeout(500)
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_the_phone_to_the_attendance_system(page: Page, folder: Path, server: DingTalkServer) -> None:
    """Somebody is ill: approved on a phone; then published, sent, changed, sent again, restored."""
    asked = ask(folder, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"), "发烧")
    page.set_viewport_size(PHONE)
    show(page, "/people?part=requests")
    page.get_by_text("005 陈静：病假：周二 11-10").wait_for()
    press(page, "看影响")
    page.get_by_text("空出 1 个班", exact=False).wait_for()
    assert fits(page)
    press(page, "批准")
    page.get_by_text("没有待批的申请").wait_for()
    assert [one.state for one in agent_requests(folder)] == ["approved"]
    assert asked.id == agent_requests(folder)[0].id
    assert ("005", "sick_leave") in {
        (row.agent_id, row.named) for row in read_shop(folder, history_required=False).requests
    }
    show(page, "/people?part=person&person=005")
    page.get_by_text("005 陈静 ·", exact=False).wait_for()
    assert fits(page)

    page.set_viewport_size(DESK)
    show(page, "/roster")
    page.get_by_role("button", name=re.compile("^(保存|虽有违规仍然保存)$")).first.click()
    page.get_by_text("已保存", exact=False).first.wait_for(timeout=PATIENCE)
    assert ("005", FIRST_DAY) not in shifts_of(open_desk(folder, FIRST_DAY).plan)
    show(page, "/publish?part=publish")
    if page.get_by_label("为什么仍要发布").count():
        page.get_by_label("为什么仍要发布").fill("人手不够")
        page.keyboard.press("Enter")
        settle(page)
    publish_button = page.get_by_test_id("stMain").get_by_role("button", name="发布", exact=True).last
    publish_button.click()
    page.get_by_text("已发布第 1 版", exact=False).wait_for()

    show(page, "/publish?part=send")
    press(page, "推送到钉钉")
    page.get_by_text("12 条已生效", exact=False).wait_for(timeout=PATIENCE)
    assert len(server.held) == 12
    agent, day = _one_shift_less(folder)
    publish(folder, FIRST_DAY, in_spite_of="换人")
    before = len([one for one in server.requests if server.rows_of(one)])
    press(page, "推送到钉钉")
    page.get_by_text("发送 1 条", exact=False).wait_for(timeout=PATIENCE)
    assert len([one for one in server.requests if server.rows_of(one)]) == before + 1

    show(page, "/publish?part=versions&version=1")
    page.locator("td.changed").first.wait_for()
    page.get_by_text("用它替换现在的班表", exact=False).click()
    settle(page)
    restore = page.get_by_role("button", name="恢复第 1 次保存")
    expect(restore).to_be_enabled(timeout=PATIENCE)
    restore.click()
    page.get_by_text("已恢复第 1 次保存", exact=False).wait_for()
    assert (agent, day) in shifts_of(open_desk(folder, FIRST_DAY).plan)
    told = newest(folder, FIRST_DAY)
    assert told is not None
    assert told.number == 2  # people know what they were told until it is published


def _one_shift_less(folder: Path) -> tuple[str, date]:
    desk = open_desk(folder, FIRST_DAY)
    cell = next(iter(shifts_of(desk.plan)))
    save(desk, change(desk, {cell: None}).plan, {})
    return cell
