"""Steady state of M/M/n+M with state-dependent service rates, for arrays of intervals at once.

Without patience the queue is a geometric tail (Erlang C if k = 1), with patience it follows Erlang A.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from scheduler.queueing.birth_death import Floats, Integers, mean_chats_below, relative_mass_below
from scheduler.queueing.chat_chain import chat_chain, customers_a_place
from scheduler.queueing.erlang import checked_loads
from scheduler.queueing.erlang_a import integrate_virtual_wait
from scheduler.queueing.service_model import ServiceModel

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class SteadyState:
    """Steady state of each interval; all arrays have one shape.

    arrivals: per second. agents: at their desks. full_rate: service completions per second while all slots
    are taken. log_odds: log of P(wait) / P(no wait). log_weight: log of P(no wait) / P(one slot free).
    share_leaving: probability of abandonment.
    """

    model: ServiceModel
    arrivals: Floats
    agents: Integers
    full_rate: Floats
    log_odds: Floats
    log_weight: Floats
    share_leaving: Floats

    @property
    def probability_of_wait(self) -> Floats:
        """Probability that an arrival finds every slot taken."""
        return np.asarray(expit(self.log_odds))

    @property
    def average_wait(self) -> Floats:
        """Seconds over all arrivals, abandoning ones included; inf in an overload without patience."""
        if self.model.patience_seconds is not None:
            # Little's law: each waiting customer abandons at the rate 1 / patience.
            return self.share_leaving * self.model.patience_seconds
        with np.errstate(divide="ignore", invalid="ignore"):
            wait = self.probability_of_wait * self._customers / (self.full_rate - self.arrivals)
        wait = np.where(self.full_rate > self.arrivals, wait, np.inf)
        return np.where(self.arrivals > 0, wait, 0.0)

    @property
    def occupancy(self) -> Floats:
        """Work taken in / full service rate; in an overload without patience the load, above 1.

        With patience, customers who abandon bring no work, so it stays below 1. 0 without arrivals. Without
        agents it is the limit: inf, or 1 with patience.
        """
        taken = self.arrivals * (1.0 - self.share_leaving)
        with np.errstate(divide="ignore", invalid="ignore"):
            occupancy = taken / self.full_rate
        nobody = 1.0 if self.model.patience_seconds is not None else np.inf
        return np.where(self.arrivals > 0, np.where(self.agents > 0, occupancy, nobody), 0.0)

    @property
    def chats_in_hand(self) -> Floats:
        """Mean number of chats in service, 0 … agents · concurrency.

        All slots are taken in an overload without patience. 0 without arrivals or agents.
        """
        slots = (self.agents * self.model.concurrency).astype(np.float64)
        held = np.where(self.arrivals > 0, slots, 0.0)
        some = (self.arrivals > 0) & (self.agents > 0) & (self.log_odds < np.inf)
        load = self.arrivals[some] * self.agents[some] * (self.model.speeds[-1] / self.full_rate[some])
        if self.model.conversation is None:
            free = mean_chats_below(load, self.agents[some], self.model.speeds)
        else:
            free = np.array([self._mean_below(tuple(map(int, place))) for place in np.argwhere(some)])
        held[some] = slots[some] * expit(self.log_odds[some]) + free * expit(-self.log_odds[some])
        return held

    def demand_at(self, place: tuple[int, ...]) -> tuple[float, int, float]:
        """Arrivals per second, agents, and mean handling time of one interval with agents."""
        agents, full_rate = int(self.agents[place]), float(self.full_rate[place])
        return float(self.arrivals[place]), agents, agents * self.model.speeds[-1] / full_rate

    def _mean_below(self, place: tuple[int, ...]) -> float:
        chances = np.exp(log_chances_below(self.model, *self.demand_at(place)))
        return float(chances @ np.arange(len(chances)) / chances.sum())

    @property
    def _customers(self) -> float:
        return customers_a_place(self.model.conversation, self.model.concurrency)

    @property
    def concurrency_in_use(self) -> Floats:
        """Mean number of chats that one agent holds; 0 without agents."""
        return self.chats_in_hand / np.maximum(self.agents, 1)

    def service_level(self, within_seconds: ArrayLike) -> Floats:
        """Share of all arrivals answered within the threshold (broadcast to the state's shape).

        Customers who abandon count as not answered. 1 without arrivals, 0 without agents.
        Raises ValueError for negative thresholds.
        """
        within = np.broadcast_to(np.asarray(within_seconds, dtype=np.float64), self.arrivals.shape)
        if not (within >= 0).all():
            raise ValueError("within_seconds must be >= 0")
        at_once = expit(-self.log_odds)
        if self.model.patience_seconds is None:
            spare = np.maximum(self.full_rate - self.arrivals, 0.0)
            with np.errstate(invalid="ignore"):
                later = self.probability_of_wait * -np.expm1(-spare * within / self._customers)
            later = np.where(spare > 0, later, 0.0)
        else:
            later = self._answered_after_waiting(within)
        level = np.where(self.agents > 0, np.minimum(at_once + later, 1.0), 0.0)
        return np.where(self.arrivals > 0, level, 1.0)

    def _answered_after_waiting(self, within: Floats) -> Floats:
        patience = self.model.patience_seconds
        assert patience is not None
        share = np.zeros_like(self.arrivals)
        some = (self.arrivals > 0) & (self.agents > 0)
        arrivals = self.arrivals[some] * patience / self._customers
        completions = self.full_rate[some] * patience / self._customers
        # Answered after a wait u: density e^-u · exp(h(u)); the factor adds 1 to the completions.
        answered = integrate_virtual_wait(arrivals, completions + 1.0, within[some] / patience)
        with np.errstate(divide="ignore"):
            log_answered = np.log(arrivals * answered.mass) + answered.exponent - self.log_weight[some]
        share[some] = np.exp(log_answered - np.logaddexp(0.0, self.log_odds[some]))
        return share


def steady_state(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    agents: ArrayLike,
    mean_seconds: ArrayLike | None = None,
) -> SteadyState:
    """Steady state of the model for each pair of arrivals and agents (broadcast).

    Parameters
    ----------
    arrivals_per_hour
        >= 0.
    agents
        Whole numbers >= 0.
    mean_seconds
        Handling times in place of the model's, > 0, broadcast to the others.

    Raises
    ------
    ValueError
        For values out of range.
    """
    hourly, heads = checked_loads(arrivals_per_hour, agents)
    seconds = checked_seconds(model.mean_seconds if mean_seconds is None else mean_seconds, hourly.shape)
    arrivals = hourly / SECONDS_PER_HOUR
    full_rate: Floats = heads.astype(np.float64) * (model.speeds[-1] / seconds)
    log_odds = np.where(arrivals > 0, np.inf, -np.inf)
    log_weight = np.zeros_like(arrivals)
    leaving = np.zeros_like(arrivals)
    if model.patience_seconds is None:
        settled = (arrivals > 0) & (arrivals < full_rate)
    else:
        settled = (arrivals > 0) & (heads > 0)
        leaving[(arrivals > 0) & (heads == 0)] = 1.0

    coming, full = arrivals[settled], full_rate[settled]
    log_weight[settled] = _log_weights(model, coming, heads[settled], seconds[settled])
    customers = customers_a_place(model.conversation, model.concurrency)
    if model.patience_seconds is None:
        log_odds[settled] = np.log(coming / (full - coming)) - log_weight[settled]  # the geometric tail
    else:
        odds, left = _delay_with_abandonment(coming / customers, full / customers, model.patience_seconds)
        log_odds[settled] = odds - log_weight[settled]
        leaving[settled] = left * expit(log_odds[settled])
    return SteadyState(model, arrivals, heads, full_rate, log_odds, log_weight, leaving)


def log_chances_below(model: ServiceModel, arrivals: float, agents: int, mean_seconds: float) -> Floats:
    """Log of the chances of 0, …, n·k - 1 chats, but for a constant, (n·k,).

    arrivals: per second, > 0. agents: n >= 1. mean_seconds: handling time.
    """
    if model.conversation is not None:
        births, deaths = _births_and_deaths(model, arrivals, agents, mean_seconds)
        weights = np.cumsum(np.log(births[:-2]) - np.log(deaths[1:-1]))
    else:
        rates = _log_rates(model.speeds, agents) + np.log(model.speeds[-1] / mean_seconds)
        weights = np.cumsum(np.log(arrivals) - rates[:-1])
    chances = np.append(0.0, weights)
    return np.asarray(chances - chances.max())


@lru_cache(maxsize=4096)
def _log_rates(speeds: tuple[float, ...], agents: int) -> Floats:
    """Log of the service rate with 1, …, n·k chats, relative to one agent with all slots taken."""
    even, more = np.divmod(np.arange(1, agents * len(speeds) + 1), agents)
    total = np.array([0.0, *speeds, speeds[-1]])
    return np.asarray(np.log(((agents - more) * total[even] + more * total[even + 1]) / speeds[-1]))


def _births_and_deaths(
    model: ServiceModel, arrivals: float, agents: int, mean_seconds: float
) -> tuple[Floats, Floats]:
    conversation = model.conversation
    assert conversation is not None
    chain = chat_chain(conversation, model.concurrency, agents)
    return chain.births_and_deaths(arrivals, mean_seconds / conversation.alone_seconds)


def _log_weights(model: ServiceModel, arrivals: Floats, agents: Integers, seconds: Floats) -> Floats:
    """``SteadyState.log_weight`` of intervals with arrivals and agents, all of one dimension."""
    if model.conversation is None:
        return np.asarray(np.log(relative_mass_below(arrivals * seconds, agents, model.speeds, full=False)))
    found = np.empty(arrivals.shape)
    for place, (rate, people, length) in enumerate(
        zip(arrivals.tolist(), agents.tolist(), seconds.tolist(), strict=True)
    ):
        chances = log_chances_below(model, rate, people, length)
        births, deaths = _births_and_deaths(model, rate, people, length)
        entry = births[-2] / rate * (people * model.speeds[-1] / length) / deaths[-1]
        found[place] = np.log(np.exp(chances).sum()) - chances[-1] - np.log(entry)
    return found


def _delay_with_abandonment(arrivals: Floats, full_rate: Floats, patience: float) -> tuple[Floats, Floats]:
    """Log of P(wait) / P(one slot free), and the probability of abandonment given a wait.

    With J(s) the integral of :mod:`scheduler.queueing.erlang_a` up to infinity and L(s) the same times
    1 - e^-u, P(wait) / P(one slot free) = a·J(s) and the share is L(s) / J(s). Integration by parts gives
    s·J(s) = 1 + a·J(s + 1) and s·L(s) = J(s + 1) + a·L(s + 1): sums of positive terms, and an integrand
    that stays smooth where patience is far shorter than a chat.
    """
    customers = arrivals * patience
    completions = full_rate * patience
    tail = integrate_virtual_wait(customers, completions + 1.0, np.full_like(customers, np.inf))
    odds = np.log(customers / completions) + np.logaddexp(0.0, np.log(customers * tail.mass) + tail.exponent)
    left = (tail.mass + customers * tail.leaving) / (np.exp(-tail.exponent) + customers * tail.mass)
    return odds, left


def checked_seconds(mean_seconds: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Handling times, broadcast to this shape. Raises ValueError unless they are finite and above 0."""
    seconds = np.asarray(mean_seconds, dtype=np.float64)
    if not (np.isfinite(seconds) & (seconds > 0)).all():
        raise ValueError("mean_seconds must be finite numbers above 0")
    return np.broadcast_to(seconds, shape)
