"""The demand page: what came and will come, past promotions, accuracy, adjustments and what they change."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from ui import state
from ui.selectors import select_queue_and_days
from ui.views.demand.accuracy import show_accuracy
from ui.views.demand.anomalies import anomalous_stretches, show_anomalies
from ui.views.demand.course import show_course
from ui.views.demand.hour_breakdown import show_hour_breakdown
from ui.views.demand.past_events import show_past_events
from ui.views.demand.tables import show_tables

Panel = Callable[[Draft, str, DayRange, Translator], None]


def show_demand(draft: Draft, translate: Translator) -> None:
    """Show one of the panels for a queue and some days."""
    if draft.desk.plan.forecast is None:
        st.info(translate("ui.no_forecast"))
        return
    queue, span = select_queue_and_days(draft, translate)
    odd = len(anomalous_stretches(draft))
    panel = state.choose(
        "forecast_panel",
        translate("ui.forecast_panel"),
        tuple(_PANELS),
        lambda name: translate(f"demand.panel_{name}") + (f" ({odd})" if name == "odd" and odd else ""),
        translate,
        address="part",
        label_visibility="collapsed",
    )
    _PANELS[panel](draft, queue, span, translate)


_PANELS: dict[str, Panel] = {
    "course": show_course,
    "past": show_past_events,
    "accuracy": show_accuracy,
    "tables": show_tables,
    "why": show_hour_breakdown,
    "odd": show_anomalies,
}
