"""Shortages in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from peakroster.explanations.shortage_words import (
    advice,
    advice_for_all,
    headline,
    named_line,
    reasons_line,
)
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
    found = shortage(leave)
    assert named_line(leave, found, Translator("zh"), {"1": "王芳", "3": "李强"}) == "请假：李强、4"


def test_the_day_is_named_and_its_night_ends_on_the_next() -> None:
    """Whoever does not work on a weekday hears which; a stretch past midnight says where it ends."""
    found = replace(
        shortage(Reason("weekday", ("1",))), end=datetime(2026, 11, 12, 2), worst=datetime(2026, 11, 12, 1)
    )
    assert "1 not available on Thursday" in reasons_line(found, Translator("en"))
    assert "1 人当天（周四）不可排班" in reasons_line(found, Translator("zh"))
    assert "20:00–02:00 next day: 7.2 agent-hours short. Worst at 01:00 next day:" in headline(
        found, Translator("en")
    )
    longer = replace(found, end=datetime(2026, 11, 14))
    assert "20:00–Fri 11-13 24:00" in headline(longer, Translator("en"))
    assert "20:00–周五 11-13 24:00" in headline(longer, Translator("zh"))


def test_who_has_left_is_not_asked_to_start_earlier() -> None:
    """Before the first day and after the last one are two reasons with two pieces of advice."""
    left, new = (shortage(Reason(code, ("1",))) for code in ("left", "not_yet_employed"))
    assert "1 人当天已经离职" in reasons_line(left, Translator("zh"))
    assert "提前入职" not in advice(left, Translator("zh"))[0]
    assert "提前入职" in advice(new, Translator("zh"))[0]


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
    assert named_line(reason, found, translator, {})
    assert all(advice(found, translator))
    assert advice(found, translator)


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_and_small_figures_are_written_alike(language: str) -> None:
    """Thousands are grouped, and what is hardly below nothing is nothing."""
    found = replace(shortage(), missing_hours=3854.0, required=2384.9, service_level=-0.004)
    line = headline(found, Translator(language))
    for part in ("3,854.0", "2,384.9", " 0%"):
        assert part in line
    assert "-0%" not in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_for_several_queues_is_told_once(language: str) -> None:
    """With all their names, the most frequent first."""
    busy, away = Reason("other_queue", ("1", "2")), Reason("leave", ("3",))
    found = [replace(shortage(busy, away), queue=queue) for queue in ("a", "b", "a")]
    found.append(shortage(away))
    first, second = advice_for_all(found, Translator(language), {"a": "甲"})
    assert ("甲, b" if language == "en" else "甲、b") in second
    assert first == advice(shortage(away), Translator(language))[0]


@pytest.mark.parametrize("reason", REASONS)
def test_advice_names_nobody_by_a_pronoun(reason: str) -> None:
    """It stands alone, below the reasons of several stretches."""
    (told,) = advice(shortage(Reason(reason, ("1",))), Translator("en"))
    assert "these people" not in told.lower()
    (told,) = advice(shortage(Reason(reason, ("1",))), Translator("zh"))
    assert "这些人" not in told


@pytest.mark.parametrize("level", [-2e-321, -0.0, 0.0])
def test_a_service_level_of_nothing_has_no_sign(level: float) -> None:
    """Nobody in time is 0 %, in whatever way it was computed."""
    told = headline(replace(shortage(), service_level=level), Translator("en"))
    assert told.endswith("service level 0%.")
