"""The published plan, or the draft, in every export format, each named by what it is for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from peakroster.desk.downloads import download, download_errors, download_name, handed_on, knows_system
from peakroster.desk.draft import Draft
from peakroster.exports.formats import FORMATS
from peakroster.messages import Translator
from peakroster.publishing.exported import Exported
from ui import state
from ui.error_page import show_findings, show_unstaffed
from ui.plain_text import plain

_PER_ROW = 3
"""Cards beside each other."""


def show_downloads(draft: Draft, translate: Translator) -> None:
    """Show a card with a button for each format, and the errors that prevent an export."""
    plan, shop = draft.saved.plan, draft.desk.shop
    if plan.roster is None:
        show_unstaffed(plan, shop.folder, translate)
        return
    key = (state.version(), st.session_state.get("published", 0))
    published: Exported = state.cached("handed_on", key, lambda: handed_on(shop, plan.first_day))
    what = published
    if published.published:
        which = state.choose(
            "download_which",
            translate("publishing.which"),
            ("published", "draft"),
            lambda name: translate(f"publishing.which_{name}", number=published.version),
            translate,
            label_visibility="collapsed",
        )
        if which == "draft":
            what = Exported(plan, published.version + 1, False, None, None, 0)
        elif published.differs:
            st.warning(translate("publishing.draft_differs", count=published.differs))
    else:
        what = Exported(plan, published.version, False, None, None, 0)
        st.caption(translate("ui.downloads_caption"))
    if draft.changed:
        st.warning(translate("ui.downloads_unsaved"))
    rows = [FORMATS[first : first + _PER_ROW] for first in range(0, len(FORMATS), _PER_ROW)]
    columns = [column for row in rows for column in st.columns(_PER_ROW, gap="small")[: len(row)]]
    blocked = []
    for column, format in zip(columns, FORMATS, strict=True):
        errors = download_errors(shop, what.plan, format)
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{translate(f'ui.download_{format}')}**")
            st.caption(translate(f"ui.download_{format}_about"))
            if errors and not knows_system(shop, format):
                st.markdown(f":gray[{translate('ui.download_not_set_up', system=plain(format))}]")
                continue
            if errors:
                blocked.append((format, errors))
                st.markdown(f":orange[{translate('ui.download_blocked', count=len(errors))}]")
                continue
            meals = format == "xlsx" and st.checkbox(translate("ui.download_meals"), key="download-meals")
            name, mime = download_name(shop, what.plan, format)
            st.download_button(
                translate("ui.download"),
                partial(_content, draft, what, format, translate.language, meals),
                name,
                mime,
                key=f"download-{format}",
                icon=":material/download:",
                on_click="ignore",
            )
    for format, found in blocked:
        st.subheader(translate(f"ui.download_{format}"))
        show_findings(found, translate)


def _content(draft: Draft, what: Exported, format: str, language: str, meals: bool) -> bytes:
    """Made when it is asked for: calendars remember what they have said, and a look says nothing."""
    shop, version = draft.desk.shop, what.version
    return download(shop, what.plan, format, language, version=version, table=what.table, meals=meals).content
