"""The frame around every page: shop, plan and language in the sidebar, key figures on top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from peakroster.desk.roster import plans
from peakroster.messages import LANGUAGES, Translator
from peakroster.store.who import working_with
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import weekday_name
from ui import state
from ui.draft import Draft
from ui.error_page import finding_place, show_findings_page, show_no_plan
from ui.kpi_bar import show_kpi_bar
from ui.outdated import show_outdated
from ui.plain_text import plain
from ui.style import STYLE
from ui.views.coverage.coverage_view import show_coverage
from ui.views.downloads import show_downloads
from ui.views.fairness import show_fairness
from ui.views.forecast.forecast_view import show_forecast
from ui.views.roster.roster_view import show_roster
from ui.views.shortages import show_shortages
from ui.views.what_if import show_what_if
from ui.views.who_could import show_who_could

PAGES: dict[str, Callable[[Draft, Translator], None]] = {
    "forecast": show_forecast,
    "coverage": show_coverage,
    "shortages": show_shortages,
    "roster": show_roster,
    "who_could": show_who_could,
    "fairness": show_fairness,
    "what_if": show_what_if,
    "downloads": show_downloads,
}


def show_app(folder: Path, language: str) -> None:
    """Show the desk of a shop. ``language`` is the initial one."""
    st.set_page_config(page_title="peakroster", page_icon="🗓️", layout="wide")
    st.html(STYLE)
    with st.sidebar:
        top = st.container()
        translate = Translator(_language(language))
        top.html(f'<div class="brand">{translate("ui.title")}<span>{translate("ui.subtitle")}</span></div>')
        middle = st.container()
        if st.button(
            translate("ui.reload"), icon=":material/refresh:", key="reload", help=translate("ui.reload_help")
        ):
            state.forget_desk()
            st.rerun()
    try:
        first_days = plans(folder)
        if not first_days:
            show_no_plan(folder, translate)
            return
        with middle:
            first_day = _plan(first_days, translate)
        draft = state.open_draft(folder, first_day)
    except (InputError, CollisionError) as error:
        show_findings_page(error, translate)
        return
    with middle:
        _shop(draft, translate)
    show_outdated(draft, translate)
    show_kpi_bar(draft, translate)
    page = state.choose(
        "page",
        "page",
        tuple(PAGES),
        lambda name: translate(f"ui.page_{name}"),
        translate,
        label_visibility="collapsed",
    )
    with working_with(f"desk/{page}"):
        PAGES[page](draft, translate)


def _language(first: str) -> str:
    names = {"zh": "中文", "en": "English"}
    st.session_state.setdefault("language", first)
    picked = st.segmented_control(
        "Language / 语言", LANGUAGES, format_func=names.__getitem__, required=True, key="language"
    )
    if picked is not None:
        st.session_state["language_kept"] = picked
    return str(st.session_state.get("language_kept", first))


def _plan(first_days: list[date], translate: Translator) -> date:
    """The selected plan; initially the one that starts latest."""
    newest_first = first_days[::-1]
    return state.choose(
        "plan",
        translate("ui.plan"),
        newest_first,
        lambda day: translate("ui.plan_label_open", first=f"{day} {weekday_name(day, translate)}"),
        translate,
        st.selectbox,
    )


def _shop(draft: Draft, translate: Translator) -> None:
    shop, plan = draft.desk.shop, draft.desk.plan
    last = plan.first_day + timedelta(days=plan.days - 1)
    st.markdown(f"**{plain(shop.settings.name)}**")
    st.caption(translate("ui.plan_label", first=plan.first_day, last=last))
    st.caption(
        translate(
            "ui.people",
            people=len(shop.agents),
            queues=len(shop.settings.queues),
            shifts=len(shop.shifts),
        )
    )
    if shop.warnings:
        with st.expander(translate("ui.warnings", count=len(shop.warnings))):
            for finding in shop.warnings:
                st.caption(
                    f"**{plain(finding_place(finding, translate))}** {plain(finding.message(translate))}"
                )
