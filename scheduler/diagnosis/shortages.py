"""Why an interval is short: for everybody with the skill, what keeps them from its desk.

Each person who is not at the queue's desk is tried in every shift that would bring them there; the rule
that breaks first is the reason. The rules are those of the audit, so that what is said here is what would
be found there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from scheduler.audit.facts.facts import BREAK, MEAL, AgentFacts, Facts, LockFacts, ShiftFacts
from scheduler.audit.facts.violation import Reference
from scheduler.audit.facts.worked_shifts import (
    Worked,
    by_agent,
    earlier_rows,
    of_catalogue,
    written_rows,
)
from scheduler.audit.rules.availability import availability, leave_rows
from scheduler.audit.rules.lower_limits import made_worse
from scheduler.audit.rules.working_time import working_time

REASONS = (
    "serving",
    "meal",
    "break",
    "other_queue",
    "leave",
    "lock",
    "employment",
    "weekday",
    "shift_not_allowed",
    "hours",
    "no_shift",
    "max_hours_per_day",
    "works_that_day",
    "min_rest_hours",
    "overlap",
    "forbidden_successions",
    "max_days_per_week",
    "max_consecutive_days",
    "max_weekends_per_month",
    "max_night_shifts_per_week",
    "shift_limit_most",
    "agent_hours_per_week",
    "max_hours_per_week",
    "max_hours_month",
    "hours_limit_most",
    "min_consecutive_days_off",
    "min_consecutive_days",
    "free",
)
"""Every reason, in the order in which they are told. ``free``: nothing forbids it, but it would not pay.

Least numbers of shifts and hours are none: another shift never takes a roster away from them. Runs of days
may become too short by it; where it lengthens one that is too short already, that is no reason against it.
"""

_BEYOND_REPAIR = {reason: rank for rank, reason in enumerate(REASONS)}
"""Of several broken rules the one that stands first here is the hardest to change."""


MOST_TRIED = 40
"""Of the shifts that hold a moment; those of a pattern are many, and neighbours break the same rules."""


@dataclass(frozen=True)
class Reason:
    """One reason and the agents (ids, in the order of agents.csv) it holds for."""

    code: str
    agents: tuple[str, ...]


@dataclass(frozen=True)
class Shortage:
    """A stretch in which a queue has fewer agents than required.

    start, end: of the stretch. missing_hours: agent-hours over all of it. worst: the interval with the
    highest share missing; missing, required, scheduled: agents in that interval; service_level: there.
    reasons: for every agent with the skill, at the worst interval.
    """

    queue: str
    start: datetime
    end: datetime
    missing_hours: float
    worst: datetime
    missing: float
    required: float
    scheduled: int
    service_level: float
    reasons: tuple[Reason, ...]


def shortages(facts: Facts, most: int = 8, least_missing: float = 0.5) -> tuple[Shortage, ...]:
    """The worst shortages of a written plan, explained; the most missing agent-hours first.

    most: how many. least_missing: agents; a stretch whose worst interval lacks fewer is left out. Stretches
    run over neighbouring short intervals of one day; the tail and what is unplannable are left out.
    """
    coverage, roster = facts.written.coverage, facts.written.roster
    activities = facts.written.activities
    if coverage is None or roster is None or activities is None:
        return ()
    found = [_stretch(facts, rows) for rows in _stretches(facts, coverage)]
    found = [shortage for shortage in found if shortage.missing >= least_missing]
    found.sort(key=lambda shortage: (-shortage.missing_hours, shortage.start, shortage.queue))
    people = _People(facts)
    return tuple(
        replace(shortage, reasons=people.reasons(shortage.queue, shortage.worst)) for shortage in found[:most]
    )


def _stretches(facts: Facts, coverage: pd.DataFrame) -> list[pd.DataFrame]:
    begin = facts.start
    if not facts.earlier.covers_day_before and facts.shifts:
        begin += timedelta(minutes=min(shift.start for shift in facts.shifts))
    short = coverage[
        (coverage["required"] > coverage["scheduled"] + 1e-9)
        & (coverage["timestamp"] >= begin)
        & (coverage["timestamp"] < facts.end)
    ]
    interval = pd.Timedelta(minutes=facts.interval_minutes)
    parts: list[pd.DataFrame] = []
    for _, rows in short.groupby("queue", sort=False):
        apart = (rows["timestamp"].diff() != interval) | rows["timestamp"].dt.date.ne(
            rows["timestamp"].dt.date.shift()
        )
        parts += [part for _, part in rows.groupby(apart.cumsum())]
    return parts


def _stretch(facts: Facts, rows: pd.DataFrame) -> Shortage:
    missing = rows["required"] - rows["scheduled"]
    at = int((missing / rows["required"]).to_numpy().argmax())
    worst = rows.iloc[at]
    interval = timedelta(minutes=facts.interval_minutes)
    return Shortage(
        queue=str(worst["queue"]),
        start=rows["timestamp"].iloc[0].to_pydatetime(),
        end=rows["timestamp"].iloc[-1].to_pydatetime() + interval,
        missing_hours=float(missing.sum()) * facts.interval_minutes / 60,
        worst=worst["timestamp"].to_pydatetime(),
        missing=float(missing.iloc[at]),
        required=float(worst["required"]),
        scheduled=int(worst["scheduled"]),
        service_level=float(worst["service_level"]),
        reasons=(),
    )


def _distance(codes: Sequence[str]) -> tuple[int, int]:
    """How far a shift is from being possible: by fewer rules, and by those that are easier to change."""
    return len(codes), -min(map(_BEYOND_REPAIR.__getitem__, codes))


class _People:
    """Everybody's shifts and activities, and what one more shift would break."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._own = by_agent(written_rows(facts))
        self._before = by_agent(earlier_rows(facts))
        self._leave = leave_rows(facts)
        self._standing: dict[str, set[str]] = {}
        self._candidates_at: dict[datetime, list[tuple[date, ShiftFacts]]] = {}
        self._shifts: Mapping[str, ShiftFacts] = {shift.name: shift for shift in facts.shifts}
        self._locks: Mapping[tuple[str, date], LockFacts] = {(x.agent, x.day): x for x in facts.locks}
        assert facts.written.activities is not None
        self._doing = pd.concat([facts.earlier.activities, facts.written.activities], ignore_index=True)

    def reasons(self, queue: str, moment: datetime) -> tuple[Reason, ...]:
        """Why each agent with the skill is or is not at the queue's desk at that moment."""
        at = self._doing[(self._doing["start"] <= moment) & (self._doing["end"] > moment)]
        doing = dict(zip(at["agent_id"], at["activity"], strict=True))
        agents_by_reason: dict[str, list[str]] = {}
        for agent in self._facts.agents:
            if queue in agent.skills:
                activity = doing.get(agent.id)
                if activity is None:
                    code = self._kept_away(agent, moment)
                elif activity == queue:
                    code = "serving"
                else:
                    code = {MEAL: "meal", BREAK: "break"}.get(activity, "other_queue")
                agents_by_reason.setdefault(code, []).append(agent.id)
        return tuple(
            Reason(code, tuple(agents_by_reason[code])) for code in REASONS if code in agents_by_reason
        )

    def _kept_away(self, agent: AgentFacts, moment: datetime) -> str:
        """The reason of the shift that comes nearest to being possible."""
        candidates = self._candidates(moment)
        if not candidates:
            return "no_shift"
        allowed = [each for each in candidates if agent.shifts is None or each[1].name in agent.shifts]
        others = [
            each for each in candidates if agent.shifts is not None and each[1].name not in agent.shifts
        ]
        tried = []
        for day, shift in [*_evenly_chosen(allowed), *_evenly_chosen(others)]:
            tried.append(self._broken(agent, day, shift))
            if tried[-1] == ["free"]:
                break
        return min(tried, key=lambda codes: (len(codes), -min(map(_BEYOND_REPAIR.__getitem__, codes))))[0]

    def _candidates(self, moment: datetime) -> list[tuple[date, ShiftFacts]]:
        """Shifts of the plan that hold the moment."""
        if moment in self._candidates_at:
            return self._candidates_at[moment]
        found = self._candidates_at.setdefault(moment, [])
        for day in (moment.date() - timedelta(days=1), moment.date()):
            minute = (moment - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)
            if self._facts.contains(day):
                found += [(day, shift) for shift in self._facts.shifts if shift.start <= minute < shift.end]
        return found

    def _broken(self, agent: AgentFacts, day: date, shift: ShiftFacts) -> list[str]:
        """Codes that adding this shift would break, the hardest first; ``free`` when none."""
        own = self._own.get(agent.id, [])
        lock = self._locks.get((agent.id, day))
        if lock is not None and lock.shift != shift.name:
            return ["lock"]
        more = of_catalogue(agent.id, day, shift, Reference("roster.csv", None, day, shift.name))
        codes = {found.code for found in availability(agent, [more], self._shifts, self._leave)}
        if any(row.day == day for row in own):
            codes.add("works_that_day")
        else:
            codes |= self._fresh(agent, own, more)
        return sorted(codes, key=_BEYOND_REPAIR.__getitem__) or ["free"]

    def _fresh(self, agent: AgentFacts, own: Sequence[Worked], more: Worked) -> set[str]:
        standing = [*self._before.get(agent.id, []), *own]
        if agent.id not in self._standing:
            self._standing[agent.id] = {v.code for v in working_time(agent, standing, self._facts.rules)}
        together = sorted([*standing, more], key=lambda row: (row.day, row.start))
        broken = {v.code for v in working_time(agent, together, self._facts.rules)}
        return broken - self._standing[agent.id] | made_worse(self._facts, agent, standing, together)


def _evenly_chosen(candidates: list[tuple[date, ShiftFacts]]) -> list[tuple[date, ShiftFacts]]:
    return candidates[:: -(-len(candidates) // MOST_TRIED) or 1]
