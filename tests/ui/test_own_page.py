"""An agent's own page: her published shifts, her requests, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.own_page import own_page
from peakroster.desk.requests.asking import agent_requests, ask
from peakroster.desk.requests.content import LeaveAsked, WishAsked
from peakroster.desk.requests.deciding import approve
from peakroster.desk.roster import change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.publishing.publish import publish, withdraw
from peakroster.shop.folder import read_shop
from peakroster.store.who import ASK, EDIT, Actor, ask_for_actor
from scheduler.domain.windows import Window
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words
from ui import hosting
from ui.hosting import Guest, team_first
from ui.views.roster.grid import grid_data

pytestmark = pytest.mark.slow

AGENT = "001"


def script(folder: str, language: str) -> None:
    from pathlib import Path

    from ui.hosting import Guest
    from ui.own_page import show_own

    class Calendar:
        def make(self) -> str:
            return "/calendars/secret.ics"

        def close(self, number: int) -> None:
            raise AssertionError(number)

    may = frozenset({"read-own", "ask"})
    show_own(Guest(Path(folder), "fang", may, "/out", "001", False, Calendar()), language)


@pytest.fixture
def as_agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("ui.own_page.today_of", lambda shop: FIRST_DAY)
    ask_for_actor(lambda: Actor("fang", frozenset({"read-own", ASK})))
    yield
    ask_for_actor(None)


def page_of(shop: Path, language: str = "zh") -> AppTest:
    app = AppTest.from_function(script, default_timeout=60, args=(str(shop), language)).run()
    assert not app.exception, app.exception
    return app


def everything(app: AppTest) -> str:
    kinds = (app.success, app.warning, app.error, app.subheader, app.code)
    return "\n".join([words(app), *(str(one.value) for kind in kinds for one in kind)])


def test_what_was_published_holds_and_the_draft_is_not_told(shop: Path) -> None:
    """Shifts with their parts; changes count once they are published, and nothing that was withdrawn."""
    read = read_shop(shop, history_required=False)
    assert own_page(read, AGENT, FIRST_DAY).days == ()
    publish(shop, FIRST_DAY)
    desk = open_desk(shop, FIRST_DAY)
    told = {day: shift for (agent, day), shift in shifts_of(desk.plan).items() if agent == AGENT}
    days = {one.day: one.shift for one in own_page(read, AGENT, FIRST_DAY).days}
    assert list(days) == list(desk.plan.dates)
    assert {day: shift.name for day, shift in days.items() if shift is not None} == told
    worked = next(shift for shift in days.values() if shift is not None)
    assert (worked.parts[0].start, worked.parts[-1].end) == (worked.start, worked.end)
    assert "meal" in {part.activity for part in worked.parts}
    first = min(told)
    save(desk, change(desk, {(AGENT, first): None}).plan, {})
    assert days == {one.day: one.shift for one in own_page(read, AGENT, FIRST_DAY).days}
    publish(shop, FIRST_DAY)
    assert {one.day: one.shift for one in own_page(read, AGENT, FIRST_DAY).days}[first] is None
    withdraw(shop, FIRST_DAY)
    assert own_page(read, AGENT, FIRST_DAY).days == ()
    with pytest.raises(KeyError):
        own_page(read, "999", FIRST_DAY)


def test_she_asks_and_the_manager_approves(shop: Path, as_agent: None) -> None:
    """Half a day of leave by the form waits in the store, and is told as approved afterwards."""
    publish_as_manager(shop)
    app = page_of(shop)
    assert "休息" in everything(app) or "用餐" in everything(app)
    for name in ("李强", "张敏", "刘洋", "陈静", "杨帆"):
        assert name not in everything(app)
    app.session_state["chosen-own_leave"] = app.session_state["own_leave-zh"] = "annual"
    app.session_state["chosen-own_part"] = app.session_state["own_part-zh"] = "afternoon"
    app.date_input[0].set_value(date(2026, 12, 7)).run()
    app.button(key="own_send").click().run()
    assert not app.exception, app.exception
    (request,) = agent_requests(shop)
    noon = read_shop(shop, history_required=False).settings.leave.noon
    assert request.agent_id == AGENT
    assert request.asked == LeaveAsked(date(2026, 12, 7), date(2026, 12, 7), "annual", Window(noon, 1440))
    assert request.asked_by == "fang"
    assert "待批" in everything(app)
    assert "李强" not in everything(app)
    ask_for_actor(lambda: Actor("mei", frozenset({EDIT})))
    approve(shop, request.id)
    other = ask(shop, "002", WishAsked(date(2026, 12, 8), date(2026, 12, 8)))
    ask_for_actor(lambda: Actor("fang", frozenset({"read-own", ASK})))
    app.run()
    assert "已批准" in everything(app)
    assert f"own_withdraw-{other.id}" not in [one.key for one in app.button]
    app.button(key="own_make").click().run()
    assert "/calendars/secret.ics" in everything(app)


def publish_as_manager(shop: Path) -> None:
    ask_for_actor(None)
    publish(shop, FIRST_DAY)
    ask_for_actor(lambda: Actor("fang", frozenset({"read-own", ASK})))


def test_in_english_too_and_a_wrong_span_is_one_sentence(shop: Path, as_agent: None) -> None:
    """The last day before the first is refused in words, and nothing waits."""
    app = page_of(shop, "en")
    assert Translator("en")("own.nothing_published") in everything(app)
    app.date_input[0].set_value(date(2026, 12, 7)).run()
    app.date_input[1].set_value(date(2026, 12, 4)).run()
    app.button(key="own_send").click().run()
    assert app.error
    assert agent_requests(shop) == []


def test_a_leader_sees_her_own_team_first(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the grid and among the people; whoever is nobody of the shop sees the order of the file."""
    text = (shop / "agents.csv").read_text(encoding="utf-8").splitlines()
    teams = ["team", "甲", "乙", "甲", "乙", "甲", "甲"]
    lines = [f"{line},{team}" for line, team in zip(text, teams, strict=True)]
    (shop / "agents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_shop(shop, history_required=False)
    assert [one.id for one in team_first(read)] == [one.id for one in read.agents]
    guest = Guest(shop, "lea", frozenset({EDIT}), "/out", "004")
    for name in ("ui.hosting", "ui.app_shell"):
        monkeypatch.setattr(f"{name}.guest", lambda: guest)
    assert hosting.own_team(read) == "乙"
    assert [one.id for one in team_first(read)][:3] == ["002", "004", "001"]
    app = opened(shop, monkeypatch, "zh", "people")
    assert app.selectbox(key="person-zh").options[:2] == ["002 李强", "004 刘洋"]
    data = grid_data(app.session_state["draft"], Translator("zh"))
    assert [one["id"] for one in data["people"]][:3] == ["002", "004", "001"]
    assert data["teams"] == ["乙", "甲"]
    shifts = shifts_of(app.session_state["draft"].outcome.plan)
    names = [one["name"] for one in data["shifts"]]
    assert [names[at] if at >= 0 else None for at in data["cells"][1]] == [
        shifts.get(("004", day)) for day in open_desk(shop, FIRST_DAY).plan.dates
    ]
