"""The frame around every page: its address, what is chosen in the sidebar, a line of figures on top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.finding_words import FindingWords, finding_words
from peakroster.desk.first_steps import situation
from peakroster.desk.quiet import QUIET
from peakroster.desk.roster import plans
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.store.who import working_with
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import weekday_name
from ui import address, state
from ui.browser_words import show_browser_words
from ui.error_page import place_words
from ui.first_screen import (
    show_broken,
    show_broken_plan,
    show_no_plan,
    show_no_roster,
    show_no_shop,
    show_other_plan,
)
from ui.hosting import guest
from ui.kpi_bar import show_kpi_bar
from ui.language import chosen_language
from ui.live import show_live
from ui.logged_out import show_guest
from ui.outdated import show_outdated
from ui.pages import PAGES
from ui.plain_text import plain
from ui.style import STYLE


def show_app(folder: Path, language: str) -> None:
    """Show the desk of a shop. ``language`` is the initial one."""
    st.set_page_config(page_title="peakroster", page_icon="🗓️", layout="wide")
    st.html(STYLE)
    with QUIET.at_work(), address.gathered():
        _show(folder, language)


def _show(folder: Path, language: str) -> None:
    side = st.sidebar.container()
    translate = Translator(chosen_language(language, st.sidebar))
    show_browser_words(translate)
    page = _Page()
    links = _pages(page, translate)
    shown = st.navigation(list(links.values()), position="hidden")
    address.register(links)
    address.follow(shown)
    name = next(name for name, link in links.items() if link == shown)
    with side:
        st.html(f'<div class="brand">{translate("ui.title")}<span>{translate("ui.subtitle")}</span></div>')
        about = st.container()
        side_links = st.empty()
    navigation = _Navigation(links, side_links, st.empty())
    draft = _draft(folder, about, translate)
    if draft is not None:
        show_outdated(draft, translate)
        show_live(draft, translate)
        show_kpi_bar(draft, translate)  # what she came for: before a dozen links
    navigation.draw_side()  # of the plan that is shown
    if draft is not None:
        bare = PAGES[name].rostered and draft.desk.plan.roster is None
        page.show = lambda: (show_no_roster if bare else PAGES[name].show)(draft, translate)
        with working_with(f"desk/{name}"):
            shown.run()
        navigation.draw_side()  # of the queue, day and person that are shown
    navigation.draw_foot()
    with st.sidebar:
        one = guest()
        if one is not None:
            show_guest(one, translate)
        if st.button(
            translate("ui.reload"), icon=":material/refresh:", key="reload", help=translate("ui.reload_help")
        ):
            state.forget_desk()
            st.rerun()


class _Page:
    """What the page of the address is to show; known only after Streamlit has told which page it is."""

    show: Callable[[], None] = staticmethod(lambda: None)


def _pages(page: _Page, translate: Translator) -> dict[str, Any]:
    return {
        name: st.Page(
            lambda: page.show(),
            title=translate(f"shell.page_{name}"),
            icon=one.icon,
            url_path=name,
            default=place == 0,
        )
        for place, (name, one) in enumerate(PAGES.items())
    }


class _Navigation:
    """The links to the pages, each with what is chosen: in the sidebar, and at the foot of a phone."""

    def __init__(self, links: dict[str, Any], side: Any, foot: Any) -> None:
        self._links, self._side, self._foot = links, side, foot
        self._drawn: dict[str, str] | None = None
        self._times = 0

    def draw_side(self) -> None:
        """Draw the links of the sidebar, again where they lead somewhere else by now."""
        carried = address.carried()
        if carried != self._drawn:
            self._drawn, self._times = carried, self._times + 1
            self._draw(self._side, f"pages_{self._times}", list(self._links))  # a key is good for once a run

    def draw_foot(self) -> None:
        """Draw those of a phone, once a run, when all is chosen."""
        self._draw(self._foot, "phone_pages", list(PAGES))

    def _draw(self, place: Any, key: str, names: list[str]) -> None:
        with place.container(key=key):
            for name in names:
                st.page_link(self._links[name], query_params=address.carried(), width="stretch")


def _draft(folder: Path, about: Any, translate: Translator) -> Draft | None:
    """The draft of the chosen plan; None after telling what is in its way, and what to do about it."""
    found = situation(folder)
    if found.kind != "shop":
        show_no_shop(folder, found, translate)
        return None
    first_day: date | None = None
    first_days: list[date] = []
    try:
        first_days = plans(folder)
        if not first_days:
            show_no_plan(read_shop(folder), translate)
            return None
        asked = _other_plan(first_days)
        with about:
            first_day = _plan(first_days, translate)
        draft = state.open_draft(folder, first_day)
    except (InputError, CollisionError) as error:
        plan_alone = all(one.file.startswith("plans/") for one in error.findings)
        if first_day is not None and plan_alone and isinstance(error, InputError):
            show_broken_plan(error, folder, first_day, first_days, translate)
        else:
            show_broken(error, folder, translate)
        return None
    with about:
        _shop(draft, translate)
    if asked is not None and asked not in first_days:
        show_other_plan(folder, asked, first_day, translate)
    return draft


def _warnings(draft: Draft, translate: Translator) -> list[FindingWords]:
    shop, key = draft.desk.shop, (state.Same(draft.desk), translate.language)
    found = state.cached("warnings", key, lambda: finding_words(shop.warnings, shop.folder, translate))
    return list(found)


def _other_plan(first_days: list[date]) -> date | None:
    """The plan that the address asks for and that there is none of, until another is chosen."""
    said = address.get("plan")
    try:
        asked = None if said is None else date.fromisoformat(said)
    except ValueError:
        asked = None
    if asked is not None and asked not in first_days:
        st.session_state["other_plan"] = asked
        address.put("plan", None)
    elif asked is not None and asked != st.session_state.get("opened", (None, asked))[1]:
        st.session_state.pop("other_plan", None)
    kept: date | None = st.session_state.get("other_plan")
    return kept


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
        address="plan",
        label_visibility="collapsed",
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
            shifts=sum(shift.rest_of is None for shift in shop.shifts),
        )
    )
    if shop.warnings:
        with st.expander(translate("ui.warnings", count=len(shop.warnings))):
            for one in _warnings(draft, translate):
                st.caption(f"**{place_words(one)}** {plain(one.message)}")
