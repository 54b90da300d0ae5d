"""What looks odd in the history, each with a button that leaves it out of the forecast."""

from __future__ import annotations

from functools import partial

import streamlit as st

from peakroster.charts import Span
from peakroster.desk.forecast import OddStretch, exclude, odd_stretches
from peakroster.messages import Translator
from ui import forecast_changes, state
from ui.draft import Draft
from ui.formatting import queue_names, weekday


def stretches(draft: Draft) -> tuple[OddStretch, ...]:
    """Of all queues; looked for once while this desk is open."""
    desk = draft.desk
    _, found = state.computed("odd_history", (id(desk),), lambda: (desk, odd_stretches(desk)))
    return found


def show(draft: Draft, queue: str, span: Span, translate: Translator) -> None:
    """A line and a button for each stretch, those of the chosen queue first."""
    forecast_changes.news(translate)
    found = sorted(stretches(draft), key=lambda each: each.queue != queue)
    if not found:
        st.caption(translate("ui.nothing_odd"))
        return
    st.caption(translate("ui.odd_caption"))
    blocked = forecast_changes.blocked(draft, translate)
    names = queue_names(draft.desk.shop)
    for place, stretch in enumerate(found):
        unusual = stretch.unusual
        words, button = st.columns([3, 1], vertical_alignment="center")
        moment = f"{unusual.start:%Y-%m-%d} {weekday(unusual.start.date(), translate)} {unusual.start:%H:%M}"
        hours = (unusual.end - unusual.start).total_seconds() / 3600
        words.markdown(
            translate(
                f"ui.odd_{unusual.code}",
                queue=names[stretch.queue],
                start=moment,
                hours=f"{hours:.0f}",
                actual=f"{unusual.actual:,.0f}",
                expected=f"{unusual.expected:,.0f}",
            )
        )
        if button.button(translate("ui.exclude"), key=f"exclude-{place}", disabled=blocked):
            reason = translate(f"ui.odd_reason_{unusual.code}")
            forecast_changes.make(partial(exclude, draft.desk, stretch, reason), translate)
