"""No shop, no plan, or files with errors: a page that says what to do, and the first step as a button."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.roster import open_desk, plans
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from peakroster.pipeline.stages import PlanOutcome
from peakroster.plans.store import PlanStore
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import figure, opened, words
from ui import background_plan

pytestmark = pytest.mark.slow


def labels(app: AppTest) -> dict[str, str]:
    return {button.key: button.label for button in app.button if button.key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_path(tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """The shop folders beside it are named; one can be made there."""
    app = opened(tmp_path / "shpo", monkeypatch, language)
    translate = Translator(language)
    assert app.header[0].value == translate("first.missing_title")
    assert str(shop) in words(app).replace("\\", "")
    assert {"make_sample", "start_make"} <= labels(app).keys()


def test_a_file_is_no_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be made there."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    app = opened(tmp_path / "file", monkeypatch)
    assert app.header[0].value == "This is not a folder"
    assert "make_sample" not in labels(app)


def test_an_empty_folder_becomes_a_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a click; then the week after the end of its history can be planned at another."""
    empty = tmp_path / "empty"
    empty.mkdir()
    app = opened(empty, monkeypatch, "zh")
    assert app.header[0].value == "文件夹是空的"
    app.button(key="make_sample").click().run()
    assert not app.exception
    assert (empty / "shop.toml").is_file()
    assert "plan_week-2026-11-09" in labels(app)


def test_no_plan(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One button makes that of the week after the end of the history."""
    shutil.rmtree(shop / "plans")
    app = opened(shop, monkeypatch, "zh")
    assert app.header[0].value == "还没有计划"
    assert "11-09" in labels(app)["plan_week-2026-11-09"]


def test_a_folder_of_other_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is touched; it can be looked at again."""
    (tmp_path / "readme.txt").write_text("x", encoding="utf-8")
    app = opened(tmp_path, monkeypatch)
    assert app.header[0].value == "This is not a shop folder"
    assert labels(app)["look_again"] == "Look again"


BROKEN = {
    "settings that are no TOML": ("shop.toml", "[[queues"),
    "a time that is none": ("shifts.csv", "shift,start,end\n早班,8 Uhr,16:00\n"),
    "a skill of no queue": ("agents.csv", "agent_id,name,skills\n001,王芳,presle\n"),
    "people without a column": ("agents.csv", "agent_id,name\n001,王芳\n"),
    "a history that is no text": ("history.csv", "\x00\x01\x02\x03"),
    "an event that ends first": (
        "events.csv",
        "event,kind,start,end\nd,double11,2026-11-12T00:00,2026-11-10T00:00\n",
    ),
    "a lock of nobody": ("locks.csv", "agent_id,date,shift\n999,2026-11-10,早班\n"),
    "a wish of no kind": ("requests.csv", "agent_id,date,kind\n001,2026-11-10,hope\n"),
    "no people at all": ("agents.csv", None),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_shop(shop: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Each finding says where and what to do; its row is shown; mended files are read at a click."""
    name, content = BROKEN[what]
    good = (shop / name).read_bytes()
    if content is None:
        (shop / name).unlink()
    else:
        (shop / name).write_text(content, encoding="utf-8")
    app = opened(shop, monkeypatch, "zh")
    assert app.header[0].value == "店铺文件需要处理"
    assert name in words(app).replace("\\", "").replace("\u2060", "")
    assert labels(app)["look_again"] == "再看一次"
    for code in app.code:
        assert "→" in code.value
    (shop / name).write_bytes(good)
    app.button(key="look_again").click().run()
    assert not app.exception
    assert figure(app, "缺口")


def test_the_row_of_a_finding_is_shown(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its neighbours, and an arrow."""
    people = (shop / "agents.csv").read_text(encoding="utf-8")
    (shop / "agents.csv").write_text(people.replace("张敏,presale", "张敏,presle"), encoding="utf-8")
    app = opened(shop, monkeypatch)
    (code,) = app.code
    assert "→ 4  003,张敏,presle" in code.value
    assert "  3  002,李强" in code.value


def test_rules_that_collide(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a day of leave is found when the plan is made; the page of the plan goes on."""
    rows = "agent_id,date,shift\n006,2026-11-11,早班\n"
    (shop / "locks.csv").write_text(rows, encoding="utf-8")
    app = opened(shop, monkeypatch)
    assert not app.exception


def test_a_plan_of_another_week(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old link shows the plan there is, says so, and offers to make the other."""
    app = opened(shop, monkeypatch, "zh")
    app.query_params = {"plan": "2026-11-16"}
    app.run()
    assert not app.exception
    assert "没有 周一 11-16 起的计划" in app.warning[0].value
    assert "plan_week-2026-11-16" in labels(app)
    assert app.query_params["plan"] == f"{FIRST_DAY}"
    app.run()
    assert "没有 周一 11-16 起的计划" in app.warning[0].value
    app.query_params = {"plan": "yesterday"}
    app.run()
    assert not app.exception


def test_a_damaged_plan_is_restored(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the version that the store keeps; the finding stands below."""
    desk = open_desk(shop, FIRST_DAY)
    save(desk, desk.plan, dict([next(iter(shifts_of(desk.plan).items()))]))
    path = shop / "plans" / str(FIRST_DAY) / "roster.csv"
    good = path.read_bytes()
    path.write_text("agent_id,date\nx,y\n", encoding="utf-8")
    app = opened(shop, monkeypatch, "zh")
    assert app.header[0].value == "这个计划读不出来"
    app.button(key="restore").click().run()
    assert not app.exception
    assert figure(app, "缺口")
    assert path.read_bytes() == good


def test_a_plan_without_a_roster(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that need one say so, with the button that makes it; the overview tells the week's state."""
    for name in ("roster.csv", "activities.csv", "coverage.csv", "summary.json"):
        (shop / "plans" / str(FIRST_DAY) / name).unlink()
    for page in ("roster", "what_if", "publish"):
        app = opened(shop, monkeypatch, "zh", page)
        assert app.header[0].value == "这个计划还没有班表"
        assert f"plan_week-{FIRST_DAY}" in labels(app)
    assert "有预测，还没有班表" in words(opened(shop, monkeypatch, "zh"))


def finished(app: AppTest, folder: Path) -> None:
    """Wait for the planning, and look again."""
    planning = background_plan.planned_in(folder)
    assert planning is not None
    for _ in range(600):
        if planning.wait(0.1):
            break
    assert planning.error is None, planning.error
    app.run()
    assert not app.exception, app.exception


def test_the_next_week_is_planned_at_a_click(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs in the server; its end is told, and leads to the roster."""

    def plan_week(folder: Path, first_day: date, days: int, limits: object, observer: object) -> PlanOutcome:
        time.sleep(0.3)
        shutil.copytree(folder / "plans" / str(FIRST_DAY), folder / "plans" / str(first_day))
        return PlanOutcome(PlanStore(folder).read(FIRST_DAY))

    monkeypatch.setattr(background_plan, "plan_week", plan_week)
    monkeypatch.setattr("ui.views.overview.day_of_work", lambda shop, now: FIRST_DAY)
    app = opened(shop, monkeypatch, "zh")
    app.button(key="plan_week-2026-11-16").click().run()
    assert not app.exception
    assert "plan_stop" in labels(app)
    finished(app, shop)
    assert plans(shop) == [FIRST_DAY, date(2026, 11, 16)]
    assert "周一 11-16 起的一周已排好。" in [one.value for one in app.success]
    app.button(key="plan_dismiss").click().run()
    assert background_plan.planned_in(shop) is None
    assert not app.success or "已排好" not in app.success[0].value


def test_what_is_in_the_way_of_a_plan_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings with their remedies."""
    monkeypatch.setattr("ui.views.overview.day_of_work", lambda shop, now: FIRST_DAY)
    (shop / "history.csv").write_text("timestamp,queue,inquiries\n", encoding="utf-8")
    app = opened(shop, monkeypatch)
    app.button(key="plan_week-2026-11-16").click().run()
    planning = background_plan.planned_in(shop)
    assert planning is not None
    while not planning.wait(0.1):
        pass
    app.run()
    assert "cannot be planned" in app.error[0].value
    assert len(app.table[0].value) >= 1
    background_plan.dismiss(shop)
