"""docs/reference/findings.md lists every code that ``--json`` may hold, with the words of the catalogues."""

from __future__ import annotations

import re

from scheduler.audit.facts.violation import CODES
from tests.docs.pages import section
from tests.peakroster.test_messages import catalogue
from tools.findings_page import PAGE, filled


def codes(heading: str) -> list[str]:
    """The first cells of the tables below a heading."""
    return re.findall(r"^\| `(\w+)` \|", section("findings.md", heading), re.MULTILINE)


def test_every_finding_stands_once() -> None:
    """A script that reads --json knows what to expect."""
    known = [key for key in catalogue("en", "check") if not key.endswith("_remedy")]
    assert sorted(codes("Findings")) == sorted(known)


def test_every_violation_stands_once() -> None:
    """What the audit can find."""
    assert sorted(codes("Violations")) == sorted(CODES)


def test_the_words_are_those_of_the_catalogues() -> None:
    """``python -m tools.findings_page`` brings the page up to date."""
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text
