"""Shortages in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from peakroster.explanations.shortage_words import advice, headline, named_line, reasons_line
from peakroster.messages import LANGUAGES, Translator
from scheduler.diagnosis.shortages import REASONS, Reason, Shortage


def shortage(*reasons: Reason) -> Shortage:
    start, end = datetime(2026, 11, 11, 20), datetime(2026, 11, 12)
    return Shortage(
        "presale", start, end, 7.25, datetime(2026, 11, 11, 21), 3.5, 38.5, 35, 0.624, tuple(reasons)
    )


def test_line_tells_what_is_missing() -> None:
    """The first line has queue, day, stretch, figures; midnight at the end of a day is 24:00."""
    found = shortage(Reason("serving", ("1", "2")), Reason("leave", ("3",)))
    first = headline(found, Translator("en"), {"presale": "Pre-sale"})
    assert first.startswith("Pre-sale, Wed 11-11 20:00–24:00: 7.2 agent-hours short.")
    assert "38.5 needed, 35 on duty, 3.5 missing; service level 62%" in first
    assert (
        reasons_line(found, Translator("en"))
        == "Of 3 with the skill: 2 already serving this queue; 1 on leave."
    )


def test_people_are_named() -> None:
    """By name where it is known, else by id."""
    leave = Reason("leave", ("3", "4"))
    assert named_line(leave, Translator("zh"), {"1": "王芳", "3": "李强"}) == "请假：李强、4"


def test_advice_follows_the_dominant_reason() -> None:
    """Advice is given for what keeps most people away, not for the one on leave."""
    translator = Translator("en")
    away = Reason("works_that_day", tuple(map(str, range(20))))
    one = Reason("leave", ("x",))
    assert advice(shortage(one, away), translator) == [
        translator("explain.advice_works_that_day", queue="presale")
    ]


def test_everybody_serves() -> None:
    """When everybody is at the desk already, only more people help."""
    assert "train more people" in advice(shortage(Reason("serving", ("1",))), Translator("en"))[0]


def test_nobody_has_the_skill() -> None:
    """A queue that nobody can serve is said so."""
    assert reasons_line(shortage(), Translator("en")) == "Nobody has the skill for this queue."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_words(language: str, code: str) -> None:
    """Each reason that the engine knows has a text and an advice in both languages."""
    reason, translator = Reason(code, ("1",)), Translator(language)
    found = shortage(reason)
    assert reasons_line(found, translator) != reasons_line(shortage(), translator)
    assert named_line(reason, translator, {})
    assert all(advice(found, translator))
    assert advice(found, translator)
