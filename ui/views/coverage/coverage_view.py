"""The coverage page: required against rostered agents, and the breakdown of an interval."""

from __future__ import annotations

import streamlit as st

from peakroster.charts import DayRange, coverage_chart, coverage_heat_map
from peakroster.desk.figures import plannable_from
from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from ui.draft import Draft
from ui.error_page import plan_command
from ui.formatting import sale_days
from ui.selectors import select_queue_and_days
from ui.views.coverage.interval_breakdown import show_interval_breakdown


def show_coverage(draft: Draft, translate: Translator) -> None:
    """Show both charts of the draft, and the breakdown of one of its intervals."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.coverage is None:
        st.info(translate("ui.no_coverage", command=plan_command(plan, shop.folder)))
        return
    queue, span = select_queue_and_days(draft, translate, rostered=True)
    begin = plannable_from(shop, plan)
    counted = counted_as(shop, queue, translate)
    chart = coverage_chart(
        plan.coverage, queue, span, shop.events, translate, plannable_from=begin, level_name=counted
    )
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(f"{translate('ui.coverage_caption')} {translate('ui.counted_caption', counted=counted)}")
    st.subheader(translate("ui.heat_map_title"))
    stars = sorted(sale_days(shop, plan.dates))
    heat = coverage_heat_map(plan.coverage, queue, DayRange.of(plan), translate, stars, begin, counted)
    st.altair_chart(heat, width="stretch", theme=None)
    grey = translate("ui.unplannable_caption") if begin > plan.start else ""
    st.caption(f"{translate('ui.heat_map_caption')} {grey}")
    st.subheader(translate("ui.why_agents"))
    show_interval_breakdown(draft, queue, span, translate)
