"""A shop and a plan under a scenario: what is otherwise is put into both, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic

import numpy as np
import pandas as pd

from peakroster.desk.scenarios.known_names import OTHER_RULES, RULE, in_the_plan, name_findings
from peakroster.desk.scenarios.overrides import (
    PLACE,
    Away,
    Fewer,
    Hired,
    Override,
    Promotion,
    QueueSettings,
    Rule,
    ShiftTimes,
    Shrinkage,
    Traffic,
    Wage,
)
from peakroster.desk.scenarios.people import people_of
from peakroster.desk.scenarios.queue_changes import changed_queue
from peakroster.desk.scenarios.shift_changes import with_shift
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.staffing.queue_model import AHT
from peakroster.plans.tables import kind_of, rounded_forecast
from peakroster.shop.leave_credits import with_credits
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.agents import Agent
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shop import AnyShop
from scheduler.domain.validation import StatementError

NEW = "+"
"""Ids of people who exist in a scenario alone begin with it, which no file can mean."""

_SEED = 1
"""Of a forecast that is made anew: the commands' own default."""
_MINUTES = np.arange(60).astype("timedelta64[m]")


@dataclass(frozen=True)
class Applied(Generic[AnyShop]):
    """A shop and a plan under a scenario.

    plan: with the forecast of the scenario; its requirement and its roster are those of the plan still.
    people: of each override who is away or gone by it. is_sized_anew: whether the requirement has to be.
    """

    shop: AnyShop
    plan: Plan
    people: tuple[tuple[str, ...], ...]
    is_sized_anew: bool


def apply(shop: AnyShop, plan: Plan, overrides: Sequence[Override]) -> Applied[AnyShop]:
    """A shop and a plan under these overrides; nothing is written, and the same again gives the same.

    A promotion that is otherwise has the forecast made anew, which takes seconds. Raises InputError, with
    everything that is wrong, where an override names what is not there, or says what cannot be.
    """
    for part in (plan.forecast, plan.requirement, plan.roster):
        if part is None:
            details = {"first": f"{plan.first_day}"}
            raise InputError([Finding("error", "scenario_no_plan", PLACE, details=details)])
    findings = name_findings(shop, plan, overrides)
    is_demand = any(isinstance(each, Traffic | Promotion | QueueSettings) for each in overrides)
    if is_demand and "requirement" in plan.own:
        findings.append(Finding("error", "scenario_own_need", PLACE))
    if findings:
        raise InputError(findings)
    people = people_of(shop, plan, overrides)
    shop, plan = _with_demand(shop, plan, overrides)
    for each, named in zip(overrides, people, strict=True):
        shop = _with(shop, plan, each, named)
    return Applied(shop, plan, people, is_demand)


def _with(shop: AnyShop, plan: Plan, override: Override, people: tuple[str, ...]) -> AnyShop:
    settings = shop.settings
    match override:
        case Away():
            return _without_people(shop, plan, override, people)
        case Fewer():
            return _with_fewer(shop, plan, people)
        case Hired():
            return _with_hired(shop, override)
        case Shrinkage(share=share):
            return replace(shop, settings=replace(settings, shrinkage=share))
        case Rule(rule=key, value=value):
            return _with_rule(shop, key, value)
        case ShiftTimes():
            return with_shift(shop, override)
        case Wage(factor=factor, agents=named):

            def paid(agent: Agent) -> Agent:
                known = agent.hourly_cost is not None and (not named or agent.id in named)
                return replace(agent, hourly_cost=(agent.hourly_cost or 0.0) * factor) if known else agent

            return replace(shop, agents=tuple(agent.changed(paid) for agent in shop.agents))
        case _:
            return shop  # of the demand


def _with_demand(shop: AnyShop, plan: Plan, overrides: Sequence[Override]) -> tuple[AnyShop, Plan]:
    """Queues, promotions and the forecast."""
    assert plan.forecast is not None
    for each in overrides:
        if isinstance(each, QueueSettings):
            queues = tuple(
                changed_queue(queue, each) if queue.id == each.queue else queue
                for queue in shop.settings.queues
            )
            shop = replace(shop, settings=replace(shop.settings, queues=queues))
    promotions = [each for each in overrides if isinstance(each, Promotion)]
    table = plan.forecast.copy()
    if promotions:
        shop = _with_promotions(shop, promotions)
        table = _forecast_anew(shop, plan)
    for each in overrides:
        if isinstance(each, Traffic):
            table = _scaled(table, plan, each)
        elif isinstance(each, QueueSettings) and AHT in table.columns:
            own = table["queue"] == each.queue
            if each.aht_seconds is not None:
                table.loc[own, AHT] = np.nan
            elif each.handling_factor is not None:
                table.loc[own, AHT] *= each.handling_factor
    return shop, replace(plan, forecast=table)


def _with_promotions(shop: AnyShop, promotions: Sequence[Promotion]) -> AnyShop:
    """A promotion without a planned size has 1, beside those of which none is planned either."""
    events = []
    for event in shop.events:
        for each in promotions:
            if each.event == event.name:
                later = timedelta(days=each.days)
                event = replace(event, start=event.start + later, end=event.end + later)
                if each.times != 1:
                    event = replace(
                        event,
                        intensity=(1.0 if event.intensity is None else event.intensity) * each.times,
                        uplift=None if event.uplift is None else event.uplift * each.times,
                    )
        events.append(event)
    return replace(shop, events=tuple(events))


def _forecast_anew(shop: AnyShop, plan: Plan) -> pd.DataFrame:
    assert plan.forecast is not None
    if "model_mean" not in plan.forecast.columns:
        raise InputError([Finding("error", "scenario_own_forecast", PLACE)])
    from peakroster.planning.forecast.forecasting import make_forecast  # the regressions take long to load

    return make_forecast(shop, plan.first_day, plan.days, _SEED, as_of=known_until(plan)).table


def _scaled(table: pd.DataFrame, plan: Plan, traffic: Traffic) -> pd.DataFrame:
    """Mean and quantiles times the factor, by minutes where it begins or ends within an hour."""
    start = np.datetime64(in_the_plan(plan, traffic.start, last=False))
    end = np.datetime64(in_the_plan(plan, traffic.end, last=True))
    minutes = table["timestamp"].to_numpy()[:, np.newaxis] + _MINUTES
    inside = ((minutes >= start) & (minutes < end)).mean(axis=1)
    if traffic.queue is not None:
        inside = inside * (table["queue"] == traffic.queue).to_numpy()
    factor = 1 + (traffic.factor - 1) * inside
    columns = [name for name in table.columns if kind_of(name) == "forecast" and name != "model_mean"]
    scaled = table.copy()
    scaled[columns] = table[columns].mul(factor, axis=0)
    return rounded_forecast(scaled)


def _without_people(shop: AnyShop, plan: Plan, away: Away, people: Sequence[str]) -> AnyShop:
    """With leave, which goes before their locks."""
    first = plan.first_day if away.first is None else away.first
    last = plan.last_day if away.last is None else away.last
    days = [day for day in plan.dates if first <= day <= last]
    cells = {(name, day) for name in people for day in days}
    leave = tuple(Request(name, day, "leave", None, 1.0, 0) for name, day in sorted(cells))
    locks = tuple(lock for lock in shop.locks if (lock.agent_id, lock.day) not in cells)
    return with_credits(replace(shop, requests=(*shop.requests, *leave), locks=locks))


def _with_fewer(shop: AnyShop, plan: Plan, people: Sequence[str]) -> AnyShop:
    """Their last day was the one before the plan; so what they worked before it is not forgotten."""
    gone, over = set(people), plan.first_day - timedelta(days=1)

    def gone_by(agent: Agent) -> Agent:
        return replace(agent, last_day=over, first_day=None) if agent.id in gone else agent

    agents = tuple(agent.changed(gone_by) for agent in shop.agents)
    return replace(
        shop,
        agents=agents,
        requests=tuple(row for row in shop.requests if row.agent_id not in gone or row.day <= over),
        locks=tuple(row for row in shop.locks if row.agent_id not in gone or row.day <= over),
    )


def _with_hired(shop: AnyShop, hired: Hired) -> AnyShop:
    like = next(agent for agent in shop.agents if agent.id == hired.like)
    taken = {agent.id for agent in shop.agents}
    names = [name for name in (f"{NEW}{number}" for number in range(1, 10_000)) if name not in taken]
    most = like.max_hours_week if hired.max_hours_week is None else hired.max_hours_week
    least = like.min_hours_week if hired.min_hours_week is None else hired.min_hours_week
    if most is not None and least is not None:
        least = min(least, most)
    new = tuple(_like(like, name, hired, least, most) for name in names[: hired.count])
    return replace(shop, agents=(*shop.agents, *new))


def _like(like: Agent, name: str, hired: Hired, least: float | None, most: float | None) -> Agent:
    skills = hired.skills or like.skills
    return replace(
        like,
        id=name,
        name=name,
        skills=skills,
        speeds=tuple(each for each in like.speeds if each[0] in skills),
        max_chats=tuple(each for each in like.max_chats if each[0] in skills),
        skill_levels=tuple(each for each in like.skill_levels if each[0] in skills),
        min_hours_week=least,
        max_hours_week=most,
        first_day=None,
        last_day=None,
        regular_start=None,
        rotation=None,
        credits=(),
        terms=(),
        row=0,
    )


def _with_rule(shop: AnyShop, key: str, value: float | None) -> AnyShop:
    spec = OTHER_RULES[key]
    if value is not None and spec.whole and value == int(value):
        value = int(value)
    try:
        if spec.whole and isinstance(value, float):
            raise StatementError(f"{value:g}")
        changed: dict[str, Any] = {key: value}
        rules = replace(shop.settings.rules, **changed)
    except StatementError as error:
        details = {"what": RULE, "reason": f"{spec.low:g}–{spec.high:g}"}
        finding = Finding("error", "scenario_value", PLACE, value=f"{value:g}", details=details)
        raise InputError([finding]) from error
    return replace(shop, settings=replace(shop.settings, rules=rules))
