"""What an import says it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.importing.changes import Change, TableChange
from peakroster.importing.words import change_lines
from peakroster.messages import Translator


@pytest.mark.parametrize(("language", "column"), [("zh", "咨询量"), ("en", "inquiries")])
def test_a_changed_cell_is_told_by_the_heading_that_people_know(language: str, column: str) -> None:
    """Not by the name of a column in a program."""
    one = Change("2026-11-02 09:00 客服", "inquiries", "61", "99")
    change = TableChange("history", Path("history.csv"), None, changed=1, examples=(one,))
    (_, line) = change_lines(change, Translator(language))
    assert f" {column}" in line
