"""The overview page: what needs her now, worst first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from peakroster.explanations.objective_words import part_lines
from peakroster.explanations.shortage_words import headline
from peakroster.messages import Translator
from ui.draft import Draft
from ui.plain_text import plain


def show_overview(draft: Draft, translate: Translator) -> None:
    """Show where the promise breaks."""
    queues = draft.desk.shop.desk_names
    for shortage in draft.outcome.shortages:
        st.markdown(f"- {plain(headline(shortage, translate, queues))}")
    _parts(draft, translate)


def _parts(draft: Draft, translate: Translator) -> None:
    """The terms of the objective, folded away."""
    lines = part_lines(draft.outcome.plan, translate)
    if not lines:
        return
    part, amount, points = (translate(f"objective.column_{name}") for name in ("part", "amount", "points"))
    table = pd.DataFrame(
        {
            part: [line.name for line in lines],
            amount: [line.amount for line in lines],
            points: [line.points for line in lines],
        }
    )
    with st.expander(translate("objective.title")):
        st.caption(translate("objective.caption"))
        st.dataframe(
            table,
            hide_index=True,
            width="stretch",
            height="content",
            column_config={points: st.column_config.NumberColumn(format="%.1f")},
        )
