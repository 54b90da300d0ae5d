"""The notice above every page that the shop folder holds other files than the page was read from.

It offers the ways out: theirs, mine on top of theirs, or my whole roster.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.solving import UNSAVED
from peakroster.desk.stored import Meanwhile, meanwhile, stored_basis
from peakroster.messages import Translator
from peakroster.store.differences import outdated_findings
from peakroster.tables.findings import Finding, InputError
from peakroster.wording import listed, weekday_name, who_words
from ui import kept_drafts, state
from ui.error_page import show_findings
from ui.formatting import hours
from ui.plain_text import plain

_MOST_LINES = 6
_FORMER = {"forecast": "demand"}
"""Names of pages in older logs, and what they are called now."""


def show_outdated(draft: Draft, translate: Translator) -> None:
    """Show the notice and its buttons, if there is anything to tell, and what came of the last click."""
    _show_result(translate)
    now = stored_basis(draft.desk)
    changed = draft.desk.basis.changed_to(now)
    if not changed:
        return
    with st.container(border=True, key="outdated"):
        st.warning(
            translate("ui.outdated", files=plain(file_names(changed, translate))),
            icon=":material/sync_problem:",
        )
        told = state.cached(
            "told",
            (state.Same(draft.desk), now),
            lambda: outdated_findings(draft.desk.shop.folder, draft.desk.basis.files, changed),
        )
        _by_whom(told, translate)
        try:
            _, found = state.cached(
                "meanwhile", (state.Same(draft.desk), now), lambda: (draft.desk, meanwhile(draft.desk))
            )
        except InputError as error:
            show_findings(error.findings, translate)
            return
        _differences(draft, found, translate)
        _ways_out(draft, found, translate)


def file_names(changed: Iterable[str], translate: Translator) -> str:
    """The files as people know them: those of plans by the plan."""
    names: list[str] = []
    plans: dict[str, list[str]] = {}
    for name in changed:
        if name == UNSAVED:
            names.append(translate("ui.outdated_unsaved"))
        elif name.startswith("plans/"):
            _, day, *file = name.split("/")
            plans.setdefault(day, []).extend(file)
        else:
            names.append(name)
    for day, files in plans.items():
        inside = listed(files, translate)
        names.append(translate("ui.outdated_plan", first=day, files=inside) if files else day)
    return listed(names, translate)


def _by_whom(told: Iterable[Finding], translate: Translator) -> None:
    """Who made the changes that the store knows, each once; of a file edited by hand nobody knows."""
    lines: dict[str, None] = {}
    for one in told:
        if one.code == "file_outdated_by":
            page = one.details["by"].removeprefix("desk/")
            page = _FORMER.get(page, page)
            key = f"shell.page_{page}"
            by = translate(key) if translate.has(key) else one.details["by"]
            who, at = who_words(one.details["who"], translate), one.details["at"]
            lines[plain(translate("ui.outdated_by", who=who, at=at, by=by))] = None
    if lines:
        st.caption(listed(lines, translate))


def _differences(draft: Draft, found: Meanwhile, translate: Translator) -> None:
    names = draft.desk.shop.agent_names
    lines = []
    if found.inquiries is not None:
        before, after = (f"{sum_:,.0f}" for sum_ in found.inquiries)
        lines.append(translate("ui.outdated_inquiries", before=before, after=after))
    if found.needed_hours is not None:
        before, after = map(hours, found.needed_hours)
        lines.append(translate("ui.outdated_needed", before=before, after=after))
    for (agent, day), mine, theirs in found.cells[:_MOST_LINES]:
        lines.append(
            translate(
                "ui.difference_line",
                name=plain(names.get(agent, agent)),
                weekday=weekday_name(day, translate),
                day=f"{day:%m-%d}",
                before=plain(mine or translate("ui.off")),
                after=f"**{plain(theirs or translate('ui.off'))}**",
            )
        )
    if len(found.cells) > _MOST_LINES:
        lines.append(translate("ui.more_differences", count=len(found.cells) - _MOST_LINES))
    if lines:
        st.caption(translate("ui.outdated_compared"))
        st.markdown("\n".join(f"- {line}" for line in lines))


def _ways_out(draft: Draft, found: Meanwhile, translate: Translator) -> None:
    stored = found.stored
    with st.container(horizontal=True, gap="small"):
        name = "take_theirs_dropping" if draft.changed else "take_theirs"
        label = translate(f"ui.{name}", count=draft.unsaved)
        if st.button(label, key="take_theirs", icon=":material/refresh:"):
            kept_drafts.dropped(draft)
            state.reopen(stored)
            st.rerun()
        if not draft.changed or stored.plan.requirement is None or stored.plan.roster is None:
            return
        for way, icon in (("lay_over", "layers"), ("keep_mine", "person")):
            if st.button(
                translate(f"ui.{way}"),
                key=way,
                icon=f":material/{icon}:",
                help=translate(f"ui.{way}_help"),
            ):
                with st.spinner(translate("ui.computing")):
                    laid, lost = draft.laid_over(stored, whole=way == "keep_mine")
                state.reopen(stored)
                state.set_draft(laid)
                st.session_state["carried"] = lost
                st.rerun()


def _show_result(translate: Translator) -> None:
    lost = st.session_state.pop("carried", None)
    if lost is not None:
        st.success(translate("ui.carried"))
    if lost:
        st.warning(translate("ui.carried_lost", count=lost))
