"""The place for files, and step by step what comes of them: understood, asked, compared, imported, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import streamlit as st

from peakroster.desk.importing import (
    MOST_MEGABYTES,
    Look,
    Staged,
    import_now,
    latest_import,
    look,
    may_import,
    stage,
    state_of,
    take_import_back,
)
from peakroster.importing.writing import Written
from peakroster.messages import Translator
from peakroster.store.who import who
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import state
from ui.error_page import show_findings
from ui.import_files.changes import show_changes
from ui.import_files.questions import show_questions
from ui.import_files.sheets import show_sheets
from ui.plain_text import plain

_ENDINGS = ["xlsx", "xls", "xlsm", "csv", "tsv", "txt"]
_ROUND, _NEWS, _ANSWERS = "import_round", "import_news", "import_answers"


def show_import_files(
    folder: Path, at_shop: Callable[[datetime], datetime], then: Callable[[], None], translate: Translator
) -> None:
    """Show the steps, each once it can be taken.

    at_shop: a time of the log as the shop's clock shows it. then: takes the new files over, as far as they
    can be read; else InputError.
    """
    _news(translate)
    if not may_import():
        st.info(translate("import_page.may_not", who=plain(who())), icon=":material/lock:")
        return
    files = st.file_uploader(
        translate("import_page.drop"),
        type=_ENDINGS,
        accept_multiple_files=True,
        key=f"import-files-{st.session_state.get(_ROUND, 0)}",
        max_upload_size=MOST_MEGABYTES,
    )
    if not files:
        st.caption(translate("import_page.what"))
        _undo(folder, at_shop, then, translate)
        return
    try:
        with st.spinner(translate("import_page.reading")):
            ids = tuple((one.file_id, one.name) for one in files)
            staged = state.cached(
                "import-staged", ids, lambda: stage([(one.name, one.getvalue()) for one in files])
            )
            found = _look(staged, folder)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    except OSError as error:
        st.error(plain(str(error)))
        return
    _steps(found, staged, folder, then, translate)


def _look(staged: Staged, folder: Path) -> Look:
    """What is understood, computed anew only with other files, other answers or another shop."""
    answers = _answers(staged)
    key = (staged.digest, tuple(sorted(answers.items())), str(folder), state_of(folder))
    return state.cached("import-look", key, lambda: look(staged, folder, answers))


def _steps(
    found: Look, staged: Staged, folder: Path, then: Callable[[], None], translate: Translator
) -> None:
    answers = _answers(staged)
    given = show_questions(found.understanding, f"{staged.digest[:12]}-{len(answers)}", translate)
    if given:
        _answer(staged, given)
    if found.problems:
        st.error(translate("import_page.problems"), icon=":material/error:")
        show_findings(found.problems, translate)
    elif found.understanding.is_complete:
        show_changes(found, translate)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            translate("import_page.import"),
            key="import_now",
            type="primary",
            icon=":material/download_done:",
            disabled=not found.is_ready,
        ):
            _import(found, folder, then, translate)
        if st.button(translate("import_page.cancel"), key="import_cancel"):
            _fresh()
            st.rerun()
        if answers and st.button(translate("import_page.again"), key="import_again", icon=":material/undo:"):
            st.session_state.pop(_ANSWERS, None)
            st.rerun()
    named = show_sheets(found.understanding, staged.digest[:12], translate)
    if named.items() - answers.items():
        _answer(staged, named)


def _answers(staged: Staged) -> dict[str, str]:
    digest, answers = st.session_state.get(_ANSWERS, ("", {}))
    return dict(answers) if digest == staged.digest else {}


def _answer(staged: Staged, given: dict[str, str]) -> None:
    st.session_state[_ANSWERS] = (staged.digest, {**_answers(staged), **given})
    st.rerun()


def _import(found: Look, folder: Path, then: Callable[[], None], translate: Translator) -> None:
    try:
        with st.spinner(translate("import_page.importing")):
            written = import_now(folder, found)
    except (InputError, OSError) as error:
        _show_failure(error, translate)
        return
    names = "、" if translate.language == "zh" else ", "
    files = names.join(path.name for path in found.understanding.files)
    st.session_state[_NEWS] = (_told(written, files, translate), written.warnings)
    _take_over(then, translate)


def _told(written: Written, files: str, translate: Translator) -> list[str]:
    told = [translate("import_page.imported", files=files)]
    told += [translate("import_page.adopted", first=day_label(first, translate)) for first in written.adopted]
    if written.attendance:
        told.append(translate("import_page.attended", count=written.attendance))
    return told


def _undo(
    folder: Path, at_shop: Callable[[datetime], datetime], then: Callable[[], None], translate: Translator
) -> None:
    """The latest import, which may be taken back while its files are as it left them."""
    try:
        found = latest_import(folder)
    except InputError:  # told by whoever reads the shop
        return
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        at = f"{at_shop(found.at):%m-%d %H:%M}"
        what = plain(found.entry.what)
        st.caption(
            translate("import_page.latest", who=plain(who_words(found.who, translate)), at=at, files=what)
        )
        if st.button(translate("import_page.undo"), key="import_undo", icon=":material/undo:"):
            try:
                take_import_back(folder, found.id)
            except (InputError, OSError) as error:
                _show_failure(error, translate)
                return
            st.session_state[_NEWS] = ([translate("import_page.undone", files=found.entry.what)], ())
            _take_over(then, translate)


def _take_over(then: Callable[[], None], translate: Translator) -> None:
    _fresh()
    try:
        then()
    except InputError:  # the frame reads the files again, and says what is wrong with them
        state.forget_desk()
    st.rerun()


def _fresh() -> None:
    """Let the place for files be empty again."""
    for name in (_ANSWERS, "computed-import-staged", "computed-import-look"):
        st.session_state.pop(name, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _news(translate: Translator) -> None:
    told, warnings = st.session_state.pop(_NEWS, ((), ()))
    if told:
        st.success(plain(" ".join(told)), icon=":material/check:")
    if warnings:
        show_findings(warnings, translate)


def _show_failure(error: InputError | OSError, translate: Translator) -> None:
    if isinstance(error, InputError):
        show_findings(error.findings, translate)
    else:
        st.error(plain(str(error)))
