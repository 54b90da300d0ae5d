"""Guests of a server's desk: threads work for whoever began them, and who may only look changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from peakroster.desk.draft import Draft
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from peakroster.pipeline.stages import PlanOutcome
from peakroster.plans.store import PlanStore
from peakroster.store.door import writing
from peakroster.store.drafts import NOWHERE, place_of_draft
from peakroster.store.who import ASK, EDIT, Actor, acting_as, ask_for_actor, who
from peakroster.tables.findings import InputError
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, show
from ui import background_plan, background_search

pytestmark = pytest.mark.slow

LogIn = Callable[[str, set[str]], None]


@pytest.fixture
def log_in() -> Iterator[LogIn]:
    """Lets somebody be at the pages, and nobody anywhere else, as in a server's process."""
    there: list[Actor] = []

    def log_in(name: str, may: set[str]) -> None:
        there[:] = [Actor(name, frozenset(may))]

    ask_for_actor(lambda: there[0] if there and get_script_run_ctx(suppress_warning=True) else None)
    yield log_in
    ask_for_actor(None)


def texts(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.success, app.info)
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*said, *(str(table.value.to_string()) for table in app.table)])


def test_a_week_is_planned_for_who_asked(shop: Path, monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    """The thread writes as the leader who pressed the button; who may only look is told so."""
    written_by: list[str] = []

    def plan_week(folder: Path, first_day: date, days: int, limits: object, observer: object) -> PlanOutcome:
        with writing(folder, kind="plan", what=f"plans/{first_day}"):
            written_by.append(who())
        return PlanOutcome(PlanStore(folder).read(FIRST_DAY))

    monkeypatch.setattr(background_plan, "plan_week", plan_week)
    monkeypatch.setattr("ui.views.overview.day_of_work", lambda shop, now: FIRST_DAY)
    log_in("vic", set())
    app = opened(shop, monkeypatch)
    app.button(key="plan_week-2026-11-16").click().run()
    assert not app.exception
    assert "vic may look at this shop" in texts(app)
    assert background_plan.planned_in(shop) is None

    log_in("lea", {EDIT, ASK})
    app.run()
    app.button(key="plan_week-2026-11-16").click().run()
    planning = background_plan.planned_in(shop)
    assert planning is not None
    assert planning.wait(20)
    assert planning.error is None
    background_plan.dismiss(shop)
    assert written_by == ["lea"]


def test_who_may_look_changes_no_draft(shop: Path, monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    """A change is refused in one sentence, and is neither on the page nor in the store."""
    log_in("vic", set())
    app = opened(shop, monkeypatch, page="who_could")
    before = shifts_of(app.session_state["draft"].outcome.plan)
    app.button(key="who_take").click().run()
    assert not app.exception
    assert "vic may look at this shop" in texts(app)
    assert "On the desk now" not in texts(app)
    assert "do not close" not in texts(app)
    assert shifts_of(app.session_state["draft"].outcome.plan) == before
    assert place_of_draft(shop, FIRST_DAY) == NOWHERE


def test_a_search_is_left_to_who_may_use_it(
    shop: Path, monkeypatch: pytest.MonkeyPatch, log_in: LogIn, search_in_process: None
) -> None:
    """Who may only look begins none, and does not take away the result of another."""
    log_in("vic", set())
    looking = opened(shop, monkeypatch, page="roster")
    looking.button(key="solve").click().run()
    assert "vic may look at this shop" in texts(looking)
    draft = Draft.of(open_desk(shop, FIRST_DAY))
    assert background_search.search_of(draft.desk) is None
    with acting_as("lea", {EDIT}):
        search = background_search.begin_search(draft.working_desk(), draft.fixed_cells(), 1.0)
    while not search.wait(0.1):
        time.sleep(0.05)
    looking.run()
    assert not looking.exception
    assert background_search.search_of(draft.desk) is search
    with pytest.raises(InputError):
        background_search.begin_search(draft.working_desk(), {}, 1.0)

    log_in("lea", {EDIT, ASK})
    other = opened(shop, monkeypatch, page="overview")
    show(other, "roster")
    other.run()
    assert not other.exception
    assert background_search.search_of(draft.desk) is None
