"""The line of figures above every page: late customers, cost and hours, missing hours, wishes, audit."""

from __future__ import annotations

from html import escape

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.figures import KeyFigures, key_figures
from peakroster.desk.overview.words import LEAST_BEYOND
from peakroster.messages import Translator
from ui.formatting import hours, percent
from ui.kept_promises import promises_of


def show_kpi_bar(draft: Draft, translate: Translator) -> None:
    """Show the figures of the draft in one line, changes against the saved plan included."""
    figures = key_figures(draft.outcome.plan)
    if figures is None:
        return
    saved = key_figures(draft.saved.plan) if draft.changed else None
    facts = [*_late(draft, translate), *_figures(figures, saved, translate), _audit(draft, translate)]
    if draft.changed:
        facts.append(("note", "unsaved", "", translate("ui.unsaved", count=draft.unsaved)))
    st.html(f'<dl class="pr-line">{"".join(map(_fact, facts))}</dl>')


Fact = tuple[str, str, str, str]
"""Class, name of the figure, its label, its text in HTML."""


def _fact(fact: Fact) -> str:
    kind, name, label, value = fact
    dt = f"<dt>{escape(label)}</dt>" if label else "<dt hidden></dt>"
    return f'<div class="{kind}" data-figure="{name}">{dt}<dd>{value}</dd></div>'


def _figures(figures: KeyFigures, saved: KeyFigures | None, translate: Translator) -> list[Fact]:
    paid = translate("ui.hours", hours=hours(figures.paid_hours))
    if figures.cost is not None:
        paid = translate("ui.paid_and_cost", hours=hours(figures.paid_hours), cost=f"{figures.cost:,.0f}")
    missing = translate("ui.hours", hours=hours(figures.shortage_hours))
    if figures.shortage_hours > 0:
        share = percent(figures.shortage_share)
        missing = translate("ui.hours_and_share", hours=hours(figures.shortage_hours), percent=share)
    short = "bad" if figures.shortage_hours > 0 else "good"
    wishes = translate("outcome.no_wishes")
    if figures.wishes:
        wishes = translate("ui.wishes_of", kept=figures.wishes_kept, all=figures.wishes)
    shown = (
        (short, "shortage", missing, "shortage_hours"),
        ("", "paid" if figures.cost is None else "paid_with_cost", paid, "paid_hours"),
        ("", "wishes", wishes, "wishes_kept"),
    )
    return [
        (kind, field, translate(f"ui.{name}"), escape(text) + _change(figures, saved, field))
        for kind, name, text, field in shown
    ]


def _change(figures: KeyFigures, saved: KeyFigures | None, field: str) -> str:
    """What the draft changes in a figure: ``+2.0``."""
    change = 0.0 if saved is None else getattr(figures, field) - getattr(saved, field)
    digits = 0 if field == "wishes_kept" else 1
    return f" <small>{change:+,.{digits}f}</small>" if round(change, digits) else ""


def _late(draft: Draft, translate: Translator) -> list[Fact]:
    """Customers who wait too long, of all of the plan's."""
    found = promises_of(draft)
    if found is None:
        return []
    whole = found.whole
    text = translate("shell.late_of", late=f"{whole.late:,.0f}", percent=percent(1 - whole.in_time))
    broken = any(one.beyond >= LEAST_BEYOND for one in found.broken)
    return [("bad" if broken else "good", "late", translate("shell.late"), escape(text))]


def _audit(draft: Draft, translate: Translator) -> Fact:
    problems = len(draft.outcome.violations)
    if problems:
        return "bad", "audit", "", escape(translate("ui.audit_broken", count=problems))
    return "good", "audit", "", escape(translate("shell.audit_clean"))
