"""Agents, contracts, skills, leave and wishes as tables: edited, pasted, looked at, saved, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.finding_words import file_place
from peakroster.desk.people.deltas import change_of_deltas
from peakroster.desk.people.editing import (
    ChangePreview,
    PersonFinding,
    TableChange,
    latest_change,
    merged_changes,
    preview_change,
    take_back,
    write_change,
)
from peakroster.desk.people.pasting import Pasted, read_pasted
from peakroster.desk.people.tables import CONTRACT, SECTIONS, PeopleTable, Section, read_people_table
from peakroster.desk.people.words import difference_lines
from peakroster.desk.publishing.history import row_of
from peakroster.desk.publishing.log_words import note_words
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.store.log import LoggedChange
from peakroster.tables.findings import InputError
from peakroster.wording import letters_of, who_words
from ui import state
from ui.error_page import show_findings
from ui.following import follow
from ui.plain_text import plain

_MOST_LINES = 12
_MOST_PROBLEMS = 60


def show_tables(draft: Draft, translate: Translator) -> None:
    """Show one section at a time with what is about to change below it."""
    _news(translate)
    section: Section = state.choose(
        "people_section",
        translate("people.section"),
        SECTIONS,
        lambda one: translate(f"people.section_{one}"),
        translate,
        address="table",
        label_visibility="collapsed",
    )
    try:
        table = _table(draft, section)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    st.caption(translate(f"people.about_{section}"))
    edited = _editor(table, translate)
    pasted = _paste(table, translate)
    change = edited if pasted is None else merged_changes(edited, pasted.change)
    _pending(draft, table, change, pasted, translate)


def _table(draft: Draft, section: Section) -> PeopleTable:
    """As it was read when the editing began: a new base would lose what was typed since."""
    key = (str(draft.desk.shop.folder), section, st.session_state.get("people_version", 0))
    return state.cached(f"people-{section}", key, lambda: read_people_table(draft.desk.shop.folder, section))


def _room_for(heading: str) -> int:
    """Pixels of a column in which its heading can be read."""
    return max(75, 8 * letters_of(heading) + 30)


def _editor_key(table: PeopleTable, translate: Translator) -> str:
    version = st.session_state.get("people_version", 0)
    return f"people-editor-{table.section}-{version}-{translate.language}"


def _editor(table: PeopleTable, translate: Translator) -> TableChange:
    """The editor; what was typed is read from its own account of it, and laid over the same base again."""
    labels = {column: table.heading(column, translate) for column in table.columns}
    frame = table.cells.rename(columns=labels)
    config: dict[str, Any] = {
        label: st.column_config.TextColumn(pinned=column in (table.key, "name"), width=_room_for(label))
        for column, label in labels.items()
    }
    if CONTRACT in table.columns and table.holds_people and table.contracts:
        config[labels[CONTRACT]] = st.column_config.SelectboxColumn(options=table.contracts, width="small")
    if not table.holds_people and not table.holds_contracts:
        frame.insert(
            1, translate("people.who"), [table.names.get(one, "") for one in table.cells["agent_id"]]
        )
        config[translate("people.who")] = st.column_config.TextColumn(disabled=True, width="small")
        config[labels["kind"]] = st.column_config.SelectboxColumn(options=table.kinds(), width="small")
    key = _editor_key(table, translate)
    st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        height=min(36 * (len(frame) + 2) + 3, 520),
        column_config=config,
    )
    return change_of_deltas(table, st.session_state.get(key) or {}, {v: k for k, v in labels.items()})


def _paste(table: PeopleTable, translate: Translator) -> Pasted | None:
    version = st.session_state.get("people_version", 0)
    with st.expander(translate("people.paste"), icon=":material/content_paste:"):
        st.caption(translate("people.paste_help"))
        text = st.text_area(
            translate("people.paste"),
            key=f"people-paste-{table.section}-{version}",
            label_visibility="collapsed",
            placeholder="\t".join(table.heading(column, translate) for column in table.columns[:4]),
        )
        if not text.strip():
            return None
        pasted = read_pasted(table, text)
        if pasted.same:
            st.caption(translate("people.paste_same", count=pasted.same))
        if pasted.ignored:
            st.caption(translate("people.paste_ignored", columns=plain("、".join(pasted.ignored))))
    return pasted


def _pending(
    draft: Draft, table: PeopleTable, change: TableChange, pasted: Pasted | None, translate: Translator
) -> None:
    """What would change, what is wrong with it, and the buttons."""
    wrong = () if pasted is None else pasted.problems
    preview: ChangePreview = state.cached(
        "people-preview",
        (table.section, table.seen, repr(change)),
        lambda: preview_change(table, change, draft.outcome.plan),
    )
    if not preview.differences and not wrong:
        _undo(draft, translate)
        return
    lines = difference_lines(table, preview.differences, translate)
    with st.container(border=True, key="people_pending"):
        st.markdown(f"**{translate('people.pending', count=len(lines))}**")
        shown = [f"- {plain(line)}" for line in lines[:_MOST_LINES]]
        if len(lines) > _MOST_LINES:
            shown.append(f"- {translate('people.more', count=len(lines) - _MOST_LINES)}")
        st.markdown("\n".join(shown))
        for agent, name, shifts in preview.gone:
            who = plain(f"{agent} {name}".strip())
            st.warning(translate("people.gone", who=who, count=shifts), icon=":material/person_off:")
        if wrong:
            show_findings(wrong, translate)
        if preview.problems:
            st.error(translate("people.problems", count=len(preview.problems)), icon=":material/error:")
            _show_problems(preview.problems, translate)
        elif preview.remarks:
            st.caption(translate("people.remarks"))
            _show_problems(preview.remarks, translate)
        with st.container(horizontal=True, gap="small"):
            blocked = bool(preview.problems or wrong or not preview.differences)
            if st.button(
                translate("people.save"),
                key="people_save",
                type="primary",
                icon=":material/save:",
                disabled=blocked,
            ):
                _save(draft, table, change, translate)
            if st.button(translate("people.discard"), key="people_discard"):
                _fresh()
                st.rerun()


def _save(draft: Draft, table: PeopleTable, change: TableChange, translate: Translator) -> None:
    try:
        written = write_change(table, change)
    except (InputError, OSError) as error:
        _show_failure(error, translate)
        return
    st.session_state["people_news"] = translate("people.saved", count=len(written), file=table.file)
    _fresh()
    follow(draft)
    st.rerun()


def _undo(draft: Draft, translate: Translator) -> None:
    """The latest change of people, leave or wishes, which may be taken back where nothing came after it."""
    folder = draft.desk.shop.folder
    found = latest_change(folder)
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        at = f"{at_shop(draft.desk.shop, found.at):%m-%d %H:%M}"
        st.caption(
            translate(
                "people.latest",
                who=plain(who_words(found.who, translate)),
                at=at,
                what=plain(_told(found, draft, translate)),
            )
        )
        if st.button(translate("people.undo"), key="people_undo", icon=":material/undo:"):
            try:
                take_back(folder, found.id)
            except (InputError, OSError) as error:
                _show_failure(error, translate)
                return
            st.session_state["people_news"] = translate("people.undone")
            _fresh()
            follow(draft)
            st.rerun()


def _told(found: LoggedChange, draft: Draft, translate: Translator) -> str:
    return note_words(row_of(found), draft.desk.shop.agent_names, translate)


def _show_problems(findings: Sequence[PersonFinding], translate: Translator) -> None:
    """Row, person, column, what is wrong and what to do."""
    frame = pd.DataFrame(
        [
            {
                translate("ui.column_where"): file_place(one.finding, translate),
                translate("people.who"): f"{one.agent} {one.name}".strip() or "–",
                translate("ui.column_problem"): one.finding.message(translate),
                translate("ui.column_remedy"): one.finding.remedy(translate),
            }
            for one in findings[:_MOST_PROBLEMS]
        ]
    )
    st.table(frame.map(plain), hide_index=True)
    if len(findings) > _MOST_PROBLEMS:
        st.caption(translate("people.more", count=len(findings) - _MOST_PROBLEMS))


def _show_failure(error: InputError | OSError, translate: Translator) -> None:
    if isinstance(error, InputError):
        show_findings(error.findings, translate)
    else:
        st.error(plain(str(error)))


def _fresh() -> None:
    """Read the tables again, with nothing typed."""
    st.session_state["people_version"] = st.session_state.get("people_version", 0) + 1


def _news(translate: Translator) -> None:
    told = st.session_state.pop("people_news", None)
    if told is not None:
        st.success(plain(told))
