"""Rows of the table of who could: everybody once, the helpful first, cells that a change can take."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from peakroster.desk.roster import change, examine, open_desk
from peakroster.desk.who_choices import people_choices, trade_choices
from peakroster.desk.who_could import who_could, who_could_cover
from peakroster.explanations.who_words import AnswerWords
from peakroster.messages import Translator
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow


def test_everybody_once_for_a_short_interval(small_shop: Path) -> None:
    """With the shift that suits best; who brings hours goes before who only changes shifts, both before whom
    a rule forbids it."""
    desk = open_desk(small_shop, FIRST_DAY)
    (shortage, *_) = examine(desk).shortages
    answers = who_could_cover(desk, shortage.start, shortage.end)
    words = AnswerWords(answers[0], desk.shop, FIRST_DAY, Translator("en"))
    rows = people_choices(answers, words, interval=True)
    names = [choice.row["Agent"] for choice in rows]
    assert len(set(names)) == len(names)
    assert {choice.row["Shift"] for choice in rows} <= {shift.name for shift in desk.shop.shifts}
    forbidden = [bool(choice.rules) for choice in rows]
    assert forbidden == sorted(forbidden)
    idle = [not re.search(r"-[\d.]+ h missing", str(choice.row["Customers"])) for choice in rows]
    allowed = idle[: forbidden.count(False)]
    assert allowed == sorted(allowed)


def test_hours_that_no_shift_reaches(small_shop: Path) -> None:
    """There is nobody to rank."""
    desk = open_desk(small_shop, FIRST_DAY)
    midnight = desk.plan.start
    assert who_could_cover(desk, midnight, midnight + timedelta(hours=1)) == ()


def test_the_cells_of_a_choice_make_its_exchange(small_shop: Path) -> None:
    """Put on the desk, a choice gives everybody the shift that the row says; without rules it breaks none."""
    desk = open_desk(small_shop, FIRST_DAY)
    assert desk.plan.roster is not None
    first = desk.plan.roster.iloc[0]
    answer = who_could(desk, first["date"], None, first["agent_id"])
    words = AnswerWords(answer, desk.shop, FIRST_DAY, Translator("zh"))
    choices = [*people_choices([answer], words), *trade_choices([answer], words, 3)]
    allowed = [choice for choice in choices if not choice.rules]
    assert allowed
    before = len(examine(desk).violations)
    for choice in (allowed[0], allowed[-1]):
        assert choice.cells[first["agent_id"], first["date"]] != first["shift"]
        outcome = change(desk, choice.cells)
        assert len(outcome.violations) <= before
        assert outcome.plan.roster is not None
        rows = outcome.plan.roster.set_index(["agent_id", "date"])["shift"]
        for cell, shift in choice.cells.items():
            assert (rows.get(cell) or None) == shift
