"""Overtime counted from the text of the settings: by hand, at the borders of weeks, months and holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.rules.overtime import overtime_of_week
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.agents import Agent
from scheduler.domain.overtime import Overtime
from scheduler.domain.rules import Rules
from tests.scheduler.statements import an_agent, changed

MONDAY = date(2026, 11, 2)
AGENT = an_agent("a1", frozenset({"q"}))
CHINA = Rules(overtime=Overtime())


def worked(*hours: float, begin: date = MONDAY, earlier: int = 0) -> list[WorkedShift]:
    """A shift of so many paid hours each day, 0 = a day off; the first ``earlier`` are of plans before."""
    rows = []
    for offset, paid in enumerate(hours):
        day = begin + timedelta(days=offset)
        start = datetime.combine(day, time(8))
        if paid:
            source = Reference("roster.csv", offset + 2, day, "x")
            rows.append(
                WorkedShift(
                    "a1", day, "x", start, start + timedelta(hours=paid), paid, source, offset < earlier
                )
            )
    return rows


def found(agent: Agent, rows: list[WorkedShift], rules: Rules) -> list[tuple[str, object, object, object]]:
    def shown(one: Violation) -> tuple[str, object, object, object]:
        return one.code, one.day, one.expected, one.found

    return [shown(one) for one in upper_limits(agent, rows, rules)]


def test_hours_beyond_the_day_and_beyond_the_week_are_told_apart() -> None:
    """10, 8, 8, 8, 8, 4: two hours beyond a day; of 44 ordinary hours four beyond the week."""
    week = overtime_of_week(AGENT, worked(10, 8, 8, 8, 8, 4), CHINA)
    assert (week.extended, week.rest_day) == (120, 240)


def test_the_line_is_the_lowest_of_law_rule_and_contract() -> None:
    """A part-timer's own 20 hours; a rule of 7 hours a day."""
    part_time = changed(AGENT, max_hours_week=20.0)
    assert overtime_of_week(part_time, worked(8, 8, 8), CHINA).rest_day == 240
    short_days = replace(CHINA, max_hours_per_day=7.0)
    assert overtime_of_week(AGENT, worked(8, 8), short_days).extended == 120


def test_holidays_stand_apart() -> None:
    """Five days and the holiday are no overtime; the same without it are eight hours."""
    free = Rules(overtime=Overtime(holidays=frozenset({MONDAY + timedelta(days=2)})))
    rows = worked(8, 8, 10, 8, 8, 8)
    assert overtime_of_week(AGENT, rows, free).minutes == 0
    assert overtime_of_week(AGENT, rows, CHINA).minutes == 600


@pytest.mark.parametrize(
    ("hours", "rules", "expected"),
    [
        ((11, 8), {}, []),
        ((11.5, 8), {}, [("overtime_hours_day", MONDAY, 3.0, 3.5)]),
        ((8, 8, 8, 8, 8, 8), {"max_hours_week": 8.0}, []),
        (
            (8, 8, 8, 9, 8, 8),
            {"max_hours_week": 8.0},
            [("overtime_hours_week", MONDAY + timedelta(days=5), 8.0, 9.0)],
        ),
        ((11,) * 6, {}, []),  # 18 + 8
    ],
)
def test_limits_of_a_day_and_a_week(
    hours: tuple[float, ...], rules: dict[str, float], expected: list[object]
) -> None:
    """Named at the shift that passes them."""
    assert found(AGENT, worked(*hours), Rules(overtime=Overtime(**rules))) == expected


def test_a_month_counts_its_weeks_with_earlier_plans() -> None:
    """26 hours of the week before; the next has ten left. A week is of the month of its Monday."""
    weeks = worked(*(11,) * 6, 0, 8, 8, 8, 8, 8, 8, 0, 8, 8, 8, 8, 8, 8, earlier=7)
    (broken,) = upper_limits(AGENT, weeks, CHINA)
    assert (broken.code, broken.expected, broken.found) == ("overtime_hours_month", 36.0, 42.0)
    assert broken.day == MONDAY + timedelta(days=19)
    assert broken.stretch == (date(2026, 11, 1), date(2026, 11, 22))
    from_november = worked(*(11,) * 6, 0, 8, 8, 8, 8, 8, 8, begin=date(2026, 11, 23))
    further = worked(8, 8, 8, 8, 8, 8, begin=date(2026, 12, 7))
    assert found(AGENT, [*from_november, *further], CHINA) == []  # 34 and 8


def test_a_month_of_ones_own() -> None:
    """Instead of the shop's, and with the row of agents.csv; 0 = none at all."""
    nobody = changed(AGENT, max_overtime_month=0.0)
    (broken,) = upper_limits(nobody, worked(8, 8, 8, 8, 8, 1), CHINA)
    assert (broken.code, broken.expected, broken.found) == ("overtime_hours_month", 0.0, 1.0)
    assert broken.references[-1].file == "agents.csv"


def test_the_maxima_of_day_and_week_bound_ordinary_hours_only() -> None:
    """With overtime they are where it begins."""
    rules = Rules(max_hours_per_day=8.0, max_hours_per_week=44.0)
    rows = worked(9, 8, 8, 8, 8, 8)
    assert [code for code, *_ in found(AGENT, rows, rules)] == ["max_hours_per_day", "max_hours_per_week"]
    assert found(AGENT, rows, replace(rules, overtime=Overtime())) == []
