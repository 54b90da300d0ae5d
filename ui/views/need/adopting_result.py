"""Settings adopted: done with a spinner, reported in the next run of the script."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from peakroster.desk.forecast import NotForecastError
from peakroster.desk.roster import Desk
from peakroster.messages import Translator
from peakroster.store.outdated import OutdatedError
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from ui.applying import apply_and_tell
from ui.error_page import show_findings
from ui.outdated import file_names
from ui.plain_text import plain


def apply_change(change: Callable[[], Desk], translate: Translator) -> None:
    """Apply the change and reopen the desk, or show why it failed."""
    apply_and_tell(change, translate("need.sizing_anew"), "need_news", lambda desk: "adopted", translate)


def show_result(translate: Translator) -> None:
    """Show what came of the latest adoption."""
    told = st.session_state.pop("need_news", None)
    if isinstance(told, NotForecastError):
        st.warning(translate("need.adopted_not_sized"))
        if isinstance(told.reason, OutdatedError):
            st.error(translate("ui.not_saved", files=plain(file_names(told.reason.changed, translate))))
        elif isinstance(told.reason, InputError):
            show_findings(told.reason.findings, translate)
        else:
            st.error(translate("ui.save_failed", message=plain(file_failure(told.reason, translate))))
    elif told is not None:
        st.success(translate("need.adopted"))
