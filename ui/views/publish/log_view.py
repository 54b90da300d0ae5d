"""The log: who changed what and when, of one person or one day on request."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.publishing.history import MOST, HistoryRow, history, people_of_log
from peakroster.desk.publishing.log_words import change_words, note_words
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from peakroster.wording import day_label, who_words
from ui import state
from ui.error_page import show_findings

_ROW, _MOST_ROWS = 35, 18


def show_log(draft: Draft, translate: Translator) -> None:
    """Show the filters and the table."""
    shop = draft.desk.shop
    names, days = shop.agent_names, draft.desk.plan.dates
    try:
        people = people_of_log(shop.folder)
        one, two, three = st.columns(3, vertical_alignment="bottom")
        every = translate("publishing.everybody")
        with one:
            who = state.choose(
                "log_who",
                translate("publishing.log_who"),
                (None, *people),
                lambda name: every if name is None else who_words(name, translate),
                translate,
                st.selectbox,
            )
        with two:
            agent = state.choose(
                "log_agent",
                translate("publishing.log_agent"),
                (None, *names),
                lambda name: every if name is None else f"{name} {names[name]}",
                translate,
                st.selectbox,
            )
        with three:
            day = state.choose(
                "log_day",
                translate("publishing.log_day"),
                (None, *days),
                lambda day: translate("publishing.every_day") if day is None else day_label(day, translate),
                translate,
                st.selectbox,
            )
        rows = history(shop.folder, who=who, agent=agent, day=day)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    if not rows:
        st.info(translate("publishing.log_nothing"))
        return
    st.caption(translate("publishing.log_count", count=len(rows), most=MOST))
    st.dataframe(
        _frame(rows, shop, translate, agent is not None or day is not None),
        hide_index=True,
        width="stretch",
        height=min(_ROW * (len(rows) + 1) + 3, _MOST_ROWS * _ROW),
        key=f"log-{translate.language}",
    )


def _frame(rows: list[HistoryRow], shop: ShopFolder, translate: Translator, filtered: bool) -> pd.DataFrame:
    names = shop.agent_names
    columns = {
        translate("publish.column_at"): [f"{at_shop(shop, row.at):%Y-%m-%d %H:%M}" for row in rows],
        translate("publish.column_who"): [who_words(row.who, translate) for row in rows],
        translate("publish.column_what"): [change_words(row, names, translate) for row in rows],
    }
    if filtered:
        columns[translate("publishing.gone")] = ["; ".join(row.gone) for row in rows]
        columns[translate("publishing.come")] = ["; ".join(row.come) for row in rows]
    columns[translate("publish.column_note")] = [note_words(row, names, translate) for row in rows]
    return pd.DataFrame(columns)
