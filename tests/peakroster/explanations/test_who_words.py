"""Every rule that may object to a shift is told in words, and every rule and weight of a trial."""

from __future__ import annotations

import pytest

from peakroster.messages import LANGUAGES, Translator
from scheduler.alternatives.objections import OBJECTIONS
from scheduler.audit.facts.violation import AVAILABILITY_CODES, LEAST_CODES, WORKING_TIME_CODES
from scheduler.domain.rules import REGISTRY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_objection_has_words(language: str) -> None:
    translate = Translator(language)
    assert [code for code in OBJECTIONS if not translate(f"explain.reason_{code}", weekday="x")] == []


def test_every_rule_of_the_audit_may_object() -> None:
    """Those about shifts; employment is told as what it is."""
    rules = {*AVAILABILITY_CODES, *WORKING_TIME_CODES, *LEAST_CODES} - {"employment"}
    assert rules <= set(OBJECTIONS)
    assert len(OBJECTIONS) == len(set(OBJECTIONS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_shop_has_words(language: str) -> None:
    """Overtime aside, which is no rule to loosen."""
    translate = Translator(language)
    told = [spec.key for spec in REGISTRY.values() if spec.in_shop and spec.unit != "overtime"]
    assert all(translate(f"rules.{key}") for key in told)
