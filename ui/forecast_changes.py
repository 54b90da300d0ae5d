"""Changes of files that the forecast is made of: made with a spinner, told on the next page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from peakroster.desk.forecast import is_own
from peakroster.desk.roster import Desk
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.draft import Draft
from ui.error_page import findings_table


def blocked(draft: Draft, translate: Translator) -> bool:
    """Whether changes of the roster that are not saved stand in the way; says so."""
    if draft.changed:
        st.warning(translate("ui.roster_unsaved"))
    elif is_own(draft.desk):
        st.info(translate("ui.own_forecast"))
    return draft.changed


def make(change: Callable[[], Desk], translate: Translator) -> None:
    """Make the change and open the desk as it is then; where it cannot be made, say why."""
    try:
        with st.spinner(translate("ui.forecasting_anew")):
            desk = change()
    except InputError as error:
        st.error(translate("ui.change_refused"))
        findings_table(error.findings, translate)
        return
    except OSError as error:
        st.error(translate("ui.save_failed", message=error))
        return
    state.reopen(desk)
    st.session_state["forecast_news"] = "saved_own" if is_own(desk) else "saved_anew"
    st.rerun()


def news(translate: Translator) -> None:
    """What became of the latest change."""
    told = st.session_state.pop("forecast_news", None)
    if told is not None:
        st.success(translate(f"ui.{told}"))
