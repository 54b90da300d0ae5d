"""Anomalies of the history, each with a button that excludes it from the forecast."""

from __future__ import annotations

from functools import partial

import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import OddStretch, exclude, odd_stretches
from peakroster.messages import Translator
from peakroster.wording import weekday_name
from ui import state
from ui.plain_text import plain
from ui.views.demand import reforecasting


def anomalous_stretches(draft: Draft) -> tuple[OddStretch, ...]:
    """The anomalies of all queues, computed once per desk."""
    desk = draft.desk
    _, found = state.cached("odd_history", (state.Same(desk),), lambda: (desk, odd_stretches(desk)))
    return found


def show_anomalies(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show a line and a button for each anomaly, those of the selected queue first."""
    reforecasting.show_result(translate)
    found = sorted(anomalous_stretches(draft), key=lambda each: each.queue != queue)
    if not found:
        st.caption(translate("ui.nothing_odd"))
        return
    st.caption(translate("ui.odd_caption"))
    blocked = reforecasting.is_blocked(draft, translate)
    names = draft.desk.shop.queue_names
    for place, stretch in enumerate(found):
        unusual = stretch.unusual
        words, button = st.columns([3, 1], vertical_alignment="center")
        moment = f"{unusual.start:%Y-%m-%d} {weekday_name(unusual.start, translate)} {unusual.start:%H:%M}"
        hours = (unusual.end - unusual.start).total_seconds() / 3600
        words.markdown(
            translate(
                f"ui.odd_{unusual.code}",
                queue=plain(names[stretch.queue]),
                start=moment,
                hours=f"{hours:.0f}",
                actual=f"{unusual.actual:,.0f}",
                expected=f"{unusual.expected:,.0f}",
            )
        )
        if button.button(translate("ui.exclude"), key=f"exclude-{place}", disabled=blocked):
            reason = translate(f"ui.odd_reason_{unusual.code}")
            reforecasting.apply_change(partial(exclude, draft.desk, stretch, reason), translate)
