"""Why each shift is another than its agent was told, and what it gains: the rows of changes.csv."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.roster.change_causes import Causes, Link, told_links
from peakroster.planning.roster.told import ToldRoster
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop
from scheduler.roster.assignment.coverage import scheduled_agents
from scheduler.roster.objective.changes import changed
from scheduler.roster.problem.problem import MINUTES_PER_DAY, THOUSANDTHS, Problem, Told
from scheduler.roster.problem.solution import Activity, Solution

Kind = Literal["other", "called_in", "stays_home"]

_LEAST = 0.005
"""Agent-hours and customers below which nothing is gained."""
_SHARE = 0.5
"""Of the most that a slot gains, from which it counts to the hours at which something is gained."""


@dataclass(frozen=True)
class Gain:
    """What one change brings, everything else as it is in the new roster.

    hours: agent-hours missing without it. late: customers late without it. queue: position of the one that
    gains most, from ``start`` to ``end``, minutes of the plan; None where none does.
    """

    hours: float
    late: float
    queue: int | None = None
    start: int = 0
    end: int = 0


def change_rows(
    shop: Shop, first_day: date, told: ToldRoster, solution: Solution, activities: Sequence[Activity]
) -> list[dict[str, Any]]:
    """One for each changed shift, by date, then agent. activities: as people were told."""
    problem = told.problem
    changes = changed(problem, solution.assignments)
    scheduled = scheduled_agents(problem, solution.activities)
    gains = {
        (one.agent, one.day): _gain(problem, one, scheduled, solution.activities, activities)
        for one, _ in changes
    }
    spans = {cell: None if gain.queue is None else (gain.start, gain.end) for cell, gain in gains.items()}
    causes = Causes(told, first_day, changes, spans, activities, solution.activities)
    rows = []
    for one, shift in changes:
        gain = gains[one.agent, one.day]
        rows.append(_row(shop, problem, first_day, one, shift, gain, causes.chain(one)))
    return sorted(rows, key=lambda row: (row["date"], row["agent_id"]))


def lost_rows(shop: Shop, told: ToldRoster, solution: Solution, first_day: date) -> list[dict[str, Any]]:
    """One for each shift that somebody was told and cannot work; they have no price."""
    now = {(one.agent, one.day): one.shift for one in solution.assignments}
    names = shop.agent_names
    return [
        {
            "agent_id": one.agent_id,
            "name": names.get(one.agent_id, one.agent_id),
            "date": one.day.isoformat(),
            "before": one.shift_name,
            "after": _named(
                shop, None if one.agent is None else now.get((one.agent, (one.day - first_day).days))
            ),
            "reason": one.why,
        }
        for one in told.lost
    ]


def _row(
    shop: Shop,
    problem: Problem,
    first_day: date,
    one: Told,
    shift: int | None,
    gain: Gain,
    chain: tuple[Link, ...],
) -> dict[str, Any]:
    agent, midnight = shop.agents[one.agent], datetime.combine(first_day, time())

    def moment(minute: int) -> str:
        return f"{midnight + timedelta(minutes=minute):%Y-%m-%dT%H:%M}"

    kind: Kind = "called_in" if one.shift is None else "stays_home" if shift is None else "other"
    return {
        "agent_id": agent.id,
        "name": agent.name,
        "date": (first_day + timedelta(days=one.day)).isoformat(),
        "before": _named(shop, one.shift),
        "after": _named(shop, shift),
        "kind": kind,
        "points": round(one.costs(shift), 4),
        "reason": chain[0].reason,
        "whom": chain[0].whom,
        "chain": list(told_links(chain[1:])),
        "missing_hours": round(gain.hours, 2),
        "late": round(gain.late, 2),
        "queue": None if gain.queue is None else problem.queues[gain.queue],
        "from": None if gain.queue is None else moment(gain.start),
        "until": None if gain.queue is None else moment(gain.end),
    }


def _named(shop: Shop, shift: int | None) -> str:
    return OFF if shift is None else shop.shifts[shift].name


def _gain(
    problem: Problem,
    one: Told,
    scheduled: NDArray[np.int64],
    now: Iterable[Activity],
    before: Iterable[Activity],
) -> Gain:
    """Against the same roster with this agent's day as it was told."""
    without = scheduled.copy()
    for rows, sign in ((now, -1), (before, 1)):
        for row in rows:
            if row.agent == one.agent and row.start // MINUTES_PER_DAY == one.day and row.what >= 0:
                first, last = (m // problem.interval_minutes for m in (row.start, row.end))
                without[row.what, first:last] += sign * problem.agents[one.agent].counts_in(row.what)
    hours = problem.interval_minutes / 60
    end = problem.days * problem.slots_per_day
    short = [np.maximum(0, problem.required - there)[:, :end] for there in (scheduled, without)]
    less = (short[1] - short[0]) * hours / THOUSANDTHS
    late = 0.0
    for queue, slot in np.argwhere((scheduled != without)[:, :end]).tolist():
        curve = problem.late.get((queue, slot))
        if curve is not None:
            there = (int(without[queue, slot]), int(scheduled[queue, slot]))
            late += min(curve.customers, curve.of(there[0])) - min(curve.customers, curve.of(there[1]))
    total = less.sum(axis=1)
    queue = int(total.argmax())
    if total[queue] < _LEAST:
        return Gain(float(less.sum()), late)
    gaining = np.flatnonzero(less[queue] >= _SHARE * less[queue].max())
    first, last = int(gaining[0]), int(gaining[-1]) + 1
    return Gain(
        float(less.sum()), late, queue, first * problem.interval_minutes, last * problem.interval_minutes
    )
