"""From a solution back to the tables of a plan: roster, activities, coverage."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.planning.roster.meetings import meetings_of_plan
from peakroster.planning.roster.problem import PlanClock
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.rostered_queues import rostered_rows, rostered_shop
from scheduler.domain.plan import ACTIVITIES_COLUMNS, ROSTER_COLUMNS
from scheduler.domain.shop import Shop
from scheduler.roster.problem.problem import MINUTES_PER_DAY, THOUSANDTHS, Problem
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment, Solution

ACTIVITY_NAMES = {MEAL: "meal", STANDBY: "standby", BREAK: "break"}
"""What activities.csv calls what is not a queue."""
RESERVE = "reserve"
"""The one activity of a reserve shift, which the search knows as a break."""


def roster_table(shop: Shop, first_day: date, assignments: tuple[Assignment, ...]) -> pd.DataFrame:
    """ROSTER_COLUMNS, sorted by agent in the order of agents.csv, then date."""
    rows = []
    for assignment in sorted(assignments, key=lambda a: (a.agent, a.day)):
        shift = shop.shifts[assignment.shift]
        day = first_day + timedelta(days=assignment.day)
        midnight = pd.Timestamp(day)
        rows.append(
            (
                shop.agents[assignment.agent].id,
                day,
                shift.name,
                midnight + pd.Timedelta(minutes=shift.start),
                midnight + pd.Timedelta(minutes=shift.end),
                shift.paid_minutes / 60,
            )
        )
    table = pd.DataFrame(rows, columns=list(ROSTER_COLUMNS))
    types = {"agent_id": "str", "shift": "str", "start": "datetime64[us]", "end": "datetime64[us]"}
    return table.astype({**types, "paid_hours": "float64"})


def activities_table(shop: Shop, first_day: date, days: int, solution: Solution) -> pd.DataFrame:
    """ACTIVITIES_COLUMNS, sorted by agent in the order of agents.csv, then start. days: of the plan."""
    midnight = pd.Timestamp(first_day)
    meetings = {what: meeting.name for what, meeting in meetings_of_plan(shop, first_day, days)}
    names = {**dict(enumerate(rostered_shop(shop).queue_ids)), **ACTIVITY_NAMES, **meetings}
    ready = {
        (one.agent, one.day * MINUTES_PER_DAY + shop.shifts[one.shift].start)
        for one in solution.assignments
        if shop.shifts[one.shift].reserve
    }
    rows = [
        (
            shop.agents[activity.agent].id,
            midnight + pd.Timedelta(minutes=activity.start),
            midnight + pd.Timedelta(minutes=activity.end),
            RESERVE if (activity.agent, activity.start) in ready else names[activity.what],
        )
        for activity in solution.activities
    ]
    table = pd.DataFrame(rows, columns=list(ACTIVITIES_COLUMNS))
    return table.astype(
        {"agent_id": "str", "start": "datetime64[us]", "end": "datetime64[us]", "activity": "str"}
    )


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
    scheduled = problem.scheduled_before.copy()
    for activity in solution.activities:
        if activity.what >= 0:
            # Only whole intervals count as served.
            first = -(-activity.start // problem.interval_minutes)
            last = activity.end // problem.interval_minutes
            scheduled[activity.what, first:last] += problem.agents[activity.agent].counts_in(activity.what)
    clock = PlanClock(first_day, problem.days, problem.interval_minutes)
    queue_at = {queue: position for position, queue in enumerate(problem.queues)}
    own = rostered_rows(shop, requirement)
    rows = requirement.loc[own, "queue"].map(queue_at).to_numpy(), clock.slots(requirement["timestamp"][own])
    there = np.zeros(len(requirement), dtype=np.int64)
    there[own] = scheduled[rows]
    agents = there // THOUSANDTHS if problem.parts == 1 else there / THOUSANDTHS
    return achieved_coverage(shop, requirement, agents)
