"""The what-if page: the same roster with other demand or absent agents."""

from __future__ import annotations

import streamlit as st

from peakroster.charts import comparison_chart
from peakroster.desk.figures import key_figures, plannable_from, worst_interval
from peakroster.desk.what_if import WhatIf, random_absent, what_if
from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from peakroster.wording import listed, weekday_name
from scheduler.domain.plan import Plan
from ui import state
from ui.draft import Draft
from ui.error_page import plan_command
from ui.formatting import hours, percent
from ui.plain_text import plain
from ui.selectors import select_queue_and_days


def show_what_if(draft: Draft, translate: Translator) -> None:
    """Show the choice of circumstances, then both plans side by side."""
    plan = draft.outcome.plan
    if plan.coverage is None or plan.forecast is None:
        st.info(translate("ui.no_coverage", command=plan_command(plan, draft.desk.shop.folder)))
        return
    st.caption(translate("ui.what_if_caption"))
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        percents = tuple(range(-50, 105, 5))
        st.session_state.setdefault("chosen-traffic", 0)
        change = state.choose(
            "traffic",
            translate("ui.traffic"),
            percents,
            lambda change: f"{change:+d}%" if change else "0%",
            translate,
            st.select_slider,
        )
    with right:
        absent = _absent(draft, translate)
    key = (state.version(), change, absent)
    with st.spinner(translate("ui.computing")):
        other = state.cached("what-if", key, lambda: _computed(draft, change, absent))
    _beside(draft, plan, other.plan, translate)


def _absent(draft: Draft, translate: Translator) -> tuple[str, ...]:
    names = draft.desk.shop.agent_names
    how, who = st.columns([1, 1.7], vertical_alignment="top")
    with how:
        kind = state.choose(
            "absent_how",
            translate("ui.absent_how"),
            ("names", "random"),
            lambda name: translate(f"ui.absent_{name}"),
            translate,
        )
    with who:
        if kind == "names":
            key = f"absent-{translate.language}"
            kept = [agent for agent in st.session_state.get("absent_kept", ()) if agent in names]
            st.session_state.setdefault(key, kept)
            chosen = st.multiselect(
                translate("ui.absent_people"),
                list(names),
                format_func=lambda agent: f"{agent} {names[agent]}",
                key=key,
                placeholder=translate("ui.absent_placeholder"),
            )
            st.session_state["absent_kept"] = tuple(chosen)
            return tuple(sorted(chosen, key=list(names).index))
        first, second = st.columns(2)
        count = first.number_input(
            translate("ui.absent_count"),
            0,
            len(names),
            value=int(st.session_state.get("absent_count_kept", min(3, len(names)))),
            key=f"absent_count-{translate.language}",
        )
        seed = second.number_input(
            translate("ui.absent_seed"),
            1,
            9999,
            value=int(st.session_state.get("absent_seed_kept", 1)),
            key=f"absent_seed-{translate.language}",
            help=translate("ui.absent_seed_help"),
        )
        st.session_state["absent_count_kept"], st.session_state["absent_seed_kept"] = int(count), int(seed)
        drawn = random_absent(draft.working_desk(), int(count), int(seed))
        people = plain(listed((names[agent] for agent in drawn), translate))
        st.caption(translate("ui.absent_line", names=people) if drawn else translate("ui.nobody_absent"))
        return drawn


def _computed(draft: Draft, change: int, absent: tuple[str, ...]) -> WhatIf:
    if change == 0 and not absent:
        return WhatIf(draft.outcome.plan, (), 1.0)
    return what_if(draft.working_desk(), 1 + change / 100, absent)


def _beside(draft: Draft, plan: Plan, other: Plan, translate: Translator) -> None:
    shop = draft.desk.shop
    before, after = key_figures(plan), key_figures(other)
    assert before is not None
    assert after is not None
    row = st.container()  # above the choice of the queue, which one of its figures follows
    queue, span = select_queue_and_days(draft, translate, rostered=True)
    counted = counted_as(shop, queue, translate)
    columns = row.columns([1, 1.2, 1, 1.5], gap="small")
    figures = (
        ("needed_hours", before.required_hours, after.required_hours, None),
        ("shortage", before.shortage_hours, after.shortage_hours, after.shortage_share),
        ("overstaffed", before.overstaffed_hours, after.overstaffed_hours, None),
    )
    for column, (name, was, now, share) in zip(columns, figures, strict=False):
        value = translate("ui.hours", hours=hours(now))
        if share is not None:
            value = translate("ui.hours_and_share", hours=hours(now), percent=percent(share))
        column.metric(
            translate(f"ui.{name}"),
            value,
            delta=f"{now - was:+,.1f}" if abs(now - was) > 0.05 else None,
            delta_color="inverse" if name == "shortage" else "off",
            border=True,
            height="stretch",
        )
    worst, planned = worst_interval(shop, other, queue), worst_interval(shop, plan, queue)
    if worst is not None and planned is not None:
        where = translate(
            "ui.worst_where",
            queue=shop.desk_names.get(worst.queue, worst.queue),
            weekday=weekday_name(worst.moment, translate),
            day=f"{worst.moment:%m-%d}",
            time=f"{worst.moment:%H:%M}",
        )
        columns[3].metric(
            f"{translate('ui.worst_service')} · {plain(where)}",
            percent(worst.service_level),
            help=translate("ui.counted_caption", counted=counted),
            delta=f"{(worst.service_level - planned.service_level) * 100:+.1f}"
            if abs(worst.service_level - planned.service_level) > 5e-4
            else None,
            border=True,
            height="stretch",
        )
    assert plan.coverage is not None
    assert other.coverage is not None
    begin = plannable_from(shop, other)
    chart = comparison_chart(
        plan.coverage,
        other.coverage,
        queue,
        span,
        shop.events,
        translate,
        plannable_from=begin,
        level_name=counted,
    )
    st.altair_chart(chart, width="stretch", theme=None)
