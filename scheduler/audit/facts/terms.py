"""Terms that change from some date on, read date by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.audit.facts.violation import Reference
from scheduler.domain.agents import Agent

AGENTS, CONTRACTS = "agents.csv", "contracts.csv"
ALL_OF_A_WEEK, ALL_OF_A_MONTH = 168.0, 744.0
"""Hours that bound nobody, as the documents have them."""


def terms_on(agent: Agent, day: date) -> Agent:
    """What holds for the agent on this date: of the stretches that have begun the last."""
    then = agent
    for place, (begins, stated) in enumerate(agent.terms):
        if place == 0 or begins <= day:
            then = stated
    return then


def of_plan(agent: Agent, first_day: date) -> Agent:
    """The agent as the plan's first day has it, its other terms beside."""
    return replace(terms_on(agent, first_day), terms=agent.terms) if agent.terms else agent


def least_of_week(agent: Agent, day: date) -> float | None:
    """Contracted hours of the week that has the date."""
    if not agent.terms:
        return agent.min_hours_week
    return _mean_of([terms_on(agent, each).min_hours_week for each in _week(day)], 0.0)


def most_of_week(agent: Agent, day: date) -> float | None:
    """Hours that the week of the date may have; None = no limit of the agent's own."""
    if not agent.terms:
        return agent.max_hours_week
    return _mean_of([terms_on(agent, each).max_hours_week for each in _week(day)], ALL_OF_A_WEEK)


def hours_of_month(agent: Agent, month: tuple[date, date]) -> tuple[float | None, float | None]:
    """Least and most hours of a calendar month, given by its first and last date."""
    if not agent.terms:
        return agent.rules.min_hours_month, agent.rules.max_hours_month
    first, last = month
    dates = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    then = [terms_on(agent, each).rules for each in dates]
    least = _mean_of([rules.min_hours_month for rules in then], 0.0)
    return least, _mean_of([rules.max_hours_month for rules in then], ALL_OF_A_MONTH)


def source(agent: Agent, column: str) -> Reference:
    """Where the value of a column stands: in the agent's own row, or in that of the contract."""
    for name, row in agent.inherited:
        if name == column:
            return Reference(CONTRACTS, row)
    return Reference(AGENTS, agent.row)


def _week(day: date) -> list[date]:
    return [day + timedelta(days=place - day.weekday()) for place in range(7)]


def _mean_of(hours: Sequence[float | None], unstated: float) -> float | None:
    """Each day by its own terms; no bound where no day has one, or none comes of it."""
    total = sum(unstated if each is None else each for each in hours)
    bounds = any(each is not None for each in hours) and total != unstated * len(hours)
    return total / len(hours) if bounds else None
