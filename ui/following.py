"""What a page has written into the shop's files, taken over by the desk; unsaved changes stay on top."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.stored import RosterCell
from ui import state


def follow(draft: Draft, desk: Desk | None = None, cells: dict[RosterCell, str | None] | None = None) -> None:
    """Show the files as they are now from the next run of the script on.

    desk: as it was read after the writing; None = it is read here. cells: changes to be made on top, such as
    shifts that leave forbids. Raises InputError where the files cannot be read.
    """
    new = desk or open_desk(draft.desk.shop.folder, draft.desk.plan.first_day)
    lost = 0
    follower = draft
    if draft.changed:
        follower, lost = draft.laid_over(new, whole=False)
    else:
        follower = Draft.of(new)
    if cells:
        follower = follower.with_changes(cells)
    state.reopen(new)
    state.set_draft(follower)
    if lost:
        st.session_state["carried"] = lost
