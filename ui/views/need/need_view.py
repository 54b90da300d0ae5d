"""Where people are needed and missing: a heat map whose cells are explained at a click, and the curve."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from peakroster.charts import DayRange, coverage_chart
from peakroster.charts.need_map import CELL, need_map
from peakroster.desk.draft import Draft
from peakroster.desk.figures import plannable_from
from peakroster.desk.need.cell import MEASURES, Measure, need_table
from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from ui import state
from ui.chart import select_on_chart, show_chart
from ui.error_page import show_unstaffed
from ui.formatting import sale_days
from ui.selectors import select_queue_and_days
from ui.views.need.cell_view import show_cell
from ui.views.need.interval_breakdown import show_interval_breakdown


def show_coverage(draft: Draft, translate: Translator) -> None:
    """Show the heat map of the whole plan, one of its cells, the curve, and how a number comes about."""
    plan, shop = draft.outcome.plan, draft.desk.shop
    if plan.coverage is None:
        show_unstaffed(plan, shop.folder, translate)
        return
    queue, span = select_queue_and_days(draft, translate, rostered=True)
    begin = plannable_from(shop, plan)
    counted = counted_as(shop, queue, translate)
    measure: Measure = state.choose(
        "need_measure",
        translate("need.measure"),
        MEASURES,
        lambda name: translate(f"need.measure_{name}"),
        translate,
        label_visibility="collapsed",
    )
    table = state.cached("need_table", (state.Same(plan),), lambda: (plan, need_table(draft.desk, plan)))[1]
    stars = sale_days(shop, plan.dates)
    chosen: datetime | None = st.session_state.get("need_cell")
    about = (state.Same(plan), state.Same(shop), queue, translate.language)
    heat = state.cached(
        "need_map",
        (*about, measure, chosen),
        lambda: (
            (plan, shop),
            need_map(
                table,
                queue,
                DayRange.of(plan),
                measure,
                translate,
                sale_days=stars,
                plannable_from=begin,
                chosen=chosen,
                level_name=counted,
            ),
        ),
    )[1]
    picked = select_on_chart(heat, f"need-map-{state.version()}-{queue}-{measure}", CELL).get("stamp")
    if picked is not None and picked != st.session_state.get("need_picked"):
        _choose(datetime.fromisoformat(picked), translate)
        st.session_state["need_picked"] = picked
        st.rerun()  # with its frame
    grey = translate("ui.unplannable_caption") if begin > plan.start else ""
    st.caption(f"{translate('need.map_caption')} {translate('ui.counted_caption', counted=counted)} {grey}")
    show_cell(draft, table, queue, chosen, translate)
    st.subheader(translate("need.curve_title"))
    coverage = plan.coverage
    curve = state.cached(
        "need_curve",
        (*about, span),
        lambda: (
            (plan, shop),
            coverage_chart(
                coverage, queue, span, shop.events, translate, plannable_from=begin, level_name=counted
            ),
        ),
    )[1]
    show_chart(curve)
    st.caption(translate("ui.coverage_caption"))
    st.subheader(translate("ui.why_agents"))
    show_interval_breakdown(draft, queue, span, translate)


def _choose(moment: datetime, translate: Translator) -> None:
    """The cell, and the same interval for the explanation of its number."""
    st.session_state["need_cell"] = moment
    state.set_choice("sized_day", moment.date(), translate)
    state.set_choice("sized_time", f"{moment:%H:%M}", translate)
