"""The desk of a shop with patterns of shifts and short breaks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import figure, opened, words

pytestmark = pytest.mark.slow

PATTERN = "灵活,08:00,,60,+2:00,+5:00,14:00,60,6;7;8\n"


@pytest.fixture
def shop_with_pattern(shop: Path) -> Path:
    """Two named shifts and 21 of a pattern; 004 is there until 18:00 only, 003 not on Tuesdays."""
    header = "shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths\n"
    named = "早班,08:00,16:00,60,11:00,14:00,,,\n晚班,12:00,20:00,60,15:00,18:00,,,\n"
    (shop / "shifts.csv").write_text(header + named + PATTERN, encoding="utf-8")
    people = pd.read_csv(shop / "agents.csv", dtype=str).assign(hours="", weekdays="")
    people.loc[people["agent_id"] == "004", "hours"] = "08:00-18:00"
    people.loc[people["agent_id"] == "003", "weekdays"] = "mon;wed;thu"
    people.to_csv(shop / "agents.csv", index=False)
    return shop


def _box(app: AppTest, agent: str) -> str:
    return next(box.key for box in app.selectbox if (box.key or "").startswith(f"cell_shift-{agent}-"))


def test_a_long_catalogue_is_a_list_of_what_fits(
    shop_with_pattern: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off, the present shift, and what the agent may start that day; a choice takes effect at once."""
    app = opened(shop_with_pattern, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("004").run()
    offered = list(app.selectbox(key=_box(app, "004")).options)
    assert "灵活 08:00–14:00" in offered
    assert "灵活 11:00–18:00" in offered
    assert "灵活 11:00–19:00" not in offered
    before = figure(app, "Paid and cost")
    app.selectbox(key=_box(app, "004")).set_value("灵活 10:00–16:00").run()
    assert not app.exception
    assert app.selectbox(key=_box(app, "004")).value == "灵活 10:00–16:00"
    assert figure(app, "Paid and cost") != before


def test_a_day_on_which_nothing_fits(shop_with_pattern: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not there on Tuesdays can only be taken off work, or keep what the plan has."""
    app = opened(shop_with_pattern, monkeypatch, page="roster")
    app.selectbox(key="cell_agent-en").set_value("003").run()
    box = app.selectbox(key=_box(app, "003"))
    assert set(box.options) <= {"Off", "早班", "晚班"}
    assert len(box.options) <= 2


def test_a_break_is_shown_by_its_name(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the meal and the queues, in the language of the desk."""
    path = shop / "plans" / FIRST_DAY.isoformat() / "activities.csv"
    table = pd.read_csv(path, dtype=str)
    first = table.iloc[0]
    table.loc[0, "activity"] = "break"
    table.to_csv(path, index=False, encoding="utf-8-sig")
    for language, name in (("en", "break"), ("zh", "小休")):
        app = opened(shop, monkeypatch, language, "roster")
        app.selectbox(key=f"cell_agent-{language}").set_value(first["agent_id"]).run()
        assert not app.exception
        assert f"{first['start'][11:16]}–{first['end'][11:16]} {name}" in words(app)
