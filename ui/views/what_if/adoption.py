"""A scenario's roster put onto the desk: what would change, what goes into the shop's files, what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.forecast import NotForecastError, adjust
from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.adopting import Adopted, adopt
from peakroster.desk.scenarios.entering import enter, enterable, latest_entered, take_back_entered
from peakroster.desk.scenarios.keeping import Scenario
from peakroster.desk.scenarios.overrides import Away, Override, Traffic
from peakroster.desk.scenarios.results import ScenarioResult
from peakroster.desk.scenarios.words import override_lines, person_name
from peakroster.messages import Translator
from peakroster.store.outdated import OutdatedError
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from peakroster.wording import listed
from ui import state
from ui.following import follow
from ui.outdated import file_names
from ui.plain_text import plain
from ui.views.what_if.known import Known
from ui.views.what_if.override_fields import told

_ASKED, _OFFERED, _NEWS = "scenario_adopting", "scenario_offered", "scenario_news"


def ask_to_adopt(scenario: int) -> None:
    """Open the panel of a scenario, by its id, in the next run."""
    st.session_state[_ASKED] = scenario


def is_adopting() -> bool:
    """Whether the panel of a scenario is open."""
    return _ASKED in st.session_state


def show_adoption(draft: Draft, known: Sequence[Known], translate: Translator) -> None:
    """Show the panel of the scenario that is to be adopted, and what an adopted one still offers."""
    news = st.session_state.pop(_NEWS, None)
    if news is not None:
        st.success(translate(f"what_if.{news}"))
    _show_offer(draft, translate)
    _show_entered(draft, translate)
    asked = st.session_state.get(_ASKED)
    found = next((each for each in known if each.scenario.id == asked), None)
    if found is None or found.deepest is None:
        st.session_state.pop(_ASKED, None)
        return
    scenario, result = found.scenario, found.deepest
    desk = draft.working_desk()
    reason = translate("what_if.adjust_reason", name=scenario.name)
    key = (state.version(), scenario, result.at)
    with st.spinner(translate("ui.computing")):
        adopted = state.cached("scenario-adopt", key, lambda: adopt(desk, scenario.overrides, result, reason))
    with st.container(border=True, key="scenario_adopt"):
        st.markdown(f"**{plain(translate('what_if.adopt_title', name=scenario.name))}**")
        _tell(draft, adopted, translate)
        chosen = _choose_entered(draft, scenario, translate)
        with st.container(horizontal=True, gap="small"):
            if st.button(
                translate("entering.go" if chosen else "what_if.adopt_go"),
                key="adopt_go",
                type="primary",
                icon=":material/check:",
                disabled=not (adopted.cells or chosen),
            ):
                if chosen:
                    _enter_and_put(draft, scenario, result, chosen, reason, translate)
                else:
                    _put(draft, scenario, adopted)
            if st.button(translate("what_if.cancel"), key="adopt_cancel"):
                st.session_state.pop(_ASKED)
                st.rerun()


def _put(draft: Draft, scenario: Scenario, adopted: Adopted) -> None:
    """The roster alone."""
    st.session_state.pop(_ASKED)
    if not state.set_draft(draft.with_solution(adopted.outcome)):
        st.rerun()
    st.session_state[_NEWS] = "adopted"
    if adopted.adjustments:
        st.session_state[_OFFERED] = (scenario, adopted.adjustments)
    st.rerun()


def _enter_and_put(
    draft: Draft,
    scenario: Scenario,
    result: ScenarioResult,
    chosen: Sequence[Override],
    reason: str,
    translate: Translator,
) -> None:
    """What was chosen goes into the files, then the roster onto the desk that has them."""

    def work() -> Desk:
        entered = enter(
            draft.desk,
            chosen,
            scenario.name,
            reason,
            lambda number: translate("scenario.new_person", number=number),
            scenario.overrides,
        )
        people.update(entered.people)
        return entered.desk

    people: dict[str, str] = {}
    desk = _carefully(work, translate)
    if desk is None:
        return
    st.session_state.pop(_ASKED, None)
    state.reopen(desk)
    fresh: Draft = st.session_state["draft"]
    adopted = adopt(fresh.working_desk(), (), result, reason, people)
    if adopted.cells:
        state.set_draft(fresh.with_solution(adopted.outcome))
    rest = [each for each in scenario.overrides if isinstance(each, Traffic) and each not in chosen]
    if rest:
        rows = adopt(desk, rest, result, reason).adjustments
        st.session_state[_OFFERED] = (scenario, rows)
    st.session_state["entered_news"] = "entered" if adopted.cells else "entered_same"
    st.rerun()


def _choose_entered(draft: Draft, scenario: Scenario, translate: Translator) -> list[Override]:
    """What of the scenario goes into the shop's files: at first what is decided, not what is supposed."""
    desk = draft.desk
    offered = enterable(desk, scenario.overrides)
    left = [each for each in scenario.overrides if each not in offered]
    chosen: list[Override] = []
    if offered:
        st.caption(translate("entering.title"))
        lines = override_lines(desk.shop, desk.plan, offered, translate)
        for place, (each, line) in enumerate(zip(offered, lines, strict=True)):
            if st.checkbox(
                plain(line),
                value=not isinstance(each, Traffic | Away) and not draft.changed,
                key=f"enter-{scenario.id}-{place}-{draft.changed}",
                disabled=draft.changed,
            ):
                chosen.append(each)
        st.caption(translate("entering.after_saving" if draft.changed else "entering.how"))
    if left:
        st.caption(translate("what_if.adopt_offers"))
        told_ = override_lines(desk.shop, desk.plan, left, translate)
        st.markdown("\n".join(f"- {plain(line)}" for line in told_))
    return [] if draft.changed else chosen


def _tell(draft: Draft, adopted: Adopted, translate: Translator) -> None:
    desk = draft.working_desk()
    lines = [translate("what_if.adopt_nothing")]
    if adopted.cells:
        people = len({agent for agent, _ in adopted.cells})
        lines = [translate("what_if.adopt_cells", count=len(adopted.cells), people=people)]
    if adopted.people:
        names = listed((person_name(desk.shop, each, translate) for each in adopted.people), translate)
        count = sum(adopted.people.values())
        lines.append(translate("entering.new_people", names=names, count=count))
    if adopted.shifts:
        names, count = listed(adopted.shifts, translate), sum(adopted.shifts.values())
        lines.append(translate("entering.new_shifts", names=names, count=count))
    if adopted.locked:
        lines.append(translate("what_if.adopt_locked", count=len(adopted.locked)))
    if adopted.outcome.violations:
        lines.append(translate("what_if.adopt_broken", count=len(adopted.outcome.violations)))
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _show_entered(draft: Draft, translate: Translator) -> None:
    """What the latest scenario has put into the shop's files can be taken back."""
    news = st.session_state.pop("entered_news", None)
    if news is not None:
        st.success(translate(f"entering.{news}"))
    try:
        change = latest_entered(draft.desk.shop.folder, draft.desk.plan.first_day)
    except InputError:
        return
    if change is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(plain(translate("entering.latest", name=change.entry.note)))
        if st.button(translate("entering.take_back"), key="entered_take_back", icon=":material/undo:"):
            desk = _carefully(lambda: take_back_entered(draft.desk, change.id), translate)
            if desk is not None:
                follow(draft, desk)
                st.session_state["entered_news"] = "taken_back"
                st.rerun()


def _show_offer(draft: Draft, translate: Translator) -> None:
    """The inquiries of an adopted scenario, to be entered as adjustments where she says so."""
    offered = st.session_state.get(_OFFERED)
    if offered is None:
        return
    scenario, rows = offered
    desk = draft.desk
    if scenario.first_day != desk.plan.first_day:
        return
    traffic = [each for each in scenario.overrides if isinstance(each, Traffic)]
    what = translate("scenario.separator").join(override_lines(desk.shop, desk.plan, traffic, translate))
    with st.container(border=True, key="scenario_offer"):
        st.markdown(plain(translate("what_if.adjust_title", what=what)))
        if draft.changed:
            st.caption(translate("what_if.adjust_after"))
        with st.container(horizontal=True, gap="small"):
            if st.button(translate("what_if.adjust_go"), key="adjust_go", disabled=draft.changed):
                desk_now = _carefully(lambda: adjust(draft.desk, {}, frozenset(), rows), translate)
                if desk_now is not None:
                    st.session_state.pop(_OFFERED)
                    st.session_state[_NEWS] = "adjusted"
                    state.reopen(desk_now)
                    st.rerun()
            if st.button(translate("what_if.adjust_drop"), key="adjust_drop"):
                st.session_state.pop(_OFFERED)
                st.rerun()


def _carefully(work: Callable[[], Desk], translate: Translator) -> Desk | None:
    """What it comes to; None after telling why it did not."""
    try:
        with st.spinner(translate("ui.forecasting_anew")):
            return work()
    except NotForecastError as error:
        st.error(plain(translate("ui.saved_not_forecast", file=error.file)))
    except OutdatedError as error:
        st.error(translate("ui.not_saved", files=plain(file_names(error.changed, translate))))
    except InputError as error:
        st.error(plain(told(error, translate)))
    except OSError as error:
        st.error(plain(file_failure(error, translate)))
    return None
