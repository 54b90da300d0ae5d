"""The choice of queue and day that several pages share."""

from __future__ import annotations

from datetime import date

import streamlit as st

from peakroster.charts import Span
from peakroster.messages import Translator
from ui import state
from ui.draft import Draft
from ui.formatting import day_label, days_of, queue_names, sale_days

_MOST_BUTTONS = 8


def queue_and_span(draft: Draft, translate: Translator) -> tuple[str, Span]:
    """The queue and the days to look at, chosen above a chart."""
    plan, shop = draft.desk.plan, draft.desk.shop
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    names = queue_names(shop)
    with row:
        queue = state.choose("queue", translate("ui.queue"), tuple(names), names.__getitem__, translate)
    days = days_of(plan.first_day, plan.days)
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
    return queue, Span.of(plan, None if isinstance(picked, str) else picked)
