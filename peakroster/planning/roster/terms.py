"""Terms that change within a plan, as the roster problem has them: by week, by month and by stretches of
days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from peakroster.planning.roster.plan_days import PlanDays, Stretch
from scheduler.domain.agents import Agent
from scheduler.roster.problem.problem import whole_minutes
from scheduler.roster.problem.spells import Spell

WEEK_HOURS, MONTH_HOURS = 168.0, 744.0
"""As much as nobody can work: no limit."""
_DAY = timedelta(days=1)


def week_hours(agent: Agent, day: date) -> tuple[float | None, float | None]:
    """Least and most paid hours of the Monday-to-Sunday week of a date: the means of its seven days."""
    if not agent.terms:
        return agent.min_hours_week, agent.max_hours_week
    monday = day - day.weekday() * _DAY
    days = [agent.on(monday + place * _DAY) for place in range(7)]
    least = _mean([one.min_hours_week for one in days], 0.0)
    return least, _mean([one.max_hours_week for one in days], WEEK_HOURS)


def month_hours(agent: Agent, plan: PlanDays, stretch: Stretch) -> tuple[float | None, float | None]:
    """The same of a calendar month, given by its first and last day."""
    if not agent.terms:
        return agent.rules.min_hours_month, agent.rules.max_hours_month
    rules = [agent.on(plan.date(day)).rules for day in range(stretch[0], stretch[1] + 1)]
    least = _mean([one.min_hours_month for one in rules], 0.0)
    return least, _mean([one.max_hours_month for one in rules], MONTH_HOURS)


def week_minutes(agent: Agent, plan: PlanDays) -> tuple[tuple[int | None, int | None], ...]:
    """Least and most paid minutes of each week that the plan touches; empty where all are the same."""
    if not agent.terms:
        return ()
    first = -plan.first_day.weekday()
    weeks = [week_hours(agent, plan.date(day)) for day in range(first, plan.days, 7)]
    if all(week == (agent.min_hours_week, agent.max_hours_week) for week in weeks):
        return ()
    return tuple((whole_minutes(least), whole_minutes(most)) for least, most in weeks)


def spells(agent: Agent, plan: PlanDays, shift_at: Mapping[str, int]) -> tuple[Spell, ...]:
    """Stretches of days with other shifts, weekdays or hours, from the week of the plan's first day on; empty
    where nothing of them changes in the plan or in the weeks that it touches."""
    if not agent.terms:
        return ()
    found: list[Spell] = []
    last = plan.days + 6 - plan.date(plan.days - 1).weekday()
    for day in range(-plan.first_day.weekday(), last):
        then = agent.on(plan.date(day))
        spell = Spell(
            day,
            None if then.shifts is None else frozenset(shift_at[name] for name in then.shifts),
            then.weekdays,
            None if then.hours is None else (then.hours.start, then.hours.end),
        )
        if not found or _content(spell) != _content(found[-1]):
            found.append(spell)
    return tuple(found) if len(found) > 1 else ()


def _content(spell: Spell) -> tuple[object, ...]:
    return spell.shifts, spell.weekdays, spell.hours


def _mean(hours: list[float | None], none: float) -> float | None:
    """The mean of the days, where any of them says something and it bounds anything."""
    if all(each is None for each in hours):
        return None
    mean = sum(none if each is None else each for each in hours) / len(hours)
    return None if mean == none else mean


OnDay = Callable[[int], Agent]
"""The agent by the terms of a day, counted from the plan's first."""


def on_day(agent: Agent, plan: PlanDays) -> OnDay:
    """Reads the agent's terms day by day."""
    return (lambda day: agent.on(plan.date(day))) if agent.terms else (lambda day: agent)
