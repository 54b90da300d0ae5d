"""Joint state: how many each joint row counts, slot by slot, and what one agent more costs it, compiled.

An agent counts once in a slot at most, so the cost of a pattern is the sum of its slots' marginal costs, as
in coverage; a meal is worth what its slots cost at the desk, less what they cost away from it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.problem.joint_rows import (
    ANYTHING,
    AT_DESK,
    NOTHING,
    ON_BREAK,
    ON_MEAL,
    joint_classes,
)
from scheduler.roster.problem.problem import Problem
from scheduler.roster.team.arrays import Booleans, Floats, Integers
from scheduler.roster.team.coverage_state import ShiftGrid


class JointState(NamedTuple):
    """Joint rows for the kernels.

    by_slot, by_day: rows in which a class of agents counts, padded with -1, (classes, rows). counts: what a
    class counts at the desk, on the meal, on a break, (rows, classes, 3). least, most, counted: bounds as
    in ``JointRow``, and what is counted, over all slots of the search, (rows, slots). below, above: prices,
    (rows,). has_meal: whether the first rest of a shift is its meal, (shifts,).
    """

    by_slot: Integers
    by_day: Integers
    counts: Integers
    least: Integers
    most: Integers
    below: Integers
    above: Integers
    has_meal: Booleans
    counted: Integers

    def copy(self) -> JointState:
        """A state that is changed on its own."""
        return self._replace(counted=self.counted.copy())

    @property
    def cost(self) -> int:
        """Cost of all rows, in units."""
        missing = np.maximum(0, self.least - self.counted) * self.below[:, None]
        return int((missing + np.maximum(0, self.counted - self.most) * self.above[:, None]).sum())


class JointRange(NamedTuple):
    """Least and most that the agents of a team can add to each row and slot, each (rows, slots)."""

    least: Integers
    most: Integers


def build_joint_state(
    problem: Problem, allowed: Booleans, grid: ShiftGrid
) -> tuple[Integers, JointState | None, JointRange]:
    """Class of each agent; the state with nobody there, None without rows; what the team can add.

    Slots in which no roster breaks a row ask for nothing here.
    """
    rows, agents = problem.joint_rows, len(problem.agents)
    slots = (problem.days + 2) * grid.slots_a_day
    classes = np.array(joint_classes(rows, agents), dtype=np.int64)
    if not rows:
        nothing = np.zeros((0, slots), dtype=np.int64)
        return classes, None, JointRange(nothing, nothing)
    members = int(classes.max(initial=0)) + 1
    counts = np.zeros((len(rows), members, 3), dtype=np.int64)
    least = np.full((len(rows), slots), NOTHING, dtype=np.int64)
    most = np.full((len(rows), slots), ANYTHING, dtype=np.int64)
    before = np.zeros((len(rows), slots), dtype=np.int64)
    for r, row in enumerate(rows):
        counts[r, classes] = row.counts
        least[r, : problem.slots], most[r, : problem.slots] = row.least, row.most
        before[r, : problem.slots] = row.before
    reach = _range(problem, allowed, grid, classes, counts)
    never = (before + reach.least >= least) & (before + reach.most <= most)
    least[never], most[never] = NOTHING, ANYTHING
    used = [np.flatnonzero(counts[:, c].any(axis=1)) for c in range(members)]
    is_by_day = np.array([row.by_day for row in rows])
    state = JointState(
        by_slot=_padded([one[~is_by_day[one]] for one in used]),
        by_day=_padded([one[is_by_day[one]] for one in used]),
        counts=counts,
        least=least,
        most=most,
        below=np.array([row.below for row in rows], dtype=np.int64),
        above=np.array([row.above for row in rows], dtype=np.int64),
        has_meal=np.array([shift.meal_minutes > 0 for shift in problem.shifts], dtype=np.bool_),
        counted=before,
    )
    return classes, state, reach


def _padded(lists: list[Integers]) -> Integers:
    padded = np.full((len(lists), max(map(len, lists))), -1, dtype=np.int64)
    for place, one in enumerate(lists):
        padded[place, : len(one)] = one
    return padded


def _range(
    problem: Problem, allowed: Booleans, grid: ShiftGrid, classes: Integers, counts: Integers
) -> JointRange:
    """What the agents can add at least and at most, by the starts that are open to them."""
    slots = (problem.days + 2) * grid.slots_a_day
    least = np.zeros((len(counts), slots), dtype=np.int64)
    most = np.zeros_like(least)
    is_by_day = np.array([row.by_day for row in problem.joint_rows])
    alike: dict[tuple[int, bytes], list[int]] = {}
    for agent, member in enumerate(classes.tolist()):
        if counts[:, member].any():
            alike.setdefault((member, allowed[agent].tobytes()), []).append(agent)
    for (member, _), agents in alike.items():
        own, starts = counts[:, member], allowed[agents[0]]
        may = np.zeros((3, slots), dtype=np.bool_)
        for day, shift in np.argwhere(starts).tolist():
            midnight = day * grid.slots_a_day
            may[AT_DESK, midnight + grid.first[shift] : midnight + grid.last[shift]] = True
            for b, (length, first, last) in enumerate(grid.blocks[shift].tolist()):
                where = ON_MEAL if b == 0 and problem.shifts[shift].meal_minutes else ON_BREAK
                may[where, midnight + first : midnight + last + length] |= length > 0
        by_slot = np.where(may[None], own[:, :, None], 0)
        starting = np.zeros(slots, dtype=np.bool_)
        starting[np.flatnonzero(starts.any(axis=1)) * grid.slots_a_day] = True
        by_day = np.where(starting[None, None], own[:, :1, None], 0)
        added = np.where(is_by_day[:, None, None], np.repeat(by_day, 3, axis=1), by_slot)
        least += len(agents) * np.minimum(0, added.min(axis=1))
        most += len(agents) * np.maximum(0, added.max(axis=1))
    return JointRange(least, most)


@compiled
def write_joint_prices(state: JointState, member: int, desk: Floats, rest: Floats, day: Floats) -> None:
    """Add the cost of one more agent of the class to the price of each slot at the desk; write it for each
    slot on a break and on the meal, (2, slots), and for each day with a shift, (days,)."""
    by_slot, by_day, counts, least, most, below, above, _, count = state
    rest[:] = 0
    day[:] = 0
    for k in range(by_slot.shape[1]):
        r = by_slot[member, k]
        if r < 0:
            break
        at_desk = counts[r, member, AT_DESK]
        on_break, on_meal = counts[r, member, ON_BREAK], counts[r, member, ON_MEAL]
        for t in range(len(desk)):
            low, high = least[r, t], most[r, t]
            if low == NOTHING and high == ANYTHING:
                continue
            now = count[r, t]
            cost = below[r] * max(0, low - now) + above[r] * max(0, now - high)
            more = now + at_desk
            desk[t] += below[r] * max(0, low - more) + above[r] * max(0, more - high) - cost
            more = now + on_break
            rest[0, t] += below[r] * max(0, low - more) + above[r] * max(0, more - high) - cost
            more = now + on_meal
            rest[1, t] += below[r] * max(0, low - more) + above[r] * max(0, more - high) - cost
    slots_a_day = len(desk) // (len(day) + 2)
    for k in range(by_day.shape[1]):
        r = by_day[member, k]
        if r < 0:
            break
        for d in range(len(day)):
            t = d * slots_a_day
            now, low, high = count[r, t], least[r, t], most[r, t]
            more = now + counts[r, member, AT_DESK]
            day[d] += below[r] * (max(0, low - more) - max(0, low - now))
            day[d] += above[r] * (max(0, more - high) - max(0, now - high))


@compiled
def change_joint(
    state: JointState, grid: ShiftGrid, member: int, pattern: Integers, placed: Integers, sign: int
) -> int:
    """Add (sign 1) or remove (-1) one agent of the class with this pattern; the change in cost."""
    by_slot, by_day, counts, least, most, below, above, has_meal, count = state
    slots_a_day, first, last, blocks = grid
    added = 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s < 0:
            continue
        for t in range(d * slots_a_day + first[s], d * slots_a_day + last[s]):
            where = AT_DESK
            for b in range(blocks.shape[1]):
                if placed[d, b] >= 0 and placed[d, b] <= t < placed[d, b] + blocks[s, b, 0]:
                    where = ON_MEAL if b == 0 and has_meal[s] else ON_BREAK
            for k in range(by_slot.shape[1]):
                r = by_slot[member, k]
                if r < 0:
                    break
                low, high, now = least[r, t], most[r, t], count[r, t]
                more = now + sign * counts[r, member, where]
                added += below[r] * (max(0, low - more) - max(0, low - now))
                added += above[r] * (max(0, more - high) - max(0, now - high))
                count[r, t] = more
        for k in range(by_day.shape[1]):
            r = by_day[member, k]
            if r < 0:
                break
            t = d * slots_a_day
            low, high, now = least[r, t], most[r, t], count[r, t]
            more = now + sign * counts[r, member, AT_DESK]
            added += below[r] * (max(0, low - more) - max(0, low - now))
            added += above[r] * (max(0, more - high) - max(0, now - high))
            count[r, t] = more
    return added
