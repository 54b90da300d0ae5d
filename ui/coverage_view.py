"""Agents needed against agents rostered: the curve and the heat map."""

from __future__ import annotations

import streamlit as st

from peakroster.charts import Span, coverage_chart, coverage_heat_map
from peakroster.messages import Translator
from ui.choosing import queue_and_span
from ui.draft import Draft
from ui.trouble import plan_command
from ui.words import days_of, sale_days


def show(draft: Draft, translate: Translator) -> None:
    """Both charts of the latest plan."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.coverage is None:
        st.info(translate("ui.no_coverage", command=plan_command(plan, shop.folder)))
        return
    queue, span = queue_and_span(draft, translate)
    chart = coverage_chart(plan.coverage, queue, span, shop.events, translate)
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(translate("ui.coverage_caption"))
    st.subheader(translate("ui.heat_map_title"))
    stars = sorted(sale_days(shop, days_of(plan.first_day, plan.days)))
    heat = coverage_heat_map(plan.coverage, queue, Span.of(plan), translate, stars)
    st.altair_chart(heat, width="stretch", theme=None)
    st.caption(translate("ui.heat_map_caption"))
