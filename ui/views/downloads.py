"""The downloads page: the saved plan in every export format."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.downloads import Download, download, knows_system
from peakroster.exports.formats import FORMATS
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui import state
from ui.draft import Draft
from ui.error_page import plan_command, show_findings

_PER_ROW = 3
"""Cards beside each other."""


def show_downloads(draft: Draft, translate: Translator) -> None:
    """Show a card with a button for each format, and the errors that prevent an export."""
    plan, shop = draft.saved.plan, draft.desk.shop
    if plan.roster is None:
        st.info(translate("ui.no_roster", command=plan_command(plan, shop.folder)))
        return
    st.caption(translate("ui.downloads_caption"))
    if draft.changed:
        st.warning(translate("ui.downloads_unsaved"))
    rows = [FORMATS[first : first + _PER_ROW] for first in range(0, len(FORMATS), _PER_ROW)]
    columns = [column for row in rows for column in st.columns(_PER_ROW, gap="small")[: len(row)]]
    blocked = []
    for column, format in zip(columns, FORMATS, strict=True):
        made = _made(draft, format, translate)
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{translate(f'ui.download_{format}')}**")
            st.caption(translate(f"ui.download_{format}_about"))
            if isinstance(made, InputError) and not knows_system(shop, format):
                st.markdown(f":gray[{translate('ui.download_not_set_up', system=format)}]")
                continue
            if isinstance(made, InputError):
                blocked.append((format, made))
                st.markdown(f":orange[{translate('ui.download_blocked', count=len(made.findings))}]")
                continue
            st.download_button(
                translate("ui.download"),
                made.content,
                made.name,
                made.mime,
                key=f"download-{format}",
                icon=":material/download:",
                on_click="ignore",
            )
    for format, error in blocked:
        st.subheader(translate(f"ui.download_{format}"))
        show_findings(error.findings, translate)


def _made(draft: Draft, format: str, translate: Translator) -> Download | InputError:
    def make() -> Download | InputError:
        try:
            return download(draft.desk.shop, draft.saved.plan, format, translate.language)
        except InputError as error:
            return error

    return state.cached(f"download-{format}", (state.version(), translate.language), make)
