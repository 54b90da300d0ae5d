"""The roster page: the grid or a day of it, with what the changes do; search again, save."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from ui import state
from ui.error_page import show_unstaffed
from ui.views.roster import actions
from ui.views.roster.cell_panel import show_cell_panel
from ui.views.roster.changes import show_changes
from ui.views.roster.draft_log import show_draft_log
from ui.views.roster.effects import show_effects
from ui.views.roster.gantt import show_gantt
from ui.views.roster.grid import show_grid
from ui.views.roster.open_file import show_open_file

_STYLE = """<style>
.st-key-roster-actions .pr-effect {padding: .1rem 0 .2rem; font-size: var(--pr-text-s);}
.st-key-roster-buttons {gap: .4rem !important;}
.st-key-roster-buttons .stButton button {padding-inline: .5rem;}
@media (max-width: 640px) {
  .st-key-roster-buttons .stButton button {padding-inline: .4rem;}
  .st-key-roster-buttons .stButton p {font-size: var(--pr-text-s);}
}
</style>"""
"""All in one row at 1280 pixels; on a phone the words stay beside the signs, smaller."""

VIEWS = {"grid": show_grid, "day": show_gantt}


def show_roster(draft: Draft, translate: Translator) -> None:
    """Show the page, or the progress of a running search."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.roster is None or plan.requirement is None or plan.coverage is None:
        show_unstaffed(plan, shop.folder, translate)
        return
    if actions.show_running_search(translate):
        return
    st.html(_STYLE)
    if told := st.session_state.pop("roster_told", None):
        st.toast(told, icon=":material/check_circle:")
    # Containers of their own keep the component where it is, whatever comes and goes above it.
    with st.container(key="roster-actions", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="roster-buttons"):
            view = state.choose(
                "roster_view",
                translate("grid.view"),
                tuple(VIEWS),
                lambda name: translate(f"grid.view_{name}"),
                translate,
                address="view",
                label_visibility="collapsed",
            )
            actions.show_actions(draft, translate)
        actions.show_result(draft, translate)
        show_effects(draft, translate)
    with st.container(key="roster-sheet", gap="small"):
        VIEWS[view](draft, translate)
    with st.container(key="roster-below"):
        show_changes(draft, translate)
        show_draft_log(draft, translate)
        opened = bool(st.session_state.get("cell_panel_open"))
        with st.expander(translate("grid.panel"), icon=":material/person:", expanded=opened):
            show_cell_panel(draft, translate)
        show_open_file(draft, translate)
