"""An agent's page at the hosted desk, made for a phone: her shifts, her requests, her calendar.

She sees what is her own, and nothing of the shop or of anybody else.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import streamlit as st

from peakroster.desk.leave import hours_of_leave
from peakroster.desk.own_page import OwnDay, OwnPage, OwnShift, own_page
from peakroster.desk.quiet import QUIET
from peakroster.desk.requests.asking import WAITING, ask, withdraw_request
from peakroster.desk.requests.content import AgentRequest, Asked, LeaveAsked, WishAsked
from peakroster.desk.requests.words import RequestWords
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.requests import WISH_NAMES
from peakroster.shop.leave_words import leave_called, leave_words
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from peakroster.store.who import working_with
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import clock_time, day_label
from scheduler.domain.windows import MINUTES_PER_DAY, Window
from ui import address, state
from ui.browser_words import show_browser_words
from ui.hosting import Guest
from ui.language import chosen_language
from ui.logged_out import show_guest
from ui.pages import PAGES
from ui.plain_text import plain
from ui.style import STYLE

_SHOWN_DAYS = 14
"""Without a click."""
_MOST_REQUESTS = 20
_INSIDE = ("meal", "break", "reserve", "standby")
_PARTS = ("all_day", "morning", "afternoon", "hours")
_STYLE = """<style>
.stMainBlockContainer {max-width: 40rem; padding-bottom: 2rem;}
.pr-own {list-style: none; margin: 0 !important; padding: 0 !important; color: var(--pr-ink);}
.pr-own > li {display: grid; grid-template-columns: 5.4rem minmax(0, 1fr); gap: 0 .6rem; margin: 0;
  padding: .5rem 0; border-bottom: 1px solid var(--pr-line); font-size: var(--pr-text);}
.pr-own time {color: var(--pr-muted); font-variant-numeric: tabular-nums;}
.pr-own .today time {color: var(--pr-accent); font-weight: 650;}
.pr-own b {font-weight: 650;}
.pr-own .off {color: var(--pr-muted);}
.pr-own i {font-style: normal; color: var(--pr-warn);}
.pr-own p {margin: .15rem 0 0; font-size: var(--pr-text-s); color: var(--pr-muted); line-height: 1.55;
  font-variant-numeric: tabular-nums;}
.pr-own p span {white-space: nowrap; margin-right: .7rem; display: inline-block;}
</style>"""


def show_own(one: Guest, first_language: str) -> None:
    """Show the page of whoever is logged in as an agent."""
    st.set_page_config(page_title="peakroster", page_icon="🗓️", layout="centered")
    st.html(STYLE)
    st.html(_STYLE)
    with QUIET.at_work(), address.gathered():
        # A link to any page of the desk that somebody handed on leads here.
        links = [
            st.Page(lambda: None, title="peakroster", url_path=name, default=place == 0)
            for place, name in enumerate(PAGES)
        ]
        st.navigation(links, position="hidden")
        translate = Translator(chosen_language(first_language, st.container()))
        show_browser_words(translate)
        with working_with("desk/own"):
            _show(one, translate)
        show_guest(one, translate)


def _show(one: Guest, translate: Translator) -> None:
    try:
        shop = read_shop(one.folder, history_required=False, with_history=False)
        today = today_of(shop)
        page = own_page(shop, one.agent or "", today)
    except KeyError:
        st.warning(translate("own.nobody"), icon=":material/person_off:")
        return
    except (InputError, CollisionError, OSError):  # whose remedy is the manager's
        st.error(translate("own.not_readable"), icon=":material/error:")
        return
    st.header(plain(page.agent.name or page.agent.id), anchor=False)
    told = st.session_state.pop("own_news", None)
    if told is not None:
        st.success(plain(told), icon=":material/check:")
    _shifts(page, shop, today, translate)
    _form(page, shop, today, translate)
    _requests(page, shop, translate)
    _calendar(one, page, shop, translate)


def today_of(shop: ShopFolder) -> date:
    """The date that it is in the shop."""
    return datetime.now(ZoneInfo(shop.settings.timezone)).date()


def _shifts(page: OwnPage, shop: ShopFolder, today: date, translate: Translator) -> None:
    """The days that were published, the next two weeks at once."""
    st.subheader(translate("own.shifts"), anchor=False)
    if not page.days:
        st.info(translate("own.nothing_published"), icon=":material/event_upcoming:")
        return
    st.html(_days(page.days[:_SHOWN_DAYS], shop, today, translate))
    if later := page.days[_SHOWN_DAYS:]:
        with st.expander(translate("own.later", count=len(later))):
            st.html(_days(later, shop, today, translate))
    st.caption(translate("own.until", last=day_label(page.days[-1].day, translate)))


def _days(days: tuple[OwnDay, ...], shop: ShopFolder, today: date, translate: Translator) -> str:
    rows = "".join(
        f"<li{' class=today' if one.day == today else ''}>"
        f"<time datetime='{one.day}'>{escape(day_label(one.day, translate))}</time>"
        f"<div>{_day(one, shop, translate)}</div></li>"
        for one in days
    )
    return f"<ul class='pr-own'>{rows}</ul>"


def _day(one: OwnDay, shop: ShopFolder, translate: Translator) -> str:
    away = ""
    if one.leave:
        away = f" <i>{escape(leave_words(one.leave, shop.settings.leave.noon, translate))}</i>"
    if one.shift is None:
        return away.strip() or f"<span class='off'>{escape(translate('own.off'))}</span>"
    times = _range(one.shift.start, one.shift.end, one.day, translate)
    return (
        f"<b>{escape(one.shift.name)}</b> {escape(times)}{away}{_parts(one.shift, one.day, shop, translate)}"
    )


def _parts(shift: OwnShift, day: date, shop: ShopFolder, translate: Translator) -> str:
    if not shift.parts:
        return ""
    told = (
        f"{_range(part.start, part.end, day, translate)} {_called(part.activity, shop, translate)}"
        for part in shift.parts
    )
    return f"<p>{''.join(f'<span>{escape(one)}</span>' for one in told)}</p>"


def _called(activity: str, shop: ShopFolder, translate: Translator) -> str:
    if activity in _INSIDE:
        return translate(f"ui.activity_{activity}")
    return shop.desk_names.get(activity, activity)


def _range(start: datetime, end: datetime, day: date, translate: Translator) -> str:
    midnight = datetime(day.year, day.month, day.day)
    first, last = ((moment - midnight) // timedelta(minutes=1) for moment in (start, end))
    return f"{clock_time(first, translate)}–{clock_time(last, translate)}"


def _form(page: OwnPage, shop: ShopFolder, today: date, translate: Translator) -> None:
    """Leave or a wish, which waits for whoever makes the roster."""
    with st.expander(translate("own.ask"), icon=":material/add:", key="own_ask"):
        version = state.version()  # the fields are empty again when something was sent
        kind = state.choose(
            "own_kind",
            translate("people.ask_kind"),
            ("leave", "wish"),
            lambda name: translate(f"people.ask_kind_{name}"),
            translate,
        )
        one, two = st.columns(2)
        first = one.date_input(
            translate("people.ask_first"), today, key=f"own_first-{version}", format="YYYY-MM-DD"
        )
        last = two.date_input(
            translate("people.ask_last"), first, key=f"own_last-{version}-{first}", format="YYYY-MM-DD"
        )
        if not isinstance(first, date) or not isinstance(last, date):
            return
        try:
            asked = (_leave if kind == "leave" else _wish)(first, last, shop, translate)
            reason = st.text_input(translate("people.ask_reason"), key=f"own_reason-{version}")
            if not st.button(
                translate("people.ask_send"), key="own_send", type="primary", icon=":material/send:"
            ):
                return
            made = ask(shop.folder, page.agent.id, asked, reason)
        except InputError as error:
            _refused(error, translate)
            return
        except OSError:
            st.error(translate("own.not_readable"))
            return
    _told(translate("own.asked", asked=RequestWords(shop, translate).asked(made.asked)))


def _leave(first: date, last: date, shop: ShopFolder, translate: Translator) -> Asked:
    """Raises InputError for hours that nobody can read."""
    kind = state.choose(
        "own_leave",
        translate("people.leave_kind"),
        tuple(LEAVE_NAMES),
        lambda name: leave_called(name, translate),
        translate,
        st.selectbox,
    )
    part = state.choose(
        "own_part",
        translate("own.part"),
        _PARTS,
        lambda name: translate(f"own.part_{name}"),
        translate,
    )
    noon = shop.settings.leave.noon
    hours = {"morning": Window(0, noon), "afternoon": Window(noon, MINUTES_PER_DAY)}.get(part)
    if part == "hours":
        text = st.text_input(translate("own.hours"), key="own_hours", placeholder="14:00-16:00")
        hours = hours_of_leave(shop, text)
    return LeaveAsked(first, last, kind, hours)


def _wish(first: date, last: date, shop: ShopFolder, translate: Translator) -> Asked:
    wish = state.choose(
        "own_wish",
        translate("people.ask_wish"),
        tuple(WISH_NAMES),
        lambda name: translate(f"people.ask_wish_{name}"),
        translate,
        st.selectbox,
    )
    if wish == "prefer_off":
        return WishAsked(first, last, wish)
    shift = state.choose(
        "own_shift",
        translate("people.ask_shift"),
        (None, *dict.fromkeys(one.pattern or one.name for one in shop.shifts)),
        lambda name: name or translate("people.ask_any"),
        translate,
        st.selectbox,
    )
    return WishAsked(first, last, wish, shift)


def _requests(page: OwnPage, shop: ShopFolder, translate: Translator) -> None:
    """What she has asked for and what became of it; what waits can be withdrawn."""
    st.subheader(translate("own.requests"), anchor=False)
    if not page.requests:
        st.caption(translate("people.no_requests"))
    words = RequestWords(shop, translate)
    for one in page.requests[:_MOST_REQUESTS]:
        with st.container(border=True, key=f"own-request-{one.id}", gap="small"):
            st.markdown(f"**{plain(words.asked(one.asked))}**")
            st.caption(plain(_state(one, shop, translate)))
            if one.state in WAITING and st.button(
                translate("own.withdraw"), key=f"own_withdraw-{one.id}", icon=":material/undo:"
            ):
                try:
                    withdraw_request(shop.folder, one.id, page.agent.id)
                except InputError as error:
                    _refused(error, translate)
                    return
                _told(translate("own.withdrawn"))


def _state(one: AgentRequest, shop: ShopFolder, translate: Translator) -> str:
    at = f"{at_shop(shop, one.decided_at or one.asked_at):%m-%d %H:%M}"
    said = [translate("own.state", state=translate(f"requests.state_{one.state}"), at=at)]
    if one.reason:
        said.append(translate("requests.reason", reason=one.reason))
    if one.note:
        said.append(translate("own.note", note=one.note))
    return " · ".join(said)


def _calendar(one: Guest, page: OwnPage, shop: ShopFolder, translate: Translator) -> None:
    """Addresses that a phone subscribes to; each is shown once, when it is made."""
    if one.calendar is None:
        return
    with st.expander(translate("own.calendar"), icon=":material/calendar_month:", key="own_calendar"):
        st.caption(translate("own.calendar_help"))
        made: str | None = st.session_state.get("own_link")
        if made is not None:
            st.code(made, language=None, wrap_lines=True)
            st.caption(translate("own.calendar_once"))
        for link in page.calendars:
            used = translate("own.calendar_unused")
            if link.used_at is not None:
                used = translate("own.calendar_used", at=f"{at_shop(shop, link.used_at):%m-%d %H:%M}")
            made_at = translate("own.calendar_made", at=f"{at_shop(shop, link.made_at):%Y-%m-%d}")
            st.markdown(f"{plain(made_at)} · {plain(used)}")
            if st.button(
                translate("own.calendar_close"), key=f"own_close-{link.id}", icon=":material/link_off:"
            ):
                one.calendar.close(link.id)
                st.session_state.pop("own_link", None)
                st.rerun()
        if st.button(translate("own.calendar_make"), key="own_make", icon=":material/add_link:"):
            here = urlsplit(st.context.url or "")
            server = f"{here.scheme}://{here.netloc}" if here.netloc else ""
            st.session_state["own_link"] = server + one.calendar.make()
            st.rerun()


def _refused(error: InputError, translate: Translator) -> None:
    parts = [(one.message(translate), one.remedy(translate)) for one in error.findings]
    st.error(plain(" ".join(words for part in parts for words in part if words)))


def _told(words: str) -> None:
    """Say it on the page that is drawn anew, with its fields empty."""
    st.session_state["own_news"] = words
    st.session_state["version"] = state.version() + 1
    st.rerun()
