"""The frame around every page: the shop, the plan and the language at the side, key figures on top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from peakroster.desk.roster import plans
from peakroster.messages import LANGUAGES, Translator
from peakroster.tables.findings import CollisionError, InputError
from ui import coverage_view, downloads_view, forecast_view, roster_view, shortage_view, state, what_if_view
from ui import error_page as trouble
from ui import kpi_bar as headline
from ui.draft import Draft
from ui.formatting import day_label
from ui.style import STYLE

PAGES: dict[str, Callable[[Draft, Translator], None]] = {
    "forecast": forecast_view.show,
    "coverage": coverage_view.show,
    "shortages": shortage_view.show,
    "roster": roster_view.show,
    "what_if": what_if_view.show,
    "downloads": downloads_view.show,
}


def show(folder: Path, language: str) -> None:
    """The whole desk of one shop. ``language`` is the one to begin with."""
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
            trouble.no_plan(folder, translate)
            return
        with middle:
            first_day = _plan(first_days, translate)
        draft = state.draft(folder, first_day)
    except (InputError, CollisionError) as error:
        trouble.findings_page(error, translate)
        return
    with middle:
        _shop(draft, translate)
    headline.show(draft, translate)
    page = state.choose(
        "page",
        "page",
        tuple(PAGES),
        lambda name: translate(f"ui.page_{name}"),
        translate,
        label_visibility="collapsed",
    )
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
    """The plan to look at: the one that starts latest to begin with."""
    newest_first = first_days[::-1]
    return state.choose(
        "plan",
        translate("ui.plan"),
        newest_first,
        lambda day: translate("ui.plan_label_open", first=f"{day} {day_label(day, translate)[:3].strip()}"),
        translate,
        st.selectbox,
    )


def _shop(draft: Draft, translate: Translator) -> None:
    shop, plan = draft.desk.shop, draft.desk.plan
    last = plan.first_day + timedelta(days=plan.days - 1)
    st.markdown(f"**{shop.settings.name}**")
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
                st.caption(f"**{trouble.place(finding, translate)}** {finding.message(translate)}")
