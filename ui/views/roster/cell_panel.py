"""The panel of one cell: shift and wishes of an agent on a day, a choice of shifts, a lock."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import streamlit as st

from peakroster.desk.draft import Draft, RosterCell
from peakroster.desk.stored import shifts_of
from peakroster.exports.neutral import BREAK, MEAL, RESERVE, STANDBY
from peakroster.messages import Translator
from peakroster.shop.eligibility import startable
from peakroster.shop.settings.office_hours import Offices
from peakroster.wording import clock_range, clock_time, later_time
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window
from ui import state
from ui.formatting import day_label, hours, sale_days
from ui.plain_text import plain
from ui.views.roster.edits import ask_who

_OFF = ""
_MOST_PILLS = 15
"""Shifts side by side; of more than these a list offers those that the agent may start that day."""


def show_cell_panel(draft: Draft, translate: Translator) -> None:
    """Show the choice of a cell and of its shift; both take effect at once."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    names = shop.agent_names
    days = plan.dates
    stars = sale_days(shop, days)
    one, two, three, four = st.columns([1, 0.85, 2.7, 0.75], vertical_alignment="bottom")
    with one:
        agent = state.choose(
            "cell_agent",
            translate("ui.agent"),
            tuple(names),
            lambda agent: f"{agent} {names[agent]}",
            translate,
            st.selectbox,
        )
    with two:
        day = state.choose(
            "cell_day",
            translate("ui.day"),
            tuple(days),
            lambda day: day_label(day, translate, day in stars),
            translate,
            st.selectbox,
        )
    cell = (agent, day)
    with three:
        _shifts(draft, cell, translate)
    with four:
        _lock(draft, cell, translate)
    st.html(f'<div class="facts">{_facts(draft, cell, translate)}</div>')
    _who_else(draft, cell, translate)


def _shifts(draft: Draft, cell: RosterCell, translate: Translator) -> None:
    present = shifts_of(draft.outcome.plan).get(cell, _OFF)
    options = [_OFF, *_offered(draft.desk.shop, cell)]
    if present not in options:
        options.append(present)
    # Runs may overlap: what one has drawn of an earlier draft must not be another's choice.
    key = f"cell_shift-{cell[0]}-{cell[1]}-{present}-{state.version()}-{translate.language}"
    st.session_state.setdefault(key, present)

    def picked() -> None:
        chosen = st.session_state[key]
        if chosen is not None and chosen != present:
            state.set_draft(_newest(draft).with_change(cell, chosen or None))

    few = sum(shift.is_for(*cell) for shift in draft.desk.shop.shifts) <= _MOST_PILLS
    widget = st.pills if few else st.selectbox
    widget(
        translate("ui.shift"),
        options,
        format_func=lambda name: plain(name) if few and name else name or translate("ui.off"),
        key=key,
        on_change=picked,
    )


def _newest(drawn: Draft) -> Draft:
    """The session's draft, which may have gone on since the page was drawn from another."""
    kept = st.session_state.get("draft")
    return kept if isinstance(kept, Draft) and kept.desk is drawn.desk else drawn


def _offered(shop: Shop, cell: RosterCell) -> list[str]:
    """All shifts of a short catalogue, as a violation may be intended; of a long one what fits the agent."""
    own = [shift for shift in shop.shifts if shift.is_for(*cell)]
    if len(own) <= _MOST_PILLS:
        return [shift.name for shift in own]
    agent = next(agent for agent in shop.agents if agent.id == cell[0])
    office = Offices(shop.settings).of(agent.skills)
    return [shift.name for shift in startable(agent, own, shop.settings.rules, office, cell[1])]


def _lock(draft: Draft, cell: RosterCell, translate: Translator) -> None:
    drawn = draft.is_locked(cell)
    key = f"cell_lock-{cell[0]}-{cell[1]}-{drawn}-{state.version()}-{translate.language}"
    st.session_state.setdefault(key, drawn)

    def picked() -> None:
        locked = st.session_state[key]
        if locked != drawn:  # it is also called where a run that draws it was overtaken by another
            newest = _newest(draft)
            state.set_draft(newest.with_locks(frozenset({cell})) if locked else newest.without_lock(cell))

    st.toggle(translate("ui.lock"), key=key, on_change=picked, help=translate("ui.lock_help"))


def _who_else(draft: Draft, cell: RosterCell, translate: Translator) -> None:
    """The way to the page that says who else could work this shift."""

    st.button(
        translate("ui.who_else"),
        icon=":material/person_search:",
        key="who_else",
        disabled=cell not in shifts_of(draft.outcome.plan),
        on_click=lambda: ask_who(cell, translate),
    )


def _facts(draft: Draft, cell: RosterCell, translate: Translator) -> str:
    agent, day = cell
    shop = draft.desk.shop
    present = shifts_of(draft.outcome.plan).get(cell)
    found = next((shift for shift in shop.shifts if shift.name == present), None)
    facts = []
    if found is None:
        facts.append(("", present or translate("ui.works_off")))
    else:
        times = {"start": clock_time(found.start, translate), "end": clock_time(found.end, translate)}
        paid = hours(found.paid_minutes / 60)
        name = found.pattern or found.name
        facts.append(("", translate("ui.works_shift", shift=name, hours=paid, **times)))
        facts += [("", text) for text in _activities(draft, cell, found.start, found.end, translate)]
    facts += _wishes(draft, agent, day, translate)
    return "".join(f'<span class="{kind}">{escape(text)}</span>' for kind, text in facts)


def _activities(draft: Draft, cell: RosterCell, start: int, end: int, translate: Translator) -> list[str]:
    activities = draft.outcome.plan.activities
    if activities is None:
        return []
    agent, day = cell
    midnight = draft.outcome.plan.start + timedelta(days=(day - draft.outcome.plan.first_day).days)
    own = activities[
        (activities["agent_id"] == agent)
        & (activities["start"] >= midnight + timedelta(minutes=start))
        & (activities["start"] < midnight + timedelta(minutes=end))
    ]
    rests = {what: translate(f"ui.activity_{what}") for what in (MEAL, BREAK, RESERVE, STANDBY)}
    names = {**draft.desk.shop.desk_names, **rests}
    return [
        f"{begin:%H:%M}–{later_time(begin.date(), until, translate, end=True)} {names.get(what, what)}"
        for begin, until, what in zip(own["start"], own["end"], own["activity"], strict=True)
    ]


def _wishes(draft: Draft, agent: str, day: date, translate: Translator) -> list[tuple[str, str]]:
    """Leave and wishes of that day: CSS class (``good`` or ``bad``) and text."""
    shop, shifts = draft.desk.shop, shifts_of(draft.outcome.plan)
    present = shifts.get((agent, day))
    told = []
    for request in shop.requests:
        if (request.agent_id, request.day) != (agent, day):
            continue
        if request.hours is not None:
            away = clock_range(request.hours.start, request.hours.end, translate)
            evening = shifts.get((agent, day - timedelta(days=1)))
            there = ((present, 0), (evening, -1))
            kept = not any(_overlaps(shop, name, request.hours, at) for name, at in there)
            told.append(("good" if kept else "bad", translate("ui.wish_leave_hours", hours=away)))
            continue
        as_named = present is not None and request.means(present)
        kept = as_named if request.kind == "prefer" else not as_named
        shift = request.shift or translate("ui.wish_any")
        told.append(("good" if kept else "bad", translate(f"ui.wish_{request.kind}", shift=shift)))
    return told


def _overlaps(shop: Shop, name: str | None, hours: Window, day: int) -> bool:
    """Whether a shift that starts ``day`` days later has part of these hours in it."""
    shift = next((shift for shift in shop.shifts if shift.name == name), None)
    if shift is None:
        return False
    begin = day * MINUTES_PER_DAY
    return shift.start + begin < hours.end and hours.start < shift.end + begin
