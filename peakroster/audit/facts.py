"""The typed shop and plan as the audit wants to be told of them."""

from __future__ import annotations

from peakroster.pipeline.size import was_carried_on
from peakroster.plans.model import Plan
from peakroster.plans.store import EarlierWork
from peakroster.shop.model import Agent, Queue, Shop, Window
from scheduler.audit.facts import (
    AgentFacts,
    EarlierFacts,
    Facts,
    LeaveFacts,
    LockFacts,
    QueueFacts,
    RuleFacts,
    ShiftFacts,
    Span,
    TargetFacts,
    WishFacts,
    WrittenFacts,
)


def facts_of(shop: Shop, plan: Plan, earlier: EarlierWork) -> Facts:
    """The shop, the plan and what was worked before, as the audit wants to be told."""
    settings = shop.settings
    rules = {**vars(settings.rules), "night_hours": _span(settings.rules.night_hours)}
    return Facts(
        first_day=plan.first_day,
        days=plan.days,
        timezone=settings.timezone,
        interval_minutes=settings.interval_minutes,
        shrinkage=settings.shrinkage,
        queues=tuple(_queue(queue, settings.plan_for) for queue in settings.queues),
        shifts=tuple(
            ShiftFacts(shift.name, shift.start, shift.end, shift.meal_minutes, _span_or_none(shift.meal))
            for shift in shop.shifts
        ),
        agents=tuple(_agent(agent) for agent in shop.agents),
        rules=RuleFacts(**rules),
        leave=tuple(
            LeaveFacts(request.agent_id, request.day, request.row)
            for request in shop.requests
            if request.kind == "leave"
        ),
        locks=tuple(LockFacts(lock.agent_id, lock.day, lock.shift, lock.row) for lock in shop.locks),
        wishes=tuple(
            WishFacts(request.agent_id, request.day, request.kind, request.shift, request.row)
            for request in shop.requests
            if request.kind != "leave"
        ),
        earlier=EarlierFacts(earlier.roster, earlier.activities, earlier.covers_day_before),
        written=WrittenFacts(
            plan.forecast, plan.requirement, plan.roster, plan.activities, plan.coverage, plan.summary
        ),
        carried_on=was_carried_on(plan, settings),
    )


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


def _agent(agent: Agent) -> AgentFacts:
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
    )


def _span(window: Window) -> Span:
    return Span(window.start, window.end)


def _span_or_none(window: Window | None) -> Span | None:
    return None if window is None else _span(window)
