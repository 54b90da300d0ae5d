"""One cell of the heat map in words: who is missing and late, why, and what would help."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from peakroster.desk.cures import cures
from peakroster.desk.draft import Draft
from peakroster.desk.need.cell import NeedCell, need_cell
from peakroster.desk.need.explained import shortages_of
from peakroster.explanations.cure_words import CureWords
from peakroster.explanations.shortage_words import advice, reasons_line
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, whole_per_cent
from ui import address, state
from ui.error_page import show_findings
from ui.plain_text import plain

_CURE_SECONDS = 10.0
_MOST_CURES = 6


def show_cell(
    draft: Draft, table: pd.DataFrame, queue: str, moment: datetime | None, translate: Translator
) -> None:
    """Show the chosen cell; a hint where there is none."""
    plan = draft.outcome.plan
    desk = draft.desk
    found = shortages_of(desk, plan)
    cell = None if moment is None else need_cell(table, found, queue, moment)
    if cell is None:
        st.caption(translate("need.click_hint"))
        return
    with st.container(border=True, key="need_cell_card"):
        st.markdown(_headline(draft, cell, translate))
        shortage = cell.shortage
        if shortage is None:
            st.markdown(translate("need.cell_enough" if cell.missing <= 0 else "need.cell_small_gap"))
            return
        st.markdown(plain(reasons_line(shortage, translate)))
        for text in advice(shortage, translate, desk.shop.desk_names):
            st.markdown(f":material/lightbulb: {plain(text)}")
        with st.container(horizontal=True):
            st.button(
                translate("ui.who_else"),
                icon=":material/person_search:",
                key="need_cell_who",
                on_click=partial(_ask_who, queue, shortage.start, translate),
            )
            asked = st.button(translate("need.try_cures"), icon=":material/healing:", key="need_cell_cures")
        _cures(draft, cell, asked, translate)


def _headline(draft: Draft, cell: NeedCell, translate: Translator) -> str:
    names = draft.desk.shop.desk_names
    end = cell.start + timedelta(minutes=draft.desk.shop.settings.interval_minutes)
    text = translate(
        "need.cell_headline",
        queue=plain(names.get(cell.queue, cell.queue)),
        when=f"{day_label(cell.start, translate)} {cell.start:%H:%M}–{end:%H:%M}",
        needed=f"{cell.needed:.1f}".removesuffix(".0"),
        there=f"{cell.there:.1f}".removesuffix(".0"),
    )
    if cell.missing > 0:
        text += translate("need.cell_missing", missing=f"{cell.missing:.1f}".removesuffix(".0"))
    if cell.customers > 0:
        late = f"{cell.late:.1f}" if cell.late < 10 else f"{cell.late:.0f}"
        text += translate(
            "need.cell_late",
            customers=f"{cell.customers:.0f}",
            late=late,
            level=whole_per_cent(cell.service_level),
        )
    return f"**{text}**"


def _ask_who(queue: str, moment: datetime, translate: Translator) -> None:
    state.set_choice("who_how", "short", translate)
    state.set_choice("who_short", (queue, moment), translate)
    state.set_choice("people_part", "who_could", translate)
    address.go("people")


def _cures(draft: Draft, cell: NeedCell, asked: bool, translate: Translator) -> None:
    """What helps, tried at a click: each change of one person or rule, by how much less is missing."""
    desk = draft.working_desk()
    key = (state.Same(draft.outcome.plan), cell.queue, cell.start)
    kept = st.session_state.get("need_cures")
    if asked:
        bar = st.progress(0.0, text=translate("need.trying"))

        def told(done: int, total: int) -> None:
            bar.progress(min(done / max(total, 1), 1.0), text=translate("need.trying"))

        try:
            found = cures(desk, cell.queue, cell.start, _CURE_SECONDS, on_progress=told)
        except InputError as error:
            show_findings(error.findings, translate)
            return
        finally:
            bar.empty()
        kept = st.session_state["need_cures"] = (key, found, draft.outcome.plan)
    if kept is None or kept[0] != key:
        return
    found = kept[1]
    if found.cures is None:
        return
    words = CureWords(found.cures, cell.queue, desk.shop, desk.plan.first_day, translate)
    best = sorted([*found.cures.found, *found.cures.hired], key=lambda one: one.left)[:_MOST_CURES]
    lines = [
        translate("need.cure_line", what=plain(words.named(one)), left=f"{one.left:.1f}") for one in best
    ]
    st.markdown("\n".join(f"- {line}" for line in lines) or translate("need.no_cure"))
