"""Locks that no roster can keep, found before any is searched for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from peakroster.auditing.words import shown
from peakroster.shop.limits_of_a_plan import without_limits_of_a_plan
from peakroster.tables.findings import Finding
from scheduler.audit import EARLIER, Reference, Violation, agent_rules
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.worked_shifts import WorkedShift, earlier_rows, of_catalogue
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
    if not one_plan:
        shop = without_limits_of_a_plan(shop)
    data = PlanData(shop, Plan(first_day, days), earlier)
    contradictions, disputed = _contradictions(shop, data)
    shifts = {shift.name: shift for shift in data.shifts}
    locked = [
        of_catalogue(
            lock.agent_id, lock.day, shifts[lock.shift], Reference(LOCKS, lock.row, lock.day, lock.shift)
        )
        for lock in {(lock.agent_id, lock.day, lock.shift): lock for lock in shop.locks}.values()
        if lock.shift != OFF and data.contains(lock.day)
    ]
    value_of = {row.source.row: row.shift for row in locked}
    collisions = [
        _collision(violation, value_of.get(violation.row))
        for violation in _violations(data, locked, disputed)
    ]
    return [*contradictions, *collisions]


def _violations(
    data: PlanData, locked: Sequence[WorkedShift], disputed: Collection[tuple[str, date]]
) -> Iterator[Violation]:
    """What the locks break; of several for one day each by itself, because only one of them can stay."""
    earlier = earlier_rows(data)
    certain = [row for row in locked if (row.agent, row.day) not in disputed]
    known = set()
    for row in (None, *(row for row in locked if (row.agent, row.day) in disputed)):
        together = certain if row is None else [*(each for each in certain if each.agent == row.agent), row]
        for violation in agent_rules(
            data, sorted(together, key=lambda each: (each.day, each.start)), earlier
        ):
            key = (violation.code, violation.agent, violation.row, violation.day)
            if key not in known:
                known.add(key)
                yield violation


def _contradictions(shop: Shop, data: PlanData) -> tuple[list[Finding], set[tuple[str, date]]]:
    """Two different locks of one agent for one of the plan's dates, and these agents and dates."""
    findings: list[Finding] = []
    disputed: set[tuple[str, date]] = set()
    first: dict[tuple[str, date], Lock] = {}
    for lock in shop.locks:
        other = first.setdefault((lock.agent_id, lock.day), lock)
        if other.shift != lock.shift and data.contains(lock.day):
            both = {"shift": lock.shift, "other": other.shift, "day": f"{lock.day}", "first": other.row}
            both["agent"] = lock.agent_id
            disputed.add((lock.agent_id, lock.day))
            findings.append(
                Finding("collision", "locks_collide", LOCKS, lock.row, "shift", lock.agent_id, both)
            )
    return findings, disputed


def _collision(violation: Violation, value: str | None) -> Finding:
    first, last = violation.stretch or (None, None)
    details = {
        "agent": violation.agent or "",
        "day": shown(violation.day),
        "expected": shown(violation.expected),
        "found": shown(violation.found),
        "first": shown(first),
        "last": shown(last),
        "what": violation.what or "*",
        "rows": _neutral(violation.references),
    }
    code = f"collision_{violation.code}"
    return Finding("collision", code, LOCKS, violation.row, "shift", value, details)


def _neutral(references: tuple[Reference, ...]) -> str:
    """The rows in a notation that needs no language: ``locks.csv:3; plans/ 2026-11-08 夜班``."""
    return "; ".join(
        f"plans/ {reference.day} {reference.shift}"
        if reference.file == EARLIER
        else f"{reference.file}:{reference.row}"
        for reference in references
    )
