"""How long customers wait: a birth-death chain worked out state by state.

State c = customers in the queue's system. With n agents of k slots each, c <= nk chats are spread evenly
over the agents and each runs at the speed of its agent's load; beyond nk customers wait in line. Arrivals
are Poisson, service is exponential, patience exponential (or nobody leaves).

The probabilities come from the chain's balance equations. Within-time answers of impatient customers come
from the density of the offered wait (Baccelli and Hebuterne, "On queues with impatient customers", 1981:
v(x) = lambda p[nk-1] exp(lambda * integral of P(patience > u) for u < x  -  M x)), integrated numerically.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scheduler.audit.figures.uneven_chats import chain_of_chats, customers_of_a_place
from scheduler.domain.conversations import Conversation

Vector = npt.NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True)
class Service:
    """What one agent can do. ``slowdown[j]``: speed of each chat while the agent holds j + 1.

    conversation: what chats are made of, at the length that the shop states; ``aht_seconds`` may make all of
    it longer or shorter.
    """

    aht_seconds: float
    slowdown: tuple[float, ...]
    patience_seconds: float | None
    conversation: Conversation | None = None


@dataclass(frozen=True)
class Waiting:
    """What customers meet with so many agents.

    served_at_once: share of arrivals that find a free slot. arrival_rate, full_rate: per second;
    full_rate is the pace with every slot in use. log_entry: log of the rate at which the line is entered, per
    second, were all of it as its later places are. mean_wait: seconds, over all arrivals. occupancy: work
    taken in / full rate. place: customers that a place in line stands for.
    """

    served_at_once: float
    arrival_rate: float
    full_rate: float
    log_entry: float
    patience_seconds: float | None
    mean_wait: float
    occupancy: float
    place: float = 1.0

    def answered_within(self, seconds: float) -> float:
        """Share of all arrivals that are answered within this time."""
        if self.arrival_rate == 0:
            return 1.0
        if not math.isfinite(self.mean_wait) or self.full_rate == 0:
            return 0.0
        if self.patience_seconds is None:
            spare = self.full_rate - self.arrival_rate
            return 1.0 - (1.0 - self.served_at_once) * math.exp(-spare * seconds / self.place)
        return min(1.0, self.served_at_once + self._answered_after_a_wait(seconds, 1 / self.patience_seconds))

    def _answered_after_a_wait(self, seconds: float, leaving: float) -> float:
        """Integral over the offered wait x of its density times the chance exp(-leaving x) to stay."""
        if seconds <= 0:
            return 0.0
        edges = self._panels(seconds, leaving)
        half = np.diff(edges)[:, None] / 2
        x = edges[:-1, None] + half * (1 + _NODES)
        rate, full = self.arrival_rate / self.place, self.full_rate / self.place
        exponent = -rate * np.expm1(-leaving * x) / leaving - (full + leaving) * x
        return float(np.sum(half * _WEIGHTS * np.exp(self.log_entry + exponent)))

    def _panels(self, seconds: float, leaving: float) -> Vector:
        """Edges around the only peak of the integrand (its logarithm is concave), ever wider outwards."""
        rate, full = self.arrival_rate / self.place, self.full_rate / self.place
        ratio = rate / (full + leaving)
        peak = min(max(math.log(ratio) / leaving, 0.0), seconds) if ratio > 1 else 0.0
        slope = abs(rate * math.exp(-leaving * peak) - full - leaving)
        bend = math.sqrt(rate * leaving * math.exp(-leaving * peak))
        width = min(seconds, 1 / max(slope, bend))
        reach = width * np.concatenate(
            [[0.0], 2.0 ** np.arange(-1, 1 + math.ceil(math.log2(seconds / width)))]
        )
        edges = np.concatenate([peak - reach, peak + reach, [0.0, seconds]])
        clipped: Vector = np.unique(np.clip(edges, 0.0, seconds))
        return clipped


@lru_cache(maxsize=65536)
def waiting(arrival_rate: float, agents: int, service: Service) -> Waiting:
    """Solve the chain for ``agents`` people and ``arrival_rate`` customers per second.

    Without patience and with more work than the agents can do the wait is infinite. Nobody at the desks:
    nobody is answered.
    """
    patience, full_rate = service.patience_seconds, _full_rate(agents, service)
    if arrival_rate == 0:
        return Waiting(1.0, 0.0, full_rate, -math.inf, patience, 0.0, 0.0)
    if full_rate == 0 or (patience is None and arrival_rate >= full_rate):
        wait = math.inf if patience is None else patience
        occupancy = arrival_rate / full_rate if full_rate else math.inf
        return Waiting(0.0, arrival_rate, full_rate, -math.inf, patience, wait, occupancy)

    free, line, highest, log_last = _weights(arrival_rate, agents, service, full_rate)
    if patience is None:
        load = arrival_rate / full_rate
        line_total, line_length = free[-1] * load / (1 - load), free[-1] * load / (1 - load) ** 2
    else:
        line_total, line_length = line.sum(), line @ np.arange(1, len(line) + 1)
    place = _place(service)
    line_length *= place
    total = float(free.sum() + line_total)
    mean_line = float(line_length) / total
    taken_in = arrival_rate if patience is None else arrival_rate - mean_line / patience
    return Waiting(
        served_at_once=float(free[:-1].sum()) / total,
        arrival_rate=arrival_rate,
        full_rate=full_rate,
        log_entry=log_last - highest - math.log(total),
        patience_seconds=patience,
        mean_wait=mean_line / arrival_rate,
        occupancy=taken_in / full_rate,
        place=place,
    )


def chances(arrival_rate: float, agents: int, service: Service, longest_line: int) -> tuple[Vector, Vector]:
    """Chances of 0, …, nk - 1 customers, and of every slot taken with 0, 1, … in line.

    Followed to ``longest_line``, or less where nobody ever stands. An overload without patience: every slot
    is taken and the line has no end, so that nobody stands at any place of it.
    """
    slots, full_rate = agents * len(service.slowdown), _full_rate(agents, service)
    if service.patience_seconds is None and arrival_rate >= full_rate:
        return np.zeros(slots), np.zeros(longest_line + 1)
    free, line, _, _ = _weights(arrival_rate, agents, service, full_rate)
    if service.patience_seconds is None:
        load = arrival_rate / full_rate
        line, total = (
            free[-1] * load ** np.arange(1, longest_line + 1),
            free.sum() + free[-1] * load / (1 - load),
        )
    else:
        total = free.sum() + line.sum()
    return free[:-1] / total, np.concatenate([free[-1:], line[:longest_line]]) / total


def _full_rate(agents: int, service: Service) -> float:
    return agents * len(service.slowdown) * service.slowdown[-1] / service.aht_seconds


def _weights(
    arrival_rate: float, agents: int, service: Service, full_rate: float
) -> tuple[Vector, Vector, float, float]:
    """Of 0, …, nk customers and of 1, 2, … places in line (none without patience), and two logarithms: by how
    much all were made smaller, and that of the rate at which the line is entered.
    """
    up, down = moves(arrival_rate, agents, service)
    place = _place(service)
    below = np.concatenate([[0.0], np.cumsum(np.log(up[:-1]) - np.log(down[1:]))])
    in_line = below[-1] + _line(arrival_rate / place, full_rate / place, service.patience_seconds)
    highest = max(float(below.max()), float(in_line.max(initial=-math.inf)))
    entered = float(below[-1]) + math.log(full_rate / place)
    return np.exp(below - highest), np.exp(in_line - highest), highest, entered


def _place(service: Service) -> float:
    return customers_of_a_place(service.conversation, len(service.slowdown))


def moves(arrival_rate: float, agents: int, service: Service) -> tuple[Vector, Vector]:
    """Paces of one customer more and of one fewer, per second, in the states 0 … agents * slots; agents >= 1.

    Nobody is in line, so that the last of those upwards is not of a place in it.
    """
    if service.conversation is not None:
        longer = service.aht_seconds / service.conversation.alone_seconds
        chain = chain_of_chats(service.conversation, len(service.slowdown), agents, arrival_rate, longer)
        return chain.up, chain.down
    down = np.concatenate([[0.0], service_rates(agents, service)])
    return np.full(len(down), arrival_rate), down


def service_rates(agents: int, service: Service) -> Vector:
    """Pace of service in the states 1 … agents * slots, per second: chats are spread evenly."""
    speed = np.array([0.0, *service.slowdown, 0.0])
    held, more = np.divmod(np.arange(1, agents * len(service.slowdown) + 1), agents)
    pace: Vector = (agents - more) * held * speed[held] + more * (held + 1) * speed[held + 1]
    return pace / service.aht_seconds


def _line(arrival_rate: float, full_rate: float, patience: float | None) -> Vector:
    """Log weights of 1, 2, … customers in line relative to the full state; empty without patience.

    Their peak lies where as many leave as arrive too many; ten standard deviations beyond it (at most
    sqrt(rate * patience) each) nothing is left that a double could show.
    """
    if patience is None:
        return np.empty(0)
    peak = max(0.0, (arrival_rate - full_rate) * patience)
    count = int(peak + 60 + 10 * math.sqrt(max(arrival_rate, full_rate) * patience))
    departures = full_rate + np.arange(1, count + 1) / patience
    weights: Vector = np.cumsum(math.log(arrival_rate) - np.log(departures))
    return weights
