"""A change of the shop's files done with a spinner, and told in the next run of the script."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from peakroster.desk.forecast import NotForecastError
from peakroster.desk.roster import Desk
from peakroster.messages import Translator
from peakroster.store.outdated import OutdatedError
from peakroster.tables.errors import file_failure
from peakroster.tables.findings import InputError
from ui import state
from ui.error_page import show_findings
from ui.outdated import file_names
from ui.plain_text import plain


def apply_and_tell(
    change: Callable[[], Desk], spinner: str, news: str, told: Callable[[Desk], str], translate: Translator
) -> None:
    """Apply the change and reopen the desk, or show why nothing was written.

    spinner: what is said meanwhile. news: under which name of the session the next run finds what came of
    it: ``told(desk)``, or the NotForecastError of a change that was written and whose plan was not made anew.
    """
    try:
        with st.spinner(spinner):
            desk = change()
    except NotForecastError as error:
        st.session_state[news] = error
        st.rerun()  # above, that the file is another now, and the ways out
    except OutdatedError as error:
        st.error(translate("ui.not_saved", files=plain(file_names(error.changed, translate))))
        return
    except InputError as error:
        st.error(translate("ui.change_refused"))
        show_findings(error.findings, translate)
        return
    except OSError as error:
        st.error(translate("ui.save_failed", message=plain(file_failure(error, translate))))
        return
    state.reopen(desk)
    st.session_state[news] = told(desk)
    st.rerun()
