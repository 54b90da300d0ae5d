"""The page that says who else could work a shift or a short interval, and makes a choice a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.stored import shifts_of
from peakroster.desk.who_choices import WhoChoice, people_choices, trade_choices
from peakroster.desk.who_could import MOST_TRADES, who_could, who_could_cover
from peakroster.explanations.shortage_words import headline
from peakroster.explanations.who_words import AnswerWords
from peakroster.messages import Translator
from scheduler.alternatives.who_could import WhoCould
from scheduler.diagnosis.shortages import Shortage
from ui import state
from ui.error_page import show_unstaffed
from ui.formatting import day_label, sale_days
from ui.plain_text import plain

HOW = ("give", "more", "short")
_ROW = 33
_HIGH_ROW = 62
"""Of swaps, whose moves take two lines."""
_SHORT = 2
"""Cells of a choice that fits into a list."""
_MOST_ROWS = 14


def show_who_could(draft: Draft, translate: Translator) -> None:
    """Show the question, everybody in a table, swaps in another, and the choice."""
    plan = draft.outcome.plan
    if plan.roster is None or plan.requirement is None or plan.coverage is None:
        show_unstaffed(plan, draft.desk.shop.folder, translate)
        return
    _news(translate)
    how = state.choose(
        "who_how", translate("ui.who_how"), HOW, lambda name: translate(f"ui.who_how_{name}"), translate
    )
    answers = {"give": _give, "more": _more, "short": _short}[how](draft, translate)
    if not answers:
        return
    words = AnswerWords(answers[0], draft.desk.shop, plan.first_day, translate)
    if how != "short":
        st.markdown(plain(words.headline()))
    against = words.giver_line()
    if against is not None:
        st.warning(plain(against))
    people = people_choices(answers, words, how == "short")
    trades = trade_choices(answers, words, MOST_TRADES)
    _choice(draft, [*people, *trades], translate)
    _table("who_people", people, translate)
    if trades:
        st.markdown(f"**{translate('ui.who_trades')}**")
        _table("who_trades", trades, translate)
    elif how == "give":
        st.caption(translate("who.no_trades"))
    st.caption(translate("ui.who_note"))


def _give(draft: Draft, translate: Translator) -> Sequence[WhoCould]:
    """A shift that somebody has: the person and the day."""
    names, plan = draft.desk.shop.agent_names, draft.outcome.plan
    known = {shift.name for shift in draft.desk.shop.shifts}
    shifts = {
        cell: shift for cell, shift in shifts_of(plan).items() if cell[0] in names and shift in known
    }  # who or what is gone from the files cannot be asked about
    if not shifts:
        st.info(translate("ui.who_nobody_works"))
        return ()
    left, right = st.columns([1, 1])
    with left:
        day = _day(draft, [day for day in plan.dates if any(on == day for _, on in shifts)], translate)
    working = [agent for agent in names if (agent, day) in shifts]
    with right:
        agent = state.choose(
            "who_agent",
            translate("ui.who_giver"),
            working,
            lambda one: f"{one} {names[one]} · {shifts[one, day]}",
            translate,
            st.selectbox,
        )
    return _asked(
        ("give", day, agent), lambda: (who_could(draft.working_desk(), day, None, agent),), translate
    )


def _more(draft: Draft, translate: Translator) -> Sequence[WhoCould]:
    """One person more in a shift."""
    left, right = st.columns([1, 1])
    with left:
        day = _day(draft, draft.outcome.plan.dates, translate)
    with right:
        shift = state.choose(
            "who_shift",
            translate("ui.shift"),
            [shift.name for shift in draft.desk.shop.shifts],
            str,
            translate,
            st.selectbox,
        )
    return _asked(("more", day, shift), lambda: (who_could(draft.working_desk(), day, shift),), translate)


def _short(draft: Draft, translate: Translator) -> Sequence[WhoCould]:
    """A short interval: one person more in a shift that reaches it, whichever suits whom."""
    shortages, queues = draft.outcome.shortages, draft.desk.shop.desk_names
    if not shortages:
        st.success(translate("ui.no_shortages"))
        return ()
    by_key = {(one.queue, one.start): one for one in shortages}
    key = state.choose(
        "who_short",
        translate("ui.who_interval"),
        list(by_key),
        lambda one: headline(by_key[one], translate, queues),
        translate,
        st.selectbox,
    )
    chosen: Shortage = by_key[key]
    answers = _asked(
        ("short", *key), lambda: who_could_cover(draft.working_desk(), chosen.start, chosen.end), translate
    )
    if not answers:
        st.info(translate("ui.who_no_shift"))
    return answers


def _day(draft: Draft, days: Sequence[date], translate: Translator) -> date:
    stars = sale_days(draft.desk.shop, days)
    return state.choose(
        "who_day",
        translate("ui.day"),
        list(days),
        lambda day: day_label(day, translate, day in stars),
        translate,
        st.selectbox,
    )


def _asked(
    key: tuple[object, ...], ask: Callable[[], tuple[WhoCould, ...]], translate: Translator
) -> tuple[WhoCould, ...]:
    with st.spinner(translate("ui.computing")):
        return state.cached("who_could", (state.version(), *key), ask)


def _choice(draft: Draft, choices: Sequence[WhoChoice], translate: Translator) -> None:
    """The choice, which a click on a row makes too, and the button that makes it a change of the draft."""
    if not choices:
        st.info(translate("who.nobody_can"))
        return
    wide, narrow = st.columns([3, 1], vertical_alignment="bottom")
    by_label = {choice.label: choice for choice in reversed(choices)}  # of two alike the better one
    with wide:
        label = state.choose(
            "who_choice",
            translate("ui.who_choice"),
            [choice.label for choice in choices],
            str,
            translate,
            st.selectbox,
        )
    chosen = by_label[label]
    if len(chosen.cells) > _SHORT:  # a list cuts off what three people do
        st.markdown(plain(chosen.label))

    def take() -> None:
        now: Draft = st.session_state["draft"]  # it may have gone on since the page was drawn
        if state.set_draft((now if now.desk is draft.desk else draft).with_changes(chosen.cells)):
            st.session_state["who_news"] = chosen.label

    with narrow:
        st.button(
            translate("ui.who_take"),
            icon=":material/swap_horiz:",
            key="who_take",
            type="secondary" if chosen.rules else "primary",
            help=translate("ui.who_take_help"),
            width="stretch",
            on_click=take,
        )


def _news(translate: Translator) -> None:
    """What the button did in the run before."""
    taken = st.session_state.pop("who_news", None)
    if taken is not None:
        st.success(plain(translate("ui.who_taken", choice=taken)))


def _table(key: str, choices: Sequence[WhoChoice], translate: Translator) -> None:
    """The choices as rows; a click on one chooses it."""
    frame = pd.DataFrame([choice.row for choice in choices])
    points, pay = translate("who.column_points"), translate("who.column_pay")
    config: dict[str, object] = {translate("who.column_agent"): st.column_config.TextColumn(pinned=True)}
    config |= {translate("who.column_fairness"): st.column_config.TextColumn(width=190)}
    config |= {points: st.column_config.NumberColumn(format="%+.1f", width=70)}
    config |= {pay: st.column_config.NumberColumn(format="%+d", width=70)}
    moves = translate("who.column_moves")
    row = _HIGH_ROW if moves in frame.columns else _ROW
    config |= {moves: st.column_config.TextColumn(width="large")}
    name = f"{key}-{translate.language}-{state.version()}"

    def picked() -> None:
        for place in st.session_state[name]["selection"].get("rows") or []:
            state.set_choice("who_choice", choices[place].label, translate)

    st.dataframe(
        frame,
        key=name,
        hide_index=True,
        width="stretch",
        height=min(_ROW + row * len(frame) + 3, _MOST_ROWS * _ROW),
        row_height=row,
        column_config={column: one for column, one in config.items() if column in frame.columns},
        on_select=picked,
        selection_mode="single-row",
    )
