"""The breakdown of one hour's forecast: from an ordinary week to manual adjustments."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import explained, fitted
from peakroster.desk.roster import Desk
from peakroster.explanations.forecast_hour import FittedQueue
from peakroster.explanations.forecast_words import ExplanationLine, headline, lines, summary
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.breakdown_table import breakdown_table
from ui.error_page import show_findings
from ui.plain_text import plain
from ui.selectors import select_moment


def show_hour_breakdown(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show the breakdown of a selectable hour, initially the busiest."""
    desk = draft.desk
    hour = _chosen_hour(desk, queue, span, translate)
    try:
        with st.spinner(translate("ui.computing")):
            explanation = explained(desk, _fitted(desk, queue), hour)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    names = desk.shop.queue_names
    st.markdown(f"**{plain(headline(explanation, names, translate))}**")
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        st.html(_table(list(lines(explanation, translate, names)), translate))
    with right:
        for sentence in summary(explanation, translate, names):
            st.markdown(f"- {plain(sentence)}")


def _chosen_hour(desk: Desk, queue: str, span: DayRange, translate: Translator) -> datetime:
    assert desk.plan.forecast is not None
    rows = span.rows(desk.plan.forecast, queue)
    moments = [stamp.to_pydatetime() for stamp in rows["timestamp"]]
    busiest = moments[int(rows["mean"].to_numpy().argmax())]
    return select_moment("why", moments, busiest, translate("ui.hour"), desk.shop, translate)


def _fitted(desk: Desk, queue: str) -> FittedQueue:
    """The fitted model, cached per desk."""
    _, fit = state.cached(f"fitted-{queue}", (state.Same(desk),), lambda: (desk, fitted(desk, queue)))
    return fit


def _table(steps: list[ExplanationLine], translate: Translator) -> str:
    headers = [translate(f"hour.column_{name}") for name in ("what", "factor", "change", "so_far")]
    return breakdown_table(
        headers, ((line.kind, (line.what, line.factor, line.change, line.so_far)) for line in steps)
    )
