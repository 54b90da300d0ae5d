"""The form in which a scenario is composed, and the common ones that begin it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.scenarios.applying import apply
from peakroster.desk.scenarios.jobs import Job, jobs_of
from peakroster.desk.scenarios.keeping import Scenario, keep_scenario, rename_scenario, scenarios_of
from peakroster.desk.scenarios.overrides import (
    Away,
    Hired,
    Override,
    Overrides,
    Promotion,
    Traffic,
    overrides_of,
)
from peakroster.desk.scenarios.people import with_people_named
from peakroster.desk.scenarios.words import override_lines, scenario_title
from peakroster.messages import Translator
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from ui import state
from ui.plain_text import plain
from ui.views.what_if.override_fields import KINDS, told

_EDITING = "scenario_editing"
_LONG = 40
"""Letters of a name that the program gives."""


@dataclass(frozen=True)
class Editing:
    """A scenario that is being composed. known: its name in the store; None for a new one."""

    name: str
    overrides: Overrides
    known: str | None = None


def is_editing() -> bool:
    """Whether the form is open."""
    return _EDITING in st.session_state


def edit(scenario: Scenario | None) -> None:
    """Open the form in the next run: of a scenario that is there, or of a new one."""
    if scenario is None:
        st.session_state[_EDITING] = Editing("", ())
    else:
        st.session_state[_EDITING] = Editing(scenario.name, scenario.overrides, scenario.name)
    _forget_name()


def show_presets(draft: Draft, translate: Translator) -> None:
    """Buttons for the common scenarios; each keeps one, or opens the form."""
    if _EDITING in st.session_state:
        return
    with st.container(horizontal=True, gap="small"):
        for name, overrides in _presets(draft).items():
            if st.button(translate(f"what_if.preset_{name}"), key=f"preset_{name}", icon=":material/bolt:"):
                title = _free_name(draft, translate(f"what_if.preset_{name}"))
                _keep(draft, Editing(title, overrides), title, translate)
        if st.button(translate("what_if.new"), key="scenario_new", icon=":material/add:"):
            edit(None)
            st.rerun()


def show_editor(draft: Draft, translate: Translator) -> None:
    """Show the form, if a scenario is being composed."""
    editing: Editing | None = st.session_state.get(_EDITING)
    if editing is None:
        return
    with st.container(border=True, key="scenario_editor"):
        key = f"scenario_name-{translate.language}"
        st.session_state.setdefault(key, editing.name)
        name = st.text_input(
            translate("what_if.name"), key=key, max_chars=60, help=translate("what_if.name_help")
        )
        st.markdown(f"**{translate('what_if.overrides')}**")
        _show_overrides(draft, editing, translate)
        _show_fields(draft, editing, translate)
        with st.container(horizontal=True, gap="small"):
            if st.button(
                translate("what_if.keep"),
                key="scenario_keep",
                type="primary",
                icon=":material/check:",
                disabled=not editing.overrides,
            ):
                _keep(draft, editing, name.strip() or _own_name(draft, editing, translate), translate)
            if st.button(translate("what_if.cancel"), key="scenario_cancel"):
                _close()
                st.rerun()


def _show_overrides(draft: Draft, editing: Editing, translate: Translator) -> None:
    if not editing.overrides:
        st.caption(translate("what_if.nothing_yet"))
    desk = draft.working_desk()
    lines = override_lines(desk.shop, desk.plan, editing.overrides, translate)
    for place, line in enumerate(lines):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(line), width="stretch")
            if st.button(
                translate("what_if.remove"), key=f"remove_override_{place}", icon=":material/close:"
            ):
                rest = (*editing.overrides[:place], *editing.overrides[place + 1 :])
                st.session_state[_EDITING] = Editing(editing.name, rest, editing.known)
                st.rerun()


def _show_fields(draft: Draft, editing: Editing, translate: Translator) -> None:
    kind = state.choose(
        "override_kind",
        translate("what_if.kind"),
        tuple(KINDS),
        lambda name: translate(f"what_if.kind_{name}"),
        translate,
        st.selectbox,
    )
    with st.container(key="override_fields"):
        content = KINDS[kind](draft, translate)
        if st.button(
            translate("what_if.add"), key="override_add", icon=":material/add:", disabled=content is None
        ):
            _add(draft, editing, {"kind": kind, **(content or {})}, translate)


def _add(draft: Draft, editing: Editing, content: dict[str, Any], translate: Translator) -> None:
    """Take it in if it fits the shop as it is."""
    desk = draft.working_desk()
    try:
        new = overrides_of([content])
        if not isinstance(new[0], Promotion):  # trying it makes the forecast anew
            others = (each for each in editing.overrides if not isinstance(each, Promotion))
            apply(desk.shop, desk.plan, (*others, *new))
        named = with_people_named(desk.shop, desk.plan, (*editing.overrides, *new))
    except InputError as error:
        st.error(plain(told(error, translate)))
        return
    st.session_state[_EDITING] = Editing(editing.name, named, editing.known)
    st.rerun()


def _keep(draft: Draft, editing: Editing, name: str, translate: Translator) -> None:
    """Keep it and have it computed with the roster as it is."""
    desk = draft.working_desk()
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        overrides = with_people_named(desk.shop, desk.plan, editing.overrides)
        if editing.known is not None and editing.known != " ".join(name.split()):
            rename_scenario(folder, first_day, editing.known, name)
        kept = keep_scenario(folder, first_day, name, overrides, replaces=editing.known is not None)
    except InputError as error:
        st.error(plain(told(error, translate)))
        return
    except OSError as error:
        st.error(plain(file_failure(error, translate)))
        return
    jobs_of(folder).add(Job(desk, kept, "as_it_is"))
    _close()
    st.rerun()


def _close() -> None:
    st.session_state.pop(_EDITING, None)
    _forget_name()


def _forget_name() -> None:
    for key in [key for key in st.session_state if str(key).startswith("scenario_name-")]:
        del st.session_state[key]


def _presets(draft: Draft) -> dict[str, tuple[Override, ...]]:
    shop, plan = draft.desk.shop, draft.desk.plan
    worked = 0 if plan.roster is None else plan.roster["agent_id"].nunique()
    found: dict[str, tuple[Override, ...]] = {"traffic": (Traffic(factor=1.3),)}
    if worked >= 5:
        found["ill"] = (Away(count=5),)
        found["both"] = (Traffic(factor=1.3), Away(count=5))
    if shop.agents:
        least = min(shop.agents, key=lambda agent: (agent.max_hours_week or 168, agent.row))
        found["part_timers"] = (Hired(count=2, like=least.id, max_hours_week=24),)
    return found


def _own_name(draft: Draft, editing: Editing, translate: Translator) -> str:
    """After what is otherwise, for whoever gives it none."""
    desk = draft.working_desk()
    line = scenario_title(desk.shop, desk.plan, editing.overrides, translate)
    short = line if len(line) <= _LONG else f"{line[: _LONG - 1]}…"
    return _free_name(draft, short)


def _free_name(draft: Draft, name: str) -> str:
    desk = draft.desk
    taken = {each.name for each in scenarios_of(desk.shop.folder, desk.plan.first_day)}
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free
