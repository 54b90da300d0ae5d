"""Which rules object if somebody's shifts change: every rule of the audit that is broken afterwards and was
not before, or is broken by more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import AVAILABILITY_CODES, Reference
from scheduler.audit.facts.worked_shifts import (
    WorkedShift,
    by_agent,
    corrected,
    earlier_rows,
    of_catalogue,
    written_rows,
)
from scheduler.audit.rules.availability import availability, leave_rows, locked_days
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.agents import Agent
from scheduler.domain.rules import REGISTRY
from scheduler.domain.shifts import OFF

_LEAST = 1e-6
"""Hours or shifts; what adding up may leave."""
_OF_ABSENCE = ("leave", "leave_hours", "lock", "not_yet_employed", "left")
OBJECTIONS = (
    *_OF_ABSENCE,
    *(code for code in AVAILABILITY_CODES if code not in (*_OF_ABSENCE, "employment")),
    *(
        code
        for spec in sorted(REGISTRY.values(), key=lambda spec: (not spec.single_shift, spec.rank))
        for code in (*spec.codes, *spec.least_codes)
    ),
)
"""Every objection, the hardest to change first."""

Changes = Mapping[date, str | None]
"""Shift by date, None = does not work."""


class Objections:
    """Holds a plan's rosters by agent, so that many changes can be asked about."""

    def __init__(self, data: PlanData) -> None:
        self._data = data
        self._shifts = {shift.name: shift for shift in data.shifts}
        self._own = by_agent(corrected(written_rows(data), self._shifts))
        self._before = by_agent(earlier_rows(data))
        self._leave, self._locked = leave_rows(data), locked_days(data)
        self._locks = {(lock.agent_id, lock.day): lock.shift for lock in data.locks}
        self._standing: dict[str, Counter[str]] = {}

    def of(self, agent: Agent, changes: Changes) -> tuple[str, ...]:
        """Codes of :data:`OBJECTIONS`, the hardest first; empty where no rule objects."""
        own = self._own.get(agent.id, [])
        if agent.id not in self._standing:
            self._standing[agent.id] = self._broken(agent, own)
        rows = [row for row in own if row.day not in changes]
        rows += [
            of_catalogue(agent.id, day, self._shifts[name], Reference("roster.csv", None, day, name))
            for day, name in changes.items()
            if name is not None
        ]
        rows.sort(key=lambda row: (row.day, row.start))
        after, before = self._broken(agent, rows), self._standing[agent.id]
        return tuple(code for code in OBJECTIONS if after[code] > before[code] + _LEAST)

    def _broken(self, agent: Agent, own: Sequence[WorkedShift]) -> Counter[str]:
        """By how much each rule is broken: times, of a least number hours, shifts or days."""
        found: Counter[str] = Counter(self._by_itself(agent, own))
        together = [*self._before.get(agent.id, []), *own]
        found.update(violation.code for violation in upper_limits(agent, together, self._data.rules))
        for violation in lower_limits(self._data, agent, together):
            assert isinstance(violation.expected, int | float)
            assert isinstance(violation.found, int | float)
            found[violation.code] += violation.expected - violation.found  # type: ignore[assignment]
        return found

    def _by_itself(self, agent: Agent, own: Sequence[WorkedShift]) -> Iterator[str]:
        for violation in availability(
            agent, own, self._shifts, self._leave, self._locked, self._data.office(agent)
        ):
            if violation.code == "employment":
                early = agent.first_day is not None and (violation.day or date.min) < agent.first_day
                yield "not_yet_employed" if early else "left"
            else:
                yield violation.code
        works = {row.day: row.shift for row in own}
        for (who, day), shift in self._locks.items():
            if who == agent.id and self._data.contains(day) and works.get(day, OFF) != shift:
                yield "lock"
