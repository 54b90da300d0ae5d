"""The page that says who else could work a shift, and puts a choice on the desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, show, words

pytestmark = pytest.mark.slow


def test_everybody_is_in_the_table_or_in_a_line_of_rules(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody but who gives the shift away has a row; who may not has the rule that says no."""
    app = opened(shop, monkeypatch, "zh", "who_could")
    (table,) = (frame.value for frame in app.dataframe if "客服" in frame.value.columns)
    giver = app.selectbox(key="who_agent-zh").value
    working = set(shifts(app))
    assert (giver, app.selectbox(key="who_day-zh").value) in working
    assert len(table) >= 3
    assert not table["客服"].str.startswith(giver).any()
    assert {"规则", "当周工时", "前／后休息小时", "夜班、周末、意愿", "对顾客", "分数"} <= set(table.columns)
    assert "没人接班时" in words(app)


def test_a_choice_becomes_a_change_on_the_desk(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button changes the cells of the exchange, which can be undone; the page says what was done."""
    app = opened(shop, monkeypatch, "en", "who_could")
    app.selectbox(key="who_day-en").set_value(FIRST_DAY).run()
    giver = app.selectbox(key="who_agent-en").value
    before = shifts(app)
    app.button(key="who_take").click().run()
    assert not app.exception, app.exception
    draft: Draft = app.session_state["draft"]
    assert draft.changed
    assert (giver, FIRST_DAY) in draft.step.changes
    assert shifts(app) != before
    assert "On the desk now" in app.success[0].value
    assert app.session_state["draft"].undone().outcome.plan is draft.saved.plan


def test_one_person_more(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An additional shift has no giver; nobody loses theirs."""
    app = opened(shop, monkeypatch, "en", "who_could")
    app.segmented_control(key="who_how-en").set_value("more").run()
    before = shifts(app)
    app.button(key="who_take").click().run()
    assert not app.exception, app.exception
    assert len(app.session_state["draft"].differences()) >= 1
    assert set(before) <= set(shifts(app)) or len(shifts(app)) >= len(before)


def test_the_lists_show_what_is_chosen_now(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser keeps the label of a list until it is given another: with another question the choice on the
    screen is the one that the button takes, and the person on another day has that day's shift beside it."""
    app = opened(shop, monkeypatch, "en", "who_could")
    app.segmented_control(key="who_how-en").set_value("more").run()
    listed = app.selectbox(key="who_choice-en")
    assert listed.proto.set_value
    assert listed.proto.raw_value == listed.options[0]
    app.segmented_control(key="who_how-en").set_value("give").run()
    draft, tomorrow = app.session_state["draft"], FIRST_DAY + timedelta(days=1)
    both = next(agent for agent, day in shifts(app) if day == FIRST_DAY and (agent, tomorrow) in shifts(app))
    later = next(one.name for one in draft.desk.shop.shifts if one.name != shifts(app)[both, FIRST_DAY])
    app.session_state["draft"] = draft.with_change((both, tomorrow), later)
    app.selectbox(key="who_day-en").set_value(FIRST_DAY).run()
    app.selectbox(key="who_agent-en").set_value(both).run()
    app.selectbox(key="who_day-en").set_value(tomorrow).run()
    giver = app.selectbox(key="who_agent-en")
    assert giver.proto.set_value
    assert giver.proto.raw_value.endswith(later)


def test_a_short_interval_leads_to_the_page(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button of a shortage opens the page with that interval; the rows name the shift to be worked."""
    app = opened(shop, monkeypatch, "en", "shortages")
    shortage = app.session_state["draft"].outcome.shortages[0]
    app.button(key="who-0").click().run()
    assert not app.exception, app.exception
    assert app.segmented_control(key="people_part-en").value == "who_could"
    (table,) = (frame.value for frame in app.dataframe if "Agent" in frame.value.columns)
    assert "Shift" in table.columns
    assert f"{shortage.start:%H:%M}" in app.selectbox(key="who_short-en").format_func(
        app.selectbox(key="who_short-en").value
    )


def test_the_cell_of_the_roster_page_is_asked_about(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the panel of a cell that has a shift."""
    app = opened(shop, monkeypatch, "en", "roster")
    agent, day = next(iter(shifts(app)))
    app.selectbox(key="cell_agent-en").set_value(agent).run()
    app.selectbox(key="cell_day-en").set_value(day).run()
    app.button(key="who_else").click().run()
    assert not app.exception, app.exception
    assert app.segmented_control(key="people_part-en").value == "who_could"
    assert app.selectbox(key="who_agent-en").value == agent
    assert app.selectbox(key="who_day-en").value == day


def test_a_roster_without_anybody(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nobody to ask about; the page says so."""
    path = shop / "plans" / FIRST_DAY.isoformat() / "roster.csv"
    head, *_ = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text(head + "\n", encoding="utf-8-sig")
    app = opened(shop, monkeypatch, "en", "who_could")
    assert Translator("en")("ui.who_nobody_works") in words(app)


def test_a_plan_without_a_roster_says_so(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to ask about yet."""
    folder = shop / "plans" / FIRST_DAY.isoformat()
    for name in ("roster", "activities", "coverage"):
        (folder / f"{name}.csv").unlink()
    (folder / "summary.json").unlink()
    app = opened(shop, monkeypatch, "en", "who_could")
    assert Translator("en")("ui.no_roster", command="")[:20] in words(app)


def shifts(app: AppTest) -> dict[tuple[str, object], str]:
    """Who works what on the desk, by person and day."""
    roster = app.session_state["draft"].outcome.plan.roster
    return dict(zip(zip(roster["agent_id"], roster["date"], strict=True), roster["shift"], strict=True))


def test_an_adopted_roster_is_not_told_as_none(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has shifts and no forecast: each page says that, and what works all the same."""
    folder = shop / "plans" / FIRST_DAY.isoformat()
    for path in folder.iterdir():
        if path.name != "roster.csv":
            path.unlink()
    app = opened(shop, monkeypatch, "zh", "overview")
    assert "别处排好、直接存入" in words(app)
    for page in ("who_could", "roster", "need", "what_if"):
        show(app, page)
        app.run()
        assert not app.exception
        assert "别处排好、直接存入" in words(app)
        assert "还没有班表" not in words(app)
    assert app.session_state["draft"].outcome.plan.roster is not None
