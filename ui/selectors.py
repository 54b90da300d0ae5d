"""Choices that several pages share: the queue and the days of a chart, a moment to explain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from scheduler.domain.shop import Shop
from ui import state
from ui.formatting import day_label, sale_days

_MOST_BUTTONS = 8


def select_queue_and_days(
    draft: Draft, translate: Translator, *, rostered: bool = False
) -> tuple[str, DayRange]:
    """The queue and the days to look at, chosen above a chart.

    rostered: whether a team that shares queues stands in place of them.
    """
    plan, shop = draft.desk.plan, draft.desk.shop
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    teams = rostered and bool(shop.settings.shared)
    names = shop.rostered_names if teams else shop.queue_names
    with row:
        queue = state.choose(
            "desk" if teams else "queue", translate("ui.queue"), tuple(names), names.__getitem__, translate
        )
    days = plan.dates
    stars = sale_days(shop, days)
    options: tuple[date | str, ...] = ("all", *days)

    def words(option: date | str) -> str:
        if isinstance(option, str):
            return translate("ui.whole_plan")
        return day_label(option, translate, option in stars)

    with row:
        few = len(options) <= _MOST_BUTTONS
        with st.container(width="content" if few else 220):
            widget = st.segmented_control if few else st.selectbox
            picked = state.choose("day", translate("ui.day"), options, words, translate, widget)
    return queue, DayRange.of(plan, None if isinstance(picked, str) else picked)


def select_moment(
    name: str, moments: Sequence[datetime], first: datetime, title: str, shop: Shop, translate: Translator
) -> datetime:
    """One of some moments, chosen by its day and its time.

    Parameters
    ----------
    name
        Of the choice, by which it is remembered.
    first
        The moment that is chosen to begin with.
    title
        Above the choice of the time.
    """
    days = list(dict.fromkeys(moment.date() for moment in moments))
    stars = sale_days(shop, days)
    st.session_state.setdefault(f"chosen-{name}_day", first.date())
    st.session_state.setdefault(f"chosen-{name}_time", f"{first:%H:%M}")
    day_column, time_column, _ = st.columns([1, 1, 2])
    with day_column:
        day = state.choose(
            f"{name}_day",
            translate("ui.day"),
            days,
            lambda day: day_label(day, translate, day in stars),
            translate,
            st.selectbox,
        )
    by_time = {f"{moment:%H:%M}": moment for moment in moments if moment.date() == day}
    with time_column:
        time = state.choose(f"{name}_time", title, list(by_time), str, translate, st.selectbox)
    return by_time[time]
