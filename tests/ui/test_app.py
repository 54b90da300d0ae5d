"""The desk as Streamlit runs it, without a browser."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from peakroster.desk.downloads import download
from peakroster.desk.roster import open_desk
from peakroster.messages import LANGUAGES, Translator
from peakroster.store.versions import versions_of
from tests.ui.conftest import FIRST_DAY
from ui.launch import APP, command
from ui.pages import PAGES

pytestmark = pytest.mark.slow

WAIT = 60


def opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch, language: str = "en", page: str | None = None
) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["app.py", str(folder), "--lang", language])
    app = AppTest.from_file(str(APP), default_timeout=WAIT)
    show(app, page or "overview")
    app.run()
    assert not app.exception, app.exception
    return app


PARTS = {
    "shortages": "need",
    "coverage": "need",
    "fairness": "people",
    "who_could": "people",
    "downloads": "publish",
}
"""Parts of pages, and which page's."""


def show(app: AppTest, page: str) -> None:
    """Let the next run of the script be that of a page, or of a part of one."""
    if page in PARTS:
        app.session_state[f"chosen-{PARTS[page]}_part"] = page
    path = PARTS.get(page, page)
    app._page_hash = calc_hash("" if path == next(iter(PAGES)) else path)


def figure(app: AppTest, label: str) -> str:
    """What the line on top says under this label, else what a metric of the page says."""
    line = next((str(block.body) for block in app.html if "pr-line" in str(block.body)), "")
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", line)
    return found[1] if found else str(next(one.value for one in app.metric if one.label == label))


def words(app: AppTest) -> str:
    parts = [element.value for kind in (app.markdown, app.caption, app.info, app.header) for element in kind]
    return "\n".join(str(part) for part in [*parts, *(block.body for block in app.html)])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens(shop: Path, monkeypatch: pytest.MonkeyPatch, page: str, language: str) -> None:
    """Each page is drawn in each language without an error, under the key figures of the plan."""
    app = opened(shop, monkeypatch, language, page)
    summary = open_desk(shop, FIRST_DAY).plan.summary or {}
    translate = Translator(language)
    assert f"{summary['shortage_hours']:,.1f}" in figure(app, translate("ui.shortage"))
    assert translate("shell.audit_clean") in words(app)


def test_the_fairness_page_shows_everybody(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for each kind, and one for each person, with the sale days of the plan."""
    app = opened(shop, monkeypatch, page="fairness")
    *_, spread, people = (frame.value for frame in app.dataframe)
    assert len(people) == 6
    roster = open_desk(shop, FIRST_DAY).plan.roster
    assert roster is not None
    assert people["Sale days"].sum() == len(roster)
    assert spread["Kind"].tolist()[:3] == ["Nights", "Weekend days", "Sale days"]


def test_the_fairness_page_shows_numbers_as_a_manager_writes_them(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One decimal where there are any, a dash where somebody has no share, and the person always in sight."""
    app = opened(shop, monkeypatch, page="fairness")
    for frame in app.dataframe[-2:]:
        assert frame.proto.placeholder == "–"
        columns = json.loads(frame.proto.columns)
        assert [column.get("pinned") for column in columns.values()].count(True) == 1
        formats = {
            column["type_config"]["format"]
            for name, column in columns.items()
            if name in frame.value.columns[1:]
        }
        assert formats <= {"%d", "%.1f"}
        assert formats


def test_who_misses_a_meeting_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the shortages: when each meeting is and who is absent."""
    path = shop / "plans" / FIRST_DAY.isoformat() / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    summary["meetings"] = [
        {
            "meeting": "周会",
            "date": "2026-11-10",
            "minutes": 60,
            "starts": ["2026-11-10T15:00"],
            "taking_part": 2,
            "absent": ["003"],
        }
    ]
    path.write_text(json.dumps(summary), encoding="utf-8")
    app = opened(shop, monkeypatch, "zh", "shortages")
    assert "周会（2026-11-10）：2 人，时间 15:00；缺席 1 人：003 张敏" in words(app)


def test_overtime_is_told_on_the_fairness_page(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many work beyond the ordinary hours, and who most: it is no sum of the hours beyond contract."""
    path = shop / "plans" / FIRST_DAY.isoformat() / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    hours = {"extended_hours": 2.0, "rest_day_hours": 0.0, "holiday_hours": 0.0, "surcharge": None}
    summary["overtime"] = [{"agent_id": "003", "week": "2026-11-09", **hours}]
    path.write_text(json.dumps(summary), encoding="utf-8")
    app = opened(shop, monkeypatch, "zh", "fairness")
    assert "1 人加班：超过每日标准 2.0 小时" in words(app)


def test_language_switch(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another language changes the words and keeps the page."""
    app = opened(shop, monkeypatch, "zh", "what_if")
    assert figure(app, "缺口")
    app.segmented_control(key="language").set_value("en").run()
    assert not app.exception
    assert figure(app, "Shortage")
    assert app.button(key="scenario_new").label == "Compose your own"


def test_change_a_cell_and_undo(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking somebody off work changes the figures at once, says what it does, is undone or taken back."""
    app = opened(shop, monkeypatch, page="roster")
    roster = open_desk(shop, FIRST_DAY).plan.roster
    assert roster is not None
    agent, day = roster["agent_id"].iloc[0], roster["date"].iloc[0]
    before = figure(app, "Paid and cost")
    app.selectbox(key="cell_agent-en").set_value(agent).run()
    app.selectbox(key="cell_day-en").set_value(day).run()
    app.button_group[_pills(app, agent)].set_value("").run()
    assert not app.exception
    assert figure(app, "Paid and cost") != before
    back = app.button(key=f"take-back-{agent}-{day}")
    assert "→ **Off**" in back.label
    assert "This step" in words(app)
    assert "Unsaved changes: 1" in words(app)
    app.button(key="undo").click().run()
    assert figure(app, "Paid and cost") == before
    assert "Unsaved changes" not in words(app)
    app.button_group[_pills(app, agent)].set_value("").run()
    app.button(key=f"take-back-{agent}-{day}").click().run()
    assert figure(app, "Paid and cost") == before


def test_a_workbook_that_was_changed_comes_back(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the roster page: its cells become changes that can be undone; a wrong one is told."""
    desk = open_desk(shop, FIRST_DAY)
    made = download(desk.shop, desk.plan, "csv")
    app = opened(shop, monkeypatch, page="roster")
    kept = desk.plan.roster
    assert kept is not None
    agent, shift = kept["agent_id"].iloc[0], kept["shift"].iloc[0]
    other = "晚班" if shift == "早班" else "早班"
    rows = f"agent_id,date,shift\n{agent},{kept['date'].iloc[0]},{other}\n"
    app.file_uploader[0].set_value(("changed.csv", rows.encode(), "text/csv")).run()
    assert not app.exception, app.exception
    assert app.session_state["draft"].step.changes == {(agent, kept["date"].iloc[0]): other}
    assert [message.value for message in app.success] == ["Cells changed by the file: 1."]
    app.file_uploader[0].set_value((made.name, made.content, made.mime)).run()
    assert app.session_state["draft"].differences() == []
    app.file_uploader[0].set_value(("other.csv", b"agent_id\n1\n", "text/csv")).run()
    assert not app.exception, app.exception
    assert len(app.session_state["draft"].steps) == 3


def test_broken_rule_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shift on a day of leave is possible by hand, and the audit says at once that it is not allowed."""
    app = opened(shop, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("006").run()
    app.selectbox(key="cell_day-en").set_value(FIRST_DAY.replace(day=11)).run()
    app.button_group[_pills(app, "006")].set_value("早班").run()
    assert not app.exception
    assert "Audit found problems: 1" in words(app)
    assert "leave" in words(app)
    assert app.button(key="save").label == "Save anyway"


def test_second_edit_of_the_same_cell_counts(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits one after the other all take effect, also on another page and back."""
    app = opened(shop, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("004").run()
    for shift in ("", "晚班", "早班"):
        app.button_group[_pills(app, "004")].set_value(shift).run()
        assert not app.exception
        assert app.button_group[_pills(app, "004")].value == shift
    for page in ("need", "roster"):
        show(app, page)
        app.run()
    assert app.button_group[_pills(app, "004")].value == "早班"


def test_lock_and_save(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saving writes the plan, keeps the old one, and writes the locks beside those that were there."""
    app = opened(shop, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("004").run()
    present = app.button_group[_pills(app, "004")].value
    other = "晚班" if present != "晚班" else "早班"
    app.button_group[_pills(app, "004")].set_value(other).run()
    app.button(key="lock_changed").click().run()
    app.button(key="save").click().run()
    assert not app.exception
    desk = open_desk(shop, FIRST_DAY)
    assert desk.plan.roster is not None
    rows = desk.plan.roster
    assert rows[(rows["agent_id"] == "004") & (rows["date"] == FIRST_DAY)]["shift"].tolist() == [other]
    assert {(lock.agent_id, lock.shift) for lock in desk.shop.locks} == {("005", "早班"), ("004", other)}
    assert [one.number for one in versions_of(shop, FIRST_DAY)] == [1, 2]
    assert "Unsaved changes" not in words(app)


def test_unlock_and_save(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A saved lock is switched off, counts as a change, and is gone from locks.csv once saved."""
    app = opened(shop, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("005").run()
    assert app.toggle[0].value
    app.toggle[0].set_value(False).run()
    assert "Unsaved changes: 1" in words(app)
    app.button(key="save").click().run()
    assert not app.exception
    assert open_desk(shop, FIRST_DAY).shop.locks == ()
    assert not app.toggle[0].value


def test_downloads(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats that can be made have a button; of a system in mapping.csv every missing id is listed."""
    app = opened(shop, monkeypatch, page="downloads")
    keys = {button.key for button in app.get("download_button")}
    assert keys == {"download-csv", "download-xlsx", "download-png", "download-ics"}
    table = app.table[0].value
    assert len(table) >= 8
    assert table["What to do"].str.len().min() > 0


def test_a_look_at_a_running_search_costs_little(tmp_path: Path) -> None:
    """Streamlit does not go through all objects after each run of the page: the search would wait for it."""
    assert "--runner.postScriptGC=false" in command(tmp_path, "zh", None, open_browser=False)


def test_command_line(tmp_path: Path) -> None:
    """The server is told to ask nobody's e-mail, to send no statistics, and to listen only here."""
    told = command(tmp_path, "zh", 8599, open_browser=False)
    assert {"--server.port=8599", "--server.headless=true", "--server.address=localhost"} <= set(told)
    assert "--browser.gatherUsageStats=false" in told
    assert told[-4:] == ["--", str(tmp_path.resolve()), "--lang", "zh"]


def _pills(app: AppTest, agent: str) -> int:
    """Position of the shift buttons among all groups of buttons."""
    return next(
        place
        for place, group in enumerate(app.button_group)
        if (group.key or "").startswith(f"cell_shift-{agent}-")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_roster_is_weighed_by(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Every part with its points, and their sum, which is the objective."""
    app = opened(shop, monkeypatch, language)
    translate = Translator(language)
    (table,) = (
        str(block.body) for block in app.html if translate("objective.column_points") in str(block.body)
    )
    rows = re.findall(r"<td>([^<]*)</td><td>[^<]*</td><td>([^<]*)</td>", table)
    points = {name: float(told.replace(",", "")) for name, told in rows}
    assert points[translate("objective.shortage")] > 0
    summary = open_desk(shop, FIRST_DAY).plan.summary or {}
    assert points[translate("objective.total")] == pytest.approx(summary["objective"], abs=0.1)
