"""The actions of the roster page: undo, discard, lock, arrange and search again, stop, save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from peakroster.auditing import describe_plainly
from peakroster.desk.draft import Draft
from peakroster.desk.figures import key_figures
from peakroster.desk.saving import save
from peakroster.desk.solving import Solved, Standing, arrange_again
from peakroster.explanations.objective_words import dearer_lines
from peakroster.explanations.search_words import failure_key, failure_line, progress_line
from peakroster.messages import Translator
from peakroster.store.drafts import SameCellsError
from peakroster.store.outdated import OutdatedError
from peakroster.store.who import EDIT, may
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import CollisionError, InputError
from scheduler.domain.plan import Plan
from scheduler.roster.client import SearchFailedError
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from ui import state
from ui.background_search import BackgroundSearch, begin_search, give_back, search_of, take_result
from ui.error_page import show_findings
from ui.formatting import hours
from ui.outdated import file_names
from ui.plain_text import plain
from ui.views.roster.edits import leave_to_undo, undo

SECONDS = (10, 20, 30, 60, 120)
_POLL_SECONDS = 0.7
_MOST_LINES = 5


def show_actions(draft: Draft, translate: Translator) -> None:
    """Draw the buttons where it is called; what comes of the last one pressed is told by show_result."""
    leave = leave_to_undo(draft)
    if _button("undo", "undo", translate, disabled=not draft.undoable and leave is None):
        if leave is None:
            _update(draft.undone())
        else:
            undo(draft)
            st.rerun()
    if _button("discard", "delete_sweep", translate, disabled=not draft.changed):
        _update(draft.discarded())
    cells = frozenset(draft.step.changes)
    if _button("lock_changed", "lock", translate, disabled=cells <= draft.step.locked):
        _update(draft.with_locks(cells))
    if _button("arrange", "restaurant", translate, help=translate("ui.arrange_help")):
        with st.spinner(translate("ui.computing")):
            _take_if_better(draft, arrange_again(draft.working_desk()), "arrange")
        st.rerun()
    if _button("solve", "autorenew", translate):
        seconds = float(st.session_state.get("chosen-seconds", SECONDS[1]))
        try:
            begin_search(draft.working_desk(), draft.fixed_cells(), seconds)
        except InputError as error:
            st.session_state["news"] = ("refused", error)
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
            label_visibility="collapsed",
        )


def show_running_search(translate: Translator) -> bool:
    """Show the progress of a running search; returns False if there is none."""
    draft: Draft = st.session_state["draft"]
    solving = search_of(draft.desk)
    if solving is None:
        return False
    if solving.done:
        if take_result(solving):
            try:
                _finish_search(solving)
            except Exception:
                raise
            except BaseException:  # another run of the session has overtaken this one
                give_back(solving)
                raise
            st.rerun()
        return False
    _show_progress(solving, translate)
    return True


@st.fragment(run_every=_POLL_SECONDS)
def _show_progress(solving: BackgroundSearch, translate: Translator) -> None:
    if solving.done:
        st.rerun()
    share = min(1.0, solving.elapsed / (solving.seconds + 5))
    progress = solving.progress
    st.progress(share, text=translate("ui.solving", seconds=f"{solving.elapsed:.0f}"))
    st.caption(translate("ui.solving_start") if progress is None else progress_line(progress, translate))
    if solving.stopping:
        st.caption(translate("ui.stopping"))
    elif may(EDIT) and st.button(translate("ui.stop"), icon=":material/stop_circle:", key="stop"):
        solving.stop()
        st.rerun(scope="fragment")


def _finish_search(solving: BackgroundSearch) -> None:
    """Add the found roster to the draft, if it is for this draft and better, and tell it in the next run."""
    draft: Draft = st.session_state["draft"]
    found = solving.found
    if found is None:
        st.session_state["news"] = ("error", solving.error)
    elif changed := draft.superseded(found):
        st.session_state["news"] = ("superseded", changed)
        st.session_state["offered"] = found
    else:
        _take_if_better(draft, found, "solve")


def _take_if_better(draft: Draft, found: Solved, how: str) -> None:
    """Put what was found in place of the draft's roster; what is no better stays aside, and is told."""
    if found.is_better:
        if state.set_draft(draft.with_solution(found.outcome)):
            if found.costs_more:
                st.session_state["kept_rules"] = found
            else:
                st.session_state["news"] = (f"{how}_done", found)
    elif found.before.is_better_than(found.after):
        st.session_state["set_aside"] = found
    else:
        st.session_state["news"] = (f"{how}_same", found)


def show_result(draft: Draft, translate: Translator) -> None:
    """Tell what came of the last button pressed, and offer what was set aside."""
    kind, content = st.session_state.pop("news", (None, None))
    if isinstance(content, Solved):
        show = st.success if content.is_better or content.before == content.after else st.info
        show(translate(f"ui.{kind}", **_compared(content, translate)))
        if content.outcome.search_failure:
            st.warning(plain(failure_line(content.outcome.search_failure, translate)))
    elif kind == "superseded":
        st.error(translate("ui.superseded", files=plain(file_names(content, translate))))
    elif kind == "more_to_save":
        st.warning(translate("drafts.more_to_save"))
    elif kind == "saved":
        st.success(translate("ui.saved"))
    elif kind == "refused":
        st.error(plain(_told(content, translate)))
    elif isinstance(content, OutdatedError):
        st.error(translate("ui.not_saved", files=plain(file_names(content.changed, translate))))
    elif isinstance(content, CollisionError | InputError):
        st.error(translate("ui.collide"))
        show_findings(content.findings, translate)
    elif isinstance(content, NothingFoundError):
        st.warning(translate("ui.nothing_found"))
    elif isinstance(content, RulesCollideError):
        st.error(translate("ui.rules_collide"))
    elif isinstance(content, SearchFailedError) and content.signal:
        words, unchanged = failure_key(content.signal), translate("commands.nothing_changed")
        st.error(plain(translate(f"commands.{words}", reason=content.signal, changed=unchanged)))
    elif kind == "error":
        st.error(translate("ui.solve_failed", message=plain(str(content))))
    _show_kept_rules(draft, translate)
    _show_set_aside(draft, translate)
    _show_offered(draft, translate)


def _show_kept_rules(draft: Draft, translate: Translator) -> None:
    """A roster that was taken because it keeps rules, and costs points: which rules, and what got worse."""
    found: Solved | None = st.session_state.get("kept_rules")
    if found is None:
        return
    if draft.outcome.plan is not found.outcome.plan:  # something was done since
        st.session_state.pop("kept_rules")
        return
    with st.container(border=True, key="kept_rules"):
        st.warning("\n".join(_why_taken(found, draft.desk.shop.agent_names, translate)))
        if draft.undoable and st.button(
            translate("outcome.earlier_back"),
            key="earlier_back",
            icon=":material/undo:",
            help=translate("outcome.earlier_back_help"),
        ):
            st.session_state.pop("kept_rules")
            _update(draft.undone())


def _why_taken(found: Solved, names: Mapping[str, str], translate: Translator) -> Iterator[str]:
    """Lines of Markdown: that it got worse, the rules that are kept now, and each part that costs more."""
    points = {"before": f"{found.before.points:,.1f}", "after": f"{found.after.points:,.1f}"}
    yield plain(translate("outcome.kept_rules", **points))
    key = "rules_before" if found.after.problems else "rules_before_none"
    yield "\n" + plain(translate(f"outcome.{key}", count=found.before.problems, now=found.after.problems))
    broken = {describe_plainly(one, translate, names) for one in found.outcome.violations}
    mended = [describe_plainly(one, translate, names) for one in found.broken]
    yield from _few(
        [translate("outcome.rule_mended", what=one) for one in mended if one not in broken], translate
    )
    dearer = dearer_lines(found.desk.plan, found.outcome.plan, translate)
    yield "\n" + plain(translate("outcome.worse_in" if dearer else "outcome.changes_too"))
    yield from _few(dearer, translate)


def _few(lines: Sequence[str], translate: Translator) -> Iterator[str]:
    yield from (f"- {plain(line)}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"- {translate('outcome.more', count=len(lines) - _MOST_LINES)}"


def _show_offered(draft: Draft, translate: Translator) -> None:
    """A roster that was found for older figures: its shifts can be put, held to the figures of now."""
    found: Solved | None = st.session_state.get("offered")
    if found is None:
        return
    if found.desk.plan.first_day != draft.desk.plan.first_day:
        st.session_state.pop("offered")
        return
    with st.container(horizontal=True, gap="small"):
        if st.button(translate("drafts.put_older"), key="put_older", help=translate("drafts.put_older_help")):
            st.session_state.pop("offered")
            state.set_draft(draft.with_result(found))
            st.rerun()
        if st.button(translate("drafts.drop_older"), key="drop_older"):
            st.session_state.pop("offered")
            st.rerun()


def _show_set_aside(draft: Draft, translate: Translator) -> None:
    """A roster that was found and is worse than the draft's: it waits until somebody asks for it."""
    found: Solved | None = st.session_state.get("set_aside")
    if found is None:
        return
    st.warning(translate("ui.solve_worse", **_compared(found, translate)))
    with st.container(horizontal=True, gap="small"):
        if _button("use_worse", "warning", translate):
            changed = draft.superseded(found)
            if changed:
                st.session_state.pop("set_aside")
                st.session_state["news"] = ("superseded", changed)
            else:
                if state.set_draft(draft.with_solution(found.outcome)):
                    st.session_state["news"] = ("worse_used", found)
            st.rerun()
        if _button("drop_worse", "close", translate):
            st.session_state.pop("set_aside")
            st.rerun()


def _compared(found: Solved, translate: Translator) -> dict[str, str]:
    """Both rosters in words, for the messages."""

    def words(standing: Standing, outcome_plan: Plan) -> str:
        figures = key_figures(outcome_plan)
        return translate(
            "ui.standing_broken" if standing.problems else "ui.standing",
            points=f"{standing.points:,.1f}",
            shortage=hours(0.0 if figures is None else figures.shortage_hours),
            count=standing.problems,
        )

    return {
        "before": words(found.before, found.desk.plan),
        "after": words(found.after, found.outcome.plan),
    }


def _save(draft: Draft, translate: Translator) -> None:
    try:
        desk = save(draft.desk, draft.outcome.plan, draft.locks(), draft.step.unlocked, draft.place)
    except SameCellsError:  # the page shows what others have done since; then it is saved with the next click
        st.session_state["news"] = ("more_to_save", None)
        st.rerun()
    except OutdatedError as error:
        st.session_state["news"] = ("outdated", error)
        st.rerun()  # above, the differences and the ways out
    except (InputError, CollisionError, OSError) as error:
        words = file_failure(error, translate) if isinstance(error, OSError) else _told(error, translate)
        st.error(translate("ui.save_failed", message=plain(words)))
        return
    state.reopen(desk)
    st.session_state["news"] = ("saved", None)
    st.rerun()


def _told(error: InputError | CollisionError, translate: Translator) -> str:
    """What is wrong and what helps, in the reader's language."""
    parts = [(one.message(translate), one.remedy(translate)) for one in error.findings]
    return " ".join(words for part in parts for words in part if words)


def _update(draft: Draft) -> None:
    state.set_draft(draft)
    st.rerun()


def _button(name: str, icon: str, translate: Translator, **more: object) -> bool:
    key = "save" if name == "save_anyway" else name
    return st.button(translate(f"ui.{name}"), icon=f":material/{icon}:", key=key, **more)
