"""Why an interval is short: for everybody with the skill, what keeps them from its desk.

Each person who is not at the queue's desk is tried in every shift that would bring them there; the rule
that breaks first is the reason. The rules are those of the audit, so that what is said here is what would
be found there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from scheduler.audit.facts.plan_data import BREAK, MEAL, RESERVE, PlanData
from scheduler.audit.facts.shared_teams import as_rostered
from scheduler.audit.facts.violation import Reference
from scheduler.audit.facts.worked_shifts import (
    WorkedShift,
    by_agent,
    earlier_rows,
    of_catalogue,
    written_rows,
)
from scheduler.audit.rules.availability import availability, is_offered, leave_rows, locked_days
from scheduler.audit.rules.lower_limits import worsened_lower_limits
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.agents import Agent
from scheduler.domain.requests import Lock
from scheduler.domain.rules import REGISTRY
from scheduler.domain.shifts import Shift

_REASONS_OF_RULES = {
    single_shift: tuple(
        reason
        for spec in sorted(REGISTRY.values(), key=lambda spec: spec.rank)
        for reason in spec.reasons
        if spec.single_shift is single_shift
    )
    for single_shift in (True, False)
}
"""Of the rules that one shift alone can break, and of the others; the hardest to change first."""

REASONS = (
    "serving",
    "meal",
    "break",
    "meeting",
    "reserve",
    "other_queue",
    "leave",
    "lock",
    "not_yet_employed",
    "left",
    "weekday",
    "rotation",
    "shift_not_allowed",
    "hours",
    "closed_office",
    "no_shift",
    *_REASONS_OF_RULES[True],
    "works_that_day",
    *_REASONS_OF_RULES[False],
    "free",
)
"""Every reason, in the order in which they are told. ``free``: nothing forbids it, but it would not pay.

Least numbers of shifts and hours are none: another shift never takes a roster away from them. Runs of days
may become too short by it; where it lengthens one that is too short already, that is no reason against it.
"""

_TOLD_AS = {"leave_hours": "leave"}
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

    start, end: of the stretch. missing_hours: agent-hours over all of it. worst: the interval that lacks most
    agents, of equal ones the one with the highest share missing; missing, required, scheduled: agents in that
    interval; service_level: there. reasons: for every agent with the skill, at the worst interval.
    """

    queue: str
    start: datetime
    end: datetime
    missing_hours: float
    worst: datetime
    missing: float
    required: float
    scheduled: float
    service_level: float
    reasons: tuple[Reason, ...]


def shortages(data: PlanData, most: int = 8, least_missing: float = 0.5) -> tuple[Shortage, ...]:
    """The worst shortages of a written plan, explained; the most missing agent-hours first.

    most: how many. least_missing: agents; a stretch whose worst interval lacks fewer is left out. Stretches
    run over neighbouring short intervals of one day; the tail and what is unplannable are left out.
    """
    data = as_rostered(data)
    found = short_stretches(data, least_missing)[:most]
    if not found:
        return ()
    people = _People(data)
    return tuple(
        replace(shortage, reasons=people.reasons(shortage.queue, shortage.worst)) for shortage in found
    )


def short_stretches(data: PlanData, least_missing: float = 0.0) -> list[Shortage]:
    """The same without their reasons, all of them."""
    data = as_rostered(data)
    coverage, roster = data.plan.coverage, data.plan.roster
    if coverage is None or roster is None or data.plan.activities is None:
        return []
    found = [_stretch(data, rows) for rows in _stretches(data, coverage)]
    found = [shortage for shortage in found if shortage.missing >= least_missing]
    found.sort(key=lambda shortage: (-shortage.missing_hours, shortage.start, shortage.queue))
    return found


def _stretches(data: PlanData, coverage: pd.DataFrame) -> list[pd.DataFrame]:
    begin = data.start
    if not data.earlier.covers_day_before and data.shifts:
        begin += timedelta(minutes=min(shift.start for shift in data.shifts))
    short = coverage[
        (coverage["required"] > coverage["scheduled"] + 1e-9)
        & (coverage["timestamp"] >= begin)
        & (coverage["timestamp"] < data.end)
    ]
    interval = pd.Timedelta(minutes=data.interval_minutes)
    parts: list[pd.DataFrame] = []
    for _, rows in short.groupby("queue", sort=False):
        apart = (rows["timestamp"].diff() != interval) | rows["timestamp"].dt.date.ne(
            rows["timestamp"].dt.date.shift()
        )
        parts += [part for _, part in rows.groupby(apart.cumsum())]
    return parts


def _stretch(data: PlanData, rows: pd.DataFrame) -> Shortage:
    missing = rows["required"] - rows["scheduled"]
    at = int(np.lexsort((missing / rows["required"], missing.round(9)))[-1])
    worst = rows.iloc[at]
    interval = timedelta(minutes=data.interval_minutes)
    return Shortage(
        queue=str(worst["queue"]),
        start=rows["timestamp"].iloc[0].to_pydatetime(),
        end=rows["timestamp"].iloc[-1].to_pydatetime() + interval,
        missing_hours=float(missing.sum()) * data.interval_minutes / 60,
        worst=worst["timestamp"].to_pydatetime(),
        missing=float(missing.iloc[at]),
        required=float(worst["required"]),
        scheduled=whole_or_part(float(worst["scheduled"])),
        service_level=float(worst["service_level"]),
        reasons=(),
    )


def whole_or_part(agents: float) -> float:
    """People as an integer where they are whole."""
    return int(agents) if agents.is_integer() else agents


class _People:
    """Everybody's shifts and activities, and what one more shift would break."""

    def __init__(self, data: PlanData) -> None:
        self._data = data
        self._own = by_agent(written_rows(data))
        self._before = by_agent(earlier_rows(data))
        self._leave, self._locked = leave_rows(data), locked_days(data)
        meetings = dict.fromkeys((meeting.name for meeting in data.shop.meetings), "meeting")
        self._away_from_queue = {**meetings, MEAL: "meal", BREAK: "break", RESERVE: "reserve"}
        self._standing: dict[str, set[str]] = {}
        self._candidates_at: dict[datetime, list[tuple[date, Shift]]] = {}
        self._shifts: Mapping[str, Shift] = {shift.name: shift for shift in data.shifts}
        self._locks: Mapping[tuple[str, date], Lock] = {(x.agent_id, x.day): x for x in data.locks}
        assert data.plan.activities is not None
        self._doing = pd.concat([data.earlier.activities, data.plan.activities], ignore_index=True)

    def reasons(self, queue: str, moment: datetime) -> tuple[Reason, ...]:
        """Why each agent with the skill is or is not at the queue's desk at that moment."""
        at = self._doing[(self._doing["start"] <= moment) & (self._doing["end"] > moment)]
        doing = dict(zip(at["agent_id"], at["activity"], strict=True))
        agents_by_reason: dict[str, list[str]] = {}
        for agent in self._data.agents:
            if queue in agent.skills:
                activity = doing.get(agent.id)
                if activity is None:
                    code = self._kept_away(agent, moment)
                elif activity == queue:
                    code = "serving"
                else:
                    code = self._away_from_queue.get(activity, "other_queue")
                agents_by_reason.setdefault(code, []).append(agent.id)
        return tuple(
            Reason(code, tuple(agents_by_reason[code])) for code in REASONS if code in agents_by_reason
        )

    def _kept_away(self, agent: Agent, moment: datetime) -> str:
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

    def _candidates(self, moment: datetime) -> list[tuple[date, Shift]]:
        """Shifts of the plan that hold the moment."""
        if moment in self._candidates_at:
            return self._candidates_at[moment]
        found = self._candidates_at.setdefault(moment, [])
        for day in (moment.date() - timedelta(days=1), moment.date()):
            minute = (moment - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)
            if self._data.contains(day):
                found += [
                    (day, shift)
                    for shift in self._data.shifts
                    if shift.start <= minute < shift.end and is_offered(shift, day)
                ]
        return found

    def _broken(self, agent: Agent, day: date, shift: Shift) -> list[str]:
        """Codes that adding this shift would break, the hardest first; ``free`` when none."""
        own = self._own.get(agent.id, [])
        lock = self._locks.get((agent.id, day))
        if lock is not None and lock.shift != shift.name:
            return ["lock"]
        more = of_catalogue(agent.id, day, shift, Reference("roster.csv", None, day, shift.name))
        codes = {
            _employment(agent, day) if found.code == "employment" else _TOLD_AS.get(found.code, found.code)
            for found in availability(
                agent, [more], self._shifts, self._leave, self._locked, self._data.office(agent)
            )
        }
        if any(row.day == day for row in own):
            codes.add("works_that_day")
        else:
            codes |= self._fresh(agent, own, more)
        return sorted(codes, key=_BEYOND_REPAIR.__getitem__) or ["free"]

    def _fresh(self, agent: Agent, own: Sequence[WorkedShift], more: WorkedShift) -> set[str]:
        standing = [*self._before.get(agent.id, []), *own]
        if agent.id not in self._standing:
            self._standing[agent.id] = {v.code for v in upper_limits(agent, standing, self._data.rules)}
        together = sorted([*standing, more], key=lambda row: (row.day, row.start))
        broken = {v.code for v in upper_limits(agent, together, self._data.rules)}
        return broken - self._standing[agent.id] | worsened_lower_limits(
            self._data, agent, standing, together
        )


def _employment(agent: Agent, day: date) -> str:
    """Which end of the employment keeps somebody away: who has left cannot start earlier."""
    return "not_yet_employed" if agent.first_day is not None and day < agent.first_day else "left"


def _evenly_chosen(candidates: list[tuple[date, Shift]]) -> list[tuple[date, Shift]]:
    return candidates[:: -(-len(candidates) // MOST_TRIED) or 1]
