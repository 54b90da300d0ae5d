"""The same queue in fifty digits and by other roads: what the fast formulas are held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray
from scipy.linalg import expm

from scheduler.queueing import ServiceModel

mp.dps = 50


@dataclass(frozen=True)
class Exact:
    """Figures of one interval as mpmath numbers."""

    service_level: Any
    average_wait: Any
    probability_of_wait: Any
    share_leaving: Any
    occupancy: Any
    chats_in_hand: Any


def erlang_b(load: float, agents: int) -> Any:
    """Sum of Poisson terms, as Erlang wrote it."""
    term = total = mpf(1)
    for agent in range(1, agents + 1):
        term *= mpf(load) / agent
        total += term
    return term / total


def erlang_c(load: float, agents: int) -> Any:
    """From Erlang B, for load < agents."""
    blocked, use = erlang_b(load, agents), mpf(load) / agents
    return blocked / (1 - use * (1 - blocked))


def exact(model: ServiceModel, arrivals_per_hour: float, agents: int, within_seconds: float) -> Exact:
    """State by state, and the waiting with patience by the series of the incomplete gamma function."""
    arrivals = mpf(arrivals_per_hour) / 3600
    mean = mpf(model.mean_seconds)
    slots = agents * model.concurrency
    term, below, held = mpf(1), mpf(1), mpf(0)
    for chats in range(1, slots):
        term *= arrivals / (pace(model, agents, chats) / mean)
        below += term
        held += term * chats
    in_hand = held / below
    below /= term
    full_rate = pace(model, agents, slots) / mean
    if model.patience_seconds is None:
        odds = arrivals / (full_rate - arrivals) / below
        waiting = odds / (1 + odds)
        level = 1 - waiting * mp.exp(-(full_rate - arrivals) * within_seconds)
        chats = slots * waiting + in_hand * (1 - waiting)
        return Exact(level, waiting / (full_rate - arrivals), waiting, mpf(0), arrivals / full_rate, chats)
    patience = mpf(model.patience_seconds)
    a, s = arrivals * patience, full_rate * patience
    everyone, stayers = _tail(a, s, mpf(0)), _tail(a, s + 1, mpf(0))
    in_time = stayers - _tail(a, s + 1, mpf(within_seconds) / patience)
    total = below + a * everyone
    leaving = a * (everyone - stayers) / total
    waiting = a * everyone / total
    return Exact(
        service_level=(below + a * in_time) / total,
        average_wait=leaving * patience,
        probability_of_wait=waiting,
        share_leaving=leaving,
        occupancy=arrivals * (1 - leaving) / full_rate,
        chats_in_hand=slots * waiting + in_hand * (1 - waiting),
    )


def pace(model: ServiceModel, agents: int, chats: int) -> Any:
    """Total speed of the agents with so many chats, spread evenly; one chat alone = 1."""
    speeds = (0.0, *model.speeds, 0.0)
    each, more = divmod(chats, agents)
    return (agents - more) * mpf(speeds[each]) + more * mpf(speeds[each + 1])


def _tail(a: Any, s: Any, start: Any) -> Any:
    """∫ exp(a(1 - e^-u) - s·u) du from ``start`` to infinity."""
    y = mp.exp(-start)
    term = total = 1 / s
    count = 0
    while term > total * mpf(10) ** -48:
        count += 1
        term *= a * y / (s + count)
        total += term
    return mp.exp(a * (1 - y)) * y**s * total


@dataclass(frozen=True)
class Solved:
    """Figures of one interval from the generator matrix."""

    service_level: float
    average_wait: float
    probability_of_wait: float
    share_leaving: float
    chats_in_hand: float


def solved(
    model: ServiceModel, arrivals_per_hour: float, agents: int, within_seconds: float, line: int = 100
) -> Solved:
    """By linear algebra: the stationary vector of a line cut at ``line``, and a tagged customer's wait.

    A customer who finds i waiting is served after i + 1 steps of a pure death process that the patience of
    those before speeds up, unless her own patience ends first.
    """
    arrivals = arrivals_per_hour / 3600
    leaving = 0.0 if model.patience_seconds is None else 1 / model.patience_seconds
    slots = agents * model.concurrency
    deaths = [float(pace(model, agents, chats)) / model.mean_seconds for chats in range(1, slots + 1)]
    deaths += [deaths[-1] + waiting * leaving for waiting in range(1, line + 1)]
    generator = np.diag([arrivals] * len(deaths), 1) + np.diag(deaths, -1)
    generator -= np.diag(generator.sum(axis=1))
    generator[:, -1] = 1  # the last balance equation follows from the others: the sum takes its place
    right = np.zeros(len(generator))
    right[-1] = 1
    states: NDArray[np.float64] = np.linalg.solve(generator.T, right)
    in_line = states[slots + 1 :] @ np.arange(1, line + 1)

    # Tagged customer: state i = she is i-th in the line; the last two states are "served" and "gone".
    size = line + 1
    wait = np.zeros((size + 2, size + 2))
    for place in range(size):
        wait[place, place - 1 if place else size] = deaths[slots - 1] + place * leaving
        wait[place, size + 1] = leaving
    wait -= np.diag(wait.sum(axis=1))
    served = expm(wait * within_seconds)[:size, size]
    return Solved(
        service_level=float(states[:slots].sum() + states[slots:] @ served),
        average_wait=float(in_line / arrivals),
        probability_of_wait=float(states[slots:].sum()),
        share_leaving=float(leaving * in_line / arrivals),
        chats_in_hand=float(states @ np.minimum(np.arange(len(states)), slots)),
    )
