"""Another promise, more chats at once, shorter chats: what a queue needs then, before anything is written."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from peakroster.charts import DayRange
from peakroster.charts.before_after import before_after_chart
from peakroster.desk.draft import Draft
from peakroster.desk.need.adopting import LeverChange, adopt_levers, lever_changes
from peakroster.desk.need.levers import Levers, NeedComparison, levers_now, main_target, need_compared
from peakroster.desk.need.scenario import keep_levers
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from scheduler.domain.queues import Queue
from ui import state
from ui.chart import show_chart
from ui.error_page import show_findings
from ui.formatting import change_text, hours, percent
from ui.plain_text import plain
from ui.selectors import select_queue_and_days
from ui.views.need import adopting_result

_MOST_CHATS = 8


def show_levers(draft: Draft, translate: Translator) -> None:
    """Show the levers of a queue and the curve that follows them."""
    plan = draft.desk.plan
    if plan.forecast is None:
        st.info(translate("ui.no_forecast"))
        return
    adopting_result.show_result(translate)
    queue, span = select_queue_and_days(draft, translate)
    st.caption(translate("need.levers_caption"))
    _levers(draft, queue, span, translate)


@st.fragment
def _levers(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Drawn alone whenever a lever moves."""
    desk = draft.desk
    now = levers_now(desk, queue)
    own = next(one for one in desk.shop.settings.queues if one.id == queue)
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        levers = _sliders(own, now, translate).changed_from(now)
    changes = lever_changes(desk, queue, levers)
    first, last = span.start.date(), span.end.date() - timedelta(days=1)
    with right:
        place = st.empty()
        try:
            found = _compared(draft, queue, levers, first, last, None)
            _draw(place, draft, queue, span, found, translate)
            if not found.exact:
                _draw(
                    place, draft, queue, span, _compared(draft, queue, levers, first, last, True), translate
                )
        except (InputError, ValueError) as error:
            with place.container():
                st.error(translate("need.out_of_reach"))
                if isinstance(error, InputError):
                    show_findings(error.findings, translate)
            return
        _what_changes(draft, queue, levers, changes, translate)


def _sliders(queue: Queue, now: Levers, translate: Translator) -> Levers:
    """The levers as they stand; those that the queue does not have are left out."""

    def slider(
        name: str, low: float, high: float, step: float, unit: str, scale: float = 1.0
    ) -> float | None:
        present = getattr(now, name)
        if present is None:
            return None
        value = float(present) * scale
        low, high = min(low, value), max(high, value)
        chosen = st.slider(
            translate(f"need.lever_{name}"),
            low,
            high,
            value,
            step,
            format=unit,
            key=f"lever-{queue.id}-{name}-{present}-{st.session_state.get('levers_turn', 0)}",
            help=translate(f"need.lever_{name}_help") if translate.has(f"need.lever_{name}_help") else None,
        )
        # The present value stays exact, whatever the steps are.
        return float(present) if abs(chosen - value) < step / 2 else round(chosen, 6) / scale

    share = slider("share", 50.0, 99.0, 1.0, "%d%%", 100.0)
    target = main_target(queue)
    longest = 600.0 if target is None else max(120.0, 4 * target.within_seconds)
    within = slider("within_seconds", 5.0, longest, 5.0, f"%d {translate('need.second')}")
    chats = slider("concurrency", 1.0, float(_MOST_CHATS), 1.0, "%d")
    handling = None
    if now.handling_seconds is not None:
        usual = now.handling_seconds
        handling = slider("handling_seconds", usual * 0.5, usual * 1.5, 5.0, f"%d {translate('need.second')}")
    reply = None
    if now.reply_seconds is not None:
        usual = now.reply_seconds
        reply = slider("reply_seconds", usual * 0.5, usual * 2, 1.0, f"%d {translate('need.second')}")
    bot = slider("bot_share", 0.0, 90.0, 1.0, "%d%%", 100.0)
    lost = slider("shrinkage", 0.0, 40.0, 1.0, "%d%%", 100.0)
    return Levers(share, within, None if chats is None else round(chats), handling, reply, bot, lost)


def _compared(
    draft: Draft, queue: str, levers: Levers, first: date, last: date, exact: bool | None
) -> NeedComparison:
    """Kept for the same values, of the same desk."""
    nothing: dict[Any, NeedComparison] = {}
    desk, kept = state.cached("need_compared", (state.Same(draft.desk),), lambda: (draft.desk, nothing))
    key = (queue, levers, first, last, exact)
    if key not in kept:
        kept[key] = need_compared(desk, queue, levers, first, last, exact=exact)
    return kept[key]


def _draw(
    place: Any, draft: Draft, queue: str, span: DayRange, found: NeedComparison, translate: Translator
) -> None:
    with place.container():
        columns = st.columns(2)
        for column, name in zip(columns, ("agent_hours", "peak"), strict=True):
            before, after = getattr(found, name)
            written = (
                (translate("ui.hours", hours=hours(before)), translate("ui.hours", hours=hours(after)))
                if name == "agent_hours"
                else (f"{before:.1f}", f"{after:.1f}")
            )
            column.metric(
                translate(f"demand.change_{name}"),
                translate("demand.from_to", before=written[0], after=written[1]),
                delta=change_text(after - before, 1),
                delta_color="off",
            )
        table = found.table
        coverage = draft.outcome.plan.coverage
        if coverage is not None:
            there = coverage[coverage["queue"] == queue][["timestamp", "scheduled"]]
            table = table.merge(there.rename(columns={"scheduled": "there"}), on="timestamp", how="left")
            if table["there"].isna().all():
                table = table.drop(columns="there")
            else:
                table = table.astype({"there": "float64"})
        events = draft.desk.shop.events
        show_chart(before_after_chart(table, queue, span, events, translate, people=True, height=340))
        st.caption(translate("need.curve_exact" if found.exact else "need.curve_estimate"))


def _what_changes(
    draft: Draft, queue: str, levers: Levers, changes: tuple[LeverChange, ...], translate: Translator
) -> None:
    """The differences in words, and the two ways to go on."""
    if not changes:
        st.caption(translate("need.nothing_turned"))
        return
    st.markdown(f"**{translate('need.would_change')}**")
    st.markdown("\n".join(f"- {line}" for change in changes for line in change_lines(change, translate)))
    if draft.changed:
        st.warning(translate("ui.roster_unsaved"))
    adopt, keep = st.columns(2, gap="medium")
    with adopt, st.popover(translate("need.adopt"), icon=":material/check:", disabled=draft.changed):
        st.markdown(translate("need.adopt_sure"))
        if st.button(translate("need.adopt_yes"), key="adopt_levers", type="primary"):
            st.session_state["levers_turn"] = st.session_state.get("levers_turn", 0) + 1
            adopting_result.apply_change(partial(adopt_levers, draft.desk, queue, levers), translate)
    with keep, st.popover(translate("need.keep"), icon=":material/call_split:"):
        name = st.text_input(translate("need.scenario_name"), key="lever_scenario_name", max_chars=60)
        if st.button(translate("need.keep_yes"), key="keep_levers", disabled=not name.strip()):
            try:
                keep_levers(draft.desk, queue, levers, name)
            except InputError as error:
                show_findings(error.findings, translate)
            else:
                st.success(translate("need.kept", name=plain(name.strip())))


def change_lines(change: LeverChange, translate: Translator) -> list[str]:
    """A change in words, and what goes with it."""
    before, after = (_written(change.name, value, translate) for value in (change.before, change.after))
    label = translate(f"need.lever_{change.name}")
    lines = [translate("need.change_line", what=label, before=before, after=after)]
    return lines + [translate(f"need.also_{name}") for name in change.also]


def _written(name: str, value: float, translate: Translator) -> str:
    if name in ("share", "bot_share", "shrinkage"):
        return percent(value, 0 if abs(value * 100 - round(value * 100)) < 1e-6 else 1)
    if name == "concurrency":
        return f"{value:.0f}"
    return translate("need.seconds", seconds=f"{value:g}")
