"""Rules that leave somebody without any roster, found when the search says that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from peakroster.shop.findings import Finding
from peakroster.shop.model import Agent, Shop
from scheduler.contradictions import Contradiction, contradictions
from scheduler.problem import Problem

AGENTS = "agents.csv"

_IN_THE_FILES = {
    "max_minutes_per_day": "max_hours_per_day",
    "max_minutes_per_week": "max_hours_per_week",
    "min_rest_minutes": "min_rest_hours",
    "max_minutes_week": "max_hours_week",
    "employed_from": "from",
    "employed_until": "until",
}
"""Names of the problem whose keys or columns are called otherwise."""


def contradiction_findings(shop: Shop, problem: Problem, first_day: date) -> list[Finding]:
    """For some people who cannot have any roster: which rules, and which rows of locks and leave."""
    last_day = first_day + timedelta(days=problem.days - 1)
    findings = []
    for found in contradictions(problem):
        agent = shop.agents[found.agent]
        details = {
            "first": f"{first_day}",
            "last": f"{last_day}",
            "rules": "; ".join(_named(shop, agent, found, first_day)),
            "agent": agent.id,
        }
        findings.append(
            Finding("collision", "collision_together", AGENTS, agent.row, "agent_id", agent.id, details)
        )
    return findings


def _named(shop: Shop, agent: Agent, found: Contradiction, first_day: date) -> Iterator[str]:
    yield from (_IN_THE_FILES.get(rule, rule) for rule in found.rules)
    if found.past:
        yield "plans/"
    leave = {first_day + timedelta(days=day) for day in found.leave}
    for request in shop.requests:
        if request.kind == "leave" and request.agent_id == agent.id and request.day in leave:
            yield f"requests.csv:{request.row}"
    locked = {first_day + timedelta(days=day) for day in found.locks}
    for lock in shop.locks:
        if lock.agent_id == agent.id and lock.day in locked:
            # A change made by hand on the desk stands in no file yet.
            yield f"locks.csv:{lock.row}" if lock.row else f"{lock.day} {lock.shift}"
