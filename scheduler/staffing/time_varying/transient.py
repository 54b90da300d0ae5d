"""Transient analysis: the distribution of customers in service and in queue, advanced by one interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaln

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying.forward_equations import integrate
from scheduler.staffing.time_varying.interval_replies import IntervalReplies

Floats = NDArray[np.float64]

_STEP_SECONDS = 45.0
"""Longest step of the integrator. None brings more customers than the root of the slots, by which the chain
itself spreads: a longer one smears the moment at which the queue begins or ends."""
_HOPELESS, _SHARE_OF_SPREAD = 2.0, 0.25
"""Load, in teams, from which on the queue only grows; share of its spread that a step may bring then."""
_NEGLIGIBLE = 1e-11
"""Tail probability that is cut off."""
_DEVIATIONS = 7.0
"""Standard deviations of the arrivals by which the state space exceeds their mean."""
_LONGEST_HOURS = 2.0
"""The queue is truncated at the arrivals or the service capacity of so many hours, whichever is more: targets
are missed by then, and the state space of an overload that lasts for days would grow without bound."""


@dataclass(frozen=True)
class TransientState:
    """State at the border of two intervals.

    probabilities: of 0, 1, … customers in the system (in service or waiting), shape (states,). slots: number
    of customers that were in service at most, agents · concurrency. The probabilities sum to 1; the
    integrator may leave some of them a little below 0.
    """

    probabilities: Floats
    slots: int

    @classmethod
    def empty(cls) -> TransientState:
        """An empty system, as at the first opening."""
        return cls(np.ones(1), 0)

    def without_queue(self) -> TransientState:
        """Customers in service alone; the queue from hours without any target is dropped."""
        in_hand = self.probabilities[: self.slots + 1].copy()
        in_hand[-1] += self.probabilities[self.slots + 1 :].sum()
        return TransientState(in_hand, self.slots)

    def after_closing(self, model: ServiceModel) -> TransientState:
        """State at the next opening after closing: the queue without patience, else an empty system."""
        if model.patience_seconds is not None:
            return TransientState.empty()
        line = self.probabilities[self.slots :].copy()
        line[0] += self.probabilities[: self.slots].sum()
        return TransientState(line, 0)

    @property
    def waiting(self) -> float:
        """Mean queue length."""
        line = self.probabilities[self.slots + 1 :]
        return float(line @ np.arange(1, len(line) + 1))


@dataclass(frozen=True)
class IntervalInput:
    """Demand and staffing of one interval.

    arrivals_per_hour: >= 0. agents: whole, >= 0. mean_seconds: of a chat alone. hours: length of the
    interval.
    """

    arrivals_per_hour: float
    agents: int
    mean_seconds: float
    hours: float


@dataclass(frozen=True)
class IntervalPerformance:
    """Performance seen by the arrivals of one interval.

    service_levels: share in time of each measure asked for; 1 without arrivals. average_wait: seconds over
    all arrivals. average_response: seconds over all replies, where it was asked for; else NaN. end_state:
    state at the end of the interval.
    """

    service_levels: tuple[float, ...]
    average_wait: float
    average_response: float
    end_state: TransientState


def advance(
    model: ServiceModel,
    before: TransientState,
    interval: IntervalInput,
    measured: Sequence[InTime],
    *,
    with_response: bool = False,
) -> IntervalPerformance:
    """Advance the birth-death chain of :mod:`scheduler.queueing` by one interval.

    Chats of agents who leave at its start leave with them, in proportion to the agents; the queue stays. By
    PASTA, arrivals see the time-averaged distribution; the wait of an arrival follows from the queue it finds
    and the agents of this interval.
    """
    rate, slots = interval.arrivals_per_hour / 3600, interval.agents * model.concurrency
    seconds = interval.hours * 3600
    full_rate = interval.agents * model.speeds[-1] / interval.mean_seconds
    leaving = 0.0 if model.patience_seconds is None else 1 / model.patience_seconds
    start = _rescaled(before, slots)
    states = slots + 1 + _queue_capacity(rate, full_rate, leaving, seconds, max(len(start) - slots - 1, 0))
    start = np.pad(start, (0, max(states - len(start), 0)))
    deaths = np.concatenate(
        [_service_rates(model, interval), full_rate + leaving * np.arange(1, len(start) - slots)]
    )
    births = np.full(len(start), rate)
    births[-1] = 0.0
    steps = _steps(rate, full_rate, slots, seconds)
    end, mean = integrate(start, births, deaths, seconds, steps)
    line = np.arange(len(start) - slots)
    wait = 0.0
    if rate > 0:
        waits = _waits(line, full_rate, leaving)
        wait = float(mean[slots:] @ waits) if np.isfinite(waits).all() else np.inf

    def assigned(within: float) -> float:
        return float(mean[slots:] @ _answered(line, within, full_rate, leaving))

    def assigned_by(times: Floats) -> Floats:
        return _assigned_by(times, mean[slots:], full_rate, leaving)

    taken = float(mean[:slots].sum())
    shares, response = [1.0] * len(measured), np.nan
    if rate > 0 and model.conversation is not None and interval.agents > 0:
        replies = IntervalReplies(
            model,
            interval.agents,
            interval.mean_seconds,
            mean,
            assigned_by,
        )
        if with_response:
            response = replies.average_response(wait)
    if rate > 0:
        shares = [
            _share(
                taken + assigned(each.within_seconds)
                if each.kind == "service_level" or interval.agents == 0
                else replies.share(each)
            )
            for each in measured
        ]
    return IntervalPerformance(tuple(shares), wait, response, TransientState(_trimmed(end, slots), slots))


def _steps(rate: float, full_rate: float, slots: int, seconds: float) -> int:
    """Equal steps of the integrator, all the shorter the more customers come for the team's size.

    Far beyond what the team can do the queue only grows, and is spread as widely as all arrivals are.
    """
    longest, spread = _STEP_SECONDS, float(np.sqrt(slots))
    if rate > _HOPELESS * full_rate:
        spread = max(spread, _SHARE_OF_SPREAD * float(np.sqrt(rate * seconds)))
    if rate * longest > spread:
        longest = spread / rate
    return int(np.ceil(seconds / longest))


def _rescaled(before: TransientState, slots: int) -> Floats:
    """Probabilities of the states with the slots of the next interval."""
    p, had = before.probabilities, before.slots
    if slots >= had:
        return p
    # Agents leave with their chats. Fractional states are split between neighbours so that the mean is kept.
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


def _queue_capacity(rate: float, full_rate: float, leaving: float, seconds: float, before: int) -> int:
    """Length at which the queue can be truncated, beyond the ``before`` customers already waiting."""
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


def _service_rates(model: ServiceModel, interval: IntervalInput) -> Floats:
    """State-dependent service rates per second with 0 … slots chats, balanced over the agents."""
    agents, chats = interval.agents, np.arange(interval.agents * model.concurrency + 1)
    if agents == 0:
        return np.zeros(1)
    speeds = np.array([0.0, *model.speeds, model.speeds[-1]])
    each, more = np.divmod(chats, agents)
    return np.asarray(((agents - more) * speeds[each] + more * speeds[each + 1]) / interval.mean_seconds)


def _answered(line: NDArray[np.int64], within: float, full_rate: float, leaving: float) -> Floats:
    """Probability of an answer within the time, given the queue in front and all slots taken.

    Without patience: the (line + 1)-th completion comes in time, a Poisson count. With patience the virtual
    wait is a sum of exponentials of rates full_rate + j·leaving, j = 0 … line: a linear death process whose
    distribution is an incomplete beta function, tilted by one more ``leaving`` for the customer's own
    patience.
    """
    if full_rate <= 0:
        return np.zeros(len(line))
    if leaving <= 0:
        return np.asarray(gammainc(line + 1.0, full_rate * within))
    stays = full_rate / (full_rate + (line + 1) * leaving)
    in_time = betainc(line + 1.0, full_rate / leaving + 1, -np.expm1(-leaving * within))
    return np.asarray(stays * in_time)


def _assigned_by(times: Floats, line: Floats, full_rate: float, leaving: float) -> Floats:
    """Share of customers that wait in line and are assigned by each of these times, same shape.

    line: chances of 0, 1, … in front. Without patience the completions are Poisson: the distribution is
    summed by completions, which costs less than an incomplete gamma function for each place in line.
    """
    held = int(np.flatnonzero(np.cumsum(np.abs(line[::-1]))[::-1] > _NEGLIGIBLE)[-1:].sum()) + 1
    line = line[:held]
    if full_rate <= 0:
        return np.zeros(times.shape)
    if leaving > 0:
        places = np.arange(held)
        shares = [line @ _answered(places, float(time), full_rate, leaving) for time in times.ravel()]
        return np.reshape(shares, times.shape)
    done = np.arange(held)
    expected = np.maximum(full_rate * times, 1e-300)[..., np.newaxis]
    chances = np.exp(done * np.log(expected) - expected - gammaln(done + 1))
    # With so many completions, those further back in line still wait.
    still = np.cumsum(line[::-1])[::-1]
    return np.asarray(still[0] - chances @ still)


def _share(computed: float) -> float:
    """From 0 to 1; what is smaller than the chances cut off is 0."""
    return min(computed, 1.0) if computed >= _NEGLIGIBLE else 0.0


def _waits(line: NDArray[np.int64], full_rate: float, leaving: float) -> Floats:
    """Mean wait in seconds until answer or abandonment, given the queue in front and all slots taken."""
    if full_rate <= 0 and leaving <= 0:
        return np.full(len(line), np.inf)
    return np.asarray((line + 1) / (full_rate + (line + 1) * leaving))


def _trimmed(p: Floats, slots: int) -> Floats:
    """Negligible tail cut off, and normalised.

    Where a step brings many customers, the integrator leaves some chances a little below 0. They stay:
    clipping them would move the mean, customers would be lost from one interval to the next.
    """
    beyond = np.cumsum(np.abs(p[::-1]))[::-1] < _NEGLIGIBLE
    keep = max(int(np.argmax(beyond)) if beyond.any() else len(p), slots + 1)
    return np.asarray(p[:keep] / p[:keep].sum())
