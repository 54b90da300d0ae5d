"""Which shifts a person may work by what agents.csv and the rules say about single shifts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peakroster.shop.settings.office_hours import OfficeHours
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import MINUTES_PER_DAY, Window


def lies_inside(start: int, end: int, window: Window) -> bool:
    """Whether a shift lies in a window of the day; past midnight it also holds shifts of the next morning."""
    return any(
        window.start <= start + shifted and end + shifted <= window.end for shifted in (0, MINUTES_PER_DAY)
    )


def touches(start: int, end: int, window: Window) -> bool:
    """Whether a shift overlaps a window that comes back every day."""
    return any(
        start < window.end + shifted and window.start + shifted < end
        for shifted in (-MINUTES_PER_DAY, 0, MINUTES_PER_DAY)
    )


def longest_shift(rules: Rules) -> float:
    """Paid hours that a shift may have, with the overtime in it."""
    longest = rules.ordinary.max_hours_per_day
    if longest is None:
        return 24.0
    return longest + (0.0 if rules.overtime is None else rules.overtime.max_hours_day)


def rule_against(shift: Shift, rules: Rules) -> str | None:
    """The key of the hard rule that forbids this shift to everybody, if there is one."""
    hours = shift.paid_minutes / 60
    if hours > longest_shift(rules):
        return "max_hours_per_day"
    if rules.overtime is None and rules.max_hours_per_week is not None and hours > rules.max_hours_per_week:
        return "max_hours_per_week"
    if rules.max_night_shifts_per_week == 0 and touches(shift.start, shift.end, rules.night_hours):
        return "max_night_shifts_per_week"
    return None


def may_work(agent: Agent, shift: Shift, rules: Rules) -> bool:
    """Whether the agent could work this shift on some day, all else being free."""
    if rule_against(shift, rules) is not None:
        return False
    if shift.cells is not None and all(agent_id != agent.id for agent_id, _ in shift.cells):
        return False
    if agent.shifts is not None and shift.name not in agent.shifts:
        return False
    if agent.hours is not None and not lies_inside(shift.start, shift.end, agent.hours):
        return False
    if rules.overtime is not None and agent.rules.max_overtime_month != 0:
        return True
    return agent.max_hours_week is None or shift.paid_minutes / 60 <= agent.max_hours_week


def startable(
    agent: Agent, shifts: Iterable[Shift], rules: Rules, office: OfficeHours, day: date
) -> list[Shift]:
    """Those of the shifts that the agent could begin on that date, by the terms of the date.

    office: the agent's. Leave and other shifts are not asked about.
    """
    then = agent.on(day)
    if then.weekdays is not None and day.weekday() not in then.weekdays:
        return []
    if day < (then.first_day or day) or day > (then.last_day or day):
        return []
    return [
        shift
        for shift in shifts
        if shift.is_for(agent.id, day)
        and may_work(then, shift, rules)
        and not office.forbids(shift.start, shift.end, day)
    ]


def most_hours_week(agent: Agent, shifts: list[Shift], rules: Rules) -> float:
    """An upper bound of the paid hours the agent can reach in a whole week with these shifts, without
    overtime."""
    rules = rules.ordinary
    days = len(agent.weekdays) if agent.weekdays is not None else 7
    days = min(days, 7 if rules.max_days_per_week is None else rules.max_days_per_week)
    longest = max((shift.paid_minutes / 60 for shift in shifts), default=0.0)
    limits = [limit for limit in (agent.max_hours_week, rules.max_hours_per_week) if limit is not None]
    return min([days * longest, *limits])
