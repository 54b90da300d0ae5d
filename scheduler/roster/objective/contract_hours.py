"""Contracted hours: the minutes that each agent is due in each week of the plan."""

from __future__ import annotations

from scheduler.roster.problem.problem import Problem


def contracted_minutes(problem: Problem) -> dict[tuple[int, int], int]:
    """Minutes due by (agent, week): the weekly minimum, less a seventh for each day that does not count.

    A day does not count if it is outside the plan, on leave, or outside the agent's employment. Agents and
    weeks with nothing due are left out.
    """
    due: dict[tuple[int, int], int] = {}
    for position, agent in enumerate(problem.agents):
        if not agent.min_minutes_week:
            continue
        for week in range(problem.week(problem.days - 1) + 1):
            days = [
                day
                for day in range(problem.days)
                if problem.week(day) == week
                and day not in agent.leave
                and (agent.employed_from is None or day >= agent.employed_from)
                and (agent.employed_until is None or day <= agent.employed_until)
            ]
            minutes = round(agent.min_minutes_week * len(days) / 7)
            if minutes:
                due[position, week] = minutes
    return due
