"""Every kind of change that goes through the door is called by words, where a manager reads of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peakroster.desk.overview.news import TOLD
from peakroster.messages import LANGUAGES, Translator
from peakroster.store.requests import REFUSED, WITHDRAWN

ROOT = Path(__file__).parents[4]
WRITTEN = {
    "".join(kind)
    for file in (ROOT / "peakroster").rglob("*.py")
    for kind in re.findall(
        r'\bwriting\([^)]*?kind="(\w+)"|^KIND = "(\w+)"', file.read_text(encoding="utf-8"), re.M
    )
} | {REFUSED, WITHDRAWN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_in_the_log(language: str) -> None:
    """No word of the program's own stands in the log of the publish page."""
    translate = Translator(language)
    assert len(WRITTEN) > 15
    assert {kind for kind in WRITTEN if not translate.has(f"publish.what_{kind}")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_of_yesterday_is_what_is_written(language: str) -> None:
    """The news know kinds that there are, and say each of them."""
    translate = Translator(language)
    assert set(TOLD) - WRITTEN == set()
    assert {kind for kind in TOLD if not translate.has(f"overview.did_{kind}")} == set()
