"""Requests that wait, each with what approving does; approve and refuse, on a phone as on a desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.leave import cells_after_leave, leave_rows, other_leave_line
from peakroster.desk.pending import decide_rows
from peakroster.desk.requests.asking import WAITING, agent_requests, ask
from peakroster.desk.requests.content import (
    KINDS,
    AgentRequest,
    Asked,
    LeaveAsked,
    SwapAsked,
    WishAsked,
)
from peakroster.desk.requests.deciding import approve, refuse
from peakroster.desk.requests.effects import RequestEffect, effect_of
from peakroster.desk.requests.words import RequestWords
from peakroster.desk.roster import open_desk
from peakroster.desk.shop_clock import at_shop
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.shop.inputs.requests import WISH_NAMES, Status
from peakroster.shop.leave_words import leave_called, leave_words
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from peakroster.tables.findings import InputError
from peakroster.wording import who_words
from scheduler.domain.requests import Request
from ui import address, state
from ui.error_page import show_findings
from ui.following import follow
from ui.hosting import own_team
from ui.plain_text import plain

_MOST_DECIDED = 20
_DECISIONS: tuple[tuple[Status, str], ...] = (("approved", "check"), ("refused", "close"))


def show_requests(draft: Draft, translate: Translator) -> None:
    """Show those that wait, the form to ask for somebody, and what was decided."""
    told = st.session_state.pop("people_news", None)
    if told is not None:
        st.success(plain(told))
    folder, shop = draft.desk.shop.folder, draft.desk.shop
    try:
        found = agent_requests(folder, None, shop=shop)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    words = RequestWords(shop, translate)
    team = own_team(shop)
    mine = {agent.id for agent in shop.agents if team is not None and agent.team == team}
    waiting = [one for one in found if one.state in WAITING]
    waiting.sort(key=lambda one: one.agent_id not in mine)  # else in the order in which they came
    if not waiting and not draft.desk.shop.pending:
        st.info(translate("people.none_waiting"), icon=":material/done_all:")
    for one in waiting:
        with st.container(border=True, key=f"request-{one.id}"):
            _one(draft, one, words, translate)
    _from_file(draft, translate)
    _ask(draft, translate)
    decided = [one for one in reversed(found) if one.state not in WAITING][:_MOST_DECIDED]
    if decided:
        with st.expander(translate("people.decided")):
            st.markdown("\n".join(f"- {_decided(one, words, translate)}" for one in decided))


def _from_file(draft: Draft, translate: Translator) -> None:
    """Leave that waits in the file, a range at a time."""
    shop = draft.desk.shop
    rows: dict[int, list[Request]] = {}
    for row in shop.pending:
        if row.kind == "leave":
            rows.setdefault(row.row, []).append(row)
    if not rows:
        return
    st.subheader(translate("leave.from_file"))
    for number, own in rows.items():
        first, last = own[0].day, own[-1].day
        days = f"{first}" if first == last else f"{first} – {last}"
        who = f"{own[0].agent_id} {shop.agent_names.get(own[0].agent_id, '')}"
        told = leave_words(own[:1], shop.settings.leave.noon, translate)
        line = translate("leave.file_line", who=who, leave=told, days=days)
        st.markdown(f"**{plain(line)}**")
        with st.container(horizontal=True, gap="small"):
            for status, icon in _DECISIONS:
                label = translate("leave.approve_all" if status == "approved" else "leave.refuse_all")
                if st.button(label, key=f"file-{status}-{number}", icon=f":material/{icon}:"):
                    bound = own if status == "approved" else []
                    _decide(
                        draft,
                        line,
                        partial(decide_rows, shop, own, status),
                        translate,
                        bound,
                    )


def _decided(one: AgentRequest, words: RequestWords, translate: Translator) -> str:
    state_ = translate(f"requests.state_{one.state}")
    line = translate("people.decided_line", line=words.sentence(one), state=state_)
    return plain(f"{line}　{one.note}".strip())


def _one(draft: Draft, one: AgentRequest, words: RequestWords, translate: Translator) -> None:
    folder = draft.desk.shop.folder
    st.markdown(f"**{plain(words.sentence(one))}**")
    at = f"{at_shop(draft.desk.shop, one.asked_at):%m-%d %H:%M}"
    facts = [translate("requests.asked_by", by=who_words(one.asked_by, translate), at=at)]
    if one.reason:
        facts.append(translate("requests.reason", reason=one.reason))
    st.caption(plain(" · ".join(facts)))
    key = f"request-effect-{one.id}"
    looked_at, effect = st.session_state.get(key) == draft.desk.basis, None
    if looked_at:
        try:
            with st.spinner(translate("ui.computing")):
                effect = _effect(draft, one)
            st.markdown("\n".join(f"- {plain(line)}" for line in words.effect(one, effect)))
        except InputError as error:
            show_findings(error.findings, translate)
    breaks = effect is not None and bool(effect.broken)
    with st.container(horizontal=True, gap="small"):
        label = "people.approve_anyway" if breaks else "people.approve"
        if st.button(translate(label), key=f"approve-{one.id}", type="primary", icon=":material/check:"):
            _decide(
                draft,
                translate("requests.approved", id=one.id),
                lambda: approve(folder, one.id, anyway=breaks, known=effect),
                translate,
                _forbidden(draft, one),
            )
        if not looked_at and st.button(
            translate("people.show_effect"), key=f"look-{one.id}", icon=":material/search:"
        ):
            st.session_state[key] = draft.desk.basis
            st.rerun()
        if effect is not None and effect.changes and isinstance(one.asked, LeaveAsked):
            cell = next(iter(effect.changes))
            st.button(
                translate("people.find_cover"),
                key=f"cover-{one.id}",
                icon=":material/person_search:",
                on_click=lambda: _find_cover(cell, translate),
            )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        note = st.text_input(
            translate("people.refuse_note"),
            key=f"note-{one.id}",
            label_visibility="collapsed",
            placeholder=translate("people.refuse_note"),
        )
        if st.button(translate("people.refuse"), key=f"refuse-{one.id}", icon=":material/close:"):
            _decide(
                draft,
                translate("requests.refused", id=one.id),
                lambda: refuse(folder, one.id, note),
                translate,
            )


def _effect(draft: Draft, one: AgentRequest) -> RequestEffect:
    folder = draft.desk.shop.folder
    basis = tuple(sorted(draft.desk.basis.files.items()))
    return state.cached(f"effect-{one.id}", (one.id, basis), lambda: effect_of(folder, one))


def _find_cover(cell: tuple[str, date], translate: Translator) -> None:
    """The part of the page that says who else could work a shift."""
    state.set_choice("who_how", "give", translate)
    state.set_choice("who_day", cell[1], translate)
    state.set_choice("who_agent", cell[0], translate)
    state.set_choice("people_part", "who_could", translate)
    address.go("people", part="who_could")


def _forbidden(draft: Draft, one: AgentRequest) -> list[Request]:
    """The rows of leave that bind once the request is approved."""
    asked = one.asked
    if not isinstance(asked, LeaveAsked):
        return []
    return list(leave_rows(draft.desk.shop, one.agent_id, asked.first, asked.last, asked.leave, asked.hours))


def _decide(
    draft: Draft,
    told: str,
    decide: Callable[[], object],
    translate: Translator,
    rows: Sequence[Request] = (),
) -> None:
    """rows: leave that binds then; shifts that it forbids are free on the desk. Where other leave lies there
    already, that stays, and is told."""
    stays = other_leave_line(draft.desk.shop, rows, translate)
    try:
        with st.spinner(translate("ui.computing")):
            decide()
            desk = open_desk(draft.desk.shop.folder, draft.desk.plan.first_day)
            follow(draft, desk, cells_after_leave(desk, rows, shifts_of(draft.outcome.plan)))
    except InputError as error:
        show_findings(error.findings, translate)
        return
    except OSError as error:
        st.error(plain(str(error)))
        return
    st.session_state["people_news"] = f"{told} {stays}".strip()
    st.rerun()


def _ask(draft: Draft, translate: Translator) -> None:
    """A request that came by telephone, entered for somebody."""
    shop, days = draft.desk.shop, draft.desk.plan.dates
    names = shop.agent_names
    with st.expander(translate("people.ask_for"), icon=":material/add:"):
        one, two, three, four = st.columns(4, vertical_alignment="bottom")
        with one:
            kind = state.choose(
                "ask_kind",
                translate("people.ask_kind"),
                KINDS,
                lambda name: translate(f"people.ask_kind_{name}"),
                translate,
                st.selectbox,
            )
        with two:
            agent = state.choose(
                "ask_agent",
                translate("people.person"),
                tuple(names),
                lambda name: f"{name} {names[name]}",
                translate,
                st.selectbox,
            )
        swap = kind == "swap"
        first = three.date_input(
            translate("people.ask_my_day" if swap else "people.ask_first"),
            days[0],
            key="ask_first",
            format="YYYY-MM-DD",
        )
        last = four.date_input(
            translate("people.ask_their_day" if swap else "people.ask_last"),
            first,
            key=f"ask_last-{first}",
            format="YYYY-MM-DD",
        )
        if not isinstance(first, date) or not isinstance(last, date):
            return
        asked = _details(kind, first, last, agent, draft, translate)
        reason = st.text_input(translate("people.ask_reason"), key="ask_reason")
        if st.button(translate("people.ask_send"), key="ask_send", icon=":material/send:"):
            try:
                made = ask(shop.folder, agent, asked, reason)
            except InputError as error:
                show_findings(error.findings, translate)
                return
            except OSError as error:
                st.error(plain(str(error)))
                return
            st.session_state["people_news"] = translate("requests.asked", id=made.id)
            st.rerun()


def _details(kind: str, first: date, last: date, agent: str, draft: Draft, translate: Translator) -> Asked:
    shop = draft.desk.shop
    names = shop.agent_names
    left, right = st.columns(2, vertical_alignment="bottom")
    if kind == "leave":
        with left:
            leave = state.choose(
                "ask_leave",
                translate("people.leave_kind"),
                tuple(LEAVE_NAMES),
                lambda name: leave_called(name, translate),
                translate,
                st.selectbox,
            )
        return LeaveAsked(first, last, leave)
    if kind == "wish":
        with left:
            wish = state.choose(
                "ask_wish",
                translate("people.ask_wish"),
                tuple(WISH_NAMES),
                lambda name: translate(f"people.ask_wish_{name}"),
                translate,
                st.selectbox,
            )
        shift = None
        if wish != "prefer_off":
            with right:
                shift = state.choose(
                    "ask_shift",
                    translate("people.ask_shift"),
                    (None, *dict.fromkeys(one.pattern or one.name for one in shop.shifts)),
                    lambda name: name or translate("people.ask_any"),
                    translate,
                    st.selectbox,
                )
        return WishAsked(first, last, wish, shift)
    with left:
        colleague = state.choose(
            "ask_with",
            translate("people.ask_with"),
            tuple(name for name in names if name != agent),
            lambda name: f"{name} {names[name]}",
            translate,
            st.selectbox,
        )
    return SwapAsked(first, last, colleague)
