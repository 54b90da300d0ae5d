"""Whether a scenario names only what is there: queues, people, promotions, shifts and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

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
    Traffic,
    Wage,
)
from peakroster.messages import Term
from peakroster.tables.findings import Finding
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.plan import Plan
from scheduler.domain.rules import IN_RULES
from scheduler.domain.shop import Shop

QUEUE, PERSON = Term("queue", "队列"), Term("person", "人员")
PROMOTION, SHIFT, RULE = Term("promotion", "活动"), Term("shift", "班次"), Term("rule", "规则")

OTHER_RULES = {spec.key: spec for spec in IN_RULES if spec.is_number}
"""Rules that a scenario may change: those of the shop whose value is one number."""


def name_findings(shop: Shop, plan: Plan, overrides: Sequence[Override]) -> list[Finding]:
    """A finding for each name that is not there, or not any longer; and for promotions that are over."""
    return [finding for each in overrides for finding in _of(shop, plan, each)]


def _of(shop: Shop, plan: Plan, override: Override) -> Iterator[Finding]:
    queues, people = shop.queue_ids, tuple(agent.id for agent in shop.agents)
    shifts = tuple(shift.name for shift in shop.shifts)
    match override:
        case Traffic(queue=str(queue)) | QueueSettings(queue=queue):
            yield from _unknown(QUEUE, [queue], queues)
        case Away(agents=agents) | Fewer(agents=agents) | Wage(agents=agents):
            yield from _unknown(PERSON, agents, people)
        case Hired(like=like, skills=skills):
            yield from _unknown(PERSON, [like], people)
            yield from _unknown(QUEUE, skills, queues)
        case Promotion(event=name):
            coming = tuple(event.name for event in shop.events if event.end > plan.start)
            yield from _unknown(PROMOTION, [name], coming)
            begun = [event for event in shop.events if event.name == name and event.start < plan.start]
            if begun and name in coming:
                yield Finding("error", "scenario_event_over", PLACE, value=name)
        case Rule(rule=rule):
            yield from _unknown(RULE, [rule], tuple(OTHER_RULES))
        case ShiftTimes(like=str(like)):
            yield from _unknown(SHIFT, [like], shifts)
        case _:
            pass


def in_the_plan(plan: Plan, moment: datetime | None, last: bool) -> datetime:
    """A moment, or the end of the plan's tail, or its first midnight."""
    if moment is not None:
        return moment
    return plan.tail_end if last else datetime.combine(plan.first_day, time())


def _unknown(what: Term, names: Iterable[str], known: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            details = {"what": what, "known": nearest_first(name, known) or "–"}
            yield Finding("error", "scenario_unknown", PLACE, value=name, details=details)
