"""What customers meet where each interval begins with what the one before left: the chain of waiting.py
followed through time.

The chain is the one of :mod:`scheduler.audit.figures.waiting`. It is followed by backward Euler steps of 20
and of 10 seconds, shorter for a large team, of which twice the finer less the coarser is taken (Richardson's
extrapolation): the error falls with the square of the step, and nothing oscillates. Where agents leave, their
chats go with them: of c chats in hand with n agents, c · m / n stay with m of them. A customer who finds each
slot taken and w in line is answered after w + 1 departures, chats that end and customers who leave, unless
his own patience ends before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dgttrf, dgttrs
from scipy.special import betainc, gdtr

from scheduler.audit.figures.waiting import Service, service_rates

Vector = npt.NDArray[np.float64]

_COARSE_SECONDS, _FINEST_SECONDS = 20.0, 2.0
_NOTHING = 1e-11


@dataclass(frozen=True)
class QueueState:
    """Chances of 0, 1, … customers, in hand or in line, with so many ``agents``."""

    chances: Vector
    agents: int


EMPTY = QueueState(np.ones(1), 0)


@dataclass(frozen=True)
class IntervalResult:
    """An interval that was followed. answered: share of its arrivals, for each of the times asked for;
    mean_wait: seconds, over all of them.
    """

    answered: tuple[float, ...]
    mean_wait: float
    left: QueueState


def simulate_interval(
    before: QueueState, rate: float, agents: int, service: Service, seconds: float, within: Sequence[float]
) -> IntervalResult:
    """Follow an interval of so many ``seconds`` with ``rate`` customers per second."""
    slots = agents * len(service.slowdown)
    full = agents * len(service.slowdown) * service.slowdown[-1] / service.aht_seconds
    leaving = 0.0 if service.patience_seconds is None else 1 / service.patience_seconds
    start = _after_a_change(before, agents, len(service.slowdown))
    longest = _longest_line(rate, full, leaving, seconds) + max(len(start) - 1 - slots, 0)
    longest = _followed_line(rate, full, longest)
    start = np.concatenate([start, np.zeros(max(slots + 1 + longest - len(start), 0))])
    line = np.arange(len(start) - slots)
    served = np.concatenate([[0.0], service_rates(agents, service), full + leaving * line[1:]])
    end, mean = _followed(start, rate, served, seconds, slots)
    answered, wait = [1.0] * len(within), 0.0
    if rate > 0:
        waiting = mean[slots:]
        answered = [
            float(mean[:slots].sum() + waiting @ _answered(line, full, leaving, limit)) for limit in within
        ]
        ahead = line + 1.0
        gone = full + leaving * ahead
        wait = float(waiting @ (ahead / gone)) if full > 0 or leaving > 0 else float("inf")
    return IntervalResult(tuple(answered), wait, QueueState(_without_end(end, slots), agents))


def without_waiting_line(left: QueueState, slots_each: int) -> QueueState:
    """Those in hand alone."""
    slots = left.agents * slots_each
    chances = left.chances[: slots + 1].copy()
    chances[-1] += left.chances[slots + 1 :].sum()
    return QueueState(chances, left.agents)


def overnight(left: QueueState, service: Service) -> QueueState:
    """What a closed desk leaves to the morning: who is in line, if nobody loses patience."""
    if service.patience_seconds is not None:
        return EMPTY
    slots = left.agents * len(service.slowdown)
    line = left.chances[slots:].copy()
    line[0] += left.chances[:slots].sum()
    return QueueState(line, 0)


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
    return QueueState(chances, agents)


def _after_a_change(before: QueueState, agents: int, slots_each: int) -> Vector:
    """Chances once there are so many agents."""
    if agents >= before.agents:
        return before.chances
    had, slots = before.agents * slots_each, agents * slots_each
    result = np.zeros(slots + 1 + max(len(before.chances) - had - 1, 0))
    for chats, chance in enumerate(before.chances[: had + 1]):
        below, rest = divmod(chats * agents, before.agents)
        upper = rest / before.agents
        result[below] += chance * (1 - upper)
        if upper:
            result[below + 1] += chance * upper
    result[slots + 1 :] += before.chances[had + 1 :]
    return result


def _longest_line(rate: float, full: float, leaving: float, seconds: float) -> int:
    """A line that hardly ever grows longer."""
    longest = max(rate - full, 0.0) * seconds + 7.5 * sqrt(max(rate * seconds, 1.0))
    if leaving:
        longest = min(longest, max(rate - full, 0.0) / leaving + 7.5 * sqrt(max(rate / leaving, 1.0)))
    return ceil(longest) + 12


def _followed_line(rate: float, full: float, longest: int) -> int:
    """Customers in line that are told apart: what two hours bring or do, whichever is more."""
    return min(longest, int(2 * 3600 * max(rate, full)) + 10)


def _followed(
    start: Vector, rate: float, served: Vector, seconds: float, slots: int
) -> tuple[Vector, Vector]:
    """Chances at the end, and their mean over the time.

    A step spreads the chances by as many customers as it brings. The chain itself spreads them by the root of
    the slots in use, and only a step that brings no more than that keeps the error small.
    """
    step = min(_COARSE_SECONDS, 0.7 * sqrt(max(slots, 1)) / rate if rate > 0 else _COARSE_SECONDS)
    steps = ceil(seconds / max(step, _FINEST_SECONDS))
    coarse, fine = (_euler(start, rate, served, seconds, count) for count in (steps, 2 * steps))
    return 2 * fine[0] - coarse[0], 2 * fine[1] - coarse[1]


def _euler(start: Vector, rate: float, served: Vector, seconds: float, steps: int) -> tuple[Vector, Vector]:
    """Backward Euler: each step solves (1 - h·A) next = now."""
    step = seconds / steps
    coming = np.full(len(start), rate)
    coming[-1] = 0.0
    factors = dgttrf(-step * coming[:-1], 1 + step * (coming + served), -step * served[1:])[:-1]
    now, total = start, np.zeros(len(start))
    for _ in range(steps):
        now = dgttrs(*factors, now)[0]
        total += now
    return now, total / steps


def _answered(line: npt.NDArray[np.int64], full: float, leaving: float, within: float) -> Vector:
    """Chance to be answered in time with so many in line in front, every slot taken."""
    ahead = line + 1.0
    if full == 0 or within <= 0:
        return np.zeros(len(line))
    if not leaving:
        return np.asarray(gdtr(full, ahead, within))
    in_time = betainc(ahead, full / leaving + 1, -np.expm1(-leaving * within))
    return np.asarray(full / (full + leaving * ahead) * in_time)


def _without_end(chances: Vector, slots: int) -> Vector:
    """Without the line's end where nobody ever stands."""
    clean = np.clip(chances, 0.0, None)
    standing = np.flatnonzero(np.cumsum(clean[::-1])[::-1] > _NOTHING)
    clean = clean[: max(int(standing[-1]) + 1, slots + 1)]
    return np.asarray(clean / clean.sum())
