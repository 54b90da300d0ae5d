"""What people work beyond ordinary hours and on holidays, what it is paid, and what the objective says of
it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduler.audit.facts.calendar import monday
from scheduler.audit.facts.plan_data import ObjectiveWeights, PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, by_agent, earlier_rows
from scheduler.audit.figures.totals import SUMMARY, same, shown
from scheduler.audit.rules.overtime import overtime_of_week
from scheduler.domain.agents import Agent

COLUMN = "overtime"
_FIGURES = ("extended_hours", "rest_day_hours", "holiday_hours", "surcharge")


@dataclass(frozen=True)
class PaidBeyond:
    """Of one agent in the plan: minutes of each kind, and hours' worth of pay beyond the ordinary pay."""

    extended: int
    rest_day: int
    holiday: int
    overtime_pay: float
    holiday_pay: float


def paid_beyond(data: PlanData, worked: Sequence[WorkedShift]) -> dict[str, PaidBeyond]:
    """Of each agent with any of it. worked: the plan's shifts."""
    own, before = by_agent(worked), by_agent(earlier_rows(data))
    found = {}
    for agent in data.agents:
        one = _of_agent(data, agent, before.get(agent.id, []), own.get(agent.id, []))
        if one.extended or one.rest_day or one.holiday:
            found[agent.id] = one
    return found


def _of_agent(
    data: PlanData, agent: Agent, before: Sequence[WorkedShift], own: Sequence[WorkedShift]
) -> PaidBeyond:
    factors = {holiday.day: holiday.factor for holiday in data.shop.settings.holidays}
    on_holidays = [row for row in own if row.day in factors]
    holiday_pay = math.fsum(_hours_paid(data, row) * (factors[row.day] - 1) for row in on_holidays)
    extended = rest_day = 0
    overtime = data.rules.overtime
    if overtime is not None:
        weeks: dict[date, list[WorkedShift]] = {}
        for row in own:
            weeks.setdefault(monday(row.day), []).append(row)
        for first, rows in weeks.items():
            known = [row for row in before if monday(row.day) == first]
            now = overtime_of_week(agent, [*known, *rows], data.rules)
            then = overtime_of_week(agent, known, data.rules)
            extended += now.extended - then.extended
            rest_day += now.rest_day - then.rest_day
    more = (0.0, 0.0) if overtime is None else (overtime.extended_factor - 1, overtime.rest_day_factor - 1)
    return PaidBeyond(
        extended,
        rest_day,
        sum(round(60 * row.paid_hours) for row in on_holidays),
        (more[0] * extended + more[1] * rest_day) / 60,
        holiday_pay,
    )


def _hours_paid(data: PlanData, row: WorkedShift) -> float:
    """Paid hours of a shift; of one in reserve, the share of them that is paid."""
    in_reserve = any(shift.reserve for shift in data.shifts if shift.name == row.shift)
    return row.paid_hours * (data.shop.settings.reserve_paid_share if in_reserve else 1)


def cost(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Pay of all shifts, with what overtime and holidays add, and its points."""
    rates = {agent.id: agent.hourly_cost or 0.0 for agent in data.agents}
    paid = math.fsum(_hours_paid(data, row) * rates.get(row.agent, 0.0) for row in worked)
    paid += math.fsum(
        (one.overtime_pay + one.holiday_pay) * rates[name] for name, one in paid_beyond(data, worked).items()
    )
    return paid, weights.cost * paid


def overtime(data: PlanData, weights: ObjectiveWeights, worked: Sequence[WorkedShift]) -> tuple[float, float]:
    """Hours of overtime and their points, without what they are paid."""
    stated, hours, points = data.rules.overtime, 0.0, 0.0
    if stated is None:
        return 0.0, 0.0
    rates = {agent.id: agent.hourly_cost or 0.0 for agent in data.agents}
    for name, one in paid_beyond(data, worked).items():
        an_hour = weights.cost * rates[name]
        hours += (one.extended + one.rest_day) / 60
        points += (weights.overtime + an_hour * (stated.extended_factor - 1)) * one.extended / 60
        of_a_rest_day = weights.overtime + an_hour * (stated.rest_day_factor - 1)
        points += round(1000 * of_a_rest_day / 60) / 1000 * one.rest_day
        points -= an_hour * one.overtime_pay
    return hours, points


def _total(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """The summary's ``cost``: null where nobody has an hourly cost."""
    summary = data.plan.summary
    if summary is None or data.plan.roster is None or "cost" not in summary:
        return
    priced = any(agent.hourly_cost is not None for agent in data.agents)
    expected = cost(data, data.weights, worked)[0] if priced else None
    if not same(summary["cost"], expected):
        found = shown(summary["cost"])
        yield Violation("summary_figure", SUMMARY, column="cost", expected=expected, found=found)


def pay_summary(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """The summary's cost, and its list of people with overtime or work on holidays: absent or wrong."""
    summary = data.plan.summary
    yield from _total(data, worked)
    asked = data.rules.overtime is not None or data.shop.settings.holidays
    if summary is None or data.plan.roster is None or (COLUMN not in summary and not asked):
        return
    if COLUMN not in summary:
        yield Violation("summary_absent", SUMMARY, column=COLUMN, expected=COLUMN)
        return
    rates = {agent.id: agent.hourly_cost for agent in data.agents}
    told = {str(each.get("agent_id")): each for each in summary[COLUMN] if isinstance(each, Mapping)}
    right: dict[str, dict[str, Any]] = {}
    for name, one in paid_beyond(data, worked).items():
        rate = rates[name]
        money = None if rate is None else rate * (one.overtime_pay + one.holiday_pay)
        figures = (one.extended / 60, one.rest_day / 60, one.holiday / 60, money)
        right[name] = dict(zip(_FIGURES, figures, strict=True))
    for name in sorted({*told, *right}):
        for key in _FIGURES:
            expected = right.get(name, dict.fromkeys(_FIGURES, 0.0))[key]
            found = told.get(name, {}).get(key, 0.0)
            if not same(found, expected):
                column = f"{COLUMN}.{name}.{key}"
                yield Violation(
                    "summary_figure", SUMMARY, column=column, expected=expected, found=shown(found)
                )
