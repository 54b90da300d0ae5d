"""Contracted hours: the minutes that each agent is due in each week of the plan."""

from __future__ import annotations

from dataclasses import replace

from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Problem, whole_minutes
from scheduler.roster.problem.remembered import remembered
from scheduler.roster.problem.terms import least_minutes, most_minutes, weekdays_on
from scheduler.roster.rules.calendar_weeks import CalendarWeek, calendar_weeks
from scheduler.roster.rules.eligibility import Mask, eligible, on_its_date, touches_night
from scheduler.roster.rules.week_reach import Choice, WeekCaps, at_most_reached


def contracted_minutes(problem: Problem) -> dict[tuple[int, int], int]:
    """Minutes due by (agent, week): the weekly minimum's share of the days on which the agent can work.

    Of the weekdays on which the agent is available at all, those count that lie in the plan and in the
    agent's employment and are not leave; leave by hours is leave where it leaves no shift of the day. A day
    off of a hard rotation is no day on which the agent is available. No more is due than the week can hold
    beside what was worked in it before, without overtime. Locks, and what has begun, change nothing: they are
    decisions about the plan, and what is due of somebody does not depend on what was decided. Leave that
    counts is due with the rest, and its minutes are taken off. What nobody owes is left out.
    """
    return remembered(problem, "contracted_minutes", lambda: _contracted_minutes(problem))


def _contracted_minutes(problem: Problem) -> dict[tuple[int, int], int]:
    if not any(agent.min_minutes_week or agent.week_minutes for agent in problem.agents):
        return {}
    allowed = eligible(replace(problem, locks=(), not_before=None, rules=problem.rules.ordinary))
    choices = [
        Choice(shift.paid_minutes, shift.paid_minutes, touches_night(shift, problem.rules.night_hours))
        for shift in problem.shifts
    ]
    due: dict[tuple[int, int], int] = {}
    for position, agent in enumerate(problem.agents):
        if not agent.min_minutes_week and not agent.week_minutes:
            continue
        for number, week in enumerate(calendar_weeks(problem, position)):
            least = least_minutes(agent, number)
            if not least:
                continue
            available = _available(problem, agent, week)
            there = sum(_can_work(problem, agent, day, allowed[position, day]) for day in week.days)
            credited = [one for one in agent.credits if one.day in week.days]
            counted = sum(
                one.alone
                and _is_employed(problem, agent, one.day)
                and not _can_work(problem, agent, one.day, allowed[position, one.day])
                for one in credited
            )
            share = round(least * (there + counted) / max(available, 1))
            share -= sum(one.minutes for one in credited)
            if share <= 0:
                continue
            days = tuple(_on(allowed[position, day], choices) for day in week.days)
            minutes = at_most_reached(share, [(days, _caps(problem, agent, number, week))])
            if minutes:
                due[position, number] = minutes
    return due


def _available(problem: Problem, agent: Agent, week: CalendarWeek) -> int:
    """Days of the whole week that the agent's weekdays and a hard rotation have."""
    if not week.days:
        return 7 if agent.weekdays is None else len(agent.weekdays)
    monday = week.days[0] - problem.weekday(week.days[0])
    own = (weekdays_on(agent, monday + weekday) for weekday in range(7))
    weekdays = [weekday for weekday, days in enumerate(own) if days is None or weekday in days]
    if agent.rotation is None or not agent.rotation.hard:
        return len(weekdays)
    return sum(agent.rotation.works_on(monday + weekday) for weekday in weekdays)


def _is_leave_of(agent: Agent, day: int) -> bool:
    """Whether some of the date is leave by hours, that of the evening before included."""
    midnight = day * MINUTES_PER_DAY
    return any(since < midnight + MINUTES_PER_DAY and midnight < until for since, until in agent.away)


def _can_work(problem: Problem, agent: Agent, day: int, allowed: Mask) -> bool:
    is_leave = day in agent.leave | agent.closed or (not allowed.any() and _is_leave_of(agent, day))
    return not is_leave and _is_employed(problem, agent, day)


def _is_employed(problem: Problem, agent: Agent, day: int) -> bool:
    """Whether the agent's weekdays, dates and a hard rotation have the day."""
    return (
        ((own := weekdays_on(agent, day)) is None or problem.weekday(day) in own)
        and (agent.rotation is None or not agent.rotation.hard or agent.rotation.works_on(day))
        and (agent.employed_from is None or day >= agent.employed_from)
        and (agent.employed_until is None or day <= agent.employed_until)
    )


def _on(allowed: Mask, choices: list[Choice]) -> frozenset[Choice]:
    return frozenset(choice for choice, may in zip(choices, allowed.tolist(), strict=True) if may)


def _caps(problem: Problem, agent: Agent, number: int, week: CalendarWeek) -> WeekCaps:
    """What the week's limits leave beside the shifts that were worked in it before."""
    rules = problem.rules.ordinary
    nights = sum(touches_night(on_its_date(shift), rules.night_hours) for shift in week.past)
    most = [whole_minutes(rules.max_hours_per_week), most_minutes(agent, number)]
    minutes = min((limit for limit in most if limit is not None), default=None)
    return WeekCaps(
        _left(rules.max_days_per_week, len({shift.day for shift in week.past})),
        _left(rules.max_night_shifts_per_week, nights),
        _left(minutes, week.elsewhere + sum(shift.paid_minutes for shift in week.past)),
    )


def _left(most: int | None, taken: int) -> int | None:
    return None if most is None else max(0, most - taken)
