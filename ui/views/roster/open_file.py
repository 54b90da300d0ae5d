"""A roster file read back: what somebody changed in an exported workbook becomes changes of the draft."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.roster_file import read_cells
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.error_page import show_findings


def show_open_file(draft: Draft, translate: Translator) -> None:
    """Show the place for a file, and what came of the last one."""
    with st.expander(translate("ui.open_roster"), icon=":material/upload_file:"):
        file = st.file_uploader(
            translate("ui.open_roster_file"), type=["xlsx", "csv"], key=f"roster-file-{state.version()}"
        )
        if file is not None:
            _lay_over(draft, file.name, file.getvalue(), translate)
        changed, warnings = st.session_state.pop("roster_file", (None, ()))
        if changed is not None:
            st.success(translate("ui.open_roster_done", count=changed))
            if warnings:
                show_findings(warnings, translate)


def _lay_over(draft: Draft, name: str, content: bytes, translate: Translator) -> None:
    try:
        found = read_cells(draft.desk, name, content)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    new = draft.with_changes(found.cells)
    changed = len(new.step.changes.items() - draft.step.changes.items())
    if state.set_draft(new):
        st.session_state["roster_file"] = (changed, found.warnings)
    st.rerun()
