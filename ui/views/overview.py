"""The overview page: what needs her now, worst first, in terms of the customers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.overview import words
from peakroster.desk.overview.news import NewsItem, news, since_yesterday
from peakroster.desk.overview.promises import BrokenPromise, HardHour
from peakroster.desk.overview.weeks import Week, day_of_work, weeks_ahead
from peakroster.desk.requests.asking import waiting_requests
from peakroster.desk.sales import enter_on_desk, of_desk, refuse_sales, soon, whole
from peakroster.explanations.objective_words import part_lines
from peakroster.messages import Translator
from peakroster.wording import day_label, event_kind_term
from scheduler.diagnosis.shortages import Shortage
from ui import address, state
from ui.applying import apply_and_tell
from ui.breakdown_table import breakdown_table
from ui.kept_promises import promises_of
from ui.plain_text import plain
from ui.planning_panel import plan_button, show_planning
from ui.sales_panel import said, say_and_remember
from ui.views.week_strip import show_days

_MOST_BROKEN = 5
_MOST_NEWS = 6
_SECONDS = 5
"""The weeks and the log are looked at again after so long."""


def show_overview(draft: Draft, translate: Translator) -> None:
    """Show where promises break, then the weeks ahead and what others did."""
    now = datetime.now(ZoneInfo(draft.desk.shop.settings.timezone))
    _sales(draft, day_of_work(draft.desk.shop, now), translate)
    show_days(draft, day_of_work(draft.desk.shop, now), translate)
    left, right = st.columns([1.75, 1], gap="large")
    with right:
        _requests(draft, translate)
        _weeks(draft, now, translate)
        _news(draft, now, translate)
    with left:
        _broken(draft, translate)


def _sales(draft: Draft, today: date, translate: Translator) -> None:
    """Sale days ahead that nobody entered, each with its first step."""
    desk = draft.desk
    _, found = state.cached(
        "sales_soon", (state.Same(desk), today, said()), lambda: (desk, soon(desk, today))
    )
    page = "import" if desk.plan.forecast is None else "demand"  # which shows nothing without one
    if not desk.shop.events:
        _, past = state.cached("sales", (state.Same(desk), said()), lambda: (desk, of_desk(desk)))
        count = sum(not one.coming for one in past)
        if count:
            with st.container(border=True, key="sales_past", horizontal=True, gap="small"):
                st.markdown(f":material/history: **{translate('starting.desk_past', count=count)}**")
                address.link(
                    page, translate("starting.desk_past_open"), icon=":material/edit:", part="tables"
                )
    for one in found:
        sale = event_kind_term(one.kind)
        with st.container(border=True, key=f"sale_soon-{one.name}", horizontal=True, gap="small"):
            told = translate("starting.desk_week", day=day_label(one.peak, translate), sale=sale)
            st.markdown(f":material/local_fire_department: **{plain(told)}**")
            if one.times is None:
                address.link(
                    page, translate("starting.desk_week_size"), icon=":material/edit:", part="tables"
                )
            elif st.button(
                translate("starting.desk_week_enter", sale=sale),
                key=f"sale_enter-{one.name}",
                icon=":material/event_available:",
                disabled=draft.changed,
                help=translate("starting.desk_sales_blocked") if draft.changed else None,
            ):
                rows = [(each, None) for each in whole(desk, one)]
                apply_and_tell(
                    lambda rows=rows: enter_on_desk(desk, rows),  # type: ignore[misc]
                    translate("ui.forecasting_anew"),
                    "forecast_news",
                    lambda _: "saved_anew",
                    translate,
                )
            if st.button(
                translate("starting.desk_week_refuse"),
                key=f"sale_refuse-{one.name}",
                type="tertiary",
                icon=":material/event_busy:",
            ):
                refuse = partial(refuse_sales, desk.shop.folder, [one])
                say_and_remember(refuse, translate)


def _broken(draft: Draft, translate: Translator) -> None:
    st.subheader(translate("overview.broken_title"))
    found = promises_of(draft)
    if found is None:
        adopted = draft.outcome.plan.roster is not None
        key = "broken_adopted" if adopted else "broken_no_roster"
        st.info(translate(f"overview.{key}"), icon=":material/info:")
        return
    told = [one for one in found.broken if one.beyond >= words.LEAST_BEYOND][:_MOST_BROKEN]
    rest = [one for one in found.broken if one not in told]
    if not told:
        kept = words.rest_line(rest, translate, alone=True) if rest else translate("overview.broken_none")
        st.success(kept, icon=":material/check_circle:")
        _hardest(draft, found.hardest, translate)
    for place, one in enumerate(told):
        _card(draft, one, place, draft.outcome.shortages, translate)
    if told and rest:
        st.caption(words.rest_line(rest, translate))
    address.link("need", translate("overview.broken_all"), icon=":material/support_agent:")
    _parts(draft, translate)


def _hardest(draft: Draft, hours: tuple[HardHour, ...], translate: Translator) -> None:
    """What to keep an eye on where nothing is broken."""
    if hours:
        lines = (words.hard_hour(one, draft.desk.shop, translate) for one in hours)
        st.html(
            f'<p class="pr-head">{escape(translate("overview.hard_title"))}</p>'
            f'<ul class="pr-news">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'
        )


def _card(
    draft: Draft, broken: BrokenPromise, place: int, shortages: Sequence[Shortage], translate: Translator
) -> None:
    shop = draft.desk.shop
    shortage = words.shortage_of(broken, shortages)
    facts = words.facts(broken, shop, translate)
    away = None if shortage is None else words.who_is_away(shortage, translate)
    lines = [
        f'<p class="pr-what">{escape(words.headline(broken, translate))}</p>',
        f'<p class="pr-where">{escape(words.where(broken, shop, translate))}</p>',
        f"<p>{escape(' · '.join(facts))}</p>",
        "" if away is None else f'<p class="pr-quiet">{escape(away)}</p>',
    ]
    filled = min(100.0, 100 * broken.in_time)
    promised = 100.0 if broken.promised is None else 100 * broken.promised
    bar = (
        f'<div class="pr-kept" aria-hidden="true"><i style="width:{filled:.1f}%"></i>'
        f'<b style="left:{promised:.1f}%"></b></div>'
    )
    with st.container(border=True, key=f"broken-{place}", gap="small"):
        text, actions = st.columns([3.4, 1], vertical_alignment="center")
        text.html(f'<div class="pr-card">{"".join(lines)}{bar}</div>')
        with actions.container(key=f"broken_actions-{place}", gap="small"):
            if shortage is not None:
                st.button(
                    translate("overview.broken_who_could"),
                    key=f"broken_who-{place}",
                    icon=":material/person_search:",
                    on_click=_ask_who_could,
                    args=(shortage, translate),
                    width="stretch",
                )
            address.link(
                "roster",
                translate("overview.broken_day"),
                icon=":material/calendar_view_day:",
                wide=True,
                day=broken.start.date(),
            )


def _ask_who_could(shortage: Shortage, translate: Translator) -> None:
    state.set_choice("who_how", "short", translate)
    state.set_choice("who_short", (shortage.queue, shortage.start), translate)
    state.set_choice("people_part", "who_could", translate)
    address.go("people")


def _requests(draft: Draft, translate: Translator) -> None:
    """How many requests wait for a decision, and the way to them."""
    shop = draft.desk.shop
    waiting: int = state.cached(
        "requests_waiting",
        (state.version(), int(time.monotonic() / _SECONDS)),
        lambda: len(waiting_requests(shop.folder, shop=shop)),
    )
    if waiting:
        with st.container(border=True, key="requests_waiting", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{translate('overview.requests_waiting', count=waiting)}**")
            address.link("people", translate("overview.requests_open"), part="requests")


def _weeks(draft: Draft, now: datetime, translate: Translator) -> None:
    shop = draft.desk.shop
    st.subheader(translate("overview.weeks_title"))
    weeks: list[Week] = state.cached(
        "weeks",
        (state.version(), int(time.monotonic() / _SECONDS)),
        lambda: weeks_ahead(shop, day_of_work(shop, now)),
    )
    show_planning(shop.folder, translate)
    offered = False
    with st.container(border=True, key="weeks", gap="small"):
        for place, week in enumerate(weeks):
            good = week.state == "published" and not week.changes
            kind = "good" if good else "bad" if week.state == "unplanned" and place < 2 else "note"
            st.html(
                f'<div class="pr-week {kind}"><p><b>{escape(words.week_name(place, translate))}</b> '
                f"<span>{escape(words.week_span(week, translate))}</span></p>"
                f"<p>{escape(words.week_state(week, translate))}</p></div>"
            )
            if week.state == "unplanned" and not offered:
                offered = True
                plan_button(shop.folder, week.monday, translate)
            elif week.first_day is not None and week.first_day != draft.desk.plan.first_day:
                address.link(
                    "overview",
                    translate("overview.open_week"),
                    icon=":material/folder_open:",
                    plan=week.first_day,
                )
            elif week.state != "unplanned" and not good:
                address.link("publish", translate("overview.publish_week"), icon=":material/send:")


def _news(draft: Draft, now: datetime, translate: Translator) -> None:
    shop = draft.desk.shop
    st.subheader(translate("overview.news_title"))
    found: list[NewsItem] = state.cached(
        "news",
        (state.version(), int(time.monotonic() / _SECONDS)),
        lambda: news(shop.folder, shop.settings.timezone, since_yesterday(now)),
    )
    if not found:
        st.caption(translate("overview.news_none"))
        return
    lines = [words.news_line(one, now.date(), translate) for one in found[:_MOST_NEWS]]
    if len(found) > _MOST_NEWS:
        lines.append(translate("overview.news_more", count=len(found) - _MOST_NEWS))
    st.html(f'<ul class="pr-news">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>')


def _parts(draft: Draft, translate: Translator) -> None:
    """The terms of the objective, folded away."""
    lines = part_lines(draft.outcome.plan, translate)
    if not lines:
        return
    headers = [translate(f"objective.column_{name}") for name in ("part", "amount", "points")]
    rows = [("", (line.name, line.amount, f"{line.points:,.1f}")) for line in lines]
    with st.expander(translate("objective.title")):
        st.caption(translate("objective.caption"))
        # Streamlit's own table would load two megabytes of programs on the first screen.
        st.html(breakdown_table(headers, rows))
        if "late" in (draft.outcome.plan.summary or {}).get("objective_parts", {}):
            st.caption(translate("outcome.late_in_score"))
