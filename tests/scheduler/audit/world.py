"""A small shop and a plan of it whose files are right, written here by plain loops for the audit to read.

Saturday 2026-11-07 to Monday 2026-11-09, so a week ends within the plan; a night shift of the Friday before
reaches into it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from scheduler.audit import PlanData
from scheduler.domain.plan import EarlierWork
from scheduler.domain.queues import Queue, Target
from scheduler.domain.requests import Lock
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import Window
from tests.scheduler.statements import a_leave, a_queue, a_shift, a_wish, an_agent, changed, plan_data

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in range(6, 11))
EARLY = a_shift("早班", 8 * 60, 17 * 60, 60, Window(11 * 60, 14 * 60))
LATE = a_shift("晚班", 16 * 60 + 30, 24 * 60 + 30)
NIGHT = a_shift("夜班", 22 * 60, 30 * 60, 30, Window(25 * 60, 28 * 60))
SHIFTS = (EARLY, LATE, NIGHT)

WAIT = Target("average_wait", 30)
LEVEL = Target("service_level", 30, 0.95)
PRESALE = a_queue("presale", Window(0, 1440), 300, targets=(WAIT, LEVEL))
AFTERSALE = a_queue("aftersale", Window(9 * 60, 21 * 60), 240, bot_share=0.2, targets=(LEVEL,), min_agents=1)

CN_STANDARD = Rules(8, 44, 6, 6, 11, 3, Window(0, 360))

Assignment = tuple[str, date, Shift]

ROSTER = (
    ("a1", SATURDAY, EARLY),
    ("a1", SUNDAY, EARLY),
    ("a2", SUNDAY, NIGHT),
    ("a3", MONDAY, LATE),
)
FORECAST = {"presale": 6.0, "aftersale": 10.0}


def at(day: date, clock: str) -> datetime:
    """The moment of this day; ``clock`` is HH:MM."""
    return datetime.combine(day, time.fromisoformat(clock))


def roster_frame(rows: Sequence[Assignment]) -> pd.DataFrame:
    """roster.csv of these shifts."""
    records = []
    for agent, day, shift in rows:
        midnight = datetime.combine(day, time())
        start, end = (midnight + timedelta(minutes=minute) for minute in (shift.start, shift.end))
        records.append((agent, day, shift.name, start, end, shift.paid_minutes / 60))
    frame = pd.DataFrame(records, columns=["agent_id", "date", "shift", "start", "end", "paid_hours"])
    return frame.astype({"start": "datetime64[us]", "end": "datetime64[us]", "paid_hours": float})


def activities_frame(rows: Sequence[Assignment], served: Mapping[str, str]) -> pd.DataFrame:
    """activities.csv: one queue each, standby while it is closed; meals and breaks as early as allowed."""
    records = []
    for agent, day, shift in rows:
        midnight = datetime.combine(day, time())
        slots = []
        for minute in range(shift.start, shift.end, 30):
            activity = served[agent]
            if activity == "aftersale" and not 9 * 60 <= minute % 1440 < 21 * 60:
                activity = "standby"
            if shift.meal and shift.meal.start <= minute < shift.meal.start + shift.meal_minutes:
                activity = "meal"
            if any(rest.window.start <= minute < rest.window.start + rest.minutes for rest in shift.breaks):
                activity = "break"
            slots.append((midnight + timedelta(minutes=minute), activity))
        start, activity = slots[0]
        for moment, other in [*slots[1:], (midnight + timedelta(minutes=shift.end), "")]:
            if other != activity:
                records.append((agent, start, moment, activity))
                start, activity = moment, other
    frame = pd.DataFrame(records, columns=["agent_id", "start", "end", "activity"])
    return frame.astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def earlier_of(rows: Sequence[Assignment], covers_day_before: bool = True) -> EarlierWork:
    """These shifts of earlier plans, all on presale."""
    served = {agent: "presale" for agent, _, _ in rows}
    return EarlierWork(roster_frame(rows), activities_frame(rows, served), covers_day_before)


def shop(**changes: Any) -> PlanData:
    """The shop, without any file of the plan."""
    facts = plan_data(
        first_day=SATURDAY,
        days=3,
        timezone="Asia/Shanghai",
        interval_minutes=30,
        shrinkage=0.1,
        queues=(PRESALE, AFTERSALE),
        shifts=SHIFTS,
        agents=(
            an_agent("a1", frozenset({"presale", "aftersale"}), hourly_cost=30.0, row=2),
            an_agent("a2", frozenset({"presale"}), min_hours_week=35.0, row=3),
            an_agent("a3", frozenset({"aftersale"}), hourly_cost=20.0, row=4),
        ),
        rules=CN_STANDARD,
        leave=(a_leave("a2", MONDAY, 2),),
        locks=(Lock("a1", SATURDAY, "早班", 2), Lock("a3", SUNDAY, "off", 3)),
        wishes=(
            a_wish("a1", MONDAY, "prefer_off", None, 3),
            a_wish("a2", SUNDAY, "avoid", "夜班", 4, weight=2.0),
            a_wish("a3", MONDAY, "prefer", None, 5),
            a_wish("a3", FRIDAY, "prefer", None, 6),
        ),
        earlier=earlier_of([("a2", FRIDAY, NIGHT)]),
    )
    return changed(facts, **changes)


def waits(load: float, agents: int) -> float:
    """Probability of a wait by Erlang C (recursion over Erlang B)."""
    blocked = 1.0
    for count in range(1, agents + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


def level(rate: float, agents: float, queue: Queue) -> float:
    """Service level in 30 s of a telephone queue, straight between whole agents."""
    if rate == 0:
        return 1.0

    def whole(number: int) -> float:
        load = rate * queue.aht_seconds
        if number <= load:
            return 0.0
        return 1 - waits(load, number) * math.exp(-(number / queue.aht_seconds - rate) * 30)

    low = math.floor(agents)
    return whole(low) + (agents - low) * (whole(low + 1) - whole(low))


def least(rate: float, queue: Queue) -> int:
    """Fewest agents with a service level of 95 % in 30 s (for these queues it implies the average wait)."""
    agents = 0
    while agents < queue.min_agents or level(rate, agents, queue) < 0.95:
        agents += 1
    return agents


def moments(facts: PlanData, minutes: int) -> list[datetime]:
    """Starts of all intervals of the plan and its tail."""
    count = (facts.days * 24 + 12) * 60 // minutes
    return [facts.start + timedelta(minutes=minutes * number) for number in range(count)]


def is_open(queue: str, moment: datetime) -> bool:
    return queue == "presale" or 9 <= moment.hour < 21


def written(
    facts: PlanData,
    roster: Sequence[Assignment] = ROSTER,
    served: Mapping[str, str] | None = None,
    forecast: Mapping[str, float] | None = None,
) -> PlanData:
    """The facts with all files of a plan in which everything is right but what the caller breaks."""
    served = served or {"a1": "presale", "a2": "presale", "a3": "aftersale"}
    hourly = forecast or FORECAST
    queues = {queue.id: queue for queue in facts.queues}
    forecast_rows = [
        (moment, queue, hourly[queue], 0.8 * hourly[queue], hourly[queue], 1.2 * hourly[queue])
        for moment in moments(facts, 60)
        for queue in queues
    ]
    forecast_frame = pd.DataFrame(forecast_rows, columns=["timestamp", "queue", "mean", "p10", "p50", "p90"])
    activities = activities_frame(roster, served)
    both = pd.concat([facts.earlier.activities, activities])
    requirement_rows, coverage_rows = [], []
    for moment in moments(facts, 30):
        for queue in queues.values():
            if not is_open(queue.id, moment):
                continue
            inquiries = hourly[queue.id] / 2
            rate = inquiries * (1 - queue.bot_share) / 1800
            agents = least(rate, queue)
            serving = (
                (both["activity"] == queue.id)
                & (both["start"] <= moment)
                & (both["end"] >= moment + timedelta(minutes=30))
            ).sum()
            requirement_rows.append((moment, queue.id, inquiries, agents))
            required = agents if agents <= queue.min_agents else agents / 0.9
            coverage_rows.append(
                (moment, queue.id, required, int(serving), level(rate, serving * 0.9, queue))
            )
    requirement = pd.DataFrame(requirement_rows, columns=["timestamp", "queue", "inquiries", "agents"])
    coverage = pd.DataFrame(
        coverage_rows, columns=["timestamp", "queue", "required", "scheduled", "service_level"]
    )
    roster_ = roster_frame(roster)
    files = {
        "forecast": forecast_frame,
        "requirement": requirement,
        "roster": roster_,
        "activities": activities,
        "coverage": coverage,
        "summary": summary(facts, coverage, roster_),
    }
    return changed(facts, written=files)


def summary(facts: PlanData, coverage: pd.DataFrame, roster: pd.DataFrame) -> dict[str, Any]:
    """summary.json of this world: its figures are added up here, its wishes counted by hand."""
    inside = coverage[coverage["timestamp"] < facts.end]
    short = (inside["required"] - inside["scheduled"]).clip(lower=0) / 2
    spare = (inside["scheduled"] - inside["required"]).clip(lower=0) / 2
    reach = facts.start + timedelta(minutes=min(shift.start for shift in facts.shifts))
    lost = (inside["timestamp"] < reach) & (not facts.earlier.covers_day_before)
    cost = {"a1": 30.0, "a3": 20.0}
    hours = roster["paid_hours"]
    week = hours[(roster["agent_id"] == "a2") & (roster["date"] <= SUNDAY)].sum()
    return {
        "from": "2026-11-07",
        "days": 3,
        "status": "feasible",
        "objective": 200.0,
        "bound": 196.0,
        "gap": 0.02,
        "stopped_by": "work",
        "seconds": {"forecast": 0.1},
        "required_hours": round(inside["required"].sum() / 2, 4),
        "shortage_hours": round(short[~lost].sum(), 4),
        "overstaffed_hours": round(spare.sum(), 4),
        "unplannable_hours": round(short[lost].sum(), 4),
        "paid_hours": hours.sum(),
        "cost": (hours * roster["agent_id"].map(cost).fillna(0.0)).sum(),
        "wishes_kept": 2,
        "wishes_broken": 1,
        "shortfalls": [
            {
                "agent_id": "a2",
                "week": "2026-11-02",
                "minimum_hours": 10.0,
                "paid_hours": week,
                "missing_hours": 10.0 - week,
            }
        ],
    }


def change(facts: PlanData, file: str, edit: Callable[[pd.DataFrame], pd.DataFrame | None]) -> PlanData:
    """The facts with one table edited; ``edit`` gets a copy and changes or replaces it."""
    frame = getattr(facts.plan, file).copy()
    edited = edit(frame)
    return changed(facts, plan=changed(facts.plan, **{file: frame if edited is None else edited}))


def put(facts: PlanData, file: str, position: int, **values: Any) -> PlanData:
    """The facts with some cells of one row replaced."""

    def edit(frame: pd.DataFrame) -> None:
        for column, value in values.items():
            if isinstance(value, float) and frame[column].dtype.kind == "i":
                frame[column] = frame[column].astype(float)
            frame.iloc[position, frame.columns.get_loc(column)] = value

    return change(facts, file, edit)


def say(facts: PlanData, **values: Any) -> PlanData:
    """The facts with other entries in summary.json."""
    assert facts.plan.summary is not None
    return changed(facts, plan=changed(facts.plan, summary={**facts.plan.summary, **values}))
