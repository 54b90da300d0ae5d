"""Below the grid: every difference from the saved plan, each to be taken back alone, and the broken rules."""

from __future__ import annotations

import streamlit as st

from peakroster.auditing import describe_plainly
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.wording import weekday_name
from ui import state
from ui.plain_text import plain

_MOST_LINES = 6
_MOST_BUTTONS = 60


def show_changes(draft: Draft, translate: Translator) -> None:
    """Show the differences and violations, if there are any."""
    violations = draft.outcome.violations
    if not draft.changed and not violations:
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        st.markdown(f"**{translate('ui.differences')}**")
        _differences(draft, translate)
    with right, st.container(border=True):
        names = draft.desk.shop.agent_names
        if not violations:
            st.markdown(f":material/check_circle: {translate('ui.rules_kept')}")
            return
        st.markdown(f":material/error: **{translate('ui.rules_broken')}**")
        for violation in violations[:_MOST_LINES]:
            st.markdown(f":red[{plain(describe_plainly(violation, translate, names))}]")
        if len(violations) > _MOST_LINES:
            st.caption(translate("ui.more_differences", count=len(violations) - _MOST_LINES))


def _differences(draft: Draft, translate: Translator) -> None:
    names = draft.desk.shop.agent_names
    differences = draft.differences()
    if not differences:
        st.caption(translate("ui.no_differences"))
        return
    st.caption(translate("grid.take_back_help"))
    with st.container(height=260 if len(differences) > _MOST_LINES else "content", border=False, gap=None):
        for (agent, day), before, now in differences[:_MOST_BUTTONS]:
            line = translate(
                "ui.difference_line",
                name=plain(names.get(agent, agent)),
                weekday=weekday_name(day, translate),
                day=f"{day:%m-%d}",
                before=plain(before or translate("ui.off")),
                after=f"**{plain(now or translate('ui.off'))}**",
            )
            key = f"take-back-{agent}-{day}"
            if st.button(line, key=key, icon=":material/undo:", type="tertiary"):
                state.set_draft(draft.without_changes({(agent, day)}))
                st.rerun()
        if len(differences) > _MOST_BUTTONS:
            st.caption(translate("grid.more_to_take_back", count=len(differences) - _MOST_BUTTONS))
