"""Past promotions of the kind upon the coming one, so that she sees whether the forecast is believable."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.charts.past_events import past_events_chart
from peakroster.desk.demand.past_events import EventBesidePast, event_beside_past, events_to_compare
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import fitted
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, event_kind_name, event_name
from ui import state
from ui.chart import show_chart
from ui.error_page import show_findings
from ui.plain_text import plain

_SCALES = ("as_it_was", "at_level_now")


def show_past_events(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show a coming promotion with the past ones that it is learned from."""
    desk = draft.desk
    events = {event.name: event for event in events_to_compare(desk, queue)}
    if not events:
        st.info(translate("demand.no_events"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = state.choose(
            "past_event",
            translate("demand.event"),
            tuple(events),
            lambda name: event_name(name, events[name].kind, translate),
            translate,
            st.selectbox,
            width=280,
        )
        scale = state.choose(
            "past_scale",
            translate("demand.scale"),
            _SCALES,
            lambda name: translate(f"demand.scale_{name}"),
            translate,
        )
    event = events[chosen]
    try:
        with st.spinner(translate("ui.computing")):
            _, fit = state.cached(f"fitted-{queue}", (state.Same(desk),), lambda: (desk, fitted(desk, queue)))
            beside = state.cached(
                "beside_past", (state.Same(desk), queue, chosen), lambda: event_beside_past(desk, fit, event)
            )
    except InputError as error:
        show_findings(error.findings, translate)
        return
    st.markdown(_headline(beside, translate))
    names = [_past_name(beside, place, translate) for place in range(len(beside.past))]
    show_chart(past_events_chart(beside, names, translate, at_level_now=scale == "at_level_now"))
    st.caption(translate(f"demand.past_caption_{scale}"))
    if beside.past:
        _table(beside, translate)


def _headline(beside: EventBesidePast, translate: Translator) -> str:
    event = beside.event
    name = plain(event_name(event.name, event.kind, translate))
    when = f"{day_label(event.start, translate)} {event.start:%H:%M}"
    total = f"{beside.mean.sum():,.0f}"
    if math.isnan(beside.times_ordinary):
        return translate("demand.event_total", event=name, when=when, total=total)
    times = f"{beside.times_ordinary:.1f}"
    text = translate("demand.event_times", event=name, when=when, total=total, times=times)
    same = [one for one in beside.past if one.kind == event.kind and not math.isnan(one.times_ordinary)]
    if not same:
        return text + translate("demand.event_new_kind", kind=plain(event_kind_name(event.kind, translate)))
    past = [one.times_ordinary for one in same]
    low, high = f"{min(past):.1f}", f"{max(past):.1f}"
    if low == high:
        return text + translate("demand.event_past_once", low=low)
    return text + translate("demand.event_past", low=low, high=high)


def _past_name(beside: EventBesidePast, place: int, translate: Translator) -> str:
    past = beside.past[place]
    return event_name(past.name, past.kind, translate)


def _table(beside: EventBesidePast, translate: Translator) -> None:
    columns = [translate(f"demand.column_{name}") for name in ("event", "start", "times", "counts", "weight")]
    rows = [
        (
            _past_name(beside, place, translate),
            f"{past.start:%Y-%m-%d} {day_label(past.start, translate).split(' ')[0]} {past.start:%H:%M}",
            past.times_ordinary,
            float(pd.Series(past.counts).sum()),
            100 * past.weight,
        )
        for place, past in enumerate(beside.past)
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        width="stretch",
        height="content",
        column_config={
            columns[2]: st.column_config.NumberColumn(format="%.1f ×", help=translate("demand.times_help")),
            columns[3]: st.column_config.NumberColumn(format="%d"),
            columns[4]: st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0, max_value=100, help=translate("demand.weight_help")
            ),
        },
    )
