"""The forecast of the plan's days, queue by queue."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.charts import forecast_chart
from peakroster.messages import Translator
from ui.choosing import queue_and_span
from ui.draft import Draft
from ui.words import day_label, events_on


def show(draft: Draft, translate: Translator) -> None:
    """The chart with its band and promotions, and the totals of each day."""
    plan, shop = draft.desk.plan, draft.desk.shop
    if plan.forecast is None:
        st.info(translate("ui.no_forecast"))
        return
    queue, span = queue_and_span(draft, translate)
    chart = forecast_chart(plan.forecast, queue, span, shop.events, translate)
    st.altair_chart(chart, width="stretch", theme=None)
    st.caption(translate("ui.forecast_caption"))
    st.subheader(translate("ui.forecast_table"))
    st.dataframe(_totals(draft, queue, translate), hide_index=True, width="stretch", height="content")


def _totals(draft: Draft, queue: str, translate: Translator) -> pd.DataFrame:
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
    return pd.DataFrame(totals)
