"""The people page as Streamlit runs it: a person, requests, tables."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.requests.asking import agent_requests, ask
from peakroster.desk.requests.content import LeaveAsked, SwapAsked
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES
from peakroster.shop.folder import read_shop
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow

SECOND = FIRST_DAY + timedelta(days=1)


def part(shop: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: str = "zh") -> AppTest:
    app = opened(shop, monkeypatch, language, "people")
    app.session_state["chosen-people_part"] = name
    app.session_state[f"people_part-{language}"] = name
    app.run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def told(app: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (app.success, app.warning, app.error) for one in kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_opens(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """In both languages, with a request that waits."""
    ask(shop, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"))
    for name in ("person", "requests", "tables", "fairness"):
        part(shop, monkeypatch, name, language)


def test_a_person_by_the_address(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their shifts are those of the plan."""
    app = opened(shop, monkeypatch, "zh", "people")
    app.query_params["person"] = "005"
    app.run()
    html = "\n".join(str(block.body) for block in app.html)
    assert "005 陈静" in html
    shifts = shifts_of(open_desk(shop, FIRST_DAY).plan)
    assert html.count("早班</span>") == sum(
        shift == "早班" for (agent, _), shift in shifts.items() if agent == "005"
    )


def test_contracts_are_a_table_and_a_choice(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person's page says which value is whose, and who leads."""
    (shop / "contracts.csv").write_text("contract,max_hours_week,hourly_cost\n全职,44,30\n", encoding="utf-8")
    people = (shop / "agents.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [f"{line},全职,是" for line in people[1:]]
    (shop / "agents.csv").write_text("\n".join([f"{people[0]},contract,leader", *rows]) + "\n", "utf-8")
    app = opened(shop, monkeypatch, "zh", "people")
    app.query_params["person"] = "005"
    app.run()
    assert not app.exception, app.exception
    assert "合同：全职" in "\n".join(str(block.body) for block in app.html)
    assert ["最多周工时", "44", "合同：全职"] in [list(row) for row in app.table[0].value.to_numpy()]
    app = part(shop, monkeypatch, "tables")
    for section in ("contracts", "contract"):
        app.segmented_control(key="people_section-zh").set_value(section).run()
        assert not app.exception, app.exception


def test_leave_with_its_effect_first(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does is told, then it is entered, and the shift is off in a draft that is not saved."""
    app = part(shop, monkeypatch, "person")
    app.selectbox(key="person-zh").set_value("005").run()
    press(app, "leave_preview")
    assert "空出 1 个班：周二 11-10 早班" in words(app)
    press(app, "leave_give")
    assert "005 陈静" in told(app)
    assert ("005", "sick_leave") in {
        (row.agent_id, row.named) for row in read_shop(shop, history_required=False).requests
    }
    draft = app.session_state["draft"]
    assert [cell for cell, _, _ in draft.differences()] == [("005", FIRST_DAY)]
    press(app, "leave_back")
    assert not [row for row in read_shop(shop, history_required=False).requests if row.agent_id == "005"]


def test_approve_and_refuse(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The effect is shown on request; a refusal without a note is told; both leave the list."""
    first = ask(shop, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"))
    second = ask(shop, "001", SwapAsked(SECOND, SECOND, "002"))
    app = part(shop, monkeypatch, "requests")
    press(app, f"look-{first.id}")
    assert "缺人的时段" in words(app)
    press(app, f"approve-{first.id}")
    assert "已批准申请" in told(app)
    press(app, f"refuse-{second.id}")
    assert [one.state for one in agent_requests(shop)] == ["approved", "asked"]
    app.text_input(key=f"note-{second.id}").set_value("人手不够").run()
    press(app, f"refuse-{second.id}")
    assert [one.state for one in agent_requests(shop)] == ["approved", "refused"]
    assert "没有待批的申请" in words(app)


def test_ask_on_somebodys_behalf(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call by telephone becomes a request that waits."""
    app = part(shop, monkeypatch, "requests")
    press(app, "ask_send")
    assert [(one.agent_id, one.kind, one.state) for one in agent_requests(shop)] == [
        ("001", "leave", "asked")
    ]


def test_a_pasted_range_is_looked_at_saved_and_taken_back(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Problems keep it from being saved; then only what differs is written."""
    before = (shop / "agents.csv").read_bytes()
    app = part(shop, monkeypatch, "tables")
    app.session_state["people_section-zh"] = "contract"
    app.run()
    area = app.text_area(key="people-paste-contract-0")
    area.set_value("姓名\t最多周工时\n李强\t四十\n").run()
    assert "改正后才能保存" in told(app)
    assert app.button(key="people_save").disabled
    app.text_area(key="people-paste-contract-0").set_value("姓名\t最多周工时\n李强\t40\n").run()
    assert "002 李强：最多周工时 空 → 40" in words(app)
    press(app, "people_save")
    assert "已保存 1 处改动" in told(app)
    agents = {one.id: one for one in read_shop(shop, history_required=False).agents}
    assert agents["002"].max_hours_week == 40
    press(app, "people_undo")
    assert (shop / "agents.csv").read_bytes() == before
