"""Older figures are not put over newer ones: what the pages say, and the ways out, without a browser."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from peakroster.desk.draft import Draft
from peakroster.desk.forecast import NotForecastError
from peakroster.desk.roster import Desk, change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.solving import Solved, Standing
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from peakroster.store.outdated import OutdatedError
from peakroster.store.who import acting_as, working_with
from peakroster.tables.findings import Finding, InputError
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words
from ui import background_search
from ui.background_search import BackgroundSearch, begin_search, take_result
from ui.views.demand import demand_view, reforecasting

pytestmark = pytest.mark.slow

ADOPTED = (
    "agent_id,date,shift,start,end,paid_hours\n001,2026-11-08,早班,2026-11-08T08:00,2026-11-08T16:00,7\n"
)
MINE, THEIRS = ("004", FIRST_DAY), ("001", FIRST_DAY)


def told(app: AppTest) -> str:
    kinds = (app.success, app.info, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind) + words(app)


def with_mine(app: AppTest) -> None:
    app.session_state["draft"] = app.session_state["draft"].with_change(MINE, None)
    app.run()


def save_theirs(folder: Path) -> None:
    desk = open_desk(folder, FIRST_DAY)
    with acting_as("amy"), working_with("desk/roster"):
        save(desk, change(desk, {THEIRS: None}).plan, {THEIRS: None})


def stored(folder: Path) -> dict[tuple[str, object], str]:
    return dict(shifts_of(Draft.of(open_desk(folder, FIRST_DAY)).outcome.plan))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_saver_is_refused(shop: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Saving is refused and says why; the changes are still there and can be undone; mine on top of theirs is
    saved with both."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "roster")
    with_mine(app)
    save_theirs(shop)
    app.button(key="save").click().run()
    assert not app.exception
    assert MINE in stored(shop)
    assert any(
        text.value.startswith(translate("ui.not_saved", files="|").split("|")[0]) for text in app.error
    )
    assert "locks.csv" in told(app)
    assert "王芳" in told(app)
    assert words(app).count("amy") == 1
    assert app.session_state["draft"].changed
    app.button(key="undo").click().run()
    assert not app.session_state["draft"].changed
    with_mine(app)
    app.button(key="lay_over").click().run()
    assert not app.exception
    assert translate("ui.carried") in told(app)
    app.button(key="save").click().run()
    assert not app.exception
    assert translate("ui.saved") in told(app)
    assert not {MINE, THEIRS} & stored(shop).keys()


@pytest.mark.parametrize("way", ["take_theirs", "keep_mine"])
def test_theirs_or_mine(shop: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """The other two ways: theirs, without my changes; or my roster in every cell, which saving writes."""
    app = opened(shop, monkeypatch, "en", "roster")
    with_mine(app)
    save_theirs(shop)
    app.run()
    app.button(key=way).click().run()
    assert not app.exception
    draft = app.session_state["draft"]
    assert (MINE in shifts_of(draft.outcome.plan)) == (way == "take_theirs")
    assert (THEIRS in shifts_of(draft.outcome.plan)) == (way == "keep_mine")
    assert draft.changed == (way == "keep_mine")
    assert "have changed since" not in told(app)
    if way == "keep_mine":
        app.button(key="save").click().run()
        assert THEIRS in stored(shop)
        assert MINE not in stored(shop)


def test_every_page_tells_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing was changed; reading what is stored is offered, and nothing else."""
    app = opened(shop, monkeypatch, "en", "coverage")
    (shop / "agents.csv").write_text(
        (shop / "agents.csv").read_text(encoding="utf-8") + "007,新人,presale,30\n"
    )
    app.run()
    assert "agents.csv" in app.warning[0].value
    assert [
        button.key for button in app.button if button.key in ("take_theirs", "lay_over", "keep_mine")
    ] == ["take_theirs"]
    app.button(key="take_theirs").click().run()
    assert not app.warning
    assert len(app.session_state["draft"].desk.shop.agents) == 7


@pytest.mark.parametrize(
    ("file", "told_as"),
    [
        ("agents.csv", "agents.csv"),
        ("plans/2026-11-08/summary.json", "2026-11-08"),
        ("plans/2026-11-08/roster.csv", "2026-11-08"),
    ],
)
def test_what_cannot_be_read_is_told(
    shop: Path, monkeypatch: pytest.MonkeyPatch, file: str, told_as: str
) -> None:
    """A file that somebody is still editing has errors: they are listed, and the page goes on. Nothing that
    was found meanwhile is put in place."""
    shutil.copytree(shop / "plans" / f"{FIRST_DAY}", shop / "plans" / "2026-11-08")
    (shop / "plans" / "2026-11-08" / "roster.csv").write_text(ADOPTED, encoding="utf-8")
    app = opened(shop, monkeypatch, "en", "roster")
    (shop / file).write_text("agent_id,name,skills\n001,王芳,unknown\n", encoding="utf-8")
    app.run()
    assert not app.exception
    assert told_as in app.warning[0].value
    begin(a_search(app.session_state["draft"], 40.0))
    app.run()
    assert not app.exception
    assert not app.session_state["draft"].changed
    assert any(told_as in error.value for error in app.error)
    assert not [button for button in app.button if button.key == "take_theirs"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "reason",
    [OutdatedError(("locks.csv",)), InputError([Finding("error", "plan_missing", "x")]), OSError("y")],
)
def test_saved_rows_are_not_said_to_be_lost(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str, reason: InputError | OSError
) -> None:
    """The forecast failed after the rows were in their file: both are told, in both languages."""

    def failing() -> Desk:
        raise NotForecastError("adjustments.csv", reason)

    def panel(*arguments: object) -> None:
        reforecasting.show_result(translate)
        if st.button("save", key="failing"):
            reforecasting.apply_change(failing, translate)

    translate = Translator(language)
    monkeypatch.setitem(demand_view._PANELS, "course", panel)
    app = opened(shop, monkeypatch, language, "demand")
    app.button(key="failing").click().run()
    assert not app.exception
    assert translate("ui.saved_not_forecast", file="adjustments.csv") in [each.value for each in app.warning]
    assert len(app.error) == 1
    refused = (translate("ui.not_saved", files="locks.csv"), translate("ui.change_refused"))
    assert app.error[0].value not in refused


class Done:
    """A search that has ended with this result."""

    done = True
    seconds = 1.0
    is_for_whom_is_at_work = True
    error = None

    def __init__(self, found: Solved) -> None:
        self.found = found
        self.desk = found.desk

    def stop(self) -> None:
        """There is nothing left to stop."""


def a_search(draft: Draft, points: float) -> Done:
    """With one shift less, and so many points instead of 50."""
    desk = draft.working_desk()
    outcome = change(desk, {THEIRS: None})
    return Done(Solved(outcome, Standing(0, 50.0), Standing(0, points), desk, draft.fixed_cells()))


def begin(search: Done) -> None:
    """Let it be the search that runs for its plan."""
    plan = (search.desk.shop.folder.resolve(), search.desk.plan.first_day)
    background_search._searches[plan] = search  # type: ignore[assignment]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worse_roster_is_put_only_when_asked_for(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """It is said that it is worse, with both; the present roster stays, until somebody wants it anyway."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "roster")
    begin(a_search(app.session_state["draft"], 60.0))
    app.run()
    assert not app.exception
    assert not app.success
    assert not app.session_state["draft"].changed
    assert "60.0" in app.warning[0].value
    assert "50.0" in app.warning[0].value
    app.run()
    assert app.warning, "it waits until it is decided"
    app.button(key="use_worse").click().run()
    assert not app.exception
    assert THEIRS not in shifts_of(app.session_state["draft"].outcome.plan)
    assert translate("ui.worse_used", before="|", after="|").split("|")[0] in told(app)
    app.button(key="undo").click().run()
    assert THEIRS in shifts_of(app.session_state["draft"].outcome.plan)
    begin(a_search(app.session_state["draft"], 60.0))
    app.run()
    app.button(key="drop_worse").click().run()
    assert not app.warning


@pytest.mark.parametrize(("points", "key"), [(50.0, "solve_same"), (40.0, "solve_done")])
def test_equal_and_better(shop: Path, monkeypatch: pytest.MonkeyPatch, points: float, key: str) -> None:
    """An equal one is not put and is no success; a better one is."""
    app = opened(shop, monkeypatch, "en", "roster")
    begin(a_search(app.session_state["draft"], points))
    app.run()
    assert app.session_state["draft"].changed == (key == "solve_done")
    assert Translator("en")(f"ui.{key}", before="|", after="|").split("|")[0] in told(app)
    assert "set_aside" not in app.session_state


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_roster_taken_for_its_rules_says_what_it_costs(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """No success: the rules, the worse score, and the earlier roster at a click."""
    translate = Translator(language)
    app = opened(shop, monkeypatch, language, "roster")
    search = a_search(app.session_state["draft"], 60.0)
    search.found = replace(search.found, before=Standing(2, 50.0))
    begin(search)
    app.run()
    assert not app.success
    (warning,) = app.warning
    assert translate("outcome.rules_before_none", count=2, now=0) in warning.value
    assert "50.0" in warning.value
    assert "60.0" in warning.value
    app.run()
    assert app.warning, "it stays until something is done"
    app.button(key="earlier_back").click().run()
    assert not app.exception
    assert not app.session_state["draft"].changed
    assert not app.warning


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_for_older_figures_is_refused(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Files changed while it ran, here by another desk: the draft stays, and the reason names them."""
    app = opened(shop, monkeypatch, language, "roster")
    begin(a_search(app.session_state["draft"], 1.0))
    save_theirs(shop)
    app.run()
    assert not app.exception
    assert not app.session_state["draft"].changed
    assert any("locks.csv" in text.value and str(FIRST_DAY) in text.value for text in app.error)
    assert not app.success


def test_a_set_aside_roster_that_is_outdated_is_refused_too(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the offer and the click somebody else has saved."""
    app = opened(shop, monkeypatch, "en", "roster")
    begin(a_search(app.session_state["draft"], 60.0))
    app.run()
    save_theirs(shop)
    app.button(key="use_worse").click().run()
    assert not app.session_state["draft"].changed
    assert any("locks.csv" in text.value for text in app.error)


def test_a_search_outlives_its_tab(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading again, a reload and a second tab all show it; its result goes into the draft once, for all."""
    app = opened(shop, monkeypatch, "en", "roster")
    solving = begin_search(app.session_state["draft"].working_desk(), {}, 60)
    assert begin_search(app.session_state["draft"].working_desk(), {}, 60) is solving
    monkeypatch.setattr(BackgroundSearch, "done", False)
    app.button(key="reload").click().run()
    again = opened(shop, monkeypatch, "en", "roster")
    for page in (app, again):
        assert page.button(key="stop")
    assert not solving.stopping
    again.button(key="stop").click().run()
    assert solving.stopping
    monkeypatch.undo()
    assert solving.wait(60)
    assert take_result(solving)
    assert not take_result(solving)


def test_an_older_result_can_be_put_onto_the_figures_of_now(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its shifts are offered where they still fit; figures, and what others changed, stay those of now."""
    app = opened(shop, monkeypatch, "en", "roster")
    begin(a_search(app.session_state["draft"], 1.0))
    save_theirs(shop)
    app.run()
    app.button(key="take_theirs").click().run()
    app.button(key="put_older").click().run()
    assert not app.exception
    draft = app.session_state["draft"]
    assert THEIRS not in shifts_of(draft.outcome.plan)
    assert not draft.step.changes
    assert draft.desk.basis == open_desk(shop, FIRST_DAY).basis


def test_a_search_shows_how_far_it_is(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs, the page says so, in both languages, and has a button to stop it."""
    for language in LANGUAGES:
        app = opened(shop, monkeypatch, language, "roster")
        solving = begin_search(app.session_state["draft"].working_desk(), {}, 60)
        monkeypatch.setattr(BackgroundSearch, "done", False)
        app.run()
        assert not app.exception
        assert app.button(key="stop").label == Translator(language)("ui.stop")
        solving.stop()
        assert take_result(solving)
        monkeypatch.undo()


def test_saving_what_was_refused_raises(shop: Path) -> None:
    """The page's refusal is that of the function: without a screen it is the same."""
    desk = open_desk(shop, FIRST_DAY)
    save_theirs(shop)
    with pytest.raises(OutdatedError):
        save(desk, replace(desk.plan, summary=None), {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_store_that_cannot_be_used_is_told(
    shop: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Saving says in the reader's language what is wrong with the database and what helps."""
    app = opened(shop, monkeypatch, language, "roster")
    with_mine(app)
    (shop / "peakroster.db").write_bytes(b"no database, but long enough to be taken for the head of one" * 3)
    app.button(key="save").click().run()
    assert not app.exception
    remedy = Translator(language)("check.store_damaged_remedy")
    assert remedy in app.error[0].value
    assert "store_damaged" not in app.error[0].value


def test_a_guest_takes_no_result_of_a_search(shop: Path) -> None:
    """The tab of who may only look leaves it to those who can put it onto the desk."""
    search = a_search(Draft.of(open_desk(shop, FIRST_DAY)), 1.0)
    begin(search)
    with acting_as("guest", ()):
        assert not take_result(search)  # type: ignore[arg-type]
    assert take_result(search)  # type: ignore[arg-type]
