"""activities.csv against the shifts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from scheduler.audit import PlanData, audit
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import (
    AFTERSALE,
    MONDAY,
    PRESALE,
    ROSTER,
    SATURDAY,
    SUNDAY,
    at,
    change,
    put,
    shop,
    written,
)
from tests.scheduler.statements import a_queue, changed

PLAN = written(shop())
PARTS = ("activities",)
# Its rows: 0-2 a1 on Saturday, 3-5 a1 on Sunday, 6-8 a2 on Sunday night, 9 aftersale and 10 standby of a3.


def codes(facts: PlanData) -> list[str]:
    return [violation.code for violation in audit(facts, PARTS)]


def add(facts: PlanData, *row: object) -> PlanData:
    """One more row of activities.csv."""
    more = pd.DataFrame([row], columns=["agent_id", "start", "end", "activity"])
    return change(facts, "activities", lambda frame: pd.concat([frame, more], ignore_index=True))


def test_a_queue_asks_for_its_language() -> None:
    """Of whoever serves it, whatever the skills say."""
    queues = tuple(replace(queue, language="英语") for queue in PLAN.queues)
    facts = changed(PLAN, queues=queues)
    assert set(codes(facts)) == {"activity_language"}
    people = tuple(replace(agent, languages=("中文", "英语")) for agent in facts.agents)
    assert codes(changed(facts, agents=people)) == []


@pytest.mark.parametrize("position", range(11))
def test_a_missing_row_leaves_a_gap(position: int) -> None:
    """Each single row is needed: without it there is a gap (and no meal, where it was the meal)."""
    found = codes(change(PLAN, "activities", lambda frame: frame.drop(index=position)))
    meal = PLAN.plan.activities.iloc[position]["activity"] == "meal"  # type: ignore[union-attr]
    assert found == (["activity_gap", "meal_missing"] if meal else ["activity_gap"])


def test_a_shift_without_any_activity_is_one_gap() -> None:
    """All rows of a shift gone: the gap is as long as the shift."""
    facts = change(PLAN, "activities", lambda frame: frame.drop(index=[9, 10]))
    (found,) = audit(facts, PARTS)
    assert (found.code, found.agent, found.interval) == ("activity_gap", "a3", at(MONDAY, "16:30"))


@pytest.mark.parametrize(
    ("position", "cells", "expected"),
    [
        (0, {"start": at(SATURDAY, "08:30")}, ["activity_gap"]),
        (0, {"start": at(SATURDAY, "07:30")}, ["activity_outside_shift", "activity_gap"]),
        (2, {"end": at(SATURDAY, "17:30")}, ["activity_outside_shift"]),
        (2, {"end": at(SATURDAY, "16:30")}, ["activity_gap"]),
        (0, {"end": at(SATURDAY, "10:30")}, ["activity_gap"]),
        (0, {"end": at(SATURDAY, "11:30")}, ["activity_overlap"]),
        (0, {"end": at(SATURDAY, "08:00")}, ["activity_length", "activity_gap"]),
        (9, {"activity": "presale"}, ["activity_skill"]),
        (10, {"activity": "aftersale"}, ["activity_closed", "activity_repeated"]),
        (10, {"activity": "presle"}, ["activity_unknown"]),
        (10, {"activity": "meal"}, ["meal_surplus"]),
        (0, {"activity": "meal"}, ["activity_repeated", "meal_surplus", "meal_length", "meal_window"]),
        (1, {"activity": "standby"}, ["meal_missing"]),
        (1, {"activity": "presale"}, ["activity_repeated", "activity_repeated", "meal_missing"]),
        (0, {"agent_id": "a9"}, ["activity_gap", "activity_outside_shift"]),
    ],
)
def test_a_wrong_cell_is_found(position: int, cells: dict[str, Any], expected: list[str]) -> None:
    """One wrong cell of activities.csv gives exactly what follows from it."""
    assert codes(put(PLAN, "activities", position, **cells)) == expected


def move_meal(start: str, end: str) -> PlanData:
    """a1's Saturday meal at another time, the work around it closed up."""
    facts = put(PLAN, "activities", 0, end=at(SATURDAY, start))
    facts = put(facts, "activities", 1, start=at(SATURDAY, start), end=at(SATURDAY, end))
    return put(facts, "activities", 2, start=at(SATURDAY, end))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("13:00", "14:00", []),
        ("13:30", "14:30", ["meal_window"]),
        ("10:30", "11:30", ["meal_window"]),
        ("12:00", "12:30", ["meal_length"]),
        ("11:00", "12:30", ["meal_length"]),
        ("12:15", "13:15", ["activity_off_grid"] * 4),
    ],
)
def test_the_meal_is_one_block_of_its_length_in_its_window(start: str, end: str, expected: list[str]) -> None:
    """The window's ends are included; times off the grid are found at every row that they touch."""
    assert codes(move_meal(start, end)) == expected


def test_a_meal_in_two_blocks_is_found() -> None:
    """Half an hour twice is not one hour."""
    facts = put(PLAN, "activities", 1, end=at(SATURDAY, "11:30"))
    facts = put(facts, "activities", 2, end=at(SATURDAY, "13:00"))
    facts = put(facts, "activities", 2, start=at(SATURDAY, "11:30"))
    facts = add(facts, "a1", at(SATURDAY, "13:00"), at(SATURDAY, "13:30"), "meal")
    facts = add(facts, "a1", at(SATURDAY, "13:30"), at(SATURDAY, "17:00"), "presale")
    assert codes(facts) == ["meal_surplus", "meal_length"]


def test_the_window_of_a_night_meal_lies_on_the_next_day() -> None:
    """a2 eats at 01:00; at 00:30 it would be too early."""
    facts = put(PLAN, "activities", 6, end=at(MONDAY, "00:30"))
    facts = put(facts, "activities", 7, start=at(MONDAY, "00:30"), end=at(MONDAY, "01:00"))
    facts = put(facts, "activities", 8, start=at(MONDAY, "01:00"))
    assert codes(facts) == ["meal_window"]


def test_activities_of_nobody_and_of_rest_days_lie_outside() -> None:
    """A row on a day without a shift, and one of an agent without any."""
    row = (at(SUNDAY, "10:00"), at(SUNDAY, "11:00"), "aftersale")
    assert codes(add(PLAN, "a3", *row)) == ["activity_outside_shift"]
    assert codes(add(PLAN, "a8", *row)) == ["activity_outside_shift"]


@pytest.mark.parametrize(
    ("window", "closed"),
    [
        (Window(16 * 60 + 30, 21 * 60), False),
        (Window(17 * 60, 21 * 60), True),
        (Window(9 * 60, 20 * 60 + 30), True),
        (Window(16 * 60, 26 * 60), False),
        (Window(16 * 60 + 30, 40 * 60), False),  # 16:30-16:00 of the next day
        (Window(20 * 60, 41 * 60), True),  # closed from 17:00 to 20:00
    ],
)
def test_a_closed_queue_is_not_served(window: Window, closed: bool) -> None:
    """a3 serves aftersale from 16:30 to 21:00: every part of it has to lie in the open hours."""
    facts = changed(PLAN, queues=(PRESALE, changed(AFTERSALE, open=window)))
    assert codes(facts) == (["activity_closed"] if closed else [])


def test_a_declared_other_activity_is_legal() -> None:
    """What else agents may do is told to the audit; the rest is unknown to it."""
    facts = put(PLAN, "activities", 10, activity="training")
    assert codes(facts) == ["activity_unknown"]
    assert codes(changed(facts, other_activities=frozenset({"training"}))) == []


def test_a_wrong_end_in_the_roster_is_not_reported_as_a_gap() -> None:
    """The shift is held to last as long as shifts.csv says, whatever roster.csv claims."""
    facts = put(PLAN, "roster", 0, end=at(SATURDAY, "19:00"))
    assert codes(facts) == []


def test_back_to_back_shifts_may_do_the_same() -> None:
    """Rows of two shifts that touch are not neighbours: the row belongs to its own shift."""
    assert ("a1", SATURDAY) in [(agent, day) for agent, day, _ in ROSTER]
    one = a_queue("presale", Window(0, 1440), 300)
    day_shift = changed(shop().shifts[0], start=0, end=1440, meal_minutes=0, meal=None)
    facts = shop(queues=(one, AFTERSALE), shifts=(day_shift,))
    rows = [("a1", SATURDAY, day_shift), ("a1", SUNDAY, day_shift)]
    plan = written(facts, rows)
    split = change(
        plan,
        "activities",
        lambda _: pd.DataFrame(
            {
                "agent_id": ["a1", "a1"],
                "start": [at(SATURDAY, "00:00"), at(SUNDAY, "00:00")],
                "end": [at(SUNDAY, "00:00"), at(MONDAY, "00:00")],
                "activity": ["presale", "presale"],
            }
        ),
    )
    assert codes(split) == []
