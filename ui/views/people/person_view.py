"""One person: the month as a calendar, hours, contract, skills, leave, fairness, what they were told."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.leave import (
    LeaveEffect,
    cells_after_leave,
    give_leave,
    hours_of_leave,
    leave_effect,
    leave_rows,
    other_leave_line,
    take_leave_back,
)
from peakroster.desk.people.origins import person_lines, value_rows
from peakroster.desk.people.person import PersonDay, PersonPage, PersonWeek, person_page
from peakroster.desk.people.person_words import fairness_lines, leave_lines, told_lines, who_line
from peakroster.desk.requests.content import LeaveAsked
from peakroster.desk.requests.words import RequestWords, leave_effect_lines
from peakroster.desk.roster import Desk
from peakroster.desk.shop_clock import at_shop
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.shop.leave_words import leave_called, leave_words
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES, LeaveKind
from peakroster.tables.findings import InputError
from peakroster.wording import clock_time, weekday_name
from ui import state
from ui.error_page import show_findings
from ui.following import follow
from ui.hosting import team_first
from ui.plain_text import plain
from ui.style import SHIFT_COLOURS

_DAY = timedelta(days=1)


def show_person(draft: Draft, translate: Translator) -> None:
    """Show the page of the person whom the address names, or who is chosen."""
    _news(translate)
    shop = draft.desk.shop
    names = shop.agent_names
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        agent = state.choose(
            "person",
            translate("people.person"),
            tuple(one.id for one in team_first(shop)),
            lambda one: f"{one} {names[one]}",
            translate,
            st.selectbox,
            address="person",
        )
    with right:
        month = state.choose(
            "person_month",
            translate("people.month"),
            _months(draft),
            lambda one: translate("people.month_name", year=one.year, month=one.month),
            translate,
            st.selectbox,
            address="month",
        )
    desk = _desk(draft)
    page: PersonPage = state.cached(
        "person",
        (state.version(), state.Same(draft.desk), agent, month),
        lambda: person_page(desk, agent, month),
    )
    st.html(f'<p class="pr-who">{escape(who_line(page, shop, translate))}</p>')
    _values(draft, agent, translate)
    st.html(_calendar(page, draft, translate))
    _leave_form(draft, agent, page, translate)
    one, two = st.columns(2, gap="large")
    with one:
        _list(
            translate("people.title_leave"),
            leave_lines(page, draft.desk.shop.settings.leave.noon, translate),
            translate("people.no_leave"),
        )
        words = RequestWords(shop, translate)
        asked = [
            translate(
                "people.decided_line",
                line=words.asked(each.asked),
                state=translate(f"requests.state_{each.state}"),
            )
            for each in page.requests
        ]
        _list(translate("people.title_requests"), asked, translate("people.no_requests"))
    with two:
        _list(
            translate("people.title_fairness"), fairness_lines(page, translate), translate("fairness.nothing")
        )
        told = told_lines(page, shop, translate)
        _list(translate("people.title_told"), told, translate("people.no_told"))
        _list(translate("people.title_calendar"), [_phone(page, shop, translate)], "")


def _values(draft: Draft, agent: str, translate: Translator) -> None:
    """Rank, levels and coming terms; and each value with where it stands, on demand."""
    shop, day = draft.desk.shop, draft.desk.plan.first_day
    lines = person_lines(shop, agent, day, translate)
    if lines:
        st.caption(" · ".join(plain(line) for line in lines))
    with st.expander(translate("people.values_title"), icon=":material/contract:"):
        rows = value_rows(shop, agent, day, translate)
        if not rows:
            st.caption(translate("people.values_none"))
            return
        heads = [translate(f"people.values_{one}") for one in ("what", "text", "origin")]
        st.table(pd.DataFrame(rows, columns=heads).map(plain), hide_index=True)


def _desk(draft: Draft) -> Desk:
    return Desk(draft.desk.shop, draft.outcome.plan, draft.desk.earlier, draft.desk.basis)


def _months(draft: Draft) -> list[date]:
    """Those of the plan, the one before and the one after."""
    plan = draft.desk.plan
    first = plan.first_day.replace(day=1)
    before = (first - _DAY).replace(day=1)
    after = (plan.last_day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return list(dict.fromkeys([first, plan.last_day.replace(day=1), before, after]))


def _calendar(page: PersonPage, draft: Draft, translate: Translator) -> str:
    """A row a week; the hours of the week stand at its end."""
    colours = {shift.name: n % len(SHIFT_COLOURS) for n, shift in enumerate(draft.desk.shop.shifts)}
    head = "".join(f"<th>{escape(weekday_name(n, translate))}</th>" for n in range(7))
    by_day = {one.day: one for one in page.days}
    rows, noon = [], draft.desk.shop.settings.leave.noon
    for week in page.weeks:
        days = [week.monday + n * _DAY for n in range(7)]
        cells = "".join(_cell(by_day.get(day), colours, noon, translate) for day in days)
        rows.append(f"<tr>{cells}<td class='week'>{escape(_week(week, page, translate))}</td></tr>")
    return (
        f'<table class="pr-month"><thead><tr>{head}<th>{escape(translate("people.week"))}</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(one: PersonDay | None, colours: dict[str, int], noon: int, translate: Translator) -> str:
    if one is None:
        return "<td class='other'></td>"
    number = f"<b>{one.day.day}</b>"
    if one.away:
        number += f"<i>{escape(leave_words(one.away, noon, translate))}</i>"
    if one.pending:
        told = translate("leave.waits", leave=leave_words(one.pending, noon, translate))
        number += f"<i class='pending'>{escape(told)}</i>"
    if one.shift is None:
        off = "" if one.leave else translate("people.off" if one.planned else "people.unplanned")
        return f"<td class='off'>{number}<span>{escape(off)}</span></td>"
    time = ""
    if one.start is not None:
        time = f"<small>{clock_time(one.start.hour * 60 + one.start.minute, translate)}</small>"
    place = colours.get(one.shift, 0)
    return (
        f"<td style='background: var(--pr-shift-{place})'>{number}<span>{escape(one.shift)}</span>{time}</td>"
    )


def _week(week: PersonWeek, page: PersonPage, translate: Translator) -> str:
    return translate("people.week_hours", hours=f"{week.hours:g}") if week.days else "–"


def _phone(page: PersonPage, shop: ShopFolder, translate: Translator) -> str:
    calendar = page.calendar
    if not calendar.count:
        return translate("people.calendar_none", agent=page.agent.id)
    if calendar.used_at is None:
        return translate("people.calendar_unused", count=calendar.count)
    used = f"{at_shop(shop, calendar.used_at):%Y-%m-%d %H:%M}"
    return translate("people.calendar_open", count=calendar.count, used=used)


def _list(title: str, lines: list[str], empty: str) -> None:
    st.markdown(f"**{plain(title)}**")
    if lines:
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    else:
        st.caption(empty)


def _leave_form(draft: Draft, agent: str, page: PersonPage, translate: Translator) -> None:
    """Enter leave, looking at what it does first; take it back."""
    with st.expander(translate("people.give_leave"), icon=":material/event_busy:"):
        days = draft.desk.plan.dates
        one, two, three, four = st.columns(4, vertical_alignment="bottom")
        with one:
            kind: LeaveKind = state.choose(
                "leave_kind",
                translate("people.leave_kind"),
                ("ill", *(name for name in LEAVE_NAMES if name != "ill")),
                lambda name: leave_called(name, translate),
                translate,
                st.selectbox,
            )
        key = f"{agent}-{draft.desk.plan.first_day}"
        first = two.date_input(
            translate("people.leave_first"), days[0], key=f"leave_first-{key}", format="YYYY-MM-DD"
        )
        last = three.date_input(
            translate("people.leave_last"), first, key=f"leave_last-{key}-{first}", format="YYYY-MM-DD"
        )
        text = four.text_input(
            translate("people.leave_part"),
            key=f"leave_part-{key}",
            placeholder=translate("people.leave_part_help"),
            help=translate("people.leave_part_help"),
        )
        if not isinstance(first, date) or not isinstance(last, date):
            return
        try:
            window = hours_of_leave(draft.desk.shop, text)
        except InputError as error:
            show_findings(error.findings, translate)
            return
        span = (agent, first, last, window)
        with st.container(horizontal=True, gap="small"):
            look = st.button(translate("people.leave_preview"), key="leave_preview", icon=":material/search:")
            give = st.button(
                translate("people.leave_give"), key="leave_give", type="primary", icon=":material/event_busy:"
            )
            back = st.button(translate("people.take_back"), key="leave_back", icon=":material/undo:")
        try:
            if look:
                with st.spinner(translate("ui.computing")):
                    effect = leave_effect(draft.working_desk(), *span)
                _effect(draft, LeaveAsked(first, last, kind, window), effect, translate)
            elif give:
                rows = leave_rows(draft.desk.shop, agent, first, last, kind, window)
                desk = give_leave(draft.desk, agent, first, last, kind, window)
                cells = cells_after_leave(desk, rows, shifts_of(draft.outcome.plan))
                stays = other_leave_line(draft.desk.shop, rows, translate)
                _written(draft, desk, cells, page, "leave_given", translate, stays)
            elif back:
                _written(
                    draft, take_leave_back(draft.desk, agent, first, last), {}, page, "taken_back", translate
                )
        except InputError as error:
            show_findings(error.findings, translate)
        except OSError as error:
            st.error(plain(str(error)))


def _effect(draft: Draft, asked: LeaveAsked, effect: LeaveEffect, translate: Translator) -> None:
    lines = leave_effect_lines(draft.desk.shop, asked, effect, translate)
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _written(
    draft: Draft,
    desk: Desk,
    cells: dict[tuple[str, date], str | None],
    page: PersonPage,
    key: str,
    translate: Translator,
    stays: str = "",
) -> None:
    """stays: other leave that was there before, in words."""
    told = [translate(f"people.{key}", who=f"{page.agent.id} {page.agent.name}"), *([stays] if stays else [])]
    if cells:
        told.append(translate("people.leave_freed"))
    st.session_state["people_news"] = " ".join(told)
    follow(draft, desk, dict(cells))
    st.rerun()


def _news(translate: Translator) -> None:
    told = st.session_state.pop("people_news", None)
    if told is not None:
        st.success(plain(told))
