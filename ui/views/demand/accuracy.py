"""How good the forecast was: of stored plans at once, of further weeks by a backtest at a click."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.charts.accuracy import accuracy_chart
from peakroster.desk.demand.accuracy import WeekAccuracy, backtested_accuracy, stored_accuracy
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.chart import show_chart
from ui.error_page import show_findings
from ui.formatting import percent

_WEEKS = (2, 4, 8)


def show_accuracy(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show both, the backtest once it was made."""
    desk = draft.desk
    _, weeks = state.cached(
        "stored_accuracy", (state.Same(desk), queue), lambda: (desk, stored_accuracy(desk, queue))
    )
    st.markdown(f"**{translate('demand.stored_title')}**")
    if weeks:
        _show(weeks, translate)
    else:
        st.caption(translate("demand.stored_none"))
    st.markdown(f"**{translate('demand.tested_title')}**")
    st.caption(translate("demand.tested_caption"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        number = state.choose(
            "accuracy_weeks",
            translate("demand.tested_weeks"),
            _WEEKS,
            lambda count: translate("demand.weeks", count=count),
            translate,
        )
        start = st.button(translate("demand.test"), key="accuracy_test", icon=":material/history:")
    kept = st.session_state.get("accuracy_tested")
    if start:
        bar = st.progress(0.0, text=translate("demand.testing"))
        try:
            found = backtested_accuracy(
                desk,
                queue,
                number,
                lambda done, total: bar.progress(done / max(total, 1), translate("demand.testing")),
            )
        except InputError as error:
            bar.empty()
            show_findings(error.findings, translate)
            return
        bar.empty()
        kept = st.session_state["accuracy_tested"] = (desk, queue, found)
    if kept is not None and kept[0] is desk and kept[1] == queue:
        _show(kept[2], translate)


def _show(weeks: Sequence[WeekAccuracy], translate: Translator) -> None:
    st.markdown(_verdict(weeks, translate))
    show_chart(accuracy_chart(weeks, translate))
    names = ("week", "inquiries", "forecast", "last_week", "event_forecast", "event_copy")
    columns = [translate(f"demand.column_{name}") for name in names]
    rows = [
        (
            translate("demand.week_of", day=f"{one.first:%Y-%m-%d}", count=one.days)
            + (" ★" if one.event else ""),
            f"{one.inquiries:,.0f}",
            *(
                "–" if math.isnan(value) else percent(value, 0)
                for value in (one.forecast, one.last_week, one.forecast_in_event, one.last_event)
            ),
        )
        for one in weeks
    ]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, width="stretch", height="content")
    st.caption(translate("demand.error_caption"))


def _verdict(weeks: Sequence[WeekAccuracy], translate: Translator) -> str:
    """In how many weeks the forecast was nearer than last week's copy, and by how much in all."""
    known = [one for one in weeks if not math.isnan(one.forecast) and not math.isnan(one.last_week)]
    if not known:
        return ""
    better = sum(one.forecast < one.last_week for one in known)
    total = sum(one.inquiries for one in known)
    mine, copy = (
        sum(getattr(one, name) * one.inquiries for one in known) / total for name in ("forecast", "last_week")
    )
    return translate(
        "demand.verdict", better=better, of=len(known), mine=percent(mine, 0), copy=percent(copy, 0)
    )
