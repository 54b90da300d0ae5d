"""The forecast page: the chart of a queue, and panels that explain and correct the forecast."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange, forecast_chart
from peakroster.messages import Translator
from ui import state
from ui.draft import Draft
from ui.formatting import day_label
from ui.selectors import select_queue_and_days
from ui.views.forecast.adjustments import show_adjustments
from ui.views.forecast.anomalies import anomalous_stretches, show_anomalies
from ui.views.forecast.hour_breakdown import show_hour_breakdown

Panel = Callable[[Draft, str, DayRange, Translator], None]


def show_forecast(draft: Draft, translate: Translator) -> None:
    """Show the chart with its prediction interval and promotions, and one of the panels."""
    plan, shop = draft.desk.plan, draft.desk.shop
    if plan.forecast is None:
        st.info(translate("ui.no_forecast"))
        return
    queue, span = select_queue_and_days(draft, translate)
    chart = forecast_chart(plan.forecast, queue, span, shop.events, translate)
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(translate("ui.forecast_caption"))
    odd = len(anomalous_stretches(draft))
    panel = state.choose(
        "forecast_panel",
        translate("ui.forecast_panel"),
        tuple(_PANELS),
        lambda name: translate(f"ui.panel_{name}") + (f" ({odd})" if name == "odd" and odd else ""),
        translate,
        label_visibility="collapsed",
    )
    _PANELS[panel](draft, queue, span, translate)


def _totals(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    plan, shop = draft.desk.plan, draft.desk.shop
    assert plan.forecast is not None
    rows = plan.forecast[(plan.forecast["queue"] == queue) & (plan.forecast["timestamp"] < plan.end)]
    totals = []
    for day, hours in rows.groupby(rows["timestamp"].dt.date):
        busiest = hours.iloc[int(hours["mean"].to_numpy().argmax())]
        own = [event.name for event in shop.events if event.runs_on(day) and event.concerns(queue)]
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
    "why": show_hour_breakdown,
    "adjustments": show_adjustments,
    "odd": show_anomalies,
}
