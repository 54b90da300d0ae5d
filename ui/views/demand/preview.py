"""What an adjustment would change: inquiries and people by the hour, before it counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.charts.before_after import before_after_chart
from peakroster.desk.adjusting import AdjustmentPreview, QueueChange, preview
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from scheduler.domain.events import Adjustment
from ui import state
from ui.chart import show_chart
from ui.error_page import show_findings
from ui.formatting import change_text, hours
from ui.plain_text import plain

_DAY = pd.Timedelta(days=1)


def show_preview(
    draft: Draft, queue: str, added: Sequence[Adjustment], removed: Collection[int], translate: Translator
) -> None:
    """Show the preview; where the exact figures take longer, an estimate until they are there."""
    place = st.empty()
    key = (state.Same(draft.desk), tuple(added), tuple(removed))
    try:
        found = state.cached("preview", key, lambda: preview(draft.desk, added, removed))
        _draw(place, draft, queue, found, not found.exact, translate)
        if not found.exact:
            exact = state.cached(
                "preview_exact", key, lambda: preview(draft.desk, added, removed, exact=True)
            )
            _draw(place, draft, queue, exact, False, translate)
    except InputError as error:
        with place.container():
            st.error(translate("demand.preview_impossible"))
            show_findings(error.findings, translate)


def _draw(
    place: Any, draft: Draft, queue: str, found: AdjustmentPreview, estimate: bool, translate: Translator
) -> None:
    with place.container(border=True):
        if not found.touches_anything:
            st.info(translate("demand.preview_nothing"))
            return
        shop = draft.desk.shop
        st.markdown(f"**{translate('demand.preview_title')}**")
        if estimate:
            st.caption(translate("demand.preview_estimate"))
        for change in found.changes:
            if len(found.changes) > 1:
                st.caption(plain(shop.queue_names[change.queue]))
            _figures(change, translate)
        shown = next((one for one in found.changes if one.queue == queue), found.changes[0])
        rows = found.hours[found.hours["queue"] == shown.queue]
        first, last = rows["timestamp"].min().normalize(), rows["timestamp"].max().normalize()
        span = DayRange(first.to_pydatetime(), (last + _DAY).to_pydatetime())
        left, right = st.columns(2, gap="medium")
        with left:
            show_chart(before_after_chart(rows, shown.queue, span, shop.events, translate, people=False))
        people = found.intervals[found.intervals["queue"] == shown.desk]
        with right:
            show_chart(before_after_chart(people, shown.queue, span, shop.events, translate, people=True))


def _figures(change: QueueChange, translate: Translator) -> None:
    def written(name: str, value: float) -> str:
        if name == "agent_hours":
            return translate("ui.hours", hours=hours(value))
        return f"{value:,.0f}" if name == "inquiries" else f"{value:.1f}"

    for column, name in zip(st.columns(3), ("inquiries", "agent_hours", "peak"), strict=True):
        before, after = getattr(change, name)
        column.metric(
            translate(f"demand.change_{name}"),
            translate("demand.from_to", before=written(name, before), after=written(name, after)),
            delta=change_text(after - before, 0 if name == "inquiries" else 1),
            delta_color="off",
        )
