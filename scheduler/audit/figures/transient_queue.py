"""What customers meet where each interval begins with what the one before left: the chain of waiting.py
followed through time.

The chain is the one of :mod:`scheduler.audit.figures.waiting`. It is followed by backward Euler steps of 40,
of 20 and of 10 seconds, shorter for a large team, which are extrapolated to steps of no length (Richardson's
extrapolation, twice): the error falls with the cube of the step. The extrapolated chances may lie a little
below 0 here and there; they are handed on as they are, for cutting them off would make the line longer. Where
agents leave, their chats go with them: of c chats in hand with n agents, c · m / n stay with m of them. A
customer who finds each slot taken and w in line is answered after w + 1 departures, chats that end and
customers who leave, unless his own patience ends before.

Of a line beyond ``_TOLD_APART`` customers all but the front is a fluid: it has one length, to which whoever
comes too much is added, and from which the front is filled up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, floor, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gdtr

from scheduler.audit.figures.uneven_chats import customers_of_a_place
from scheduler.audit.figures.waiting import Service, moves

Vector = npt.NDArray[np.float64]

_COARSE_SECONDS, _FINEST_SECONDS = 40.0, 2.0
RUSH_STEP_SECONDS = 5.0
"""The coarse step where arrivals jump within an interval."""
_NOTHING = 1e-11
_NO_CHANCE = 1e-20
"""Chances of a state that are taken for none while time is stepped through."""
_BLOCK_STEPS = 24
_ALIKE = 1e-6
"""Chances, in all, by which two states may differ and still lead to the same."""
_TOLD_APART = 30_000
"""Customers in line that are told apart, and more than twice what an interval can serve."""


@dataclass(frozen=True)
class QueueState:
    """Chances of 0, 1, … customers in hand, or places in line, with so many ``agents``; so many places are
    taken behind them. A place is that of so many customers (:mod:`scheduler.audit.figures.uneven_chats`)."""

    chances: Vector
    agents: int
    behind: float = 0.0
    place: float = 1.0


EMPTY = QueueState(np.ones(1), 0)


@dataclass(frozen=True)
class IntervalResult:
    """An interval that was followed.

    free: shares of its arrivals that find 0, 1, … customers and a free slot; found: shares that find all
    taken and ``line`` places taken in line. rate, full, leaving: arrivals, chats that end with every slot in
    use, and each customer's leaving, per second. place: customers of a place in line.
    """

    rate: float
    full: float
    leaving: float
    free: Vector
    found: Vector
    line: Vector
    left: QueueState
    place: float = 1.0

    def answered(self, within: float, full: float | None = None) -> float:
        """Share of the arrivals that is answered within so many seconds, ``full`` chats ending a second."""
        if self.rate == 0:
            return 1.0
        return float(self.free.sum()) + self.answered_in_line(within, full)

    def answered_in_line(self, within: float, full: float | None = None) -> float:
        """The part of them that finds every slot taken."""
        pace = self.full if full is None else full
        return float(self.found @ answered(self.line, pace / self.place, self.leaving, within))

    @property
    def mean_wait(self) -> float:
        """Seconds, over all arrivals."""
        if self.rate == 0:
            return 0.0
        if self.full == 0 and self.leaving == 0:
            return float("inf")
        ahead = self.line + 1.0
        return float(self.found @ (ahead / (self.full / self.place + self.leaving * ahead)))


def simulate_interval(
    before: QueueState,
    rate: float,
    agents: int,
    service: Service,
    seconds: float,
    step: float = _COARSE_SECONDS,
) -> IntervalResult:
    """Follow an interval of so many ``seconds`` with ``rate`` customers per second; step: the coarse one."""
    slots = agents * len(service.slowdown)
    full = agents * len(service.slowdown) * service.slowdown[-1] / service.aht_seconds
    leaving = 0.0 if service.patience_seconds is None else 1 / service.patience_seconds
    place = customers_of_a_place(service.conversation, len(service.slowdown))
    most = max(_TOLD_APART, ceil(2.5 * full / place * seconds))
    begun, waiting_behind = _after_a_change(replace(before, place=place), agents, len(service.slowdown))
    start, behind = _filled_up(begun, waiting_behind, slots, most)
    longest = _longest_line(rate / place, full / place, leaving, seconds) + max(len(start) - 1 - slots, 0)
    longest = max(min(longest, most), len(start) - 1 - slots)
    start = np.concatenate([start, np.zeros(max(slots + 1 + longest - len(start), 0))])
    line = np.arange(len(start) - slots, dtype=np.float64)
    coming = np.full(len(start), rate / place)
    served = np.concatenate([np.zeros(slots + 1), full / place + leaving * (behind + line[1:])])
    if agents:
        coming[:slots], served[: slots + 1] = _in_hand(rate, agents, service)
    end, mean = _followed(start, coming, served, seconds, slots, rate, full, step)
    waiting = mean[slots:]
    held = np.flatnonzero(np.abs(waiting) > _NO_CHANCE)
    stretch = slice(int(held[0]), int(held[-1]) + 1) if len(held) else slice(0, 1)
    behind_then = behind + max(float(mean[-1]), 0.0) * rate / place * seconds
    left = QueueState(_without_end(end, slots), agents, behind_then, place)
    found, places = waiting[stretch], line[stretch] + behind
    return IntervalResult(rate, full, leaving, mean[:slots], found, places, left, place)


def _in_hand(rate: float, agents: int, service: Service) -> tuple[Vector, Vector]:
    """Paces upwards of 0 … slots - 1 customers, and downwards of 0 … slots."""
    up, down = moves(rate, agents, service)
    return up[:-1], down


def _filled_up(chances: Vector, behind: float, slots: int, most: int) -> tuple[Vector, float]:
    """The front of the line with those from behind for whom there is room, and how many are left there."""
    joining = min(int(behind), most - (len(chances) - 1 - slots))
    if joining <= 0:
        return chances, behind
    return np.concatenate([np.zeros(joining), chances]), behind - joining


def without_waiting_line(left: QueueState, slots_each: int) -> QueueState:
    """Those in hand alone."""
    slots = left.agents * slots_each
    chances = left.chances[: slots + 1].copy()
    chances[-1] += left.chances[slots + 1 :].sum()
    return QueueState(chances, left.agents, 0.0, left.place)


def in_line(left: QueueState, slots_each: int) -> float:
    """How many wait, on the mean."""
    slots = left.agents * slots_each
    places = float(left.chances[slots:] @ np.arange(len(left.chances) - slots)) + left.behind
    return places * left.place


def overnight(left: QueueState, service: Service, *, stay: bool = False) -> QueueState:
    """What a closed desk leaves to the morning: who is in line, if nobody loses patience and no agents stay
    for them."""
    if service.patience_seconds is not None or (stay and left.agents > 0):
        return EMPTY
    slots = left.agents * len(service.slowdown)
    line = left.chances[slots:].copy()
    line[0] += left.chances[:slots].sum()
    return QueueState(line, 0, left.behind, left.place)


def mixture(parts: Sequence[tuple[float, QueueState]], slots_each: int) -> QueueState:
    """One of several, with these chances, told as of the largest team."""
    agents = max(part.agents for _, part in parts)
    length = max(len(part.chances) + (agents - part.agents) * slots_each for _, part in parts)
    chances = np.zeros(length)
    for chance, part in parts:
        slots, more = part.agents * slots_each, (agents - part.agents) * slots_each
        chances[: slots + 1] += chance * part.chances[: slots + 1]
        rest = part.chances[slots + 1 :]
        chances[slots + 1 + more : slots + 1 + more + len(rest)] += chance * rest
    behind = sum(chance * part.behind for chance, part in parts)
    return QueueState(chances, agents, behind, parts[0][1].place)


def alike(one: QueueState, other: QueueState) -> bool:
    """Whether what follows two states can no longer be told apart."""
    if one.agents != other.agents or abs(one.behind - other.behind) > _ALIKE:
        return False
    both = max(len(one.chances), len(other.chances))
    apart = np.zeros(both)
    apart[: len(one.chances)] = one.chances
    apart[: len(other.chances)] -= other.chances
    return float(np.abs(apart).sum()) <= _ALIKE


def _after_a_change(before: QueueState, agents: int, slots_each: int) -> tuple[Vector, float]:
    """Chances once there are so many agents, and the places that are taken behind."""
    if agents >= before.agents:
        if before.place == 1:
            return before.chances, before.behind
        return _more_slots(before, (agents - before.agents) * slots_each, before.agents * slots_each)
    had, slots = before.agents * slots_each, agents * slots_each
    result = np.zeros(slots + 1 + max(len(before.chances) - had - 1, 0))
    for chats, chance in enumerate(before.chances[: had + 1]):
        below, rest = divmod(chats * agents, before.agents)
        upper = rest / before.agents
        result[below] += chance * (1 - upper)
        if upper:
            result[below + 1] += chance * upper
    result[slots + 1 :] += before.chances[had + 1 :]
    return result, before.behind


def _more_slots(before: QueueState, more: int, had: int) -> tuple[Vector, float]:
    """Customers from the line take so many further slots, and the places behind them move up."""
    coming = min(before.behind, float(ceil(more / before.place)))
    whole, part = int(coming), coming % 1
    moved_up = np.zeros(max(len(before.chances), had + 1) + whole + 1)
    moved_up[whole : whole + len(before.chances)] += (1 - part) * before.chances
    moved_up[whole + 1 : whole + 1 + len(before.chances)] += part * before.chances
    result = np.zeros(len(moved_up) + more + 2)
    result[:had] = moved_up[:had]
    for places, chance in enumerate(moved_up[had:].tolist()):
        customers = places * before.place
        at = customers if customers <= more else more + (customers - more) / before.place
        below = floor(at)
        result[had + below] += chance * (1 - (at - below))
        result[had + below + 1] += chance * (at - below)
    used = int(np.flatnonzero(result)[-1]) + 1
    return result[: max(used, 1)], before.behind - coming


def _longest_line(rate: float, full: float, leaving: float, seconds: float) -> int:
    """A line that hardly ever grows longer."""
    longest = max(rate - full, 0.0) * seconds + 7.5 * sqrt(max(rate * seconds, 1.0))
    if rate > 2 * full:  # long steps spread the chances further
        longest += 4 * sqrt(rate * seconds) * sqrt(sqrt(rate * seconds))
    if leaving:
        longest = min(longest, max(rate - full, 0.0) / leaving + 7.5 * sqrt(max(rate / leaving, 1.0)))
    return ceil(longest) + 12


def _followed(
    start: Vector,
    coming: Vector,
    served: Vector,
    seconds: float,
    slots: int,
    rate: float,
    full: float,
    step: float,
) -> tuple[Vector, Vector]:
    """Chances at the end, and their mean over the time.

    A step spreads the chances by as many customers as it brings. The chain itself spreads them by the root of
    the slots in use, and only a step that brings no more than that keeps the error small. With more than
    twice as many customers as the team can serve the line grows from the first minutes on, and its own spread
    is that of all who come.
    """
    spread = 0.7 * sqrt(slots)
    if rate > 2 * full:
        spread = max(spread, sqrt(rate * seconds) / 4)
    if step * rate > spread:
        step = max(spread / rate, _FINEST_SECONDS)
    steps = ceil(seconds / step)
    runs = [_euler(start, coming, served, seconds, times * steps) for times in (1, 2, 4)]
    end, mean = ((coarse - 6 * finer + 8 * finest) / 3 for coarse, finer, finest in zip(*runs, strict=True))
    return end, mean


def _euler(start: Vector, up: Vector, served: Vector, seconds: float, steps: int) -> tuple[Vector, Vector]:
    """Chances at the end, and their mean over the time, by so many backward Euler steps."""
    return _stepping()(start, up, served, seconds, steps)


@cache
def _stepping() -> Callable[[Vector, Vector, Vector, float, int], tuple[Vector, Vector]]:
    """Importing the compiler takes most of a second; who audits steady states only need not wait for it."""
    from scheduler.compiled import compiled

    return compiled(_stepped)


def _stepped(start: Vector, up: Vector, served: Vector, seconds: float, steps: int) -> tuple[Vector, Vector]:
    """Backward Euler: each step solves (1 - h·A) next = now.

    The matrix is tridiagonal, and each column is ruled by its diagonal, so that it is eliminated without
    exchanges. A few steps at a time are taken within the states that they can reach at all, but for
    ``_NO_CHANCE``: a long line is somewhere, not everywhere, and numbers that decay towards 0 over thousands
    of states cost more than all the others. What one step moves is geometric, with m expected moves: after
    several its mean is block · m and its variance block · (m + m²), and its tail falls by e every 1 + m
    states.
    """
    states, step = len(start), seconds / steps
    most_up = step * up.max()
    now, total = start.copy(), np.zeros(states)
    ahead, back, pivot = np.zeros(states), np.zeros(states), np.zeros(states)
    part = np.zeros(states)
    taken = 0
    while taken < steps:
        block = min(_BLOCK_STEPS, steps - taken)
        taken += block
        first, last = 0, states
        while first < states and abs(now[first]) <= _NO_CHANCE:
            first += 1
        if first == states:
            first = 0
        else:
            while abs(now[last - 1]) <= _NO_CHANCE:
                last -= 1
            spread = 9 * sqrt(block * most_up * (1 + most_up)) + 40 * (1 + most_up)
            last = min(states, last + ceil(block * most_up + spread))
            most_down = 0.0
            for i in range(last):
                most_down = max(most_down, step * served[i])
            spread = 9 * sqrt(block * most_down * (1 + most_down)) + 40 * (1 + most_down)
            first = max(0, first - ceil(block * most_down + spread))
        # ahead: what a state's elimination hands to the next one; back: what the next one hands back.
        for i in range(first, last):
            rising = 0.0 if i == states - 1 else step * up[i]
            falling = 0.0 if i == first else step * served[i]
            pivot[i] = 1 / (1 + rising + falling - (falling * ahead[i - 1] if i > first else 0.0))
            ahead[i] = rising * pivot[i]
            if i > first:
                back[i - 1] = falling * pivot[i - 1]
            part[i] = now[i]
        for _ in range(block):
            for i in range(first + 1, last):
                part[i] += ahead[i - 1] * part[i - 1]
            part[last - 1] *= pivot[last - 1]
            total[last - 1] += part[last - 1]
            for i in range(last - 2, first - 1, -1):
                part[i] = part[i] * pivot[i] + back[i] * part[i + 1]
                total[i] += part[i]
        now[:] = 0.0
        for i in range(first, last):
            if abs(part[i]) > _NO_CHANCE:
                now[i] = part[i]
    return now, total / steps


def answered(line: Vector, full: float, leaving: float, within: float | Vector) -> Vector:
    """Chance to be answered in time with so many places of the line taken in front, every slot taken.

    full: places that are left by ends of chats, per second. line and within are broadcast.
    """
    ahead = line + 1.0
    if full == 0:
        return np.zeros(np.broadcast_shapes(ahead.shape, np.shape(within)))
    time = np.maximum(within, 0.0)
    if not leaving:
        return np.asarray(gdtr(full, ahead, time))
    in_time = betainc(ahead, full / leaving + 1, -np.expm1(-leaving * time))
    return np.asarray(full / (full + leaving * ahead) * in_time)


def _without_end(chances: Vector, slots: int) -> Vector:
    """Without the line's end where nobody ever stands."""
    standing = np.flatnonzero(np.cumsum(np.abs(chances[::-1]))[::-1] > _NOTHING)
    clean = chances[: max(int(standing[-1]) + 1, slots + 1)]
    return np.asarray(clean / clean.sum())
