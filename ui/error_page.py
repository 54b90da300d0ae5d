"""Findings of the shop's files as a table, and the command that makes a plan."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from peakroster.desk.finding_words import FindingWords, finding_words
from peakroster.messages import Translator
from peakroster.tables.findings import Finding
from scheduler.domain.plan import Plan
from ui import address
from ui.plain_text import plain


def plan_command(plan: Plan, folder: Path, translate: Translator) -> str:
    """The command that makes this plan, in small print, as Markdown."""
    command = f"peakroster plan {shlex.quote(str(folder))} --from {plan.first_day} --days {plan.days}"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", command)), default=0))
    code = f"{fence} {command} {fence}" if len(fence) > 1 else f"`{command}`"
    return f":small[{translate('mending.command', command=code)}]"


def show_unstaffed(plan: Plan, folder: Path, translate: Translator) -> None:
    """Say why there is nothing to show of a plan without coverage, and where its roster is made."""
    if plan.roster is not None:
        st.info(translate("mending.adopted"), icon=":material/info:")
        return
    st.info(translate("ui.no_roster", command=plan_command(plan, folder, translate)))
    if address.is_ready():
        address.link("roster", icon=":material/calendar_view_week:")


def show_findings(
    findings: Sequence[Finding], translate: Translator, folder: Path | None = None, *, linked: bool = True
) -> None:
    """Show a table of findings, whom or what each is about, and a link to each page that mends some.

    folder: of the shop; None = that of the plan on the desk. linked: whether the desk can show those pages.
    """
    found = finding_words(findings, folder or _shop_folder(), translate)
    st.table(
        pd.DataFrame(
            {
                translate("ui.column_where"): [place_words(one) for one in found],
                translate("ui.column_problem"): [plain(one.message) for one in found],
                translate("ui.column_remedy"): [remedy_words(one) for one in found],
            }
        ),
        hide_index=True,
    )
    homes = dict.fromkeys(one.home for one in found if one.home is not None)
    if homes and linked and address.is_ready():
        with st.container(horizontal=True, gap="small"):
            for home in homes:
                label = translate("mending.link", page=home.label(translate))
                icon, query = ":material/arrow_forward:", dict(home.query)
                address.link(home.page, label, icon=icon, wide=False, **query)


def place_words(one: FindingWords) -> str:
    """Whom or what a finding is about, its file and row in small print, as Markdown."""
    return f"{plain(one.about)} {_small(one.small)}" if one.about else plain(one.small)


def remedy_words(one: FindingWords) -> str:
    """What to do on the desk, what the command line does in small print, as Markdown."""
    return f"{plain(one.remedy)} {_small(one.command)}" if one.command else plain(one.remedy)


def _small(text: str) -> str:
    return f":small[:gray[{plain(text)}]]"


def _shop_folder() -> Path | None:
    opened = st.session_state.get("opened")
    return None if opened is None else Path(opened[0])
