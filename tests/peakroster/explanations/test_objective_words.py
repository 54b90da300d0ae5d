"""The parts of the objective in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peakroster.explanations.objective_words import PARTS, dearer_lines, dearer_plan_lines, part_lines
from peakroster.messages import LANGUAGES, Translator
from scheduler.domain.plan import Plan
from scheduler.roster.objective import breakdown as roster_parts


def plan(**points: float) -> Plan:
    parts = {name: {"amount": 0.0, "points": 0.0} for name in roster_parts.PARTS}
    for name, value in points.items():
        parts[name] = {"amount": 7.0, "points": value}
    return Plan(date(2026, 11, 9), 7, summary={"objective_parts": parts})


def test_every_part_of_the_roster_is_told() -> None:
    """By its name, with or without an amount."""
    assert set(PARTS) == set(roster_parts.PARTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_with_their_amounts_and_the_sum(language: str) -> None:
    """What is 0 is left out."""
    lines = part_lines(plan(late=12.0, wishes=0.3), Translator(language))
    assert [line.points for line in lines] == pytest.approx([12.0, 0.3, 12.3])
    assert ["7" in line.amount for line in lines] == [True, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_of_an_earlier_version_says_what_it_said(language: str) -> None:
    """Of the morning after and what no roster could avoid, which it counted apart, the difference."""
    lines = part_lines(plan(late=12.0, wishes=0.3, next_day=5.0, unavoidable=-8.0), Translator(language))
    assert [line.points for line in lines] == pytest.approx([12.0, 0.3, -3.0, 9.3])
    assert ["7" in line.amount for line in lines] == [True, True, False, False]
    assert not any("next_day" in line.name or "unavoidable" in line.name for line in lines)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_words(part: str, language: str) -> None:
    """In both languages, with its amount."""
    first = part_lines(plan(**{part: 1.0}), Translator(language))[0]
    assert first.points == 1.0
    assert "7" in first.amount


def test_plans_without_parts_say_nothing() -> None:
    """Without a roster, or from an earlier version."""
    assert part_lines(Plan(date(2026, 11, 9), 7), Translator("en")) == []
    assert part_lines(Plan(date(2026, 11, 9), 7, summary={}), Translator("en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_shortage_has_one_figure(language: str) -> None:
    """The hours of the sentence, not the search's own, whose need is rounded to thousandths of an agent."""
    short = plan(shortage=12.0)
    summary = {**(short.summary or {}), "shortage_hours": 6.94}
    (line, _) = part_lines(replace(short, summary=summary), Translator(language))
    assert "6.9" in line.amount


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_got_dearer_is_told_dearest_first(language: str) -> None:
    """Parts that cost less, or the same, are left out; so are plans whose parts nobody knows."""
    translate = Translator(language)
    before, after = plan(late=12.0, shortage=3.0, wishes=5.0), plan(late=13.0, shortage=9.0, wishes=1.0)
    lines = dearer_lines(before, after, translate)
    assert [line.split(":")[0].split("：")[0] for line in lines] == [
        translate("objective.shortage"),
        translate("objective.late"),
    ]
    assert dearer_lines(Plan(date(2026, 11, 9), 7), after, translate) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_that_costs_more_than_its_search_told_says_why(language: str) -> None:
    """By how much, and that changing queues costs it; one that costs no more says nothing."""
    dear = plan(late=12.0, queue_changes=7.5)
    dear = replace(dear, summary={**(dear.summary or {}), "objective": 19.5})
    lines = dearer_plan_lines(dear, 12.0, Translator(language))
    assert [figure in lines[0] for figure in ("12.0", "19.5", "7.5")] == [True] * 3
    assert Translator(language)("objective.queue_changes") in lines[1]
    assert dearer_plan_lines(dear, 19.5, Translator(language)) == []
