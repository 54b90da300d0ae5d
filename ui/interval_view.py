"""One interval's number of agents taken apart: work, rules, and what one agent fewer or more gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from peakroster.charts import Span
from peakroster.explanations.interval import StaffedInterval, explain_interval
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import headline, lines, rule_lines, team_table
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.draft import Draft
from ui.error_page import findings_table
from ui.formatting import day_label, queue_names, sale_days


def show(draft: Draft, queue: str, span: Span, translate: Translator) -> None:
    """Choose the interval (the one that needs most to begin with), then see why it needs so many."""
    desk = draft.desk
    moment = _chosen_interval(draft, queue, span, translate)
    if moment is None:
        return
    try:
        with st.spinner(translate("ui.computing")):
            told: StaffedInterval = state.computed(
                "interval",
                (id(desk), queue, moment),
                lambda: explain_interval(desk.shop, desk.plan, queue, moment),
            )
    except InputError as error:
        findings_table(error.findings, translate)
        return
    st.markdown(f"**{headline(told, queue_names(desk.shop), translate)}**")
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(_steps(told, translate))
    with right:
        st.html(_rules(told, translate))
        st.html(_teams(told, translate))
    for sentence in summary_sentences(told, translate):
        st.markdown(f"- {sentence}")


def _chosen_interval(draft: Draft, queue: str, span: Span, translate: Translator) -> datetime | None:
    requirement = draft.desk.plan.requirement
    if requirement is None:
        return None
    rows = span.rows(requirement, queue)
    if rows.empty:
        return None
    moments: list[datetime] = [stamp.to_pydatetime() for stamp in rows["timestamp"]]
    busiest = moments[int(rows["agents"].to_numpy().argmax())]
    days = list(dict.fromkeys(moment.date() for moment in moments))
    stars = sale_days(draft.desk.shop, days)
    st.session_state.setdefault("chosen-sized_day", busiest.date())
    st.session_state.setdefault("chosen-sized_time", f"{busiest:%H:%M}")
    day_column, time_column, _ = st.columns([1, 1, 2])
    with day_column:
        day: date = state.choose(
            "sized_day",
            translate("ui.day"),
            days,
            lambda day: day_label(day, translate, day in stars),
            translate,
            st.selectbox,
        )
    of_day = {f"{moment:%H:%M}": moment for moment in moments if moment.date() == day}
    with time_column:
        clock: str = state.choose(
            "sized_time", translate("ui.interval"), list(of_day), str, translate, st.selectbox
        )
    return of_day[clock]


def _steps(told: StaffedInterval, translate: Translator) -> str:
    rows = []
    for line in lines(told, translate):
        if line.kind == "detail":
            rows.append(f'<tr class="detail"><td colspan="2">{escape(line.what)}</td></tr>')
        else:
            rows.append(_row([line.what, line.figure]))
    return _table([translate("sizing.column_step"), translate("sizing.column_figure")], rows)


def _rules(told: StaffedInterval, translate: Translator) -> str:
    heads = [translate(f"sizing.column_{name}") for name in ("rule", "agents", "note")]
    rows = [
        _row([line.what, line.agents, line.note], "total" if line.decides else "step")
        for line in rule_lines(told, translate)
    ]
    return _table(heads, rows)


def _teams(told: StaffedInterval, translate: Translator) -> str:
    heads, rows = team_table(told, translate)
    return _table(heads, [_row(row) for row in rows])


def _row(cells: Sequence[str], kind: str = "step") -> str:
    return f'<tr class="{kind}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f'<table class="why"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
