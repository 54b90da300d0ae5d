"""What the customers of queues that share one team get, in the steady state of an interval.

Whoever has a free slot takes from the first queue in which somebody waits. The chats in hand are a chain of
their own (:mod:`scheduler.audit.figures.waiting`), with the mean of all chats. While all slots are taken,
those in line for the first k queues come and go by themselves: each is served after those ahead of him and
those of the queues before his who come while he waits. Passing from i people ahead to i - 1 takes a time
whose Laplace transform is a continued fraction; a wait is the sum of such times, and its distribution follows
by numerical inversion (Abate and Whitt, "Numerical inversion of Laplace transforms of probability
distributions", 1995).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduler.audit.figures.demand import service_of
from scheduler.audit.figures.waiting import Service, waiting
from scheduler.domain.queues import Queue

Vector = npt.NDArray[np.float64]
Points = npt.NDArray[np.complex128]

_NOBODY = 1e-13
"""Chance of a place in line that is left out."""
_LONGEST = 30_000
_DECAY, _TERMS, _AVERAGED = 18.4, 40, 12
"""Of the inversion: its error is about exp(-18.4); terms of the series; partial sums that are averaged."""


@dataclass(frozen=True)
class SharedInterval:
    """queues: in order of priority, with the handling time of the interval. rates: customers per second."""

    queues: Sequence[Queue]
    rates: tuple[float, ...]

    @cached_property
    def together(self) -> Service:
        """A chat of all queues: lengths and rates of leaving weighted by customers, speeds by work."""
        services = [service_of(queue) for queue in self.queues]
        total = sum(self.rates)
        shares = [rate / total if total else 1 / len(self.rates) for rate in self.rates]
        work = [share * one.aht_seconds for share, one in zip(shares, services, strict=True)]
        slowdown = tuple(
            sum(work) / sum(w / one.slowdown[held] for w, one in zip(work, services, strict=True))
            for held in range(len(services[0].slowdown))
        )
        leaving = sum(share * _leaving(queue) for share, queue in zip(shares, self.queues, strict=True))
        return Service(sum(work), slowdown, 1 / leaving if leaving else None)

    def load(self) -> float:
        """Agents who would never have a free slot."""
        service = self.together
        return sum(self.rates) * service.aht_seconds / (len(service.slowdown) * service.slowdown[-1])

    def in_time(self, place: int, agents: int, seconds: float) -> float:
        """Share of a queue's customers who are taken by an agent within ``seconds``; 1 if there are none."""
        if self.rates[place] == 0:
            return 1.0
        line = self._line(place, agents)
        if agents == 0 or line is None:
            return 0.0
        finds_all_taken = self._finds_all_taken(agents)
        if seconds <= 0:
            return 1 - finds_all_taken
        return 1 - finds_all_taken * (1 - self._taken_within(place, agents, seconds, line))

    def mean_wait(self, place: int, agents: int) -> float:
        """Seconds, over all customers of a queue, those who leave included; inf if they wait without end."""
        if self.rates[place] == 0:
            return 0.0
        line, before = self._line(place, agents), self._line(place - 1, agents) if place else np.ones(1)
        if line is None or before is None:
            return math.inf
        waiting_here = line @ np.arange(len(line)) - before @ np.arange(len(before))
        return max(0.0, self._finds_all_taken(agents) * float(waiting_here) / self.rates[place])

    def _finds_all_taken(self, agents: int) -> float:
        if agents == 0:
            return 1.0
        return 1 - waiting(sum(self.rates), agents, self.together).served_at_once

    def _pace(self, agents: int) -> float:
        service = self.together
        return agents * len(service.slowdown) * service.slowdown[-1] / service.aht_seconds

    def _ahead(self, place: int) -> tuple[float, float]:
        """Customers per second of the queues up to this one, and how fast one of them loses patience."""
        rates = self.rates[: place + 1]
        total = sum(rates)
        if total == 0:
            return 0.0, _leaving(self.queues[place])
        leaving = sum(rate * _leaving(queue) for rate, queue in zip(rates, self.queues, strict=False))
        return total, leaving / total

    def _line(self, place: int, agents: int) -> Vector | None:
        """Chances of 0, 1, … in line for the queues up to this one, every slot taken; None = without end."""
        rate, leaving = self._ahead(place)
        pace = self._pace(agents)
        if leaving == 0 and rate >= pace:
            return None
        chances, most = [1.0], 1.0
        while chances[-1] > _NOBODY * most and len(chances) < _LONGEST:
            chances.append(chances[-1] * rate / (pace + leaving * len(chances)))
            most = max(most, chances[-1])
            if most > 1e200:
                chances = [each / most for each in chances]
                most = 1.0
        found = np.array(chances)
        return np.asarray(found / found.sum())

    def _taken_within(self, place: int, agents: int, seconds: float, line: Vector) -> float:
        """Of those who find every slot taken, the share who are served so soon and still there."""
        _, leaving = self._ahead(place)
        overtaking = self._ahead(place - 1)[0] if place else 0.0
        pace, own = self._pace(agents), _leaving(self.queues[place])

        def transform(at: Points) -> Points:
            """Of the chance to be served by a moment."""
            moment, deepest = at + own, len(line) + 40
            if overtaking:
                deepest += int(overtaking * seconds + 12 * math.sqrt(overtaking * seconds))
            further = np.zeros_like(at)
            steps = []
            for ahead in range(deepest, -1, -1):
                down = pace + leaving * ahead
                further = down / (moment + overtaking + down - overtaking * further)
                steps.append(further)
            steps.reverse()
            total, product = np.zeros_like(at), np.ones_like(at)
            for ahead, chance in enumerate(line):
                product = product * steps[ahead]
                total = total + chance * product
            return np.asarray(total / at)

        return min(1.0, max(0.0, _inverted(transform, seconds)))


def _leaving(queue: Queue) -> float:
    return 0.0 if queue.patience_seconds is None else 1 / queue.patience_seconds


def _inverted(transform: Callable[[Points], Points], seconds: float) -> float:
    """The function with this Laplace transform at a moment: an alternating Fourier series, whose partial sums
    are averaged with binomial weights."""
    number = np.arange(_TERMS + _AVERAGED + 1)
    points = np.asarray((_DECAY + 2j * math.pi * number) / (2 * seconds), dtype=np.complex128)
    values = transform(points).real
    signed = np.where(number % 2 == 0, 1.0, -1.0) * values
    signed[0] /= 2
    partial = np.cumsum(signed)[_TERMS:]
    weights = np.array([math.comb(_AVERAGED, k) for k in range(_AVERAGED + 1)]) / 2**_AVERAGED
    return float(math.exp(_DECAY / 2) / seconds * (weights @ partial))
