"""One hour's number taken apart: from an ordinary week to what was adjusted by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import escape

import streamlit as st

from peakroster.charts import Span
from peakroster.desk.forecast import explained, fitted
from peakroster.desk.roster import Desk
from peakroster.explanations.forecast_hour import FittedQueue
from peakroster.explanations.forecast_words import ExplanationLine, headline, lines, summary
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.draft import Draft
from ui.error_page import findings_table
from ui.formatting import day_label, queue_names, sale_days


def show(draft: Draft, queue: str, span: Span, translate: Translator) -> None:
    """Choose the hour (the busiest to begin with), then see its parts."""
    desk = draft.desk
    hour = _chosen_hour(desk, queue, span, translate)
    try:
        with st.spinner(translate("ui.computing")):
            told = explained(desk, _fitted(desk, queue), hour)
    except InputError as error:
        findings_table(error.findings, translate)
        return
    st.markdown(f"**{headline(told, queue_names(desk.shop), translate)}**")
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        st.html(_table(list(lines(told, translate)), translate))
    with right:
        for sentence in summary(told, translate):
            st.markdown(f"- {sentence}")


def _chosen_hour(desk: Desk, queue: str, span: Span, translate: Translator) -> datetime:
    assert desk.plan.forecast is not None
    rows = span.rows(desk.plan.forecast, queue)
    days = list(dict.fromkeys(rows["timestamp"].dt.date))
    busiest = rows["timestamp"].iloc[int(rows["mean"].to_numpy().argmax())].to_pydatetime()
    stars = sale_days(desk.shop, days)
    day_column, hour_column, _ = st.columns([1, 1, 2])
    st.session_state.setdefault("chosen-why_day", busiest.date())
    st.session_state.setdefault("chosen-why_hour", busiest.hour)
    with day_column:
        day: date = state.choose(
            "why_day",
            translate("ui.day"),
            days,
            lambda day: day_label(day, translate, day in stars),
            translate,
            st.selectbox,
        )
    hours = rows["timestamp"][rows["timestamp"].dt.date == day].dt.hour.tolist()
    with hour_column:
        hour: int = state.choose(
            "why_hour", translate("ui.hour"), hours, lambda hour: f"{hour:02}:00", translate, st.selectbox
        )
    return datetime.combine(day, time()) + timedelta(hours=hour)


def _fitted(desk: Desk, queue: str) -> FittedQueue:
    """The fit takes a moment, so it is kept as long as this desk is open."""
    _, fit = state.computed(f"fitted-{queue}", (id(desk),), lambda: (desk, fitted(desk, queue)))
    return fit


def _table(told: list[ExplanationLine], translate: Translator) -> str:
    head = "".join(
        f"<th>{escape(translate(f'hour.column_{name}'))}</th>"
        for name in ("what", "factor", "change", "so_far")
    )
    rows = []
    for line in told:
        if line.kind == "detail":
            rows.append(f'<tr class="detail"><td colspan="4">{escape(line.what)}</td></tr>')
            continue
        cells = "".join(
            f"<td>{escape(text)}</td>" for text in (line.what, line.factor, line.change, line.so_far)
        )
        rows.append(f'<tr class="{line.kind}">{cells}</tr>')
    return f'<table class="why"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
