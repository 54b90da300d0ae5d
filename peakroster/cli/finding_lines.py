"""A finding as lines of text: its place, the problem, the remedy."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from peakroster.messages import Translator
from peakroster.tables.findings import Finding

_STYLES = {"error": "bold red", "warning": "yellow", "collision": "bold red"}


def finding_lines(finding: Finding, translate: Translator, *, one_line: bool) -> Iterator[Text]:
    """A finding in two lines for a terminal, or in one line for a file or a pipe."""
    severity = translate(f"commands.severity_{finding.severity}")
    message = finding.message(translate)
    if finding.value and finding.value not in message:
        message += translate("commands.value_beside", value=finding.value)
    text = Text.assemble((severity, _STYLES[finding.severity]), "  ", finding.place(translate), message)
    remedy = translate("commands.remedy_line", remedy=finding.remedy(translate))
    if one_line:
        yield Text.assemble(text, " ", remedy)
    else:
        yield text
        yield Text.assemble("      ", remedy)
