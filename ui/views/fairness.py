"""The fairness page: who had how much of nights, weekends and the like, this plan included."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.fairness import FairnessRow, FairnessTable, fairness_csv, fairness_with_plan
from peakroster.desk.roster import Desk
from peakroster.explanations.overtime_words import overtime_lines
from peakroster.messages import Translator
from ui.plain_text import plain


def show_fairness(draft: Draft, translate: Translator) -> None:
    """Show the table of everybody and the spread of each kind."""
    desk = draft.desk
    now = Desk(desk.shop, draft.outcome.plan, desk.earlier, desk.basis)
    table = fairness_with_plan(now)
    if not table.days:
        st.info(translate("fairness.nothing"))
        return
    for line in overtime_lines(draft.outcome.plan.summary or {}, translate):
        st.info(plain(line), icon=":material/more_time:")
    st.caption(translate("fairness.title", first=table.first, last=table.last, days=table.days))
    for key, frame in (("spread", _spreads(table, translate)), ("people", _people(table, translate))):
        st.markdown(f"**{translate(f'fairness.{key}')}**")
        st.dataframe(
            frame,
            hide_index=True,
            key=f"fairness_{key}",
            placeholder="–",
            column_config=_columns(frame),
        )
    st.caption(translate("fairness.legend"))
    st.download_button(
        translate("fairness.download"),
        fairness_csv(table),
        f"fairness-{table.last}.csv",
        "text/csv",
        key="fairness_csv",
    )


def _columns(frame: pd.DataFrame) -> dict[str, object]:
    """The first column stays in sight; numbers have a decimal where one of their column does."""
    first, *numbers = frame.columns
    numbers = [name for name in numbers if pd.api.types.is_numeric_dtype(frame[name])]
    whole = {name for name in numbers if all(value == round(value) for value in frame[name].dropna())}
    return {
        first: st.column_config.TextColumn(pinned=True),
        **{name: st.column_config.NumberColumn(format="%d" if name in whole else "%.1f") for name in numbers},
    }


def _people(table: FairnessTable, translate: Translator) -> pd.DataFrame:
    rows = []
    for row in table.rows:
        cells: dict[str, object] = {translate("fairness.agent"): f"{row.agent} {row.name}"}
        for kind, one in row.kinds.items():
            name = translate(f"fairness.{kind}")
            cells[name] = one.had
            cells[f"{name} ±"] = None if one.balance is None else round(one.balance, 1)
        rows.append(cells)
    return pd.DataFrame(rows)


def _spreads(table: FairnessTable, translate: Translator) -> pd.DataFrame:
    """Of each kind who had most and least beside what would have been their part."""
    rows = []
    for kind, one in table.spreads.items():
        mine = [(row.kinds[kind].balance, row) for row in table.rows if row.kinds[kind].balance is not None]
        ranked = sorted(mine, key=lambda pair: pair[0] or 0.0)
        rows.append(
            {
                translate("fairness.column_kind"): translate(f"fairness.{kind}"),
                translate("fairness.column_total"): one.total,
                translate("fairness.column_people"): one.people,
                translate("fairness.column_most"): _beyond(ranked[-1:], translate, above=True),
                translate("fairness.column_least"): _beyond(ranked[:1], translate, above=False),
            }
        )
    return pd.DataFrame(rows)


def _beyond(who: list[tuple[float | None, FairnessRow]], translate: Translator, *, above: bool) -> str:
    """Who, and by how much; nobody where that is nothing."""
    for balance, row in who:
        by = round(abs(balance or 0.0), 1)
        if by and ((balance or 0.0) > 0) == above:
            key = "fairness.above" if above else "fairness.below"
            return translate(key, who=f"{row.agent} {row.name}", by=f"{by:.1f}")
    return "–"
