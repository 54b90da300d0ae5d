"""Findings of the shop's files as a table, and the command that makes a plan."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path, PurePath

import pandas as pd
import streamlit as st

from peakroster.messages import Translator
from peakroster.tables.findings import Finding
from scheduler.domain.plan import Plan
from ui.plain_text import plain


def plan_command(plan: Plan, folder: Path) -> str:
    """The command that makes this plan, as Markdown code."""
    command = f"peakroster plan {shlex.quote(str(folder))} --from {plan.first_day} --days {plan.days}"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", command)), default=0))
    return f"{fence} {command} {fence}" if len(fence) > 1 else f"`{command}`"


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
    """What it is about in words, then file, row and column as far as they are known."""
    where = _file_place(finding, translate)
    key = f"overview.file_{PurePath(finding.file).stem}"
    return translate("outcome.place", what=translate(key), place=where) if translate.has(key) else where


def _file_place(finding: Finding, translate: Translator) -> str:
    if finding.row is not None and finding.column:
        return translate("ui.where_row_column", file=finding.file, row=finding.row, column=finding.column)
    if finding.row is not None:
        return translate("ui.where_row", file=finding.file, row=finding.row)
    if finding.column:
        return translate("ui.where_column", file=finding.file, column=finding.column)
    return finding.file
