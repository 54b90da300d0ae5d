"""Changes of the inputs of the forecast: applied with a spinner, reported in the next run of the script."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.forecast import NotForecastError, is_own
from peakroster.desk.roster import Desk
from peakroster.desk.saving import has_own_requirement
from peakroster.messages import Translator
from peakroster.store.outdated import OutdatedError
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from ui.applying import apply_and_tell
from ui.error_page import show_findings
from ui.outdated import file_names
from ui.plain_text import plain


def is_blocked(draft: Draft, translate: Translator) -> bool:
    """Whether unsaved roster changes prevent a new forecast; shows a warning if so."""
    if draft.changed:
        st.warning(translate("ui.roster_unsaved"))
    elif is_own(draft.desk):
        st.info(translate("ui.own_forecast"))
    elif has_own_requirement(draft.desk):
        st.info(translate("ui.own_requirement"))
    return draft.changed


def apply_change(change: Callable[[], Desk], translate: Translator) -> None:
    """Apply the change and reopen the desk, or show why it failed."""
    apply_and_tell(change, translate("ui.forecasting_anew"), "forecast_news", _news, translate)


def _news(desk: Desk) -> str:
    if is_own(desk):
        return "saved_own"
    return "saved_own_requirement" if has_own_requirement(desk) else "saved_anew"


def show_result(translate: Translator) -> None:
    """Show the result of the latest change."""
    told = st.session_state.pop("forecast_news", None)
    if isinstance(told, NotForecastError):
        _show_not_forecast(told, translate)
    elif told is not None:
        st.success(translate(f"ui.{told}"))


def _show_not_forecast(error: NotForecastError, translate: Translator) -> None:
    st.warning(translate("ui.saved_not_forecast", file=plain(error.file)))
    if isinstance(error.reason, OutdatedError):
        files = plain(file_names(error.reason.changed, translate))
        st.error(translate("ui.not_forecast_outdated", files=files))
    elif isinstance(error.reason, InputError):
        st.error(translate("ui.not_forecast"))
        show_findings(error.reason.findings, translate)
    else:
        st.error(translate("ui.save_failed", message=plain(file_failure(error.reason, translate))))
