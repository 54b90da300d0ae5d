"""From a solution back to the tables of a plan: roster, activities, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.roster.meetings import meetings_of_plan
from peakroster.planning.roster.problem import PlanClock
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.rostered_queues import rostered_rows, rostered_shop
from scheduler.domain.plan import ACTIVITIES_COLUMNS, ROSTER_COLUMNS
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import MINUTES_PER_DAY, THOUSANDTHS, Problem
from scheduler.roster.problem.served import served_by
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment, Solution

ACTIVITY_NAMES = {MEAL: "meal", STANDBY: "standby", BREAK: "break"}
"""What activities.csv calls what is not a queue."""
RESERVE = "reserve"
"""The one activity of a reserve shift, which the search knows as a break."""


def roster_table(shop: Shop, first_day: date, assignments: tuple[Assignment, ...]) -> pd.DataFrame:
    """ROSTER_COLUMNS, sorted by agent in the order of agents.csv, then date."""
    ordered = sorted(assignments, key=lambda a: (a.agent, a.day))
    agents = np.array([a.agent for a in ordered], dtype=np.int64)
    days = np.array([a.day for a in ordered], dtype=np.int64)
    shifts = np.array([a.shift for a in ordered], dtype=np.int64)
    dates = np.array(
        [first_day + timedelta(days=day) for day in range(max(days, default=0) + 1)], dtype=object
    )
    starts = np.array([shift.start for shift in shop.shifts], dtype=np.int64)
    ends = np.array([shift.end for shift in shop.shifts], dtype=np.int64)
    paid = np.array([shift.paid_minutes for shift in shop.shifts], dtype=np.float64) / 60
    midnights = days * MINUTES_PER_DAY
    columns = {
        "agent_id": _taken([agent.id for agent in shop.agents], agents),
        "date": dates[days],
        "shift": _taken([shift.name for shift in shop.shifts], shifts),
        "start": _moments(first_day, midnights + starts[shifts]),
        "end": _moments(first_day, midnights + ends[shifts]),
        "paid_hours": paid[shifts],
    }
    return pd.DataFrame({name: columns[name] for name in ROSTER_COLUMNS})


def _taken(names: Sequence[str], places: NDArray[np.int64]) -> pd.Series:
    """The names at these places, as a column of text."""
    return pd.Series(np.array(names, dtype=object)[places] if len(places) else [], dtype="str")


def _moments(first_day: date, minutes: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Moments so many minutes after the plan's first midnight."""
    return np.datetime64(first_day, "us") + np.asarray(minutes, dtype="timedelta64[m]")


def activities_table(shop: Shop, first_day: date, days: int, solution: Solution) -> pd.DataFrame:
    """ACTIVITIES_COLUMNS, sorted by agent in the order of agents.csv, then start. days: of the plan."""
    meetings = {what: meeting.name for what, meeting in meetings_of_plan(shop, first_day, days)}
    names = {**dict(enumerate(rostered_shop(shop).queue_ids)), **ACTIVITY_NAMES, **meetings}
    ready = {
        (one.agent, one.day * MINUTES_PER_DAY + shop.shifts[one.shift].start)
        for one in solution.assignments
        if shop.shifts[one.shift].reserve
    }
    whats = [
        RESERVE if ready and (activity.agent, activity.start) in ready else names[activity.what]
        for activity in solution.activities
    ]
    agents = np.array([activity.agent for activity in solution.activities], dtype=np.int64)
    starts = np.array([activity.start for activity in solution.activities], dtype=np.int64)
    ends = np.array([activity.end for activity in solution.activities], dtype=np.int64)
    columns = {
        "agent_id": _taken([agent.id for agent in shop.agents], agents),
        "start": _moments(first_day, starts),
        "end": _moments(first_day, ends),
        "activity": pd.Series(whats, dtype="str"),
    }
    return pd.DataFrame({name: columns[name] for name in ACTIVITIES_COLUMNS})


def activities_of(shop: Shop, first_day: date, days: int, table: pd.DataFrame) -> tuple[Activity, ...]:
    """ACTIVITIES_COLUMNS back as positions and minutes, without rows of people or queues that are gone.

    days: of the plan. A meeting is one of its name to which the agent is invited, of that day or, after
    midnight, of the day before.
    """
    midnight = pd.Timestamp(first_day)
    agent_at = {agent.id: position for position, agent in enumerate(shop.agents)}
    names = {**dict(enumerate(rostered_shop(shop).queue_ids)), **ACTIVITY_NAMES}
    whats = {RESERVE: BREAK, **{name: what for what, name in names.items()}}
    meetings = meetings_of_plan(shop, first_day, days)
    minutes = (
        ((table[column] - midnight) // pd.Timedelta(minutes=1)).astype("int64").tolist()
        for column in ("start", "end")
    )

    def meeting(agent: str, start: int, name: str) -> int | None:
        for what, each in meetings:
            day = (each.day - first_day).days
            at = start - day * MINUTES_PER_DAY
            if each.name == name and agent in each.agents and each.window.start <= at < each.window.end:
                return what
        return None

    rows = zip(table["agent_id"], *minutes, table["activity"], strict=True)
    found = (
        (agent, start, end, whats[activity] if activity in whats else meeting(agent, start, activity))
        for agent, start, end, activity in rows
        if agent in agent_at
    )
    return tuple(
        Activity(agent_at[agent], start, end, what) for agent, start, end, what in found if what is not None
    )


def coverage_table(
    shop: Shop, first_day: date, problem: Problem, requirement: pd.DataFrame, solution: Solution
) -> pd.DataFrame:
    """COVERAGE_COLUMNS, rows as in ``requirement``: who is at the desks, those of earlier plans included.

    Agents are counted as what they get done: whole numbers where everybody is one agent, else fractions.
    """
    scheduled = served_by(problem, solution.activities, whole=True)
    clock = PlanClock(first_day, problem.days, problem.interval_minutes)
    queue_at = {queue: position for position, queue in enumerate(problem.queues)}
    own = rostered_rows(shop, requirement)
    queues = requirement.loc[own, "queue"].map(queue_at).to_numpy(dtype=np.int64)
    rows = queues, clock.slots(requirement["timestamp"][own])
    there = np.zeros(len(requirement), dtype=np.int64)
    there[own] = scheduled[rows]
    agents = there // THOUSANDTHS if problem.parts == 1 else there / THOUSANDTHS
    return achieved_coverage(shop, requirement, agents)
