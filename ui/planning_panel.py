"""How far the planning of a week is, how it ended, and the button that begins it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from peakroster.explanations.search_words import progress_gap
from peakroster.messages import Translator
from peakroster.store.who import EDIT, may
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import at_most_share, day_label
from ui import address, background_plan
from ui.background_plan import BackgroundPlan
from ui.cut_jobs import show_cut
from ui.error_page import show_findings
from ui.formatting import percent
from ui.plain_text import plain


def plan_button(
    folder: Path, first_day: date, translate: Translator, label: str | None = None, days: int | None = 7
) -> None:
    """The one button that plans a week from this day on; days: see :func:`ui.background_plan.begin`."""
    if st.button(
        label or translate("overview.plan_week"),
        key=f"plan_week-{first_day}",
        type="primary",
        icon=":material/auto_awesome:",
        help=translate("overview.plan_week_help"),
        disabled=_running(folder) is not None,
    ):
        try:
            background_plan.begin(folder, first_day, days)
        except InputError as error:
            show_findings(error.findings, translate)
            return
        st.rerun()


def show_planning(folder: Path, translate: Translator) -> None:
    """The planning that runs, or how it ended, and work that was cut; nothing where there is none."""
    show_cut(folder, translate)
    if background_plan.planned_in(folder) is None:
        return
    st.fragment(_show, run_every=1.0 if _running(folder) else None)(folder, translate)


def _running(folder: Path) -> BackgroundPlan | None:
    found = background_plan.planned_in(folder)
    return None if found is None or found.done else found


def _show(folder: Path, translate: Translator) -> None:
    planning = background_plan.planned_in(folder)
    if planning is None:
        return
    first = day_label(planning.first_day, translate)
    if planning.done:
        if st.session_state.get("planning_told") != id(planning):
            st.session_state["planning_told"] = id(planning)
            st.rerun()  # the whole page: the week has a plan now
        _ended(planning, first, translate)
        return
    with st.container(border=True, key="planning"):
        st.markdown(f"**{translate('overview.plan_running', first=first)}**")
        st.progress(_share(planning), text=_text(planning, translate))
        stopping = planning.stopping
        label = translate("overview.plan_stopping" if stopping else "overview.plan_stop")
        if st.button(
            label,
            key="plan_stop",
            disabled=stopping or planning.progress is None or not may(EDIT),
            icon=":material/stop_circle:",
        ):
            planning.stop()
            st.rerun(scope="fragment")


def _share(planning: BackgroundPlan) -> float:
    """How much of the usual time is over; never all of it before the end."""
    stages = {"read": 0.02, "forecast": 0.06, "size": 0.2, "audit": 0.95}
    if planning.stage in stages:
        return stages[planning.stage]
    seconds = 0.0 if planning.progress is None else planning.progress.seconds
    return 0.25 + 0.65 * min(1.0, seconds / background_plan.SECONDS)


def _text(planning: BackgroundPlan, translate: Translator) -> str:
    said = [
        translate(f"overview.stage_{planning.stage}"),
        translate("overview.plan_seconds", seconds=f"{planning.elapsed:,.0f}"),
    ]
    best = planning.progress
    if best is not None and best.objective is not None and planning.stage in ("roster", "deferred"):
        said.append(translate("overview.plan_best", points=f"{best.objective:,.1f}"))
        gap = progress_gap(best)
        if gap is not None:
            said.append(translate("overview.plan_gap", percent=percent(at_most_share(gap))))
    return " · ".join(said)


def _ended(planning: BackgroundPlan, first: str, translate: Translator) -> None:
    with st.container(border=True, key="planning"):
        error = planning.error
        if isinstance(error, InputError | CollisionError):
            st.error(translate("overview.plan_refused", first=first))
            show_findings(error.findings, translate)
        elif error is not None:
            st.error(translate("overview.plan_failed", first=first, message=plain(str(error))))
        else:
            st.success(translate("overview.plan_done", first=first))
        with st.container(horizontal=True, gap="small"):
            if error is None:
                address.link(
                    "roster",
                    translate("overview.plan_open"),
                    icon=":material/calendar_view_week:",
                    plan=planning.first_day,
                )
            if st.button(translate("overview.plan_dismiss"), key="plan_dismiss"):
                background_plan.dismiss(planning.folder)
                st.rerun()
