"""Terms of one person that change within the plan, on its count of days and weeks."""

from __future__ import annotations

from scheduler.roster.problem.problem import Agent
from scheduler.roster.problem.spells import Spell


def spells_of(agent: Agent, days: int) -> tuple[tuple[range, Spell], ...]:
    """The stretches of the plan's days, each with what holds in it; one where nothing changes."""
    if not agent.spells:
        return ((range(days), Spell(0, agent.shifts, agent.weekdays, agent.hours)),)
    ends = [*(spell.first_day for spell in agent.spells[1:]), days]
    return tuple(
        (range(max(0, spell.first_day), min(days, end)), spell)
        for spell, end in zip(agent.spells, ends, strict=True)
    )


def weekdays_on(agent: Agent, day: int) -> frozenset[int] | None:
    """The weekdays that the agent may work, by the terms of a day; before the first spell by those of it."""
    if not agent.spells:
        return agent.weekdays
    begun = [spell for spell in agent.spells if spell.first_day <= day]
    return (begun[-1] if begun else agent.spells[0]).weekdays


def least_minutes(agent: Agent, week: int) -> int | None:
    """Paid minutes that are due in a week of the plan, 0 = that of its first day; None = none."""
    return agent.week_minutes[week][0] if agent.week_minutes else agent.min_minutes_week


def most_minutes(agent: Agent, week: int) -> int | None:
    """Paid minutes that a week may have; None = any."""
    return agent.week_minutes[week][1] if agent.week_minutes else agent.max_minutes_week
