"""The roster page: the grid with its changes, what they do, search again, save."""

from __future__ import annotations

import streamlit as st

from peakroster.messages import Translator
from ui.draft import Draft
from ui.error_page import plan_command
from ui.views.roster import actions
from ui.views.roster.cell_panel import show_cell_panel
from ui.views.roster.changes import show_changes
from ui.views.roster.grid import show_grid
from ui.views.roster.open_file import show_open_file


def show_roster(draft: Draft, translate: Translator) -> None:
    """Show the page, or the progress of a running search."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.roster is None or plan.requirement is None or plan.coverage is None:
        st.info(translate("ui.no_roster", command=plan_command(plan, shop.folder)))
        return
    if actions.show_running_search(translate):
        return
    with st.container(key="roster-actions"):
        actions.show_actions(draft, translate)
    with st.container(key="roster-sheet"):
        show_grid(draft, translate)
    with st.container(key="roster-below"):
        show_changes(draft, translate)
        with st.container(border=True):
            show_cell_panel(draft, translate)
        show_open_file(draft, translate)
