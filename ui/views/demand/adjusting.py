"""Adjustments of the forecast: entered for a stretch, previewed, counted when she says so, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.adjusting import (
    add_adjustments,
    hourly_numbers,
    latest_own,
    take_back,
    with_percent,
)
from peakroster.desk.adjustment_log import AdjustmentEntry, adjustment_entries
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import adjustments_in_plan
from peakroster.messages import Translator
from peakroster.store.who import who
from peakroster.wording import day_label, who_words
from scheduler.domain.events import Adjustment
from ui import state
from ui.plain_text import plain
from ui.views.demand import reforecasting
from ui.views.demand.adjustment_rows import show_rows
from ui.views.demand.preview import show_preview

_WAYS = ("percent", "number", "hours")
_MOST_HOURS = 72


def take_span(marked: tuple[pd.Timestamp, pd.Timestamp] | None, draft: Draft) -> None:
    """Let the entry begin with the stretch that was just marked on the chart."""
    if marked is None or st.session_state.get("adjusting_marked") == marked:
        return
    st.session_state["adjusting_marked"] = marked
    plan = draft.desk.plan
    first, end = max(marked[0], pd.Timestamp(plan.start)), min(marked[1], pd.Timestamp(plan.tail_end))
    if first < end:
        st.session_state["adjusting_from"] = first.to_pydatetime()
        st.session_state["adjusting_until"] = end.to_pydatetime()


def show_adjusting(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show the entry with its preview, and what was entered before."""
    st.subheader(translate("demand.adjust_title"))
    blocked = reforecasting.is_blocked(draft, translate)
    rows = _entry(draft, queue, span, translate)
    if rows:
        show_preview(draft, queue, rows, (), translate)
        if st.button(
            translate("demand.count_it"),
            key="adjusting_count",
            icon=":material/check:",
            type="primary",
            disabled=blocked,
        ):
            for name in ("adjusting_value", "adjusting_number", "adjusting_reason", "adjusting_hours"):
                st.session_state.pop(name, None)
            st.session_state["adjusting_round"] = st.session_state.get("adjusting_round", 0) + 1
            reforecasting.apply_change(partial(add_adjustments, draft.desk, rows), translate)
    _entered(draft, queue, blocked, translate)


def _entry(draft: Draft, queue: str, span: DayRange, translate: Translator) -> tuple[Adjustment, ...]:
    """The adjustments that are being entered; none while they say nothing."""
    plan, shop = draft.desk.plan, draft.desk.shop
    _follow(span, max(span.start, plan.start))
    turn = st.session_state.get("adjusting_round", 0)
    first, second, third, fourth, fifth = st.columns([1.3, 1.3, 1, 1, 1.6], vertical_alignment="bottom")
    start = _moment(first, "from", plan.start, plan.tail_end, translate)
    end = _moment(second, "until", plan.start, plan.tail_end, translate)
    everyone: dict[str | None, str] = {None: translate("ui.all_queues")} if len(shop.queue_ids) > 1 else {}
    names: dict[str | None, str] = {queue: shop.queue_names[queue], **everyone}
    with third:
        concerned = st.selectbox(
            translate("ui.queue"), list(names), format_func=names.__getitem__, key=f"adjusting_queue-{queue}"
        )
    with fourth:
        way = state.choose(
            "adjusting_way",
            translate("demand.way"),
            _WAYS,
            lambda name: translate(f"demand.way_{name}"),
            translate,
            st.selectbox,
        )
    reason = fifth.text_input(
        translate("ui.adjustment_reason"),
        key=f"adjusting_reason-{turn}",
        placeholder=translate("demand.reason_hint"),
    )
    if start is None or end is None or start >= end:
        st.warning(translate("demand.span_backwards"))
        return ()
    if way == "hours":
        if concerned is None:
            st.info(translate("demand.hours_one_queue"))
            return ()
        return _typed(draft, concerned, start, end, reason, turn, translate)
    label, unit = ("percent", "%.0f") if way == "percent" else ("number", "%.0f")
    value = st.number_input(
        translate(f"demand.value_{label}"),
        value=None,
        min_value=-100.0 if way == "percent" else 0.0,
        max_value=900.0 if way == "percent" else 1e6,
        step=5.0,
        format=unit,
        key=f"adjusting_{label}-{turn}",
        placeholder=translate(f"demand.value_{label}_hint"),
        width=240,
    )
    if value is None or (way == "percent" and value == 0):
        st.caption(translate("demand.adjust_caption"))
        return ()
    multiply, set_to = (with_percent(value), None) if way == "percent" else (None, float(value))
    return (Adjustment(start, end, concerned, multiply, set_to, reason.strip(), who(), 0),)


def _follow(span: DayRange, day: datetime) -> None:
    """Take the entry to the evening of a day that is newly looked at, unless its stretch lies there."""
    if st.session_state.get("adjusting_span") == span:
        return
    st.session_state["adjusting_span"] = span
    kept: datetime | None = st.session_state.get("adjusting_from")
    if kept is None or not span.start <= kept < span.end:
        st.session_state["adjusting_from"] = day + timedelta(hours=18)
        st.session_state["adjusting_until"] = day + timedelta(hours=22)


def _moment(
    column: Any, name: str, first: datetime, last: datetime, translate: Translator
) -> datetime | None:
    key = f"adjusting_{name}"
    kept = min(max(st.session_state[key], first), last)
    chosen: datetime | None = column.datetime_input(
        translate(f"ui.adjustment_{'start' if name == 'from' else 'end'}"),
        value=kept,
        min_value=first,
        max_value=last,
        step=timedelta(minutes=30),
        format="YYYY-MM-DD",
        # What is marked on the chart, or the day that is looked at, is another widget's first value.
        key=f"{key}-{first}-{st.session_state.get('adjusting_marked')}-{st.session_state['adjusting_span'].start}",
    )
    st.session_state[key] = chosen or kept
    return chosen


def _typed(
    draft: Draft, queue: str, start: datetime, end: datetime, reason: str, turn: int, translate: Translator
) -> tuple[Adjustment, ...]:
    """A number for each hour of the stretch, in a table; hours that stay as they are do not count."""
    table = draft.desk.plan.forecast
    assert table is not None
    inside = (table["timestamp"] >= pd.Timestamp(start).floor("h")) & (table["timestamp"] < end)
    rows = table[inside & (table["queue"] == queue)].head(_MOST_HOURS)
    hours = [moment.to_pydatetime() for moment in rows["timestamp"]]
    now = [round(float(value)) for value in rows["mean"]]
    hour, present, wanted = (translate(f"demand.column_{name}") for name in ("hour", "now", "typed"))
    labels = [f"{day_label(moment, translate)} {moment:%H:%M}" for moment in hours]
    edited = st.data_editor(
        pd.DataFrame({hour: labels, present: now, wanted: [float(value) for value in now]}),
        hide_index=True,
        height="content",
        disabled=[hour, present],
        column_config={wanted: st.column_config.NumberColumn(min_value=0, step=1, format="%d")},
        key=f"adjusting_hours-{turn}-{queue}-{start}-{end}-{translate.language}",
        width=460,
    )
    typed = [
        (moment, float(value))
        for moment, value, was in zip(hours, edited[wanted], now, strict=True)
        if pd.notna(value) and float(value) != was
    ]
    return hourly_numbers(typed, queue, reason.strip(), who())


def _entered(draft: Draft, queue: str, blocked: bool, translate: Translator) -> None:
    """What was entered for the plan, by whom and when, each with a button that takes it back."""
    rows = {row.row for row in adjustments_in_plan(draft.desk)}
    if not rows:
        st.caption(translate("demand.none_entered"))
        return
    _, found = state.cached(
        "adjustment_entries", (state.Same(draft.desk),), lambda: (draft.desk, adjustment_entries(draft.desk))
    )
    entries = [one for one in found if one.adjustment.row in rows]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{translate('demand.entered', count=len(entries))}**")
        mine = latest_own(draft.desk, entries)
        if mine is not None and st.button(
            translate("demand.undo_mine"), key="adjusting_undo", icon=":material/undo:"
        ):
            st.session_state["adjusting_back"] = mine.row
    for one in entries:
        words, button = st.columns([6, 1], vertical_alignment="center")
        words.markdown(_told(draft, one, translate))
        if button.button(translate("demand.take_back"), key=f"adjusting_back-{one.adjustment.row}"):
            st.session_state["adjusting_back"] = one.adjustment.row
    _taking_back(draft, queue, entries, blocked, translate)
    with st.expander(translate("demand.rows_title")):
        show_rows(draft, translate)


def _taking_back(
    draft: Draft, queue: str, entries: Sequence[AdjustmentEntry], blocked: bool, translate: Translator
) -> None:
    """Before a row goes: what would change, and whether it shall."""
    row = st.session_state.get("adjusting_back")
    chosen = next((one for one in entries if one.adjustment.row == row), None)
    if chosen is None:
        return
    with st.container(border=True):
        st.markdown(translate("demand.taking_back") + " " + _told(draft, chosen, translate))
        show_preview(draft, queue, (), (chosen.adjustment.row,), translate)
        with st.container(horizontal=True):
            sure = st.button(
                translate("demand.take_back_sure"),
                key="adjusting_back_sure",
                type="primary",
                disabled=blocked,
                icon=":material/undo:",
            )
            keep = st.button(translate("demand.keep_it"), key="adjusting_back_not")
    if keep:
        st.session_state.pop("adjusting_back", None)
        st.rerun()
    if sure:
        st.session_state.pop("adjusting_back", None)
        reforecasting.apply_change(partial(take_back, draft.desk, [chosen.adjustment.row]), translate)


def _told(draft: Draft, one: AdjustmentEntry, translate: Translator) -> str:
    """``Wed 11-11 20:00 – 24:00 · 售前 · +30 % · reason — who, when``."""
    row, shop = one.adjustment, draft.desk.shop
    queue = translate("ui.all_queues") if row.queue is None else shop.queue_names.get(row.queue, row.queue)
    if row.multiply is not None:
        amount = translate("demand.told_percent", percent=f"{(row.multiply - 1) * 100:+.0f}")
    else:
        amount = translate("demand.told_number", number=f"{row.set_to or 0:,.0f}")
    start = f"{day_label(row.start, translate)} {row.start:%H:%M}"
    same = row.end.date() == row.start.date()
    end = f"{row.end:%H:%M}" if same else f"{day_label(row.end, translate)} {row.end:%H:%M}"
    parts = [f"{start} – {end}", queue, amount, row.reason]
    text = " · ".join(plain(part) for part in parts if part)
    by = [who_words(one.who, translate), "" if one.at is None else _local(one.at, shop.settings.timezone)]
    said = "，".join(filter(None, by)) if translate.language == "zh" else ", ".join(filter(None, by))
    return f"{text} — {plain(said)}" if said else text


def _local(moment: datetime, timezone: str) -> str:
    utc = moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo("UTC"))
    return f"{utc.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"
