"""The key figures above every page: hours, shortage, cost, wishes, optimality gap, audit."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from peakroster.desk.figures import KeyFigures, key_figures
from peakroster.explanations.objective_words import part_lines
from peakroster.messages import Translator
from peakroster.wording import at_most_share
from ui.draft import Draft
from ui.formatting import hours, percent


def show_kpi_bar(draft: Draft, translate: Translator) -> None:
    """Show the key figures of the draft, changes against the saved plan included."""
    figures = key_figures(draft.outcome.plan)
    if figures is None:
        return
    saved = key_figures(draft.saved.plan) or figures
    _metrics(figures, saved if draft.changed else None, translate)
    facts = [_gap(draft, figures, translate), _audit(draft, translate)]
    if figures.unplannable_hours > 0:
        facts.append(("note", translate("ui.unplannable", hours=hours(figures.unplannable_hours))))
    if draft.changed:
        facts.append(("note", translate("ui.unsaved", count=draft.unsaved)))
    chips = "".join(f'<span class="{kind}">{escape(text)}</span>' for kind, text in facts)
    st.html(f'<div class="facts">{chips}</div>')
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


def _metrics(figures: KeyFigures, saved: KeyFigures | None, translate: Translator) -> None:
    share = percent(figures.shortage_share)
    paid = translate("ui.hours", hours=hours(figures.paid_hours))
    if figures.cost is not None:
        paid = translate("ui.paid_and_cost", hours=hours(figures.paid_hours), cost=f"{figures.cost:,.0f}")
    label = "paid" if figures.cost is None else "paid_with_cost"
    shown = [
        ("needed", translate("ui.hours", hours=hours(figures.required_hours)), "required_hours"),
        (
            "shortage",
            translate("ui.hours_and_share", hours=hours(figures.shortage_hours), percent=share),
            "shortage_hours",
        ),
        ("overstaffed", translate("ui.hours", hours=hours(figures.overstaffed_hours)), "overstaffed_hours"),
        (label, paid, "paid_hours"),
        ("wishes", translate("ui.wishes_of", kept=figures.wishes_kept, all=figures.wishes), "wishes_kept"),
    ]
    columns = st.columns([1, 1.35, 1, 1.45, 0.9], gap="small")
    for column, (name, value, field) in zip(columns, shown, strict=True):
        change = 0.0 if saved is None else getattr(figures, field) - getattr(saved, field)
        column.metric(
            translate(f"ui.{name}"),
            value,
            delta=_delta(change, field),
            delta_color="normal" if field == "wishes_kept" else "inverse",
            help=translate(f"ui.{name}_help"),
            border=True,
            height="stretch",
        )


def _gap(draft: Draft, figures: KeyFigures, translate: Translator) -> tuple[str, str]:
    if figures.gap is None:
        return "", translate("ui.gap_unknown")
    if figures.gap >= 1:  # a bound of nothing says nothing
        return "", translate("ui.gap_unbounded")
    if figures.gap <= 0 and (draft.outcome.plan.summary or {}).get("status") == "optimal":
        return "good", translate("ui.gap_optimal")
    return "", translate("ui.gap_at_most", percent=percent(max(at_most_share(figures.gap), 0.001)))


def _audit(draft: Draft, translate: Translator) -> tuple[str, str]:
    problems = len(draft.outcome.violations)
    if problems:
        return "bad", translate("ui.audit_broken", count=problems)
    return "good", translate("ui.audit_clean")


def _delta(change: float, field: str) -> str | None:
    digits = 0 if field == "wishes_kept" else 1
    return f"{change:+,.{digits}f}" if round(change, digits) else None
