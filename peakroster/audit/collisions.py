"""Locks that no roster can keep, found before any is searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from peakroster.audit.facts import facts_of
from peakroster.audit.words import shown
from peakroster.tables.findings import Finding
from scheduler.audit import EARLIER, Reference, agent_rules
from scheduler.audit.facts.facts import Facts, LimitFacts
from scheduler.audit.facts.worked_shifts import earlier_rows, of_catalogue
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop

LOCKS = "locks.csv"


def lock_collisions(
    shop: Shop, first_day: date, days: int, earlier: EarlierWork, *, one_plan: bool = True
) -> list[Finding]:
    """Hard rules that cannot hold together in a plan of these days.

    one_plan: whether these days are those of one plan; if not, limits that count over a plan are left out.

    Most rules are upper limits (or a rest), which nobody breaks by staying at home; they collide exactly when
    the locked shifts, with what earlier plans left behind, break one by themselves. Rules that ask for a
    least number cannot be held against some of the shifts: whether they can be kept is for the search to say.
    """
    facts = facts_of(shop, Plan(first_day, days), earlier)
    if not one_plan:
        facts = _without_limits_of_a_plan(facts)
    contradictions = _contradictions(shop, facts)
    if contradictions:
        return contradictions  # which of two locks holds has to be known before anything else
    shifts = {shift.name: shift for shift in facts.shifts}
    findings: list[Finding] = []
    locked = [
        of_catalogue(
            lock.agent_id, lock.day, shifts[lock.shift], Reference(LOCKS, lock.row, lock.day, lock.shift)
        )
        for lock in {(lock.agent_id, lock.day, lock.shift): lock for lock in shop.locks}.values()
        if lock.shift != OFF and facts.contains(lock.day)
    ]
    value_of = {row.source.row: row.shift for row in locked}
    for violation in agent_rules(facts, locked, earlier_rows(facts)):
        details = {
            "agent": violation.agent or "",
            "day": shown(violation.day),
            "expected": shown(violation.expected),
            "found": shown(violation.found),
            "first": shown(None if violation.stretch is None else violation.stretch[0]),
            "last": shown(None if violation.stretch is None else violation.stretch[1]),
            "what": violation.what or "*",
            "rows": _neutral(violation.references),
        }
        findings.append(_collision(violation.code, violation.row, value_of.get(violation.row), details))
    return findings


def _without_limits_of_a_plan(facts: Facts) -> Facts:
    def others(limits: tuple[LimitFacts, ...]) -> tuple[LimitFacts, ...]:
        return tuple(limit for limit in limits if limit.per != "plan")

    rules = replace(
        facts.rules,
        shift_limits=others(facts.rules.shift_limits),
        hours_limits=others(facts.rules.hours_limits),
    )
    agents = tuple(replace(agent, shift_limits=others(agent.shift_limits)) for agent in facts.agents)
    return replace(facts, rules=rules, agents=agents)


def _contradictions(shop: Shop, facts: Facts) -> list[Finding]:
    """Two different locks of one agent for one of the plan's dates."""
    findings: list[Finding] = []
    first: dict[tuple[str, date], Lock] = {}
    for lock in shop.locks:
        other = first.setdefault((lock.agent_id, lock.day), lock)
        if other.shift != lock.shift and facts.contains(lock.day):
            both = {"shift": lock.shift, "other": other.shift, "day": f"{lock.day}", "first": other.row}
            both["agent"] = lock.agent_id
            findings.append(
                Finding("collision", "locks_collide", LOCKS, lock.row, "shift", lock.agent_id, both)
            )
    return findings


def _collision(code: str, row: int | None, value: str | None, details: Mapping[str, Any]) -> Finding:
    return Finding("collision", f"collision_{code}", LOCKS, row, "shift", value, details)


def _neutral(references: tuple[Reference, ...]) -> str:
    """The rows in a notation that needs no language: ``locks.csv:3; plans/ 2026-11-08 夜班``."""
    return "; ".join(
        f"plans/ {reference.day} {reference.shift}"
        if reference.file == EARLIER
        else f"{reference.file}:{reference.row}"
        for reference in references
    )
