"""The breakdown of one interval's requirement: workload, rules, and the effect of one agent fewer or more."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.draft import Draft
from peakroster.desk.need.explained import explained
from peakroster.desk.preparing import will_explain
from peakroster.explanations import team_interval
from peakroster.explanations.interval import StaffedInterval
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import headline, lines, rule_lines, team_table
from peakroster.explanations.team_interval import TeamInterval, explain_team
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.breakdown_table import breakdown_table
from ui.error_page import show_findings
from ui.plain_text import plain
from ui.selectors import select_moment

_LOOK_SECONDS = 0.7
_MOST_LOOKS = 40


def show_interval_breakdown(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show the breakdown of a selectable interval, initially the one with the highest requirement."""
    desk = draft.desk
    moment = _chosen_interval(draft, queue, span, translate)
    if moment is None:
        return
    if queue not in desk.shop.queue_ids:
        _show_team(draft, queue, moment, translate)
        return
    if _is_awaited(draft, queue):
        _until_explained(draft, queue, translate)
        return
    try:
        with st.spinner(translate("ui.computing")):
            explanation: StaffedInterval = state.cached(
                "interval",
                (state.Same(desk), queue, moment),
                lambda: explained(desk, queue, moment),
            )
    except InputError as error:
        show_findings(error.findings, translate)
        return
    st.markdown(f"**{plain(headline(explanation, desk.shop.desk_names, translate))}**")
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(_step_table(explanation, translate))
    with right:
        st.html(_rule_table(explanation, translate))
        st.html(_team_table(explanation, translate))
    for sentence in summary_sentences(explanation, translate):
        st.markdown(f"- {plain(sentence)}")


def _is_awaited(draft: Draft, queue: str) -> bool:
    """Whether another process explains it in a moment; not for ever, as it may do other plans first."""
    about = (state.Same(draft.desk), queue)
    known, looks = st.session_state.get("need_awaited", (about, 0))
    st.session_state["need_awaited"] = (about, looks + 1 if known == about else 1)
    return looks < _MOST_LOOKS and will_explain(draft.desk, queue)


@st.fragment(run_every=_LOOK_SECONDS)
def _until_explained(draft: Draft, queue: str, translate: Translator) -> None:
    """All else on the page is there meanwhile."""
    if not _is_awaited(draft, queue):
        st.rerun()
    st.caption(translate("ui.computing"))


def _show_team(draft: Draft, team: str, moment: datetime, translate: Translator) -> None:
    """A team that shares queues."""
    desk = draft.desk
    names = desk.shop.desk_names
    interval: TeamInterval = state.cached(
        "interval", (state.Same(desk), team, moment), lambda: explain_team(desk.shop, desk.plan, team, moment)
    )
    st.markdown(f"**{plain(team_interval.headline(interval, names, translate))}**")
    heads, rows = team_interval.levels_table(interval, names, translate)
    st.html(breakdown_table(heads, (("step", row) for row in rows)))
    for sentence in team_interval.sentences(interval, names, translate):
        st.markdown(f"- {plain(sentence)}")


def _chosen_interval(draft: Draft, queue: str, span: DayRange, translate: Translator) -> datetime | None:
    requirement = draft.desk.plan.requirement
    if requirement is None:
        return None
    rows = span.rows(requirement, queue)
    if rows.empty:
        return None
    moments: list[datetime] = [stamp.to_pydatetime() for stamp in rows["timestamp"]]
    busiest = moments[int(rows["agents"].to_numpy().argmax())]
    return select_moment("sized", moments, busiest, translate("ui.interval"), draft.desk.shop, translate)


def _step_table(explanation: StaffedInterval, translate: Translator) -> str:
    headers = [translate(f"sizing.column_{name}") for name in ("step", "figure")]
    return breakdown_table(
        headers, ((line.kind, (line.what, line.figure)) for line in lines(explanation, translate))
    )


def _rule_table(explanation: StaffedInterval, translate: Translator) -> str:
    headers = [translate(f"sizing.column_{name}") for name in ("rule", "agents", "note")]
    rows = (
        ("total" if line.decides else "step", (line.what, line.agents, line.note))
        for line in rule_lines(explanation, translate)
    )
    return breakdown_table(headers, rows)


def _team_table(explanation: StaffedInterval, translate: Translator) -> str:
    headers, rows = team_table(explanation, translate)
    return breakdown_table(headers, (("step", row) for row in rows))
