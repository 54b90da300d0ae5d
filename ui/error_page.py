"""What the desk shows instead of a page: no plan yet, or files that cannot be used."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from peakroster.messages import Translator
from peakroster.tables.findings import CollisionError, Finding, InputError
from scheduler.domain.plan import Plan
from ui.plain_text import plain


def show_no_plan(folder: Path, translate: Translator) -> None:
    """Show the command that makes the first plan."""
    st.header(translate("ui.no_plan_title"))
    st.write(translate("ui.no_plan"))
    monday = pd.Timestamp.now().normalize()
    monday += timedelta(days=7 - monday.weekday())
    st.code(f"peakroster plan {shlex.quote(str(folder))} --from {monday:%Y-%m-%d}", language="bash")


def plan_command(plan: Plan, folder: Path) -> str:
    """The command that makes this plan, as Markdown code."""
    command = f"peakroster plan {shlex.quote(str(folder))} --from {plan.first_day} --days {plan.days}"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", command)), default=0))
    return f"{fence} {command} {fence}" if len(fence) > 1 else f"`{command}`"


def show_findings_page(error: InputError | CollisionError, translate: Translator) -> None:
    """Show all findings of files that cannot be used."""
    name = "collision" if isinstance(error, CollisionError) else "input"
    st.header(translate(f"ui.{name}_title"))
    st.write(translate(f"ui.{name}_intro", count=len(error.findings)))
    show_findings(error.findings, translate)


def show_findings(findings: Sequence[Finding], translate: Translator) -> None:
    """Show a table of findings: place, problem, remedy."""
    st.table(
        pd.DataFrame(
            {
                translate("ui.column_where"): [
                    plain(finding_place(finding, translate)) for finding in findings
                ],
                translate("ui.column_problem"): [plain(finding.message(translate)) for finding in findings],
                translate("ui.column_remedy"): [
                    plain(finding.remedy(translate) or "") for finding in findings
                ],
            }
        ),
        hide_index=True,
    )


def finding_place(finding: Finding, translate: Translator) -> str:
    """File, row and column as far as they are known."""
    if finding.row is not None and finding.column:
        return translate("ui.where_row_column", file=finding.file, row=finding.row, column=finding.column)
    if finding.row is not None:
        return translate("ui.where_row", file=finding.file, row=finding.row)
    if finding.column:
        return translate("ui.where_column", file=finding.file, column=finding.column)
    return finding.file
