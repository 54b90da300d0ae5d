"""The forecast of the plan's days, queue by queue; why it is as it is, and what to correct in it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from peakroster.charts import Span, forecast_chart
from peakroster.messages import Translator
from ui import adjustments_view, hour_view, odd_history_view, state
from ui.draft import Draft
from ui.formatting import day_label, events_on
from ui.selectors import queue_and_span

Panel = Callable[[Draft, str, Span, Translator], None]


def show(draft: Draft, translate: Translator) -> None:
    """The chart with its band and promotions, and one of the panels below it."""
    plan, shop = draft.desk.plan, draft.desk.shop
    if plan.forecast is None:
        st.info(translate("ui.no_forecast"))
        return
    queue, span = queue_and_span(draft, translate)
    chart = forecast_chart(plan.forecast, queue, span, shop.events, translate)
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(translate("ui.forecast_caption"))
    odd = len(odd_history_view.stretches(draft))
    panel = state.choose(
        "forecast_panel",
        translate("ui.forecast_panel"),
        tuple(_PANELS),
        lambda name: translate(f"ui.panel_{name}") + (f" ({odd})" if name == "odd" and odd else ""),
        translate,
        label_visibility="collapsed",
    )
    _PANELS[panel](draft, queue, span, translate)


def _totals(draft: Draft, queue: str, span: Span, translate: Translator) -> None:
    plan, shop = draft.desk.plan, draft.desk.shop
    assert plan.forecast is not None
    rows = plan.forecast[(plan.forecast["queue"] == queue) & (plan.forecast["timestamp"] < plan.end)]
    totals = []
    for day, hours in rows.groupby(rows["timestamp"].dt.date):
        busiest = hours.iloc[int(hours["mean"].to_numpy().argmax())]
        own = [
            event.name for event in events_on(day, shop.events) if not event.queues or queue in event.queues
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


_PANELS: dict[str, Panel] = {
    "totals": _totals,
    "why": hour_view.show,
    "adjustments": adjustments_view.show,
    "odd": odd_history_view.show,
}
