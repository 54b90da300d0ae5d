"""Fills docs/reference/findings.md with what the message catalogues say: ``python -m tools.findings_page``.

Which codes the page lists, in which order and under which heading, is written by hand; the sentence beside
each code is the English catalogue's, with ‹name› for a placeholder. A test holds the page to this.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "findings.md"
VIOLATIONS = "\n## Violations\n"
"""The heading below which the codes are those of the audit."""

_ROW = re.compile(r"^\| `(\w+)` \|(?: (error|warning|collision) \|)? .* \|$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def filled(page: str) -> str:
    """The page with the sentence of every code from its catalogue.

    Raises KeyError for a code that its catalogue does not have.
    """
    findings, heading, violations = page.partition(VIOLATIONS)
    return _with_sentences(findings, "check") + heading + _with_sentences(violations, "audit")


def _with_sentences(text: str, area: str) -> str:
    path = ROOT / "data" / "messages" / "en" / f"{area}.toml"
    catalogue = tomllib.loads(path.read_text(encoding="utf-8"))

    def row(found: re.Match[str]) -> str:
        code, severity = found.groups()
        sentence = _PLACEHOLDER.sub(_shown, catalogue[code]).replace("|", "\\|")
        return " | ".join(["| `" + code + "`", *([severity] if severity else []), sentence + " |"])

    return _ROW.sub(row, text)


def _shown(placeholder: re.Match[str]) -> str:
    """The name of what is filled in; of words that follow their number, those of many."""
    name, form = f"‹{placeholder[1]}›", placeholder[2] or ""
    return form.rsplit("|", 1)[1].replace("#", name) if "|" in form else name


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
