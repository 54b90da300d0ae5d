"""The roster page: change and lock cells, see the effect at once, search again, save."""

from __future__ import annotations

import streamlit as st

from peakroster.messages import Translator
from ui import state
from ui.draft import Draft
from ui.error_page import plan_command
from ui.formatting import day_label, sale_days
from ui.views.roster import actions
from ui.views.roster.cell_panel import show_cell_panel
from ui.views.roster.changes import show_changes
from ui.views.roster.grid import HOURS, ID, NAME, SKILLS, filter_agents, roster_grid
from ui.views.roster.open_file import show_open_file

_ROW = 35


def show_roster(draft: Draft, translate: Translator) -> None:
    """Show the page, or the progress of a running search."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.roster is None or plan.requirement is None or plan.coverage is None:
        st.info(translate("ui.no_roster", command=plan_command(plan, shop.folder)))
        return
    if actions.show_running_search(translate):
        return
    actions.show_actions(draft, translate)
    with st.container(border=True):
        show_cell_panel(draft, translate)
    show_changes(draft, translate)
    show_open_file(draft, translate)
    _filtered_grid(draft, translate)


def _filtered_grid(draft: Draft, translate: Translator) -> None:
    plan, shop = draft.outcome.plan, draft.desk.shop
    left, middle, right = st.columns([1, 1.1, 2.6], vertical_alignment="bottom")
    text = left.text_input(
        translate("ui.search_filter"), placeholder=translate("ui.search_placeholder"), key="roster_search"
    )
    names = shop.queue_names
    options: tuple[str, ...] = ("", *names)
    with middle:
        skill = state.choose(
            "skill",
            translate("ui.skill_filter"),
            options,
            lambda queue: names.get(queue) or translate("ui.all_skills"),
            translate,
        )
    right.caption(f"{translate('ui.roster_caption')}  \n{translate('ui.grid_legend')}")
    agents = filter_agents(shop.agents, text, skill or None)
    days = plan.dates
    stars = sale_days(shop, days)
    config: dict[str, object] = {
        ID: st.column_config.TextColumn(translate("ui.column_id"), pinned=True, width=70),
        NAME: st.column_config.TextColumn(translate("ui.column_name"), pinned=True, width=100),
        SKILLS: st.column_config.TextColumn(translate("ui.column_skills"), width=130),
        HOURS: st.column_config.NumberColumn(translate("ui.column_hours"), width=70, format="%.1f"),
    }
    for day in days:
        config[day.isoformat()] = st.column_config.TextColumn(day_label(day, translate, day in stars))
    key = f"grid-{translate.language}"

    def picked() -> None:
        cells = st.session_state[key]["selection"].get("cells") or []
        for row, column in cells[:1]:
            if row < len(agents):
                state.set_choice("cell_agent", agents[row].id, translate)
            day = next((day for day in days if day.isoformat() == column), None)
            if day is not None:
                state.set_choice("cell_day", day, translate)

    st.dataframe(
        roster_grid(draft, agents, translate),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(_ROW * (len(agents) + 1) + 3, 22 * _ROW),
        column_config=config,
        on_select=picked,
        selection_mode="single-cell",
    )
