"""Why so many agents: the explanation below the charts of the coverage page, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.roster import open_desk
from peakroster.messages import LANGUAGES, Translator
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interval_is_taken_apart(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """The interval that needs most to begin with, another one where it is chosen, each with the number of
    requirement.csv."""
    translate = Translator(language)
    table = open_desk(shop, FIRST_DAY).plan.requirement
    assert table is not None
    needed = table[table["queue"] == "presale"].set_index("timestamp")["agents"]
    app = opened(shop, monkeypatch, language, "coverage")
    day = app.selectbox(key=f"sized_day-{language}").value
    clock = app.selectbox(key=f"sized_time-{language}").value
    most = needed[f"{day}T{clock}"]
    assert most == needed[: f"{day} 23:59"].max()
    assert translate("sizing.column_needed", agents=most) in words(app)
    assert translate("sizing.step_load") in words(app)
    app.selectbox(key=f"sized_time-{language}").set_value("08:00").run()
    assert not app.exception
    assert "08:00–09:00" in words(app)
    assert translate("sizing.column_needed", agents=needed[f"{day}T08:00"]) in words(app)


def test_what_another_process_explains_is_awaited(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the page is there; then the explanation is, also where the other process takes too long."""
    awaited = [True]
    place = "ui.views.need.interval_breakdown"
    monkeypatch.setattr(f"{place}.will_explain", lambda desk, queue: awaited[0])
    app = opened(shop, monkeypatch, "zh", "coverage")
    translate = Translator("zh")
    assert translate("ui.computing") in words(app)
    assert translate("need.click_hint") in words(app)
    assert translate("sizing.step_load") not in words(app)
    monkeypatch.setattr(f"{place}._MOST_LOOKS", 0)
    app.run()
    assert translate("sizing.step_load") in words(app)
    monkeypatch.setattr(f"{place}._MOST_LOOKS", 40)
    awaited[0] = False
    assert translate("sizing.step_load") in words(app.run())
