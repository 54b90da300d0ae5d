"""The panels below the forecast's chart, without a browser."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from peakroster.desk.roster import open_desk
from peakroster.messages import LANGUAGES, Translator
from scheduler.domain.events import Adjustment
from tests.peakroster.planned import DAY, write_planned_shop
from tests.ui.test_app import opened, show, words
from ui.views.demand.adjustment_rows import incomplete_rows, row_changes, table_of

pytestmark = pytest.mark.slow

ROWS = (
    Adjustment(datetime(2026, 12, 14), datetime(2026, 12, 15), "presale", 1.2, None, "流量", "王芳", 3),
    Adjustment(datetime(2026, 12, 14), datetime(2026, 12, 15), None, None, 50.0, "", "", 7),
)
NAMES = {"presale": "售前", "aftersale": "售后"}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_planned_shop(tmp_path_factory.mktemp("forecast") / "shop")


@pytest.fixture
def shop(planned: Path, tmp_path: Path) -> Path:
    shutil.copytree(planned, tmp_path / "shop")
    return tmp_path / "shop"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_taken_apart(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """The busiest hour to begin with, another one where it is chosen."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "demand")
    app.segmented_control(key=f"forecast_panel-{language}").set_value("why").run()
    assert not app.exception
    busiest = int(app.selectbox(key=f"why_time-{language}").value[:2])
    assert f"{busiest:02}:00–{busiest + 1:02}:00" in words(app)
    assert translate("hour.step_level") in words(app)
    app.selectbox(key=f"why_time-{language}").set_value("04:00").run()
    assert not app.exception
    assert "04:00–05:00" in words(app)


def test_an_odd_hour_is_left_out_at_a_click(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel's name counts what is odd; the button writes exclude.csv and nothing is odd any more."""
    app = opened(shop, monkeypatch, page="demand")
    app.segmented_control(key="forecast_panel-en").set_value("odd").run()
    assert "2026-12-02 Wed 14:00" in words(app)
    app.button(key="exclude-0").click().run()
    assert not app.exception
    assert "Nothing unusual in the history" in words(app)
    assert "presale,wrong record" in (shop / "exclude.csv").read_text(encoding="utf-8-sig")


def test_unsaved_changes_of_the_roster_stand_in_the_way(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forecasting anew writes the plan; it is not offered while that would lose something."""
    app = opened(shop, monkeypatch, page="roster")
    roster = open_desk(shop, DAY).plan.roster
    assert roster is not None
    agent, day = roster["agent_id"].iloc[0], roster["date"].iloc[0]
    app.selectbox(key="cell_agent-en").set_value(agent).run()
    app.selectbox(key="cell_day-en").set_value(day).run()
    (pills,) = [n for n, group in enumerate(app.button_group) if (group.key or "").startswith("cell_shift")]
    app.button_group[pills].set_value("").run()
    show(app, "demand")
    app.run()
    for panel, button in (("tables", "save_events"), ("odd", "exclude-0")):
        app.segmented_control(key="forecast_panel-en").set_value(panel).run()
        assert not app.exception
        assert app.button(key=button).disabled
        assert "save or discard" in app.warning[0].value


def test_an_adjustment_is_previewed_before_it_counts(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in the file until she says so; then it stands below with who entered it, and goes again
    only after another question."""
    monkeypatch.setenv("PEAKROSTER_USER", "王芳")
    app = opened(shop, monkeypatch, page="demand")
    (field,) = (one for one in app.number_input if one.label == "More or fewer (%)")
    field.set_value(30.0).run()
    assert not app.exception
    assert "→" in next(one.value for one in app.metric if one.label == "Inquiries")
    assert not (shop / "adjustments.csv").exists()
    app.button(key="adjusting_count").click().run()
    assert not app.exception
    (row,) = open_desk(shop, DAY).shop.adjustments
    assert (row.multiply, row.who) == (1.3, "王芳")
    assert "+30%" in words(app)
    app.button(key="adjusting_undo").click().run()
    assert open_desk(shop, DAY).shop.adjustments == (row,)
    app.button(key="adjusting_back_sure").click().run()
    assert not app.exception
    assert open_desk(shop, DAY).shop.adjustments == ()


def test_an_adjustment_is_of_the_day_that_is_looked_at(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choosing a day takes the entry there; a moment that is typed stays as it is."""
    app = opened(shop, monkeypatch, page="demand")
    second = DAY + timedelta(days=1)
    assert [field.value.date() for field in app.datetime_input] == [DAY, DAY]
    app.segmented_control(key="day-en").set_value(second).run()
    assert [field.value.date() for field in app.datetime_input] == [second, second]
    app.datetime_input[0].set_value(datetime(2026, 12, 14, 20)).run()
    assert not app.exception
    assert app.datetime_input[0].value == datetime(2026, 12, 14, 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_opens(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Past promotions, accuracy, and the tables, with and without anything to show."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "demand")
    for panel, told in (
        ("past", "demand.no_events"),
        ("accuracy", "demand.stored_none"),
        ("tables", "demand.drivers_caption"),
    ):
        app.segmented_control(key=f"forecast_panel-{language}").set_value(panel).run()
        assert not app.exception
        assert translate(told)[:12] in words(app)


def changes(edited: pd.DataFrame, removed: tuple[int, ...] = ()) -> tuple[object, object, object]:
    return row_changes(
        ROWS, table_of(ROWS, NAMES, "All"), edited, removed, {name: id for id, name in NAMES.items()}
    )


def test_an_incomplete_row_does_not_count() -> None:
    """A row says from, until, queue and how much, or it is told what it lacks; an existing row whose queue
    was emptied no longer means all queues, and an empty new row is nothing."""
    edited = table_of(ROWS, NAMES, "All")
    assert incomplete_rows(edited) == []
    edited.loc[2] = [None] * 7
    assert incomplete_rows(edited) == []
    assert changes(edited) == ({}, frozenset(), [])
    edited.loc[2, "multiply"] = 1.3
    assert incomplete_rows(edited) == [(3, ("start", "end", "queue"))]
    edited.loc[2, ["start", "end", "queue"]] = [pd.Timestamp("2026-12-15"), pd.Timestamp("2026-12-16"), "All"]
    assert incomplete_rows(edited) == []
    edited.loc[2, "multiply"] = None
    assert incomplete_rows(edited) == [(3, ("amount",))]
    edited.loc[2, "set"] = 0.0
    assert incomplete_rows(edited) == []
    edited.loc[0, "queue"] = None
    assert incomplete_rows(edited) == [(1, ("queue",))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_row_begins_empty(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """The grid chooses nothing for a new row: no queue, no week; nothing is saved until it is complete."""
    shown: list[dict[str, object]] = []
    real = st.data_editor

    def editor(base: pd.DataFrame, **more: object) -> pd.DataFrame:
        real(base, **more)  # type: ignore[call-overload]
        shown.append(more["column_config"])  # type: ignore[arg-type]
        new = {name: value.get("default") for name, value in shown[-1].items()}  # type: ignore[attr-defined]
        new |= {"multiply": 1.3}
        return pd.concat([base, pd.DataFrame([new])], ignore_index=True)[list(base.columns)]

    monkeypatch.setattr(st, "data_editor", editor)
    (shop / "adjustments.csv").write_text(
        "start,end,multiply\n2026-12-14T10:00,2026-12-14T11:00,1.2\n", encoding="utf-8"
    )
    app = opened(shop, monkeypatch, language, "demand")
    assert {name: value.get("default") for name, value in shown[-1].items()} == dict.fromkeys(shown[-1])  # type: ignore[attr-defined]
    translate = Translator(language)
    for name in ("start", "end", "queue"):
        assert translate(f"ui.adjustment_{name}") in app.warning[0].value
    assert app.button(key="save_adjustments").disabled


def test_only_what_was_edited_changes_in_the_file() -> None:
    """Cells by the row of the file; queues by their ids; new rows whole; nothing where nothing changed."""
    base = table_of(ROWS, NAMES, "All")
    assert changes(base) == ({}, frozenset(), [])
    edited = base.copy()
    edited.loc[1, ["queue", "multiply", "set"]] = ["售后", 1.5, None]
    edited.loc[2] = [pd.Timestamp("2026-12-15"), pd.Timestamp("2026-12-16"), "All", 2.0, None, None, "我"]
    new = {
        "start": datetime(2026, 12, 15),
        "end": datetime(2026, 12, 16),
        "queue": None,
        "multiply": 2.0,
        "set": None,
        "reason": None,
        "who": "我",
    }
    assert changes(edited) == ({7: {"queue": "aftersale", "multiply": 1.5, "set": None}}, frozenset(), [new])
    without_first = edited.iloc[1:].reset_index(drop=True)
    assert changes(without_first, (0,)) == (
        {7: {"queue": "aftersale", "multiply": 1.5, "set": None}},
        frozenset({3}),
        [new],
    )
