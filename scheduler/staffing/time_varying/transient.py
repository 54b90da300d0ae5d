"""From one interval to the next: what is in hand and who waits, carried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc

from scheduler.queueing import ServiceModel
from scheduler.staffing.time_varying.kernel import followed

Floats = NDArray[np.float64]

_STEP_SECONDS = 45.0
_NEGLIGIBLE = 1e-11
_DEVIATIONS = 7.0
_LONGEST_HOURS = 2.0
"""A line is not followed beyond what this time brings or does, whichever is more: it is lost by then, and an
overload that lasts for days would take ever longer to follow."""


@dataclass(frozen=True)
class Carried:
    """What one interval leaves to the next. probabilities: of 0, 1, … customers, in hand or waiting; shape
    (states,). slots: those that were there for them.
    """

    probabilities: Floats
    slots: int

    @classmethod
    def nobody(cls) -> Carried:
        """An empty desk, as when it opens."""
        return cls(np.ones(1), 0)

    def without_line(self) -> Carried:
        """Those in hand alone: who waits from hours in which nothing was promised is left out of account."""
        in_hand = self.probabilities[: self.slots + 1].copy()
        in_hand[-1] += self.probabilities[self.slots + 1 :].sum()
        return Carried(in_hand, self.slots)

    def overnight(self, model: ServiceModel) -> Carried:
        """What a closed desk leaves to its next opening: who waits, unless they lose patience."""
        if model.patience_seconds is not None:
            return Carried.nobody()
        line = self.probabilities[self.slots :].copy()
        line[0] += self.probabilities[: self.slots].sum()
        return Carried(line, 0)

    @property
    def waiting(self) -> float:
        """Mean number of customers who wait."""
        line = self.probabilities[self.slots + 1 :]
        return float(line @ np.arange(1, len(line) + 1))


@dataclass(frozen=True)
class Interval:
    """arrivals_per_hour: >= 0. agents: whole, >= 0. mean_seconds: of a chat alone. hours: its length."""

    arrivals_per_hour: float
    agents: int
    mean_seconds: float
    hours: float


@dataclass(frozen=True)
class Outcome:
    """What who arrives in the interval meets, on average. service_levels: shares of all arrivals answered
    within each of the times asked for; 1 where nobody arrives. average_wait: seconds over all arrivals.
    after: what is left to the next interval.
    """

    service_levels: tuple[float, ...]
    average_wait: float
    after: Carried


def carry_on(
    model: ServiceModel, before: Carried, interval: Interval, within_seconds: Sequence[float]
) -> Outcome:
    """Follow the chain of :mod:`scheduler.queueing` through one interval.

    Chats whose agents leave at its start go with them, in proportion to the agents; who waits stays. A new
    customer's wait is told from the line in front and the agents of this interval.
    """
    rate, slots = interval.arrivals_per_hour / 3600, interval.agents * model.concurrency
    seconds = interval.hours * 3600
    full_rate = interval.agents * model.speeds[-1] / interval.mean_seconds
    leaving = 0.0 if model.patience_seconds is None else 1 / model.patience_seconds
    start = _handed_over(before, slots)
    states = slots + 1 + _line(rate, full_rate, leaving, seconds, max(len(start) - slots - 1, 0))
    start = np.pad(start, (0, max(states - len(start), 0)))
    deaths = np.concatenate(
        [_service_rates(model, interval), full_rate + leaving * np.arange(1, len(start) - slots)]
    )
    births = np.full(len(start), rate)
    births[-1] = 0.0
    steps = int(np.ceil(seconds / _STEP_SECONDS))
    end, mean = followed(start, births, deaths, seconds, steps)
    line = np.arange(len(start) - slots)
    answered = [_answered(line, within, full_rate, leaving) for within in within_seconds]
    at_once = mean[:slots].sum()
    levels = tuple(float(at_once + mean[slots:] @ share) if rate > 0 else 1.0 for share in answered)
    wait = 0.0
    if rate > 0:
        waits = _waits(line, full_rate, leaving)
        wait = float(mean[slots:] @ waits) if np.isfinite(waits).all() else np.inf
    return Outcome(levels, wait, Carried(_trimmed(end, slots), slots))


def _handed_over(before: Carried, slots: int) -> Floats:
    """Probabilities of the states with the agents of the next interval."""
    p, had = before.probabilities, before.slots
    if slots >= had:
        return p
    # Agents leave with their chats. States in between are shared out so that the mean is kept.
    in_hand = p[: had + 1]
    place = np.arange(len(in_hand)) * (slots / had)
    lower = np.floor(place).astype(np.int64)
    upper_share = place - lower
    after = np.bincount(lower, weights=in_hand * (1 - upper_share), minlength=slots + 2)
    after += np.bincount(lower + 1, weights=in_hand * upper_share, minlength=slots + 2)[: slots + 2]
    line = p[had + 1 :]
    result = np.zeros(slots + 1 + len(line))
    result[: slots + 1] = after[: slots + 1]
    result[slots + 1 :] += line
    return result


def _line(rate: float, full_rate: float, leaving: float, seconds: float, before: int) -> int:
    """How long a line has to be thought of."""
    spread = _DEVIATIONS * np.sqrt(max(rate * seconds, 1.0))
    growth = max(rate - full_rate, 0.0) * seconds + spread
    if rate < full_rate:
        steady = np.log(_NEGLIGIBLE) / np.log(rate / full_rate) if rate > 0 else 0.0
        growth = min(growth, steady)
    if leaving > 0:
        settled = max(rate - full_rate, 0.0) / leaving + _DEVIATIONS * np.sqrt(max(rate / leaving, 1.0))
        growth = min(growth, settled)
    longest = _LONGEST_HOURS * 3600 * max(rate, full_rate)
    return int(min(before + growth, longest)) + 10


def _service_rates(model: ServiceModel, interval: Interval) -> Floats:
    """Chats finished per second with 0 … slots of them in hand, spread as evenly as can be."""
    agents, chats = interval.agents, np.arange(interval.agents * model.concurrency + 1)
    if agents == 0:
        return np.zeros(1)
    speeds = np.array([0.0, *model.speeds, model.speeds[-1]])
    each, more = np.divmod(chats, agents)
    return np.asarray(((agents - more) * speeds[each] + more * speeds[each + 1]) / interval.mean_seconds)


def _answered(line: NDArray[np.int64], within: float, full_rate: float, leaving: float) -> Floats:
    """Chance to be answered within the time with so many waiting in front, all slots taken.

    Without patience the (line + 1)-th completion comes in time: a Poisson count. With patience the time is a
    sum of exponentials of rates full_rate + j·leaving, j = 0 … line, a linear death process whose law is a
    beta integral; and the customer's own patience tilts it by one more ``leaving``.
    """
    if full_rate <= 0:
        return np.zeros(len(line))
    if leaving <= 0:
        return np.asarray(gammainc(line + 1.0, full_rate * within))
    stays = full_rate / (full_rate + (line + 1) * leaving)
    in_time = betainc(line + 1.0, full_rate / leaving + 1, -np.expm1(-leaving * within))
    return np.asarray(stays * in_time)


def _waits(line: NDArray[np.int64], full_rate: float, leaving: float) -> Floats:
    """Mean wait in seconds, until answered or left, with so many waiting in front, all slots taken."""
    if full_rate <= 0 and leaving <= 0:
        return np.full(len(line), np.inf)
    return np.asarray((line + 1) / (full_rate + (line + 1) * leaving))


def _trimmed(p: Floats, slots: int) -> Floats:
    """Without the unlikely end of the line; nothing below 0, and a whole."""
    p = np.maximum(p, 0.0)
    beyond = np.cumsum(p[::-1])[::-1] < _NEGLIGIBLE
    keep = max(int(np.argmax(beyond)) if beyond.any() else len(p), slots + 1)
    return np.asarray(p[:keep] / p[:keep].sum())
