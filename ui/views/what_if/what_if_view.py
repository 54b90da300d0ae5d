"""The scenarios page: a list, the form that composes one, what is computed, and the comparison."""

from __future__ import annotations

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from ui.error_page import show_findings, show_unstaffed
from ui.views.what_if.adoption import show_adoption
from ui.views.what_if.cards import show_cards
from ui.views.what_if.comparison import show_comparison
from ui.views.what_if.editor import show_editor, show_presets
from ui.views.what_if.known import known_scenarios
from ui.views.what_if.running import show_running


def show_what_if(draft: Draft, translate: Translator) -> None:
    """Show the scenarios of the plan on the desk."""
    plan = draft.outcome.plan
    if plan.coverage is None or plan.forecast is None or plan.requirement is None:
        show_unstaffed(plan, draft.desk.shop.folder, translate)
        return
    st.html(_LOOKS)
    st.caption(translate("what_if.caption"))
    try:
        known = known_scenarios(draft)
    except InputError as error:
        show_findings(error.findings, translate)
        return
    show_presets(draft, translate)
    show_editor(draft, translate)
    show_running(draft, translate)
    show_adoption(draft, known, translate)
    show_cards(draft, known, translate)
    show_comparison(draft, known, translate)


_LOOKS = """<style>
.pr-scenario b {font-size: var(--pr-text-l); color: var(--pr-ink); margin-right: .6rem;}
.pr-scenario p {margin: .2rem 0 0; color: var(--pr-ink); font-size: var(--pr-text);}
.pr-scenario span {font-size: var(--pr-text-s); padding: .08rem .5rem; border-radius: 999px;
  margin-right: .35rem; background: var(--pr-raised); color: var(--pr-muted); white-space: nowrap;}
.pr-scenario .bad {background: var(--pr-warn-soft); color: var(--pr-warn); white-space: normal;}
.pr-compare {overflow-x: auto; border: 1px solid var(--pr-line); border-radius: var(--pr-radius);}
.pr-compare table {border-collapse: collapse; width: 100%; font-size: var(--pr-text); color: var(--pr-ink);}
.pr-compare th, .pr-compare td {padding: .22rem .8rem; text-align: right;
  border-bottom: 1px solid var(--pr-line);
  font-variant-numeric: tabular-nums; vertical-align: top;}
.pr-compare thead th {font-weight: 600; background: var(--pr-raised); min-width: 8.5rem;}
.pr-compare th:first-child {text-align: left; position: sticky; left: 0; background: var(--pr-raised);
  font-weight: 400; color: var(--pr-muted); z-index: 1;}
.pr-compare tbody tr:last-child th, .pr-compare tbody tr:last-child td {border-bottom: 0;}
.pr-compare small {margin-left: .5rem; white-space: nowrap; font-size: var(--pr-text-s);
  color: var(--pr-muted);}
.pr-compare .worse small {color: var(--pr-bad); font-weight: 600;}
.pr-compare .better small {color: var(--pr-good);}
.pr-compare .notes td {font-size: var(--pr-text-s); color: var(--pr-muted);}
.pr-compare .notes .bad {color: var(--pr-warn); font-weight: 600;}
@media (max-width: 640px) {
  .pr-compare th, .pr-compare td {padding: .22rem .5rem;}
  .pr-compare thead th {min-width: 6.5rem;}
  .pr-compare small {display: block; margin: 0;}
}
</style>"""
