"""A shortage names, for everybody with the skill, what keeps them away; each reason made by hand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest

from scheduler.audit import PlanData
from scheduler.diagnosis.shortages import REASONS, shortages
from scheduler.domain.agents import Agent
from scheduler.domain.meetings import Meeting
from scheduler.domain.overtime import Overtime
from scheduler.domain.plan import EarlierWork
from scheduler.domain.requests import Lock
from scheduler.domain.rotations import OwnRotation, Rotation
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import Window
from tests.scheduler.statements import a_leave, a_queue, a_shift, an_agent, changed, plan_data

MONDAY = date(2026, 11, 9)
EARLY = a_shift("early", 480, 960)
LATE = a_shift("late", 960, 1440)
MEAL = a_shift("meal", 540, 1080, 60, Window(720, 780))
WorkedShift = Sequence[tuple[str, int, Shift]]


def frame(rows: WorkedShift) -> pd.DataFrame:
    records = []
    for agent, day, shift in rows:
        midnight = datetime.combine(MONDAY + timedelta(days=day), time())
        start, end = (midnight + timedelta(minutes=m) for m in (shift.start, shift.end))
        records.append((agent, midnight.date(), shift.name, start, end, shift.paid_minutes / 60))
    return pd.DataFrame(records, columns=["agent_id", "date", "shift", "start", "end", "paid_hours"])


def activities(rows: WorkedShift, serving: str = "q") -> pd.DataFrame:
    records = []
    for agent, day, shift in rows:
        midnight = datetime.combine(MONDAY + timedelta(days=day), time())
        marks = [shift.start, *([shift.meal.start, shift.meal.end] if shift.meal else []), shift.end]
        for number, (start, end) in enumerate(itertools.pairwise(marks)):
            what = "meal" if number == 1 else serving
            records.append(
                (agent, midnight + timedelta(minutes=start), midnight + timedelta(minutes=end), what)
            )
    table = pd.DataFrame(records, columns=["agent_id", "start", "end", "activity"])
    return table.astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def world(
    *agents: Agent,
    roster: WorkedShift = (),
    earlier: WorkedShift = (),
    serving: str = "q",
    short: Sequence[tuple[int, float, int]] = ((8, 2.0, 0),),
    **changes: object,
) -> PlanData:
    """Monday and Tuesday; ``short`` lists (hour from Monday 00:00, required, scheduled) of queue q."""
    coverage = pd.DataFrame(
        [
            (datetime.combine(MONDAY, time()) + timedelta(hours=hour), "q", required, scheduled, 0.5)
            for hour, required, scheduled in short
        ],
        columns=["timestamp", "queue", "required", "scheduled", "service_level"],
    )
    facts = plan_data(
        first_day=MONDAY,
        days=2,
        timezone="Asia/Shanghai",
        interval_minutes=60,
        shrinkage=0.0,
        queues=(),
        shifts=(EARLY, LATE, MEAL),
        agents=agents,
        rules=Rules(),
        leave=(),
        locks=(),
        wishes=(),
        earlier=EarlierWork(frame(earlier), activities(earlier), True),
        written={
            "coverage": coverage.astype({"timestamp": "datetime64[us]"}),
            "roster": frame(roster),
            "activities": activities(roster, serving),
        },
    )
    return changed(facts, **changes)  # type: ignore[arg-type]


def agent(name: str = "a", **limits: object) -> Agent:
    return an_agent(name, frozenset({"q", "p"}), **limits)  # type: ignore[arg-type]


def reason(facts: PlanData) -> str:
    """The reason of the only agent at the only shortage."""
    (shortage,) = shortages(facts)
    (only,) = shortage.reasons
    assert only.agents == ("a",)
    assert only.code in REASONS
    return only.code


CASES = {
    "free": world(agent()),
    "closed_office": world(agent(), queues=(a_queue("q", Window(960, 1440), 300),)),
    "serving": world(agent(), roster=[("a", 0, EARLY)], short=[(8, 2.0, 1)]),
    "other_queue": world(agent(), roster=[("a", 0, EARLY)], serving="p"),
    "meal": world(agent(), roster=[("a", 0, MEAL)], short=[(12, 2.0, 0)]),
    "break": world(agent(), roster=[("a", 0, EARLY)], serving="break"),
    "reserve": world(agent(), roster=[("a", 0, EARLY)], serving="reserve"),
    "meeting": world(
        agent(),
        roster=[("a", 0, EARLY)],
        serving="周会",
        meetings=(Meeting("周会", MONDAY, 60, Window(0, 1440), ("a",), False, 2),),
    ),
    "leave": world(agent(), leave=(a_leave("a", MONDAY, 2),)),
    "lock": world(agent(), locks=(Lock("a", MONDAY, "off", 2),)),
    "not_yet_employed": world(agent(first_day=MONDAY + timedelta(days=1))),
    "left": world(agent(last_day=MONDAY - timedelta(days=1))),
    "weekday": world(agent(weekdays=frozenset({1}))),
    "rotation": world(agent(rotation=OwnRotation(Rotation("off", ((), ("late",)), MONDAY, hard=True)))),
    "shift_not_allowed": world(agent(shifts=frozenset({"late"}))),
    "hours": world(agent(hours=Window(960, 1440))),
    "no_shift": world(agent(), short=[(5, 2.0, 0)]),
    "max_hours_per_day": world(agent(), rules=Rules(max_hours_per_day=4)),
    "works_that_day": world(agent(), roster=[("a", 0, LATE)]),
    "min_rest_hours": world(agent(), earlier=[("a", -1, LATE)], rules=Rules(min_rest_hours=11)),
    "max_days_per_week": world(agent(), roster=[("a", 1, LATE)], rules=Rules(max_days_per_week=1)),
    "max_consecutive_days": world(
        agent(),
        earlier=[("a", -2, EARLY), ("a", -1, EARLY)],
        rules=Rules(max_consecutive_days=2),
    ),
    "max_night_shifts_per_week": world(
        agent(),
        roster=[("a", 1, EARLY)],
        rules=Rules(max_night_shifts_per_week=1, night_hours=Window(480, 540)),
    ),
    "max_hours_per_week": world(agent(), roster=[("a", 1, LATE)], rules=Rules(max_hours_per_week=8)),
    "agent_hours_per_week": world(agent(max_hours_week=8), roster=[("a", 1, LATE)]),
    "forbidden_successions": world(
        agent(),
        earlier=[("a", -1, LATE)],
        rules=Rules(forbidden_successions=frozenset({("late", "early"), ("late", "meal")})),
    ),
    "days_off_after_nights": world(
        agent(),
        earlier=[("a", -1, LATE)],
        rules=Rules(days_off_after_nights=1, night_hours=Window(1380, 1440)),
    ),
    "max_weekends_per_month": world(
        agent(max_weekends_per_month=0), first_day=MONDAY - timedelta(days=1), short=[(-16, 2.0, 0)]
    ),
    "shift_limit_most": world(
        agent(), roster=[("a", 1, LATE)], rules=Rules(shift_limits=(Limit("week", most=1),))
    ),
    "hours_limit_most": world(
        agent(), roster=[("a", 1, LATE)], rules=Rules(hours_limits=(Limit("plan", most=8),))
    ),
    "overtime_hours_day": world(agent(), rules=Rules(overtime=Overtime(6, 40, 1))),
    "overtime_hours_week": world(
        agent(), roster=[("a", 1, LATE)], rules=Rules(overtime=Overtime(8, 12, 1, 2))
    ),
    "overtime_hours_month": world(
        agent(), roster=[("a", 1, LATE)], rules=Rules(overtime=Overtime(8, 12, 1, None, 2))
    ),
    "max_hours_month": world(agent(max_hours_month=8), roster=[("a", 1, LATE)]),
    "min_consecutive_days": world(
        agent(min_consecutive_days=2), locks=(Lock("a", MONDAY + timedelta(days=1), "off", 2),)
    ),
    "min_consecutive_days_off": world(agent(min_consecutive_days_off=2), earlier=[("a", -2, LATE)]),
}


@pytest.mark.parametrize("code", CASES)
def test_each_reason(code: str) -> None:
    """The one agent with the skill is kept away by exactly this."""
    assert reason(CASES[code]) == code


def test_every_reason_is_tried() -> None:
    """All reasons but the one that only overlapping shifts of past plans could give have their case."""
    assert set(REASONS) - set(CASES) == {"overlap"}


def test_a_shift_that_mends_a_run_is_not_against_it() -> None:
    """Sunday alone was too short a run: Monday would lengthen it, so nothing forbids it."""
    begun = world(agent(min_consecutive_days=3), earlier=[("a", -1, EARLY)])
    assert reason(begun) == "free"


def test_least_numbers_of_shifts_are_no_reason() -> None:
    """Who has too few shifts is not kept away by that."""
    few = Rules(shift_limits=(Limit("plan", least=2),), hours_limits=(Limit("plan", least=16),))
    assert reason(world(agent(), rules=few)) == "free"


def test_people_without_the_skill_are_not_asked() -> None:
    """Who cannot serve the queue is no reason for its shortage."""
    stranger = an_agent("b", frozenset({"p"}))
    (shortage,) = shortages(world(agent(), stranger))
    assert [r.agents for r in shortage.reasons] == [("a",)]


def test_stretches_and_their_worst_interval() -> None:
    """Neighbouring short hours are one stretch, a gap makes two; the most missing hours come first."""
    facts = world(agent(), short=[(8, 2.0, 1), (9, 4.0, 1), (10, 2.0, 2), (11, 1.0, 0), (34, 9.0, 0)])
    found = shortages(facts)
    assert [(s.start.day, s.start.hour, s.end.hour, s.missing_hours) for s in found] == [
        (10, 10, 11, 9.0),
        (9, 8, 10, 4.0),
        (9, 11, 12, 1.0),
    ]
    assert (found[1].worst.hour, found[1].missing, found[1].required, found[1].scheduled) == (9, 3.0, 4.0, 1)


def test_the_worst_interval_lacks_most_agents() -> None:
    """Nobody for the ten of one hour is less than ten of forty; of two that lack as many, the emptier one."""
    hours = [(8, 40.0, 15), (9, 10.0, 0), (10, 25.0, 0), (11, 20.0, 1)]
    (shortage,) = shortages(world(agent(), short=hours))
    assert (shortage.worst.hour, shortage.missing, shortage.required) == (10, 25.0, 25.0)


def test_the_tail_and_the_unplannable_morning_are_no_shortage() -> None:
    """After the last midnight, and before the first shift where no earlier plan is, nothing is explained."""
    assert shortages(world(agent(), short=[(50, 2.0, 0)])) == ()
    early = world(agent(), short=[(5, 2.0, 0)])
    assert len(shortages(early)) == 1
    assert shortages(changed(early, earlier=changed(early.earlier, covers_day_before=False))) == ()


def test_small_shortages_are_not_worth_a_word() -> None:
    """Less than half an agent missing at the worst is left out; so is what comes after the most."""
    assert shortages(world(agent(), short=[(8, 2.3, 2)])) == ()
    many = world(agent(), short=[(8, 2.0, 0), (10, 2.0, 0), (12, 2.0, 0)])
    assert len(shortages(many, most=2)) == 2


def many_shifts() -> tuple[Shift, ...]:
    """Every quarter of an hour from midnight to noon, in many lengths: hundreds hold 08:00."""
    return tuple(
        a_shift(f"P {start}-{minutes}", start, start + minutes)
        for start in range(0, 720, 15)
        for minutes in range(240, 540, 15)
    )


def test_one_shift_of_hundreds_is_found() -> None:
    """Somebody who may work a single one of the shifts of a pattern is not overlooked."""
    shifts = many_shifts()
    holding = [shift for shift in shifts if shift.start <= 480 < shift.end]
    only = holding[len(holding) // 2 + 1]
    assert reason(world(agent(shifts=frozenset({only.name})), shifts=shifts)) == "free"
    assert reason(world(agent(shifts=frozenset({"late"})), shifts=shifts)) == "shift_not_allowed"
