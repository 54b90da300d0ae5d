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


def plan(**changes: str | None) -> Plan:
    return Plan(date(2026, 11, 9), 7, summary={"overloads": [{**OVERLOAD, **changes}]})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_overload_is_told_with_its_end(language: str) -> None:
    """The queue's own name, the stretch, what is missing, who waits, and when the line is gone."""
    (line,) = overload_lines(plan(), Translator(language), {"presale": "售前"})
    for part in ("售前", "2026-11-10 20:00-21:00", "3.2", "40", "22:40"):
        assert part in line


def test_another_day_is_named_by_its_date() -> None:
    """A backlog that lasts into the morning says which morning; one that stays names no time."""
    (line,) = overload_lines(plan(clears_at="2026-11-11T08:30"), Translator("en"), {})
    assert "clears at 11-11 08:30" in line
    (line,) = overload_lines(plan(clears_at=None), Translator("en"), {})
    assert "does not clear" in line


def test_plans_from_before_have_none() -> None:
    """No summary, or one without that key: nothing is said."""
    assert overload_lines(Plan(date(2026, 11, 9), 7), Translator("en"), {}) == []
    assert overload_lines(Plan(date(2026, 11, 9), 7, summary={}), Translator("en"), {}) == []
