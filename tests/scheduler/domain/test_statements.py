"""A statement of the world refuses nonsense when it is made, and the registry of rules is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import pytest

from peakroster.shop.table_specs import AGENTS
from scheduler.audit import CODES
from scheduler.domain import EarlierWork, Limit, Opening, Queue, Rules, Shift, Target, Window
from scheduler.domain.rules import NUMBERS, REGISTRY
from scheduler.domain.validation import StatementError
from tests.scheduler.statements import an_agent, plan_data

DAY = Window(0, 1440)
BY_DAY = Target("service_level", 30, 0.9, None, "day", 0.5)


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda: Shift("早班", 1500, 1600, 0, None, 2), "start 1500 not in 0..1439"),
        (lambda: Shift("早班", 480, 480 + 1441, 0, None, 2), "1441 minutes long"),
        (lambda: Shift("早班", 480, 540, 60, Window(480, 540), 2), "meal_minutes 60"),
        (lambda: Limit("week", 3, 2), "at least 3, at most 2"),
        (lambda: Limit("week", -1), "least -1 below 0"),
        (lambda: Target("service_level", 30), "share None of a service_level"),
        (lambda: Target("average_wait", 30, 0.9), "share 0.9 of a average_wait"),
        (lambda: Target("average_wait", -1), "within_seconds -1"),
        (
            lambda: Queue("q", "q", Opening.daily(DAY), 0, 1, (1.0,), None, 0, (), None, 0, None),
            "aht_seconds 0",
        ),
        (
            lambda: Queue("q", "q", Opening.daily(DAY), 60, 2, (1.0,), None, 0, (), None, 0, None),
            "1 numbers of slowdown",
        ),
        (
            lambda: Queue("q", "q", Opening.daily(DAY), 60, 1, (1.0,), None, 1.5, (), None, 0, None),
            "bot_share 1.5",
        ),
        (
            lambda: replace(
                Queue("q", "q", Opening.daily(DAY), 60, 1, (1.0,), 90.0, 0, (BY_DAY,), None, 0, None),
                returns_share=0.3,
            ),
            "returns_share beside a target per",
        ),
    ],
)
def test_nonsense_is_refused_with_the_field_and_its_bound(make: Callable[[], object], names: str) -> None:
    """The words name what was said."""
    with pytest.raises(StatementError, match=names):
        make()


def test_each_rule_states_all_of_itself() -> None:
    """Bounds that leave room, codes that the audit knows, columns that agents.csv has."""
    assert list(REGISTRY) == [one.name for one in fields(Rules)]
    assert all(spec.low < spec.high for spec in NUMBERS)
    codes = [c for s in REGISTRY.values() for c in (*s.codes, *s.least_codes, *s.activity_codes)]
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) <= set(CODES)
    columns = {column.name for column in AGENTS.columns}
    assert {spec.column for spec in REGISTRY.values() if spec.column} <= columns
    assert all(spec.in_shop or spec.column for spec in REGISTRY.values())


def test_without_any_rule_nothing_binds() -> None:
    """The default of every number is that the rule does not hold."""
    assert {getattr(Rules(), spec.key) for spec in NUMBERS} == {None}


def test_a_rule_is_stated_where_it_is_asked() -> None:
    """What no column of agents.csv has is no agent's own, what no key has not the shop's."""
    with pytest.raises(StatementError, match="max_days_per_week is no rule of one agent's own"):
        an_agent("a1", max_days_per_week=1)
    with pytest.raises(StatementError, match="max_hours_month is stated for each agent"):
        plan_data(date(2026, 11, 9), 1, EarlierWork(None, None, True), rules=Rules(max_hours_month=100))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stated", [{"max_days_per_week": -3}, {"min_rest_hours": 169}, {"max_hours_per_day": 0}]
)
def test_a_rule_out_of_its_bounds_is_refused(stated: dict[str, float]) -> None:
    """The bounds of the registry hold for statements made in code, too."""
    with pytest.raises(StatementError, match="out of its bounds"):
        Rules(**stated)  # type: ignore[arg-type]
