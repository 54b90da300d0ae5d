"""What the panel says of one person's day: standby, and leave for part of the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.roster_grid import roster_grid
from peakroster.desk.stored import shifts_of
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow


def test_standby_is_shown_by_its_name(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the language of the desk, not by the word of activities.csv."""
    path = shop / "plans" / FIRST_DAY.isoformat() / "activities.csv"
    table = pd.read_csv(path, dtype=str)
    first = table.iloc[0]
    table.loc[0, "activity"] = "standby"
    table.to_csv(path, index=False, encoding="utf-8-sig")
    app = opened(shop, monkeypatch, "zh", "roster")
    app.selectbox(key="cell_agent-zh").set_value(first["agent_id"]).run()
    assert f"{first['start'][11:16]}–{first['end'][11:16]} 待命" in words(app)


@pytest.mark.parametrize(
    ("hours", "told", "kind"),
    [
        ("07:00-08:00", "请假 07:00–08:00", "good"),  # 005 is locked to 08:00-16:00 that day
        ("15:00-18:00", "请假 15:00–18:00", "bad"),
        ("16:00-20:00", "请假 16:00–20:00", "good"),
    ],
)
def test_leave_by_hours(
    shop: Path, monkeypatch: pytest.MonkeyPatch, hours: str, told: str, kind: str
) -> None:
    """It says its hours, and is broken only by a shift that has part of them in it."""
    text = "agent_id,date,kind,hours\n005,2026-11-10,leave,"
    (shop / "requests.csv").write_text(text + hours + "\n", encoding="utf-8")
    if kind == "bad":  # the lock and the leave would collide
        (shop / "locks.csv").write_text("agent_id,date,shift\n", encoding="utf-8")
    app = opened(shop, monkeypatch, "zh", "roster")
    app.selectbox(key="cell_agent-zh").set_value("005").run()
    assert f'<span class="{kind}">{told}' in words(app)


def test_a_free_day_with_leave_by_hours_is_no_leave_day(shop: Path) -> None:
    """The grid says leave only of whole days."""
    text = "agent_id,date,kind,hours\n006,2026-11-11,leave,07:00-08:00\n002,2026-11-11,leave,\n"
    (shop / "requests.csv").write_text(text, encoding="utf-8")
    path = shop / "plans" / FIRST_DAY.isoformat() / "roster.csv"
    roster = pd.read_csv(path, dtype=str)
    roster = roster[~(roster["agent_id"].isin(["002", "006"]) & (roster["date"] == "2026-11-11"))]
    roster.to_csv(path, index=False, encoding="utf-8-sig")
    desk = open_desk(shop, FIRST_DAY)
    grid = roster_grid(desk.shop, desk.plan, desk.plan, (), ())
    assert grid.leave == {("002", date(2026, 11, 11))}


def test_the_lock_of_a_page_drawn_before_takes_nothing_back(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done since the page was drawn stays, whether somebody locks a cell or nobody does."""
    app = opened(shop, monkeypatch, "zh", "roster")
    name = next(toggle.key for toggle in app.toggle if str(toggle.key).startswith("cell_lock-"))
    draft = app.session_state["draft"]
    cell, shift = next(iter(shifts_of(draft.outcome.plan).items()))
    app.session_state["draft"] = draft.with_change(cell, None)
    app.toggle(key=name).set_value(True).run()
    assert not app.exception, app.exception
    now = app.session_state["draft"]
    assert now.step.locked
    assert cell not in shifts_of(now.outcome.plan)
    assert [one[:2] for one in now.differences()] == [(cell, shift)]
