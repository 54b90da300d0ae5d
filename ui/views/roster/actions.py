"""The actions of the roster page: undo, discard, lock, search again, stop, save."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.figures import key_figures
from peakroster.desk.roster import save
from peakroster.messages import Translator
from peakroster.tables.findings import CollisionError, InputError
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from ui import state
from ui.background_search import BackgroundSearch
from ui.draft import Draft
from ui.error_page import show_findings
from ui.formatting import hours, percent
from ui.plain_text import plain

SECONDS = (10, 20, 30, 60, 120)
_POLL_SECONDS = 0.7


def show_actions(draft: Draft, translate: Translator) -> None:
    """Show the buttons, and the result of the last one pressed."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if _button("undo", "undo", translate, disabled=not draft.changed):
            _update(draft.undone())
        if _button("discard", "delete_sweep", translate, disabled=not draft.changed):
            _update(draft.discarded())
        cells = frozenset(draft.step.changes)
        if _button("lock_changed", "lock", translate, disabled=cells <= draft.step.locked):
            _update(draft.with_locks(cells))
        if _button("solve", "autorenew", translate):
            seconds = float(st.session_state.get("chosen-seconds", SECONDS[1]))
            st.session_state["solving"] = BackgroundSearch(draft.working_desk(), draft.fixed_cells(), seconds)
            st.rerun()
        broken = bool(draft.outcome.violations)
        if _button(
            "save_anyway" if broken else "save",
            "save",
            translate,
            disabled=not draft.changed,
            type="secondary" if broken else "primary",
            help=translate("ui.save_help"),
        ):
            _save(draft, translate)
        with st.container(width=130):
            state.choose(
                "seconds",
                translate("ui.solve_seconds"),
                SECONDS[1:2] + SECONDS[:1] + SECONDS[2:],
                lambda seconds: translate("ui.solve_seconds_option", seconds=seconds),
                translate,
                st.selectbox,
            )
    _show_result(translate)


def show_running_search(translate: Translator) -> bool:
    """Show the progress of a running search; returns False if there is none."""
    solving: BackgroundSearch | None = st.session_state.get("solving")
    if solving is None:
        return False
    if solving.done:
        _finish_search(solving)
        return False
    _show_progress(solving, translate)
    return True


@st.fragment(run_every=_POLL_SECONDS)
def _show_progress(solving: BackgroundSearch, translate: Translator) -> None:
    if solving.done:
        st.rerun()
    share = min(1.0, solving.elapsed / (solving.seconds + 5))
    progress = solving.progress
    st.progress(share, text=translate("ui.background_search", seconds=f"{solving.elapsed:.0f}"))
    if progress is None or progress.objective is None:
        st.caption(translate("ui.solving_start"))
    elif progress.objective > 0 and progress.bound > 0:  # before there is a bound it would say 100 %
        gap = max(0.0, (progress.objective - progress.bound) / progress.objective)
        st.caption(translate("ui.solving_gap", percent=percent(gap)))
    if solving.stopping:
        st.caption(translate("ui.stopping"))
    elif st.button(translate("ui.stop"), icon=":material/stop_circle:", key="stop"):
        solving.stop()
        st.rerun(scope="fragment")


def _finish_search(solving: BackgroundSearch) -> None:
    """Add the found roster to the draft, and report it in the next run of the script."""
    st.session_state.pop("solving")
    draft: Draft = st.session_state["draft"]
    if solving.outcome is None:
        st.session_state["news"] = ("error", solving.error)
    else:
        before, after = key_figures(draft.outcome.plan), key_figures(solving.outcome.plan)
        state.set_draft(draft.with_solution(solving.outcome))
        if before is not None and after is not None:
            st.session_state["news"] = ("solved", (before.shortage_hours, after.shortage_hours))
    st.rerun()


def _show_result(translate: Translator) -> None:
    kind, content = st.session_state.pop("news", (None, None))
    if kind == "solved":
        st.success(translate("ui.solve_done", before=hours(content[0]), after=hours(content[1])))
    elif kind == "saved":
        st.success(translate("ui.saved"))
    elif isinstance(content, CollisionError | InputError):
        st.error(translate("ui.collide"))
        show_findings(content.findings, translate)
    elif isinstance(content, NothingFoundError):
        st.warning(translate("ui.nothing_found"))
    elif isinstance(content, RulesCollideError):
        st.error(translate("ui.rules_collide"))
    elif kind == "error":
        st.error(translate("ui.solve_failed", message=plain(str(content))))


def _save(draft: Draft, translate: Translator) -> None:
    try:
        desk = save(draft.desk, draft.outcome.plan, draft.locks(), draft.step.unlocked)
    except (InputError, CollisionError, OSError) as error:
        st.error(translate("ui.save_failed", message=plain(str(error))))
        return
    state.reopen(desk)
    st.session_state["news"] = ("saved", None)
    st.rerun()


def _update(draft: Draft) -> None:
    state.set_draft(draft)
    st.rerun()


def _button(name: str, icon: str, translate: Translator, **more: object) -> bool:
    key = "save" if name == "save_anyway" else name
    return st.button(translate(f"ui.{name}"), icon=f":material/{icon}:", key=key, **more)
