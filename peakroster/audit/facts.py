"""The typed shop and plan as the audit wants to be told of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, timedelta

from peakroster.planning.roster.weights import weights_of
from peakroster.planning.staffing.staffing import was_carried_on
from scheduler.audit.facts.facts import (
    AgentFacts,
    BreakFacts,
    EarlierFacts,
    Facts,
    LeaveFacts,
    LimitFacts,
    LockFacts,
    QueueFacts,
    RuleFacts,
    ShiftFacts,
    Span,
    TargetFacts,
    WeightFacts,
    WishFacts,
    WrittenFacts,
)
from scheduler.domain.agents import Agent
from scheduler.domain.events import Event
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.problem.problem import Weights


def facts_of(shop: Shop, plan: Plan, earlier: EarlierWork) -> Facts:
    """The shop, the plan and what was worked before, as the audit wants to be told."""
    settings = shop.settings
    return Facts(
        first_day=plan.first_day,
        days=plan.days,
        timezone=settings.timezone,
        interval_minutes=settings.interval_minutes,
        shrinkage=settings.shrinkage,
        queues=tuple(_queue(queue, settings.plan_for) for queue in settings.queues),
        shifts=tuple(
            ShiftFacts(
                shift.name,
                shift.start,
                shift.end,
                shift.meal_minutes,
                _span_or_none(shift.meal),
                tuple(BreakFacts(rest.minutes, _span(rest.window)) for rest in shift.breaks),
                shift.row,
                shift.wanted,
            )
            for shift in shop.shifts
        ),
        agents=tuple(_agent(agent, shop.shifts) for agent in shop.agents),
        rules=_rules(settings.rules, shop.shifts),
        leave=tuple(
            LeaveFacts(request.agent_id, request.day, request.row)
            for request in shop.requests
            if request.kind == "leave"
        ),
        locks=tuple(LockFacts(lock.agent_id, lock.day, lock.shift, lock.row) for lock in shop.locks),
        wishes=tuple(
            WishFacts(
                request.agent_id,
                request.day,
                request.kind,
                request.shift,
                request.row,
                frozenset(request.of_pattern),
                request.weight,
            )
            for request in shop.requests
            if request.kind != "leave"
        ),
        earlier=EarlierFacts(
            earlier.roster, earlier.activities, earlier.covers_day_before, earlier.covered_from
        ),
        written=WrittenFacts(
            plan.forecast, plan.requirement, plan.roster, plan.activities, plan.coverage, plan.summary
        ),
        carried_on=was_carried_on(plan, settings),
        weights=_weights(weights_of(shop)),
        sale_days=frozenset(
            event.start.date() + timedelta(days=offset)
            for event in shop.events
            for offset in range((_last_day(event) - event.start.date()).days + 1)
        ),
    )


def _last_day(event: Event) -> date:
    """The last date the event touches; its end is excluded."""
    return (event.end - timedelta(minutes=1)).date()


def _weights(weights: Weights) -> WeightFacts:
    return WeightFacts(**{weight.name: getattr(weights, weight.name) for weight in fields(WeightFacts)})


def _queue(queue: Queue, plan_for: str | float) -> QueueFacts:
    return QueueFacts(
        id=queue.id,
        open=_span(queue.open),
        aht_seconds=queue.aht_seconds,
        slowdown=queue.slowdown,
        patience_seconds=queue.patience_seconds,
        bot_share=queue.bot_share,
        targets=tuple(
            TargetFacts(target.kind, target.within_seconds, target.share, _span_or_none(target.hours))
            for target in queue.targets
        ),
        max_occupancy=queue.max_occupancy,
        min_agents=queue.min_agents,
        plan_for=plan_for if queue.plan_for is None else queue.plan_for,
    )


def _rules(rules: Rules, shifts: Sequence[Shift]) -> RuleFacts:
    return RuleFacts(
        **{
            **vars(rules),
            "night_hours": _span(rules.night_hours),
            "forbidden_successions": frozenset(rules.forbidden_successions),
            "shift_limits": tuple(_limit(limit, shifts) for limit in rules.shift_limits),
            "hours_limits": tuple(_limit(limit, shifts) for limit in rules.hours_limits),
        }
    )


def _limit(limit: Limit, shifts: Sequence[Shift]) -> LimitFacts:
    if limit.shifts is None:
        return LimitFacts(limit.per, limit.least, limit.most)
    counted = frozenset(limit.shifts)
    written = "+".join(_called(counted, shifts))
    return LimitFacts(limit.per, limit.least, limit.most, counted, written)


def _called(names: Collection[str], shifts: Sequence[Shift]) -> list[str]:
    """The names; that of a pattern in the place of all its shifts."""
    left_out = {shift.pattern for shift in shifts if shift.name not in names}
    there = (shift for shift in shifts if shift.name in names)
    return list(
        dict.fromkeys(
            shift.name if shift.pattern is None or shift.pattern in left_out else shift.pattern
            for shift in there
        )
    )


def _agent(agent: Agent, shifts: Sequence[Shift]) -> AgentFacts:
    return AgentFacts(
        id=agent.id,
        skills=frozenset(agent.skills),
        min_hours_week=agent.min_hours_week,
        max_hours_week=agent.max_hours_week,
        shifts=None if agent.shifts is None else frozenset(agent.shifts),
        weekdays=agent.weekdays,
        hours=_span_or_none(agent.hours),
        first_day=agent.first_day,
        last_day=agent.last_day,
        hourly_cost=agent.hourly_cost,
        row=agent.row,
        max_consecutive_days=agent.max_consecutive_days,
        min_consecutive_days=agent.min_consecutive_days,
        min_consecutive_days_off=agent.min_consecutive_days_off,
        max_weekends_month=agent.max_weekends_month,
        min_hours_month=agent.min_hours_month,
        max_hours_month=agent.max_hours_month,
        shift_limits=tuple(_limit(limit, shifts) for limit in agent.shift_limits),
    )


def _span(window: Window) -> Span:
    return Span(window.start, window.end)


def _span_or_none(window: Window | None) -> Span | None:
    return None if window is None else _span(window)
