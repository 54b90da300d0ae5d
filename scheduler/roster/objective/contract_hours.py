"""Contracted hours: the minutes that each agent is due in each week of the plan."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.roster.problem.problem import Agent, Problem, Shift, whole_minutes
from scheduler.roster.rules.calendar_weeks import CalendarWeek, calendar_weeks
from scheduler.roster.rules.eligibility import Mask, eligible, on_its_date, touches_night
from scheduler.roster.rules.week_reach import Choice, WeekCaps, at_most_reached


def contracted_minutes(problem: Problem) -> dict[tuple[int, int], int]:
    """Minutes due by (agent, week): the weekly minimum's share of the days on which the agent can work.

    Of the weekdays on which the agent is available at all, those count that lie in the plan and in the
    agent's employment and are not leave. No more is due than the week can hold, with its locks and beside
    what was worked in it before. Agents and weeks with nothing due are left out.
    """
    if not any(agent.min_minutes_week for agent in problem.agents):
        return {}
    allowed = eligible(problem)
    locked = {(lock.agent, lock.day): lock.shift for lock in problem.locks if lock.shift is not None}
    choices = [
        Choice(shift.paid_minutes, shift.paid_minutes, touches_night(shift, problem.rules.night_hours))
        for shift in problem.shifts
    ]
    due: dict[tuple[int, int], int] = {}
    for position, agent in enumerate(problem.agents):
        if not agent.min_minutes_week:
            continue
        available = 7 if agent.weekdays is None else len(agent.weekdays)
        for number, week in enumerate(calendar_weeks(problem, position)):
            there = sum(_can_work(problem, agent, day) for day in week.days)
            share = round(agent.min_minutes_week * there / max(available, 1))
            if not share:
                continue
            fixed = {day: shift for day in week.days if (shift := locked.get((position, day))) is not None}
            held = [problem.shifts[shift] for day, shift in fixed.items() if allowed[position, day, shift]]
            sure = sum(shift.paid_minutes for shift in held)
            free = tuple(_on(allowed[position, day], choices) for day in week.days if day not in fixed)
            left = at_most_reached(max(0, share - sure), [(free, _caps(problem, agent, week, held))])
            minutes = min(share, sure + left)
            if minutes:
                due[position, number] = minutes
    return due


def _can_work(problem: Problem, agent: Agent, day: int) -> bool:
    return (
        day not in agent.leave
        and (agent.weekdays is None or problem.weekday(day) in agent.weekdays)
        and (agent.employed_from is None or day >= agent.employed_from)
        and (agent.employed_until is None or day <= agent.employed_until)
    )


def _on(allowed: Mask, choices: list[Choice]) -> frozenset[Choice]:
    return frozenset(choice for choice, may in zip(choices, allowed.tolist(), strict=True) if may)


def _caps(problem: Problem, agent: Agent, week: CalendarWeek, held: Sequence[Shift]) -> WeekCaps:
    """What the week's limits leave beside the shifts that were worked in it before, or are fixed."""
    rules = problem.rules
    taken = [*(on_its_date(shift) for shift in week.past), *held]
    nights = sum(touches_night(shift, rules.night_hours) for shift in taken)
    paid = sum(shift.paid_minutes for shift in week.past) + sum(shift.paid_minutes for shift in held)
    most = [whole_minutes(rules.max_hours_per_week), agent.max_minutes_week]
    minutes = min((limit for limit in most if limit is not None), default=None)
    return WeekCaps(
        _left(rules.max_days_per_week, len({shift.day for shift in week.past}) + len(held)),
        _left(rules.max_night_shifts_per_week, nights),
        _left(minutes, paid),
    )


def _left(most: int | None, taken: int) -> int | None:
    return None if most is None else max(0, most - taken)
