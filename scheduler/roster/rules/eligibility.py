"""Eligibility: which agent may start which shift on which day, by every rule about a single shift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.windows import Window
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, PastShift, Problem, Shift
from scheduler.roster.problem.rotations import Rotation
from scheduler.roster.problem.spells import Spell
from scheduler.roster.problem.terms import spells_of
from scheduler.roster.rules.overtime import longest_shift

Mask = NDArray[np.bool_]


def touches_night(shift: Shift, night: Window) -> bool:
    """Whether the shift overlaps the night hours of any day."""
    return any(
        shift.start < night.end + offset and night.start + offset < shift.end
        for offset in (-MINUTES_PER_DAY, 0, MINUTES_PER_DAY)
    )


def on_its_date(past: PastShift) -> Shift:
    """A shift of an earlier plan in minutes of the date on which it started."""
    offset = past.day * MINUTES_PER_DAY
    return Shift("past", past.start - offset, past.end - offset)


def fits_hours(shift: Shift, hours: tuple[int, int] | None) -> bool:
    """Whether the shift lies inside the window of its own date or of the evening before."""
    if hours is None:
        return True
    start, end = hours
    return any(start <= shift.start + offset and shift.end + offset <= end for offset in (0, MINUTES_PER_DAY))


def eligible(problem: Problem) -> Mask:
    """Where no rule about a single shift forbids a start, shape (agents, days, shifts)."""
    longest = longest_shift(problem)
    paid = np.array([shift.paid_minutes for shift in problem.shifts])
    legal = np.ones(len(paid), dtype=bool) if longest is None else paid <= longest
    days: dict[object, Mask] = {}
    shifts: dict[object, Mask] = {}
    shut: dict[object, Mask] = {}
    allowed = np.empty((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for a, agent in enumerate(problem.agents):
        # In a large team few combinations of days and shifts differ.
        for stretch, spell in spells_of(agent, problem.days):
            when = (agent.employed_from, agent.employed_until, agent.leave, agent.closed, spell.weekdays)
            if when not in days:
                days[when] = _days(problem, agent, spell.weekdays)
            what = (spell.shifts, spell.hours)
            if what not in shifts:
                shifts[what] = legal & _shifts(problem, spell)
            own = slice(stretch.start, stretch.stop)
            np.logical_and(days[when][own, None], shifts[what], out=allowed[a, own])
        if agent.away:
            allowed[a] &= ~overlapping(problem, agent.away)
        if agent.shut:
            if agent.shut not in shut:
                shut[agent.shut] = _shut(problem, agent)
            allowed[a] &= ~shut[agent.shut]
    _keep_hard_rotations(problem, allowed)
    for s, shift in enumerate(problem.shifts):
        if shift.days is not None:
            allowed[:, ~np.isin(np.arange(problem.days), list(shift.days)), s] = False
    _keep_given(problem, allowed)
    if problem.not_before is not None:
        midnights = np.arange(problem.days)[:, None] * MINUTES_PER_DAY
        begun = midnights + np.array([shift.start for shift in problem.shifts]) <= problem.not_before
        held = np.zeros(allowed.shape[:2], dtype=bool)
        for lock in problem.locks:
            held[lock.agent, lock.day] = True
        allowed &= ~begun | held[:, :, None]
    for lock in problem.locks:
        allowed[lock.agent, lock.day] &= np.arange(len(problem.shifts)) == (
            -1 if lock.shift is None else lock.shift
        )
    return allowed


def overlapping(problem: Problem, spans: Sequence[tuple[int, int]]) -> Mask:
    """Starts whose shift would overlap a span of the plan's minutes, shape (days, shifts)."""
    midnights = np.arange(problem.days)[:, None] * MINUTES_PER_DAY
    starts = midnights + np.array([shift.start for shift in problem.shifts], dtype=np.int64)
    ends = midnights + np.array([shift.end for shift in problem.shifts], dtype=np.int64)
    overlaps = np.zeros(starts.shape, dtype=np.bool_)
    for since, until in spans:
        overlaps |= (starts < until) & (since < ends)
    return overlaps


def _shut(problem: Problem, agent: Agent) -> Mask:
    """Starts that would put the agent into a closed office, shape (days, shifts)."""
    found = np.zeros((problem.days, len(problem.shifts)), dtype=bool)
    days, shifts = np.array(sorted(agent.shut), dtype=np.int64).T
    found[days, shifts] = True
    return found


def of_rotation(problem: Problem, rotation: Rotation) -> Mask:
    """Starts that a rotation has, shape (days, shifts)."""
    places = np.arange(len(problem.shifts))
    rows = np.array(
        [
            np.ones(len(places), dtype=bool) if entry is None else np.isin(places, list(entry))
            for entry in rotation.entries
        ]
    )
    found: Mask = rows[(rotation.phase + np.arange(problem.days)) % len(rows)]
    return found


def _keep_hard_rotations(problem: Problem, allowed: Mask) -> None:
    """Forbid what a hard rotation does not have; a lock goes before it."""
    if not any(agent.rotation is not None and agent.rotation.hard for agent in problem.agents):
        return
    locked = np.zeros(allowed.shape[:2], dtype=bool)
    for lock in problem.locks:
        locked[lock.agent, lock.day] = True
    known: dict[Rotation, Mask] = {}
    for a, agent in enumerate(problem.agents):
        if agent.rotation is not None and agent.rotation.hard:
            if agent.rotation not in known:
                known[agent.rotation] = of_rotation(problem, agent.rotation)
            allowed[a] &= known[agent.rotation] | locked[a][:, None]


def _keep_given(problem: Problem, allowed: Mask) -> None:
    """Shifts that are given to some alone: what leave leaves of a shift."""
    given = [s for s, shift in enumerate(problem.shifts) if shift.given]
    if given:
        mine = np.zeros(allowed.shape, dtype=bool)
        for a, agent in enumerate(problem.agents):
            for day, shift in agent.given:
                if 0 <= day < problem.days:
                    mine[a, day, shift] = True
        allowed[:, :, given] &= mine[:, :, given]


def _days(problem: Problem, agent: Agent, own: frozenset[int] | None) -> Mask:
    """Days on which the agent is employed, not on leave, and available by weekday, and no closing
    days. own: the weekdays."""
    days = np.arange(problem.days)
    weekdays = (problem.first_weekday + days) % 7
    on = ~np.isin(days, list(agent.leave | agent.closed))
    on &= np.isin(weekdays, list(range(7) if own is None else own))
    if agent.employed_from is not None:
        on &= days >= agent.employed_from
    if agent.employed_until is not None:
        on &= days <= agent.employed_until
    return on


def _shifts(problem: Problem, spell: Spell) -> Mask:
    """Shifts that the agent may work and that lie inside the agent's hours."""
    fits = np.array([fits_hours(shift, spell.hours) for shift in problem.shifts], dtype=bool)
    if spell.shifts is not None:
        fits &= np.isin(np.arange(len(problem.shifts)), list(spell.shifts))
    return fits
