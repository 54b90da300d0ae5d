"""Earlier states of the plan: a list, one of them as a roster that cannot be changed, and the way back."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.publishing.told import change_rows
from peakroster.desk.publishing.versions import (
    VersionRow,
    differences_to_now,
    plan_versions,
    restore,
    roster_of,
    version_table,
)
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.store.who import NOBODY
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import state
from ui.error_page import show_findings
from ui.following import follow
from ui.formatting import sale_days
from ui.plain_text import plain
from ui.style import SHIFT_COLOURS

_ROW, _MOST_ROWS = 35, 9


def show_versions(draft: Draft, translate: Translator) -> None:
    """Show the list, then the chosen one with what is different now."""
    told = st.session_state.pop("publish_news", None)
    if told is not None:
        st.success(plain(told))
    shop, first_day = draft.desk.shop, draft.desk.plan.first_day
    try:
        versions = plan_versions(shop.folder, first_day)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    if not versions:
        st.info(translate("publishing.no_versions"))
        return
    with st.expander(translate("publishing.versions_list", count=len(versions))):
        _table(versions, shop, translate)
    looked_at = [one for one in versions if one.has_roster]
    if not looked_at:
        st.info(translate("publishing.no_rosters"))
        return
    labels = {one.number: _label(one, shop, translate) for one in looked_at}
    number = state.choose(
        "version",
        translate("publishing.version"),
        tuple(labels),
        labels.__getitem__,
        translate,
        st.selectbox,
        address="version",
    )
    _one(draft, number, versions[0].number, translate)


def _label(one: VersionRow, shop: ShopFolder, translate: Translator) -> str:
    at = f"{at_shop(shop, one.at):%m-%d %H:%M}"
    label = translate("publishing.version_label", number=one.number, at=at, who=_who(one.who, translate))
    told = [translate("publish.published_as", number=each.number) for each in one.published]
    return " · ".join([label, *told, *([one.note] if one.note else [])])


def _who(name: str, translate: Translator) -> str:
    """Of what was found where it lay nobody knows who made it."""
    return "–" if name == NOBODY else who_words(name, translate)


def _table(versions: list[VersionRow], shop: ShopFolder, translate: Translator) -> None:
    frame = pd.DataFrame(
        {
            translate("publish.column_number"): [one.number for one in versions],
            translate("publish.column_at"): [f"{at_shop(shop, one.at):%Y-%m-%d %H:%M}" for one in versions],
            translate("publish.column_who"): [_who(one.who, translate) for one in versions],
            translate("publish.column_how"): [translate(f"publish.kind_{one.how}") for one in versions],
            translate("publish.column_published"): [
                "; ".join(_published(each, translate) for each in one.published) for one in versions
            ],
            translate("publish.column_note"): [one.note for one in versions],
        }
    )
    height = min(_ROW * (len(frame) + 1) + 3, _MOST_ROWS * _ROW)
    st.dataframe(frame, hide_index=True, width="stretch", height=height)


def _published(one: object, translate: Translator) -> str:
    gone = getattr(one, "withdrawn_at", None) is not None
    key = "publish.published_withdrawn" if gone else "publish.published_as"
    return translate(key, number=getattr(one, "number", 0))


def _one(draft: Draft, number: int, newest: int, translate: Translator) -> None:
    shop, first_day = draft.desk.shop, draft.desk.plan.first_day
    try:
        key = (state.version(), number)
        table = state.cached("version_table", key, lambda: version_table(shop, first_day, number))
        changes = state.cached(
            "version_changes", (*key, "now"), lambda: differences_to_now(shop, first_day, table)
        )
    except InputError as error:
        show_findings(error.findings, translate)
        return
    if not changes:
        st.caption(translate("publishing.as_now"))
    else:
        rows = change_rows(changes, shop, translate)
        people = len({row.agent for row in rows})
        st.caption(translate("publishing.unlike_now", count=len(rows), people=people))
        _restore(draft, number, translate)
        with st.expander(translate("publishing.what_differs", count=len(rows))):
            lines = [
                translate(
                    "publishing.difference",
                    who=plain(f"{row.agent} {row.name}"),
                    day=day_label(row.day, translate),
                    before=plain(row.before),
                    after=plain(row.after),
                )
                for row in rows
            ]
            st.markdown("\n".join(f"- {line}" for line in lines))
    changed = {(one.agent, one.day) for one in changes}
    st.html(_roster(draft, roster_of(table), changed, translate))


def _restore(draft: Draft, number: int, translate: Translator) -> None:
    """It takes the place of the present plan: asked twice, and said what happens to that."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sure = st.checkbox(translate("publishing.restore_sure"), key=f"restore_sure-{number}")
        if st.button(
            translate("publishing.restore", number=number),
            key="restore",
            icon=":material/settings_backup_restore:",
            disabled=not sure or draft.changed,
        ):
            shop, first_day = draft.desk.shop, draft.desk.plan.first_day
            try:
                with st.spinner(translate("ui.computing")):
                    restore(shop.folder, first_day, number, draft.desk.basis)
                    follow(draft)
            except InputError as error:
                show_findings(error.findings, translate)
                return
            except OSError as error:
                st.error(plain(str(error)))
                return
            st.session_state["publish_news"] = translate("publishing.restored", number=number)
            st.rerun()
        if draft.changed:
            st.caption(translate("publishing.restore_unsaved"))


def _roster(draft: Draft, roster, changed, translate: Translator) -> str:  # type: ignore[no-untyped-def]
    colours = {shift.name: n % len(SHIFT_COLOURS) for n, shift in enumerate(draft.desk.shop.shifts)}
    stars = sale_days(draft.desk.shop, roster.days)
    head = "".join(
        f"<th>{escape(day_label(day, translate))}{' ★' * (day in stars)}</th>" for day in roster.days
    )
    body = []
    for agent, name in roster.people.items():
        cells = []
        for day in roster.days:
            shift = roster.shifts.get((agent, day))
            mark = " class='changed'" if (agent, day) in changed else ""
            leave = roster.leave.get((agent, day), "")
            if shift is None:
                cells.append(f"<td{mark}>{escape(leave)}</td>")
            else:
                place = colours.get(shift, 0)
                told = escape(
                    translate("leave.shift_and_leave", shift=shift, leave=leave) if leave else shift
                )
                cells.append(f"<td{mark} style='background: var(--pr-shift-{place})'>{told}</td>")
        body.append(f"<tr><th>{escape(agent)} {escape(name)}</th>{''.join(cells)}</tr>")
    return (
        '<div class="pr-scroll" tabindex="0"><table class="pr-version">'
        f"<thead><tr><th></th>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
