"""The course of demand with its adjustments: a stretch is marked on the chart or typed."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.charts.demand_course import SPAN, course_chart
from peakroster.desk.demand.course import demand_course
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.wording import event_name
from ui import state
from ui.chart import select_on_chart
from ui.formatting import day_label
from ui.views.demand import reforecasting
from ui.views.demand.adjusting import show_adjusting, take_span

_WEEKS = (2, 0, 1, 4, 8)
"""Weeks before the plan, the usual ones first."""


def show_course(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show the chart, then what is adjusted and who did it, then the days' totals."""
    reforecasting.show_result(translate)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        weeks = state.choose(
            "course_weeks",
            translate("demand.weeks_before"),
            _WEEKS,
            lambda number: (
                translate("demand.weeks", count=number) if number else translate("demand.plan_only")
            ),
            translate,
            st.selectbox,
            width=190,
        )
        behind = st.pills(
            translate("demand.behind"),
            ("last_week", "last_year"),
            selection_mode="multi",
            format_func=lambda name: translate(f"demand.line_{name}"),
            key=f"course_behind-{translate.language}",
        )
    desk = draft.desk
    course = state.cached(
        "course", (state.Same(desk), queue), lambda: demand_course(desk, queue, max(_WEEKS))
    )
    whole = span.days == desk.plan.days
    shown = DayRange(span.start - timedelta(weeks=weeks), span.end) if whole else span
    lines = tuple(behind or ())
    chart = state.cached(  # with what its key names, so that no other takes its identity
        "course_chart",
        (state.Same(course), state.Same(desk), queue, shown, lines, translate.language),
        lambda: (
            (course, desk),
            course_chart(course, queue, shown, desk.shop.events, translate, behind=lines, marked=True),
        ),
    )[1]
    marked = select_on_chart(chart, f"course-{state.version()}-{queue}-{shown.start}-{shown.end}", SPAN)
    take_span(_marked(marked.get("moment"), shown), draft)
    st.caption(translate("demand.course_caption"))
    show_adjusting(draft, queue, span, translate)
    with st.expander(translate("ui.panel_totals")):
        _totals(draft, queue, span, translate)


def _marked(moments: list[float] | None, shown: DayRange) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Whole hours around what the pointer marked."""
    if not moments or len(moments) < 2:
        return None
    first, last = math.floor(min(moments)), math.ceil(max(moments))
    start = pd.Timestamp(shown.start)
    return start + pd.Timedelta(hours=first), start + pd.Timedelta(hours=max(last, first + 1))


def _totals(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    plan, shop = draft.desk.plan, draft.desk.shop
    assert plan.forecast is not None
    rows = span.rows(plan.forecast, queue)
    totals = []
    for day, hours in rows.groupby(rows["timestamp"].dt.date):
        busiest = hours.iloc[int(hours["mean"].to_numpy().argmax())]
        own = [
            event_name(event.name, event.kind, translate)
            for event in shop.events
            if event.runs_on(day) and event.concerns(queue)
        ]
        totals.append(
            {
                translate("ui.column_day"): day_label(day, translate, bool(own)),
                translate("ui.column_inquiries"): round(float(hours["mean"].sum())),
                translate("ui.column_peak"): f"{busiest['timestamp']:%H:%M}",
                translate("ui.column_peak_inquiries"): round(float(busiest["mean"])),
                translate("ui.column_events"): ", ".join(own),
            }
        )
    st.dataframe(pd.DataFrame(totals), hide_index=True, width="stretch", height="content")
