"""Below the grid: the steps of the draft, who took them and when; a discarded draft is taken back."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.draft_cells import folded
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.store.drafts import Step, discarded_drafts
from peakroster.store.who import EDIT, may
from peakroster.tables.findings import InputError
from peakroster.wording import who_words
from ui import kept_drafts
from ui.plain_text import plain


def show_draft_log(draft: Draft, translate: Translator) -> None:
    """Show the steps of a draft; where nothing is changed, the way back to the one discarded last."""
    shop = draft.desk.shop
    if draft.log:
        with st.expander(
            translate("drafts.history", count=len(draft.log)), icon=":material/history:", key="draft_log"
        ):
            for step in reversed(draft.log):
                st.caption(_told(step, shop, translate))
    elif not draft.changed and may(EDIT):
        with suppress(InputError, OSError):  # a store that cannot be read is told elsewhere
            _show_discarded(draft, translate)


def _show_discarded(draft: Draft, translate: Translator) -> None:
    shop = draft.desk.shop
    latest = next(iter(discarded_drafts(shop.folder, draft.desk.plan.first_day)), None)
    if latest is None or latest.ended_at is None:
        return
    words = translate(
        "drafts.take_back",
        at=f"{at_shop(shop, latest.ended_at):%m-%d %H:%M}",
        who=plain(who_words(latest.ended_by or latest.begun_by, translate)),
    )
    if st.button(
        words,
        key="take_back_discarded",
        icon=":material/restore_from_trash:",
        type="tertiary",
        help=translate("drafts.take_back_help"),
    ):
        kept_drafts.taken_back(shop.folder, latest)
        st.rerun()


def _told(step: Step, shop: ShopFolder, translate: Translator) -> str:
    return translate(
        "drafts.step",
        at=f"{at_shop(shop, step.at):%m-%d %H:%M}",
        who=plain(who_words(step.who, translate)),
        what=translate(f"drafts.kind_{step.kind}"),
        count=len(folded([step.content]).cells),
    )
