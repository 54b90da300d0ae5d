"""The list of scenarios: what each says, how far it is computed, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.scenarios.jobs import Job, jobs_of
from peakroster.desk.scenarios.keeping import delete_scenario, keep_scenario
from peakroster.desk.scenarios.overrides import Override
from peakroster.desk.scenarios.results import (
    Depth,
)
from peakroster.desk.scenarios.words import scenario_line
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.plain_text import plain
from ui.views.what_if.adoption import ask_to_adopt, is_adopting
from ui.views.what_if.editor import edit, is_editing
from ui.views.what_if.known import Known, outdated_words
from ui.views.what_if.override_fields import told

SECONDS = (30, 10, 60, 120, 300)
DEPTHS: tuple[Depth, ...] = ("as_it_is", "solved", "simulated")


def show_cards(draft: Draft, known: list[Known], translate: Translator) -> None:
    """Show how scenarios are solved, and one card for each."""
    if not known:
        if not is_editing():
            st.info(translate("what_if.empty"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        state.choose(
            "scenario_way",
            translate("what_if.way"),
            ("replan", "free"),
            lambda way: translate(f"what_if.way_{way}"),
            translate,
        )
        with st.container(width=150):
            state.choose(
                "scenario_seconds",
                translate("what_if.seconds"),
                SECONDS,
                lambda seconds: translate("what_if.seconds_option", seconds=seconds),
                translate,
                st.selectbox,
            )
    unsolved = [each for each in known if "solved" not in each.results or "solved" in each.outdated]
    next_one = unsolved[-1] if unsolved else None
    busy = is_editing() or is_adopting()
    for each in known:
        with st.container(border=True, key=f"scenario-{each.scenario.id}"):
            # One filled button on the page: the newest that is to be solved, where nothing else is asked.
            _card(draft, each, not busy and each is next_one, translate)


def _card(draft: Draft, known: Known, is_next: bool, translate: Translator) -> None:
    scenario, desk = known.scenario, draft.working_desk()
    words = scenario_line(desk.shop, desk.plan, scenario.overrides, translate)
    chips = "".join(_chip(known, depth, translate) for depth in DEPTHS)
    st.html(f'<div class="pr-scenario"><b>{escape(scenario.name)}</b>{chips}<p>{escape(words)}</p></div>')
    with st.container(horizontal=True, gap="small"):
        _compute_buttons(draft, known, is_next, translate)
        if known.deepest is not None and st.button(
            translate("what_if.adopt"),
            key=f"adopt-{scenario.id}",
            icon=":material/move_item:",
            help=translate("what_if.adopt_help"),
        ):
            ask_to_adopt(scenario.id)
            st.rerun()
        if st.button(translate("what_if.edit"), key=f"edit-{scenario.id}", icon=":material/edit:"):
            edit(scenario)
            st.rerun()
        if st.button(translate("what_if.copy"), key=f"copy-{scenario.id}", icon=":material/content_copy:"):
            name = translate("what_if.copy_of", name=scenario.name)
            _try(lambda: _copied(draft, scenario.overrides, name), translate)
        with st.popover(translate("what_if.delete"), icon=":material/delete:"):
            st.caption(plain(translate("what_if.delete_ask", name=scenario.name)))
            if st.button(translate("what_if.delete_sure"), key=f"delete-{scenario.id}", type="primary"):
                folder, day = desk.shop.folder, scenario.first_day
                _try(lambda: delete_scenario(folder, day, scenario.name), translate)


def _compute_buttons(draft: Draft, known: Known, is_next: bool, translate: Translator) -> None:
    scenario = known.scenario
    seconds = float(st.session_state.get("chosen-scenario_seconds", SECONDS[0]))
    is_again = "solved" in known.results
    if st.button(
        translate("what_if.solve_again" if is_again else "what_if.solve"),
        key=f"solve-{scenario.id}",
        icon=":material/autorenew:",
        type="primary" if is_next else "secondary",
        help=translate("what_if.solve_help", seconds=f"{seconds:g}"),
    ):
        way = st.session_state.get("chosen-scenario_way", "replan")
        _submit(draft, Job(draft.working_desk(), scenario, "solved", way, seconds), translate)
    if st.button(
        translate("what_if.simulate"),
        key=f"simulate-{scenario.id}",
        icon=":material/casino:",
        help=translate("what_if.simulate_help"),
    ):
        _submit(draft, Job(draft.working_desk(), scenario, "simulated"), translate)


def _submit(draft: Draft, job: Job, translate: Translator) -> None:
    _try(lambda: jobs_of(draft.desk.shop.folder).add(job), translate)


def _chip(known: Known, depth: Depth, translate: Translator) -> str:
    if depth not in known.results:
        return ""
    name = translate(f"scenario.{depth}")
    if depth in known.outdated:
        told_ = outdated_words(known.outdated[depth], translate)
        return f'<span class="bad" title="{escape(told_)}">{escape(name)} · {escape(told_)}</span>'
    return f"<span>{escape(name)}</span>"


def _copied(draft: Draft, overrides: tuple[Override, ...], name: str) -> None:
    desk = draft.working_desk()
    kept = keep_scenario(desk.shop.folder, desk.plan.first_day, name[:60], overrides)
    jobs_of(desk.shop.folder).add(Job(desk, kept, "as_it_is"))


def _try(work: Callable[[], object], translate: Translator) -> None:
    try:
        work()
    except InputError as error:
        st.error(plain(told(error, translate)))
        return
    st.rerun()
