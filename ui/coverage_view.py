"""Agents needed against agents rostered: the curve, the heat map, and why so many are needed."""

from __future__ import annotations

import streamlit as st

from peakroster.charts import Span, coverage_chart, coverage_heat_map
from peakroster.desk.figures import plannable_from
from peakroster.messages import Translator
from ui import interval_view
from ui.draft import Draft
from ui.error_page import plan_command
from ui.formatting import days_of, sale_days
from ui.selectors import queue_and_span


def show(draft: Draft, translate: Translator) -> None:
    """Both charts of the latest plan, and one of its intervals taken apart."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.coverage is None:
        st.info(translate("ui.no_coverage", command=plan_command(plan, shop.folder)))
        return
    queue, span = queue_and_span(draft, translate)
    begin = plannable_from(shop, plan)
    chart = coverage_chart(plan.coverage, queue, span, shop.events, translate, plannable_from=begin)
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(translate("ui.coverage_caption"))
    st.subheader(translate("ui.heat_map_title"))
    stars = sorted(sale_days(shop, days_of(plan.first_day, plan.days)))
    heat = coverage_heat_map(plan.coverage, queue, Span.of(plan), translate, stars, begin)
    st.altair_chart(heat, width="stretch", theme=None)
    grey = translate("ui.unplannable_caption") if begin > plan.start else ""
    st.caption(f"{translate('ui.heat_map_caption')} {grey}")
    st.subheader(translate("ui.why_agents"))
    interval_view.show(draft, queue, span, translate)
