"""From an empty folder to a shop: the five questions, a place for files, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from peakroster.desk.importing import MOST_MEGABYTES, Staged, may_import, stage
from peakroster.desk.starting import (
    Typed,
    add_people,
    add_shifts,
    lacking,
    make_it,
    prepared,
    queue_ids,
    seen_in,
    usual_hours,
    usual_shifts,
    weekly_hours,
)
from peakroster.messages import Translator
from peakroster.starting.files import FilesSeen
from peakroster.starting.kinds import KINDS
from peakroster.starting.making import Prepared
from peakroster.tables.findings import InputError
from ui import state
from ui.error_page import show_findings
from ui.import_files.questions import show_questions
from ui.import_files.sheets import show_sheets
from ui.plain_text import plain

_ENDINGS = ["xlsx", "xls", "xlsm", "csv", "tsv", "txt"]
_ANSWERS = "start_answers"


def show_start(folder: Path, translate: Translator) -> None:
    """Show the questions; the button makes the shop once they are answered."""
    if not may_import():
        return
    with st.container(border=True, key="start", gap="small"):
        st.subheader(translate("starting.desk_title"))
        st.caption(translate("starting.desk_text"))
        staged = _files(translate)
        answers: dict[str, str] = dict(st.session_state.get(_ANSWERS, {}))
        seen = None
        try:
            if staged is not None:
                with st.spinner(translate("import_page.reading")):
                    key = (staged.digest, tuple(sorted(answers.items())))
                    seen = state.cached("start-seen", key, lambda: seen_in(staged, answers))
            typed = _typed(folder, seen, translate)
            with st.spinner(translate("import_page.reading")):
                digest = None if staged is None else staged.digest
                own = (digest, tuple(sorted(answers.items())), typed, translate.language)
                ready = state.cached("start-prepared", own, lambda: prepared(typed, seen, answers, translate))
        except InputError as error:
            show_findings(error.findings, translate)
            return
        _finish(folder, ready, answers, staged, translate)


def _files(translate: Translator) -> Staged | None:
    files = st.file_uploader(
        translate("starting.desk_files"),
        type=_ENDINGS,
        accept_multiple_files=True,
        key="start-files",
        max_upload_size=MOST_MEGABYTES,
    )
    if not files:
        return None
    ids = tuple((one.file_id, one.name) for one in files)
    return state.cached("start-staged", ids, lambda: stage([(one.name, one.getvalue()) for one in files]))


def _typed(folder: Path, seen: FilesSeen | None, translate: Translator) -> Typed:
    """The answers; what depends on another answer is proposed anew until somebody changes it."""
    ids = [kind.id for kind in KINDS]
    guess = seen.kind.id if seen is not None and seen.kind is not None else ids[0]
    left, right = st.columns(2)
    name = left.text_input(translate("starting.desk_name"), folder.resolve().name, key="start-name")
    platform = right.selectbox(
        translate("starting.desk_platform"),
        ids,
        index=ids.index(guess),
        format_func=lambda one: translate(f"starting.kind_{one}"),
        key=f"start-platform-{guess}-{translate.language}",
    )
    open_ = usual_hours(platform, seen)
    hours = left.text_input(translate("starting.desk_open"), open_, key=f"start-open-{platform}-{open_}")
    for week in weekly_hours(hours, seen, translate):
        left.caption(plain(translate("starting.used_week", value=week)))
    people = ""
    if seen is None or "staff" not in seen.kinds:
        people = right.text_input(
            translate("starting.desk_people"), key="start-people", help=translate("starting.desk_people_help")
        )
    usual = usual_shifts(hours, seen, translate)
    shifts = ""
    if usual or seen is None or "shifts" not in seen.kinds:
        shifts = st.text_input(
            translate("starting.desk_shifts"),
            usual,
            key=f"start-shifts-{usual}",
            help=translate("starting.desk_shifts_help"),
        )
    return Typed(name, platform, hours, people, shifts)


def _finish(
    folder: Path, ready: Prepared, answers: dict[str, str], staged: Staged | None, translate: Translator
) -> None:
    found = ready.understanding
    digest = "" if staged is None else staged.digest[:12]
    if found is not None:
        given = show_questions(found, f"start-{digest}-{len(answers)}", translate)
        if given:
            st.session_state[_ANSWERS] = {**answers, **given}
            st.rerun()
        show_findings(found.errors, translate) if found.errors else None
    if st.button(
        translate("starting.desk_make"),
        key="start_make",
        type="primary",
        icon=":material/storefront:",
        disabled=not ready.is_complete,
    ):
        _make(folder, ready, translate)
    if found is not None:
        named = show_sheets(found, f"start-{digest}", translate)
        if named.items() - answers.items():
            st.session_state[_ANSWERS] = {**answers, **named}
            st.rerun()


def _make(folder: Path, ready: Prepared, translate: Translator) -> None:
    try:
        with st.spinner(translate("import_page.importing")):
            make_it(folder, ready)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    except OSError as error:
        st.error(plain(str(error)))
        return
    st.session_state.pop(_ANSWERS, None)
    state.forget_desk()
    st.rerun()


def show_lacking(folder: Path, import_files: Callable[[], None], translate: Translator) -> None:
    """What a shop still lacks, each with the place to give it."""
    found = lacking(folder)
    st.write(translate("starting.desk_lacking_text"))
    st.markdown("\n".join(f"- {translate(f'starting.desk_lacks_{one}')}" for one in found))
    if not may_import():
        return
    with st.container(border=True, key="own_files"):
        st.subheader(translate("import_page.first_title"))
        import_files()
    if "people" in found or "shifts" in found:
        with st.form("start-complete"):
            people = shifts = ""
            if "people" in found:
                people = st.text_input(
                    translate("starting.desk_people"), help=translate("starting.desk_people_help")
                )
            if "shifts" in found:
                shifts = st.text_input(
                    translate("starting.desk_shifts"), help=translate("starting.desk_shifts_help")
                )
            if st.form_submit_button(translate("starting.desk_complete"), icon=":material/save:"):
                _complete(folder, people, shifts, translate)


def _complete(folder: Path, people: str, shifts: str, translate: Translator) -> None:
    try:
        if shifts.strip():
            add_shifts(folder, shifts)
        if people.strip():
            add_people(folder, people, queue_ids(folder))
    except InputError as error:
        show_findings(error.findings, translate)
        return
    state.forget_desk()
    st.rerun()
