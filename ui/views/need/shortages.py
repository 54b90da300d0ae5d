"""The shortages page: the worst shortages with reasons and advice."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.explanations.deferred_words import deferred_lines
from peakroster.explanations.meeting_words import meeting_lines
from peakroster.explanations.service_words import counted_as
from peakroster.explanations.shortage_words import (
    advice,
    by_frequency,
    headline,
    named_line,
    overload_lines,
    reasons_line,
)
from peakroster.explanations.team_rule_words import team_rule_lines
from peakroster.messages import Translator
from peakroster.wording import whole_per_cent
from scheduler.diagnosis.shortages import Shortage
from ui import address, state
from ui.error_page import show_unstaffed
from ui.formatting import hours
from ui.plain_text import plain


def show_shortages(draft: Draft, translate: Translator) -> None:
    """Show a card for each shortage of the draft."""
    plan = draft.outcome.plan
    if plan.coverage is None:
        show_unstaffed(plan, draft.desk.shop.folder, translate)
        return
    for line in deferred_lines(plan, translate, draft.desk.shop.desk_names):
        st.info(plain(line), icon=":material/inbox:")
    overloads = overload_lines(plan, translate, draft.desk.shop.desk_names)
    if overloads:
        st.warning("\n\n".join(map(plain, overloads)), icon=":material/hourglass_top:")
    broken = team_rule_lines(draft.desk.shop, plan, translate)
    if broken:
        head = translate("commands.team_rules_head", count=len(broken))
        st.warning("\n\n".join(map(plain, [head, *broken])), icon=":material/groups:")
    meetings = meeting_lines(plan, translate, draft.desk.shop.agent_names)
    if meetings:
        st.info("\n\n".join(map(plain, meetings)), icon=":material/event:")
    if not draft.outcome.shortages:
        st.success(translate("ui.no_shortages"))
        return
    st.caption(translate("ui.shortages_caption"))
    for place, shortage in enumerate(draft.outcome.shortages):
        with st.container(border=True):
            _card(draft, shortage, place, translate)


def _card(draft: Draft, shortage: Shortage, place: int, translate: Translator) -> None:
    queues, names = draft.desk.shop.desk_names, draft.desk.shop.agent_names
    left, right = st.columns([1, 3.2], gap="medium")
    with left:
        st.metric(
            translate("ui.shortage"),
            translate("ui.hours", hours=hours(shortage.missing_hours)),
            delta=translate("ui.missing_people", missing=f"{shortage.missing:.1f}".removesuffix(".0")),
            delta_color="inverse",
            delta_arrow="off",
        )
        counted = counted_as(draft.desk.shop, shortage.queue, translate)
        reached = whole_per_cent(shortage.service_level)
        st.caption(translate("ui.service_level_there", counted=counted, percent=reached))
    with right:
        st.markdown(f"**{plain(headline(shortage, translate, queues))}**")
        st.markdown(plain(reasons_line(shortage, translate)))
        for text in advice(shortage, translate, queues):
            st.markdown(f":material/lightbulb: {plain(text)}")
        with st.expander(translate("ui.who")):
            for reason in by_frequency(shortage):
                st.caption(plain(named_line(reason, shortage, translate, names)))

        def ask() -> None:
            state.set_choice("who_how", "short", translate)
            state.set_choice("who_short", (shortage.queue, shortage.start), translate)
            state.set_choice("people_part", "who_could", translate)
            address.go("people")

        who = translate("ui.who_else")
        st.button(who, icon=":material/person_search:", key=f"who-{place}", on_click=ask)
