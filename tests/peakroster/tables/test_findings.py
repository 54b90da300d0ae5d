"""Findings show what stands in a file as one line that nothing obeys."""

from __future__ import annotations

import pytest

from peakroster.messages import LANGUAGES, Term, Translator
from peakroster.tables.findings import Finding


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["\x1b[31mred", "a\nb", "\u202egnp.exe", "a\u2028b", "x" * 100_000])
def test_nothing_of_a_file_is_obeyed(language: str, text: str) -> None:
    """Value, column and every detail: no escape, no line break, no turned direction, no endless text."""
    for known in (text, Term(text, text)):
        check_one_line(
            Finding("error", "unknown_shift", "agents.csv", 2, text, text, {"token": text, "known": known}),
            language,
        )


def check_one_line(finding: Finding, language: str) -> None:
    translate = Translator(language)
    told = [finding.message(translate), finding.remedy(translate), finding.place(translate)]
    told += [finding.sentence(translate), finding.as_json(translate)["column"]]
    assert all(line.isprintable() and len(line) < 2000 for line in told)
