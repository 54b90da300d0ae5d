"""The publish page as Streamlit runs it: publish, send, hand on, look back, bring back, the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.roster import change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES
from peakroster.publishing.publish import publish
from peakroster.publishing.published import newest
from peakroster.store.jobs import PUSH, begin_job, cut_jobs, tell_job
from tests.peakroster.push.servers import DingTalkServer
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words
from ui.background_push import push_to

pytestmark = pytest.mark.slow

PARTS = ("publish", "send", "downloads", "versions", "log")


def part(shop: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: str = "zh") -> AppTest:
    app = opened(shop, monkeypatch, language, "publish")
    return turn(app, name, language)


def turn(app: AppTest, name: str, language: str = "zh") -> AppTest:
    app.session_state["chosen-publish_part"] = name
    app.session_state[f"publish_part-{language}"] = name
    app.run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def told(app: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (app.success, app.warning, app.error) for one in kind)


def changed(shop: Path) -> str:
    desk = open_desk(shop, FIRST_DAY)
    agent = next(one for one, day in shifts_of(desk.plan) if day == FIRST_DAY and one != "005")
    save(desk, change(desk, {(agent, FIRST_DAY): None}).plan, {})
    return agent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_opens(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Before anything was published, and after a change of what was."""
    app = part(shop, monkeypatch, PARTS[0], language)
    for name in PARTS[1:]:
        turn(app, name, language)
    publish(shop, FIRST_DAY, note="一")
    changed(shop)
    app = part(shop, monkeypatch, PARTS[0], language)
    for name in PARTS[1:]:
        turn(app, name, language)


def test_publish_with_a_note_then_withdraw(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told first; the same is not told twice; a withdrawal asks."""
    app = part(shop, monkeypatch, "publish")
    assert "还没有发布过" in words(app)
    app.text_input(key=f"publish_note-{FIRST_DAY}").set_value("请大家核对").run()
    press(app, "publish")
    assert "已发布第 1 版" in told(app)
    found = newest(shop, FIRST_DAY)
    assert found is not None
    assert found.note == "请大家核对"
    assert app.button(key="publish").disabled
    assert app.button(key="withdraw").disabled
    app.checkbox(key="withdraw_sure").check().run()
    press(app, "withdraw")
    assert newest(shop, FIRST_DAY) is None


def test_an_unclean_plan_asks_why(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """006 is on leave the second day and works: told by name, and published only with a reason."""
    desk = open_desk(shop, FIRST_DAY)
    save(desk, change(desk, {("006", desk.plan.last_day): "早班"}).plan, {})
    app = part(shop, monkeypatch, "publish")
    assert "杨帆" in words(app)
    assert app.button(key="publish").disabled
    app.text_input(key=f"publish_reason-{FIRST_DAY}").set_value("本人同意").run()
    press(app, "publish")
    found = newest(shop, FIRST_DAY)
    assert found is not None
    assert found.in_spite_of == "本人同意"


def test_what_a_push_lacks_is_said(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables to set, by name."""
    publish(shop, FIRST_DAY)
    app = part(shop, monkeypatch, "send")
    captions = " ".join(one.value for one in app.caption).replace("\\", "")
    assert "PEAKROSTER_DINGTALK_APP_KEY" in captions
    assert app.button(key="send").disabled


def test_ids_are_filled_in_by_hand(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials and before anything is published: people, shifts and who submits."""
    app = part(shop, monkeypatch, "send")
    press(app, "mapping_by_hand")
    assert not app.exception
    (table,) = (one.value for one in app.dataframe if "平台编号" in one.value)
    rows = list(table["本店"])
    assert "管理员的编号" in rows
    assert len(rows) == 9


def test_mapped_and_pushed(shop: Path, monkeypatch: pytest.MonkeyPatch, dingtalk: DingTalkServer) -> None:
    """Proposals are confirmed, written, and the roster is sent; the report is by person and day."""
    publish(shop, FIRST_DAY)
    app = part(shop, monkeypatch, "send")
    assert "还没有对应的平台编号" in told(app)
    press(app, "mapping_online")
    app.checkbox(key="mapping_all-dingtalk").check().run()
    press(app, "mapping_write")
    assert "已在对照表添加 8 行" in told(app)
    press(app, "send")
    running = push_to(shop, "dingtalk")
    assert running is not None
    assert running.wait(60)
    app.run()
    assert "12 条已生效" in told(app)
    assert len(dingtalk.held) == 12
    assert cut_jobs(shop) == []
    another = part(shop, monkeypatch, "send")  # a tab that did not begin it
    assert "12 条已生效" in told(another)


def test_a_push_that_was_cut_is_told_and_goes_on(
    shop: Path, monkeypatch: pytest.MonkeyPatch, dingtalk: DingTalkServer
) -> None:
    """The next start says how far it was; going on does it again, and the word is gone."""
    publish(shop, FIRST_DAY)
    number = begin_job(shop, PUSH, FIRST_DAY, "dingtalk")
    tell_job(shop, number, 7, 12)
    monkeypatch.setattr("peakroster.store.jobs._PROCESS", "the next one")
    app = part(shop, monkeypatch, "send")
    assert "被中断：已发 7 / 12 条" in told(app)
    press(app, f"cut_go_on-{number}")
    running = push_to(shop, "dingtalk")
    assert running is not None
    assert running.wait(60)
    assert cut_jobs(shop) == []
    app.run()
    assert "被中断" not in told(app)


def test_look_at_a_version_and_restore_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is different now is marked; bringing it back asks."""
    before = (shop / "plans" / f"{FIRST_DAY}" / "roster.csv").read_bytes()
    changed(shop)
    app = part(shop, monkeypatch, "versions")
    app.selectbox(key="version-zh").set_value(1).run()
    html = "\n".join(str(block.body) for block in app.html)
    assert html.count("class='changed'") == 1
    assert app.button(key="restore").disabled
    app.checkbox(key="restore_sure-1").check().run()
    press(app, "restore")
    assert (shop / "plans" / f"{FIRST_DAY}" / "roster.csv").read_bytes() == before
    assert "已恢复第 1 次保存" in told(app)
    turn(app, "log")
    assert "恢复计划" in app.dataframe[0].value.to_csv()


def test_the_published_version_is_handed_on(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the draft that has changed since, unless it is asked for."""
    publish(shop, FIRST_DAY)
    changed(shop)
    app = part(shop, monkeypatch, "downloads")
    assert "这里下载的是大家知道的版本" in told(app)
    assert {button.key for button in app.get("download_button")} >= {"download-csv", "download-xlsx"}
