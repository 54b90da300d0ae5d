"""Pages for when there is nothing to show: no plan yet, or files that cannot be used."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from peakroster.messages import Translator
from peakroster.tables.findings import CollisionError, Finding, InputError
from scheduler.domain.plan import Plan


def no_plan(folder: Path, translate: Translator) -> None:
    """Says which command makes the first plan."""
    st.header(translate("ui.no_plan_title"))
    st.write(translate("ui.no_plan"))
    monday = pd.Timestamp.now().normalize()
    monday += timedelta(days=7 - monday.weekday())
    st.code(f"peakroster plan {shlex.quote(str(folder))} --from {monday:%Y-%m-%d}", language="bash")


def plan_command(plan: Plan, folder: Path) -> str:
    """The command that makes this plan, as Markdown code."""
    return f"`peakroster plan {shlex.quote(str(folder))} --from {plan.first_day} --days {plan.days}`"


def findings_page(error: InputError | CollisionError, translate: Translator) -> None:
    """All findings of files that cannot be used, each with its remedy."""
    name = "collision" if isinstance(error, CollisionError) else "input"
    st.header(translate(f"ui.{name}_title"))
    st.write(translate(f"ui.{name}_intro", count=len(error.findings)))
    findings_table(error.findings, translate)


def findings_table(findings: Sequence[Finding], translate: Translator) -> None:
    """Findings: where, what, and what to do."""
    st.table(
        pd.DataFrame(
            {
                translate("ui.column_where"): [place(finding, translate) for finding in findings],
                translate("ui.column_problem"): [finding.message(translate) for finding in findings],
                translate("ui.column_remedy"): [finding.remedy(translate) for finding in findings],
            }
        ),
        hide_index=True,
    )


def place(finding: Finding, translate: Translator) -> str:
    """File, row and column as far as they are known."""
    if finding.row is not None and finding.column:
        return translate("ui.where_row_column", file=finding.file, row=finding.row, column=finding.column)
    if finding.row is not None:
        return translate("ui.where_row", file=finding.file, row=finding.row)
    if finding.column:
        return translate("ui.where_column", file=finding.file, column=finding.column)
    return finding.file
