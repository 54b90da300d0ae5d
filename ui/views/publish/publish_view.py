"""The draft against what people were told, in words; publishing with a note, withdrawing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.publishing.told import ChangeRow, ToldState, change_rows, told_state
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.publishing.publish import UncleanError, publish, withdraw
from peakroster.publishing.published import publications
from peakroster.shop.model import ShopFolder
from peakroster.store.publications import StoredPublication
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import address, state
from ui.error_page import show_findings, show_unstaffed
from ui.plain_text import plain

_MOST_PROBLEMS = 8
_ROW, _MOST_ROWS = 35, 12


def show_publish(draft: Draft, translate: Translator) -> None:
    """Show what people would be told, and the buttons."""
    told = st.session_state.pop("publish_news", None)
    if told is not None:
        st.success(plain(told))
    plan, shop = draft.saved.plan, draft.desk.shop
    if plan.roster is None:
        show_unstaffed(plan, shop.folder, translate)
        return
    if draft.changed:
        st.warning(translate("publishing.unsaved", count=draft.unsaved), icon=":material/edit:")
        address.link("roster", translate("publishing.to_roster"), icon=":material/calendar_view_week:")
    try:
        found = _state(draft, translate)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    st.markdown(_headline(found, shop, translate))
    if found.forgotten:
        files = plain(", ".join(found.forgotten))
        st.warning(translate("publishing.forgotten", files=files), icon=":material/history:")
    _changes(draft, found, translate)
    _publish(draft, found, translate)
    if found.holds and found.newest is not None:
        _withdraw(draft, found.newest, translate)


def _state(draft: Draft, translate: Translator) -> ToldState:
    desk = draft.desk
    known = publications(desk.shop.folder, desk.plan.first_day)  # another tab, or a phone, may have told them
    told = tuple((one.number, one.withdrawn_at) for one in known)
    key = (state.version(), told, state.Same(desk), translate.language)
    with st.spinner(translate("ui.computing")):
        return state.cached("told_state", key, lambda: told_state(desk.shop, draft.saved, translate))


def _headline(found: ToldState, shop: ShopFolder, translate: Translator) -> str:
    one = found.newest
    if one is None:
        return translate("publishing.never", count=len(found.changes))
    at = f"{at_shop(shop, one.at):%Y-%m-%d %H:%M}"
    facts = {"number": one.number, "at": at, "who": plain(who_words(one.who, translate))}
    if not found.holds:
        return translate("publishing.withdrawn", **facts)
    if found.is_same:
        return translate("publishing.same", **facts)
    people = len({change.agent for change in found.changes})
    return translate("publishing.differs", count=len(found.changes), people=people, **facts)


def _changes(draft: Draft, found: ToldState, translate: Translator) -> None:
    """By person and day; one person alone on request."""
    if not found.changes or not found.holds:
        return
    shop = draft.desk.shop
    rows = change_rows(found.changes, shop, translate)
    people = list(dict.fromkeys((row.agent, row.name) for row in rows))
    names = {agent: f"{agent} {name}" for agent, name in people}
    agent = state.choose(
        "publish_agent",
        translate("people.person"),
        (None, *names),
        lambda one: translate("publishing.everybody") if one is None else names[one],
        translate,
        st.selectbox,
    )
    shown = [row for row in rows if agent in (None, row.agent)]
    st.dataframe(
        _frame(shown, translate),
        hide_index=True,
        width="stretch",
        height=min(_ROW * (len(shown) + 1) + 3, _MOST_ROWS * _ROW),
        key=f"publish_changes-{translate.language}",
    )


def _frame(rows: list[ChangeRow], translate: Translator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            translate("people.person"): [f"{row.agent} {row.name}" for row in rows],
            translate("ui.day"): [day_label(row.day, translate) for row in rows],
            translate("publishing.before"): [row.before for row in rows],
            translate("publishing.after"): [row.after for row in rows],
        }
    )


def _publish(draft: Draft, found: ToldState, translate: Translator) -> None:
    first_day, folder = draft.desk.plan.first_day, draft.desk.shop.folder
    reason = ""
    if found.violations:
        st.error(translate("publishing.unclean", count=len(found.violations)), icon=":material/rule:")
        lines = [f"- {plain(line)}" for line in found.violations[:_MOST_PROBLEMS]]
        if len(found.violations) > _MOST_PROBLEMS:
            lines.append(f"- {translate('people.more', count=len(found.violations) - _MOST_PROBLEMS)}")
        st.markdown("\n".join(lines))
        reason = st.text_input(translate("publishing.reason"), key=f"publish_reason-{first_day}")
    note = st.text_input(
        translate("publishing.note"),
        key=f"publish_note-{first_day}",
        placeholder=translate("publishing.note_help"),
    )
    blocked = found.is_same or bool(found.violations and not reason.strip())
    if not st.button(
        translate("publishing.publish"),
        key="publish",
        type="primary",
        icon=":material/campaign:",
        disabled=blocked,
    ):
        return
    try:
        with st.spinner(translate("ui.computing")):
            done = publish(
                folder,
                first_day,
                note=note.strip(),
                in_spite_of=reason.strip() or None,
                seen=draft.desk.basis,
            )
    except (UncleanError, InputError) as error:
        show_findings(error.findings, translate)
        return
    except OSError as error:
        st.error(plain(str(error)))
        return
    people = len({change.agent for change in done.changes})
    key = "publishing.done" if done.new else "publishing.done_same"
    st.session_state["publish_news"] = translate(
        key, number=done.publication.number, count=len(done.changes), people=people
    )
    st.session_state["published"] = st.session_state.get("published", 0) + 1
    st.rerun()


def _withdraw(draft: Draft, newest: StoredPublication, translate: Translator) -> None:
    """What takes something away from people is asked twice."""
    with st.expander(translate("publishing.withdraw"), icon=":material/undo:"):
        st.caption(translate("publishing.withdraw_help", number=newest.number))
        note = st.text_input(translate("publishing.note"), key="withdraw_note")
        sure = st.checkbox(translate("publishing.withdraw_sure", number=newest.number), key="withdraw_sure")
        if st.button(translate("publishing.withdraw"), key="withdraw", disabled=not sure):
            try:
                gone = withdraw(draft.desk.shop.folder, draft.desk.plan.first_day, note=note.strip())
            except InputError as error:
                show_findings(error.findings, translate)
                return
            except OSError as error:
                st.error(plain(str(error)))
                return
            st.session_state["publish_news"] = translate("publishing.withdrawn_now", number=gone.number)
            st.session_state["published"] = st.session_state.get("published", 0) + 1
            st.rerun()
