"""Agents for deferred work: enough in every interval that all cases keep their deadline, in quiet hours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled
from scheduler.domain.deferral import SPREAD, Deferral
from scheduler.staffing.deferred.cases import DeferredCases
from scheduler.staffing.deferred.levelling import level_course

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SMALL = 1e-6
"""Cases; arithmetic blurs cumulative counts by less."""
_DAY, _WEEK = 24.0, 168.0


def placed_agents(
    cases: DeferredCases,
    deferral: Deferral,
    pace: Floats,
    base: Floats,
    min_agents: Integers | int,
    until: float,
) -> Integers:
    """Agents of each open interval who do all cases in time, beside the agents that other queues need.

    The work is planned within three quarters of the deadline; what is overdue at the start is worked off
    over that time. For chance, ``ln(1 / (1 - share))`` cases more than come can be done in each last quarter:
    in a queue that serves μ and gets λ, a share ``exp(-(μ - λ) t)`` at most waits longer than t (M/M/1). The
    time after the tables is taken to be like their last week, of shorter ones like their last day; after two
    deadlines of it nothing is left.

    Parameters
    ----------
    pace
        Cases that one agent does in each interval, > 0, shape (intervals,).
    base
        Agents that live queues need, >= 0, same shape.
    min_agents
        Of this queue in each interval, >= 0, broadcast to that shape.
    until
        Hours from the plan's start to the end of its tables.

    Returns
    -------
    Shape (intervals,). No single agent can be taken out: some case would be late, or too little be done by
    the end.
    """
    if not len(pace):
        return np.zeros(0, dtype=np.int64)
    growth = room_for_chance(cases, deferral, until)
    grown = replace(cases, inside=cases.inside * growth, before=cases.before * growth)
    least = np.broadcast_to(np.asarray(min_agents, dtype=np.float64), pace.shape)
    grown, pace, base, least = _continued(grown, deferral, pace, base, least, until)
    arrived = grown.arrived
    due = np.minimum(planned_due(grown, deferral), arrived)
    due[-1] = arrived[
        -1
    ]  # else each plan would put off a deadline's worth of work, and the backlog would grow
    least = np.ascontiguousarray(least)
    levels = level_course(due, arrived, pace, base, least)
    even = np.where(levels < 0, least * (1 + levels), np.maximum(least, levels - base))
    agents = np.maximum(np.floor(even + _SMALL), least).astype(np.int64)
    _repair(agents, due, arrived, pace, base, levels)
    order = np.argsort(-(base + agents), kind="stable")
    _reduce(agents, due, arrived, pace, order, least.astype(np.int64))
    return np.asarray(agents[: len(cases.starts)])


def room_for_chance(cases: DeferredCases, deferral: Deferral, until: float) -> float:
    """Factor on the cases that come, so that what comes by chance is done within the deadline's last part."""
    come = float(cases.inside.sum() + cases.before.sum())
    counted = float(cases.counted(deferral, np.array([until]))[0])
    if come <= 0 or counted <= 0:
        return 1.0
    more = np.log(1 / (1 - deferral.share)) / ((1 - SPREAD) * deferral.deadline_hours)
    return float(1 + more * counted / come)


def planned_due(cases: DeferredCases, deferral: Deferral) -> Floats:
    """Cases that the plan has to have done by the end of each interval, shape (intervals,)."""
    hours = SPREAD * deferral.deadline_hours
    overdue = cases.overdue(deferral, hours)
    first = cases.counted(deferral, cases.starts[:1])
    passed = (cases.counted(deferral, cases.ends) - first) / hours
    return np.asarray(cases.due(deferral, hours) - overdue * (1 - np.clip(passed, 0.0, 1.0)))


def _continued(
    cases: DeferredCases, deferral: Deferral, pace: Floats, base: Floats, least: Floats, until: float
) -> tuple[DeferredCases, Floats, Floats, Floats]:
    """The cases with the time after the tables, until twice the deadline has counted."""
    period = _WEEK if until >= _WEEK else _DAY
    source = np.flatnonzero(cases.starts >= until - period - 1e-9)
    if not len(source):
        return cases, pace, base, least
    counted = period
    if deferral.counts == "open_hours":
        counted = float((cases.ends - cases.starts)[source].sum())
    times = int(np.ceil(2 * deferral.deadline_hours / counted))
    shifts = np.repeat(period * np.arange(1, times + 1), len(source))
    place = np.tile(source, times)
    longer = replace(
        cases,
        starts=np.concatenate([cases.starts, cases.starts[place] + shifts]),
        ends=np.concatenate([cases.ends, cases.ends[place] + shifts]),
        inside=np.concatenate([cases.inside, cases.inside[place]]),
        before=np.concatenate([cases.before, cases.before[place]]),
    )
    pace, base, least = (np.concatenate([each, each[place]]) for each in (pace, base, least))
    return longer, pace, base, least


@compiled
def _repair(
    agents: Integers, due: Floats, arrived: Floats, pace: Floats, base: Floats, levels: Floats
) -> None:
    """Add agents, where they stand furthest below the even level, until nothing due is left undone.

    Only agents after the last moment at which nothing was left to do help. Of equals, one beside more agents
    is taken, so that people stay for a while, else the first.
    """
    count = len(agents)
    done = np.zeros(count + 1)
    place, empty_until = 0, np.zeros(count + 1, dtype=np.int64)
    while place < count:
        able = done[place] + pace[place] * agents[place]
        done[place + 1] = min(able, arrived[place])
        empty_until[place + 1] = place + 1 if able >= arrived[place] - _SMALL else empty_until[place]
        if done[place + 1] >= due[place] - _SMALL:
            place += 1
            continue
        best, best_key, best_beside = place, -np.inf, False
        for at in range(empty_until[place], place + 1):
            key = levels[at] - base[at] - agents[at]
            beside = (at > 0 and agents[at - 1] > agents[at]) or (
                at + 1 < count and agents[at + 1] > agents[at]
            )
            if key > best_key + 1e-9 or (key > best_key - 1e-9 and beside and not best_beside):
                best, best_key, best_beside = at, key, beside
        agents[best] += 1
        place = best


@compiled
def _reduce(
    agents: Integers, due: Floats, arrived: Floats, pace: Floats, order: Integers, least: Integers
) -> None:
    """Take out agents whom nothing needs, those of busy intervals first."""
    count = len(agents)
    done = np.zeros(count + 1)
    for place in range(count):
        done[place + 1] = min(done[place] + pace[place] * agents[place], arrived[place])
    changed = np.zeros(count + 1)
    for first in order:
        while agents[first] > least[first]:
            changed[first] = done[first]
            kept, end = True, count
            for place in range(first, count):
                heads = agents[place] - (1 if place == first else 0)
                changed[place + 1] = min(changed[place] + pace[place] * heads, arrived[place])
                if changed[place + 1] < due[place] - _SMALL:
                    kept = False
                    break
                if changed[place + 1] >= done[place + 1] - 1e-12:
                    end = place + 1
                    break
            if not kept:
                break
            agents[first] -= 1
            for place in range(first, end):
                done[place + 1] = changed[place + 1]
