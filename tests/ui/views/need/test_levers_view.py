"""Sliders of the need, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.scenarios.keeping import scenarios_of
from peakroster.messages import LANGUAGES, Translator
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import PARTS, opened, words

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slider_moves_the_need_and_is_kept(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The figures follow, the difference is named, and a scenario of that name holds it; no file changes."""
    translate = Translator(language)
    monkeypatch.setitem(PARTS, "levers", "need")
    before = (shop / "shop.toml").read_text(encoding="utf-8")
    app = opened(shop, monkeypatch, language, "levers")
    assert translate("need.nothing_turned") in words(app)
    (share,) = (one for one in app.slider if one.label == translate("need.lever_share"))
    share.set_value(99.0).run()
    assert not app.exception
    assert "80% → 99%" in words(app)
    (hours,) = (one for one in app.metric if one.label == translate("demand.change_agent_hours"))
    assert hours.delta.startswith("+")
    app.text_input(key="lever_scenario_name").set_value("99").run()
    app.button(key="keep_levers").click().run()
    assert not app.exception
    (kept,) = scenarios_of(shop, FIRST_DAY)
    assert kept.name == "99"
    assert (shop / "shop.toml").read_text(encoding="utf-8") == before
