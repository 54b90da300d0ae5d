"""The scenarios page: composed in words, computed, compared with the plan, adopted."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.roster import open_desk
from peakroster.desk.scenarios.computing import result_as_it_is
from peakroster.desk.scenarios.jobs import jobs_of
from peakroster.desk.scenarios.keeping import keep_scenario, scenarios_of
from peakroster.desk.scenarios.overrides import Away, Hired, Override, Traffic
from peakroster.desk.scenarios.results import keep_result, results_of
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow


def kept(folder: Path, name: str, *overrides: Override) -> None:
    """A scenario with the result of the roster as it is."""
    scenario = keep_scenario(folder, FIRST_DAY, name, overrides)
    keep_result(folder, scenario, result_as_it_is(open_desk(folder, FIRST_DAY), overrides))


def table(app: AppTest) -> str:
    """The table that compares, in HTML."""
    return next(
        str(block.body) for block in app.html if "pr-compare" in str(block.body) and "<td" in str(block.body)
    )


def computed(app: AppTest, folder: Path) -> None:
    """Wait for what is being computed, and show it."""
    assert jobs_of(folder).wait(120)
    app.run()
    assert not app.exception, app.exception


def test_a_preset_is_kept_computed_and_compared(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One click: the same roster under more traffic, what is worse marked; the plan stays as it is."""
    app = opened(shop, monkeypatch, page="what_if")
    assert "There is no scenario yet" in words(app)
    app.button(key="preset_traffic").click().run()
    computed(app, shop)
    (scenario,) = scenarios_of(shop, FIRST_DAY)
    assert (scenario.name, scenario.overrides) == ("Inquiries +30%", (Traffic(factor=1.3),))
    shown = table(app)
    figures = results_of(shop, scenario)["as_it_is"].figures
    assert "Inquiries +30% · same roster" in shown
    assert f"{figures.missing_hours:,.1f}" in shown
    assert 'class="worse"' in shown
    assert "no better roster was looked for" in shown
    app.button(key="preset_traffic").click().run()
    assert [each.name for each in scenarios_of(shop, FIRST_DAY)] == ["Inquiries +30%", "Inquiries +30% 2"]
    assert jobs_of(shop).wait(120)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_is_composed_in_words(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Each kind has its fields; what is added is told in words, and can be taken out again."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "what_if")
    app.button(key="scenario_new").click().run()
    assert app.button(key="scenario_keep").disabled
    for kind in ("traffic", "away", "queue", "shrinkage", "hired", "fewer", "rule", "shift", "wage"):
        app.selectbox(key=f"override_kind-{language}").set_value(kind).run()
        assert not app.exception, app.exception
        app.button(key="override_add").click().run()
        assert not app.exception, app.exception
        assert not app.error, app.error[0].value
    for place in range(8, 0, -1):
        app.button(key=f"remove_override_{place}").click().run()
    app.text_input(key=f"scenario_name-{language}").set_value("a").run()
    app.button(key="scenario_keep").click().run()
    assert not app.exception
    (scenario,) = scenarios_of(shop, FIRST_DAY)
    assert (scenario.name, scenario.overrides) == ("a", (Traffic(factor=1.3),))
    said = translate("scenario.traffic", queue=translate("scenario.all_queues"), change="+30%")
    assert said in words(app)
    computed(app, shop)
    app.button(key=f"edit-{scenario.id}").click().run()
    app.text_input(key=f"scenario_name-{language}").set_value("b").run()
    app.button(key="scenario_keep").click().run()
    assert [each.name for each in scenarios_of(shop, FIRST_DAY)] == ["b"]
    app.button(key=f"copy-{scenario.id}").click().run()
    app.button(key=f"delete-{scenario.id}").click().run()
    names = [each.name for each in scenarios_of(shop, FIRST_DAY)]
    assert names == [translate("what_if.copy_of", name="b")]
    assert jobs_of(shop).wait(120)


def test_solved_compared_and_adopted(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided is entered, what is supposed is not; the roster becomes a step of the draft."""
    kept(shop, "a", Traffic(factor=1.5), Away(agents=("001",)), Hired(count=1, like="005"))
    app = opened(shop, monkeypatch, page="what_if")
    (scenario,) = scenarios_of(shop, FIRST_DAY)
    app.button(key=f"solve-{scenario.id}").click().run()
    computed(app, shop)
    assert "a · solved" in table(app)
    result = results_of(shop, scenario)["solved"]
    assert result.figures.broken == 0
    app.button(key=f"adopt-{scenario.id}").click().run()
    assert not app.exception
    assert "new 1" in words(app)
    app.button(key="adopt_go").click().run()
    assert not app.exception
    draft = app.session_state["draft"]
    assert draft.desk.shop.agent_names["007"] == "new 1"
    assert not draft.desk.shop.adjustments
    wanted = {
        (cell[0].replace("+1", "007"), cell[1]): shift for cell, shift in shifts_of(result.plan).items()
    }
    assert shifts_of(draft.outcome.plan) == wanted
    assert "all queues: inquiries +50%" in words(app)
    assert app.button(key="adjust_go").disabled
    assert "Out of date" in table(app)
    app.button(key="entered_take_back").click().run()
    assert not app.exception
    assert "007" not in app.session_state["draft"].desk.shop.agent_names
    assert Translator("en")("entering.taken_back") in words(app) + "".join(one.value for one in app.success)


def test_what_is_not_there_any_more_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search fails with the name, and the page goes on."""
    keep_scenario(shop, FIRST_DAY, "a", [Away(agents=("099",))])
    app = opened(shop, monkeypatch, page="what_if")
    (scenario,) = scenarios_of(shop, FIRST_DAY)
    app.button(key=f"solve-{scenario.id}").click().run()
    computed(app, shop)
    assert any("099" in str(error.value) for error in app.error)
    app.button(key="scenario_dismiss_0").click().run()
    assert not app.error
