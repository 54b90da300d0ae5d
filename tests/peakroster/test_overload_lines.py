"""Overloads in words: who, from when to when, how many are missing and wait, and when it is over."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.explanations.shortage_words import overload_lines
from peakroster.messages import Translator
from scheduler.domain.plan import Plan

OVERLOAD = {
    "queue": "presale",
    "from": "2026-11-10T20:00",
    "until": "2026-11-10T21:00",
    "agents_short": 3.2,
    "waiting": 40.4,
    "clears_at": "2026-11-10T22:40",
}


def plan(**changes: str | float | None) -> Plan:
    return Plan(date(2026, 11, 9), 7, summary={"overloads": [{**OVERLOAD, **changes}]})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_overload_is_told_with_its_end(language: str) -> None:
    """The queue's own name, the stretch, what is missing, who waits, and when the line is gone."""
    (line,) = overload_lines(plan(), Translator(language), {"presale": "售前"})
    for part in ("售前", "2026-11-10 20:00–21:00", "3.2", "40", "22:40"):
        assert part in line


def test_another_day_is_named_by_its_date() -> None:
    """A backlog that lasts into the morning says which morning; one that stays names no time."""
    (line,) = overload_lines(plan(clears_at="2026-11-11T08:30"), Translator("en"), {})
    assert "clears by 08:30 next day" in line
    (line,) = overload_lines(plan(clears_at="2026-11-13T08:30"), Translator("zh"), {})
    assert "积压到 周五 11-13 08:30 清完" in line
    (line,) = overload_lines(plan(clears_at=None), Translator("en"), {})
    assert "does not clear" in line


def test_one_agent_and_less_than_one() -> None:
    """One agent is one agent, and what would be written as 0 is told without a number."""
    few = {"agents_short": 1.0, "waiting": 0.3, "until": "2026-11-11T00:00"}
    (line,) = overload_lines(plan(**few), Translator("en"), {})
    assert "20:00–24:00: overloaded, 1 agent short of what the work alone takes" in line
    assert "up to 1 customer waiting;" in line
    for language, words, number in (("en", "slightly overloaded", "0 agents"), ("zh", "略微超负荷", "0 人")):
        (line,) = overload_lines(plan(agents_short=0.04), Translator(language), {})
        assert words in line
        assert number not in line


@pytest.mark.parametrize(("language", "words"), [("en", "the whole {}"), ("zh", "按全{}算")])
def test_an_overload_that_a_day_makes_up_for_is_told_as_planned(language: str, words: str) -> None:
    """No fault of the roster: as many are there as a target over the day, or the month, asks for."""
    for per, name in (("day", "天"), ("month", "月")):
        (line,) = overload_lines(plan(allowed_per=per), Translator(language), {})
        assert words.format(per if language == "en" else name) in line
    (line,) = overload_lines(plan(), Translator(language), {})
    assert words.split("{")[0] not in line


def test_plans_from_before_have_none() -> None:
    """No summary, or one without that key: nothing is said."""
    assert overload_lines(Plan(date(2026, 11, 9), 7), Translator("en"), {}) == []
    assert overload_lines(Plan(date(2026, 11, 9), 7, summary={}), Translator("en"), {}) == []
