"""A scenario's roster put onto the desk: what would change, what is left out, and what is offered apart."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from peakroster.desk.forecast import NotForecastError, adjust
from peakroster.desk.scenarios.adopting import Adopted, adopt
from peakroster.desk.scenarios.overrides import Traffic
from peakroster.desk.scenarios.words import override_lines, person_name
from peakroster.messages import Translator
from peakroster.store.outdated import OutdatedError
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from peakroster.wording import listed
from ui import state
from ui.draft import Draft
from ui.outdated import file_names
from ui.plain_text import plain
from ui.views.what_if.known import Known
from ui.views.what_if.override_fields import told

_ASKED, _OFFERED, _NEWS = "scenario_adopting", "scenario_offered", "scenario_news"


def ask_to_adopt(scenario: int) -> None:
    """Open the panel of a scenario, by its id, in the next run."""
    st.session_state[_ASKED] = scenario


def show_adoption(draft: Draft, known: Sequence[Known], translate: Translator) -> None:
    """Show the panel of the scenario that is to be adopted, and what an adopted one still offers."""
    news = st.session_state.pop(_NEWS, None)
    if news is not None:
        st.success(translate(f"what_if.{news}"))
    _show_offer(draft, translate)
    asked = st.session_state.get(_ASKED)
    found = next((each for each in known if each.scenario.id == asked), None)
    if found is None or found.deepest is None:
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
        with st.container(horizontal=True, gap="small"):
            if st.button(
                translate("what_if.adopt_go"),
                key="adopt_go",
                type="primary",
                icon=":material/check:",
                disabled=not adopted.cells,
            ):
                st.session_state.pop(_ASKED)
                if not state.set_draft(draft.with_solution(adopted.outcome)):
                    st.rerun()
                st.session_state[_NEWS] = "adopted"
                if adopted.adjustments:
                    st.session_state[_OFFERED] = (scenario, adopted.adjustments)
                st.rerun()
            if st.button(translate("what_if.cancel"), key="adopt_cancel"):
                st.session_state.pop(_ASKED)
                st.rerun()


def _tell(draft: Draft, adopted: Adopted, translate: Translator) -> None:
    desk = draft.working_desk()
    lines = [translate("what_if.adopt_nothing")]
    if adopted.cells:
        people = len({agent for agent, _ in adopted.cells})
        lines = [translate("what_if.adopt_cells", count=len(adopted.cells), people=people)]
    if adopted.people:
        names = listed((person_name(desk.shop, each, translate) for each in adopted.people), translate)
        count = sum(adopted.people.values())
        lines.append(translate("what_if.adopt_new_people", names=names, count=count))
    if adopted.shifts:
        names, count = listed(adopted.shifts, translate), sum(adopted.shifts.values())
        lines.append(translate("what_if.adopt_new_shifts", names=names, count=count))
    if adopted.locked:
        lines.append(translate("what_if.adopt_locked", count=len(adopted.locked)))
    if adopted.outcome.violations:
        lines.append(translate("what_if.adopt_broken", count=len(adopted.outcome.violations)))
    if adopted.adjustments:
        lines.append(translate("what_if.adopt_adjustment"))
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    if adopted.settings:
        st.caption(translate("what_if.adopt_offers"))
        told_ = override_lines(desk.shop, desk.plan, adopted.settings, translate)
        st.markdown("\n".join(f"- {plain(line)}" for line in told_))


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
                _enter(draft, rows, translate)
            if st.button(translate("what_if.adjust_drop"), key="adjust_drop"):
                st.session_state.pop(_OFFERED)
                st.rerun()


def _enter(draft: Draft, rows: Sequence[object], translate: Translator) -> None:
    try:
        with st.spinner(translate("ui.forecasting_anew")):
            desk = adjust(draft.desk, {}, frozenset(), rows)  # type: ignore[arg-type]
    except NotForecastError as error:
        st.error(plain(translate("ui.saved_not_forecast", file=error.file)))
        return
    except OutdatedError as error:
        st.error(translate("ui.not_saved", files=plain(file_names(error.changed, translate))))
        return
    except InputError as error:
        st.error(plain(told(error, translate)))
        return
    except OSError as error:
        st.error(plain(file_failure(error, translate)))
        return
    st.session_state.pop(_OFFERED)
    st.session_state[_NEWS] = "adjusted"
    state.reopen(desk)
    st.rerun()
