"""Transient analysis: the distribution of customers in service and in queue, advanced by one interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.special import betainc, betaln, gammainc, gammaln, xlogy

from scheduler.queueing import ServiceModel
from scheduler.queueing.chat_chain import chat_chain, customers_a_place
from scheduler.staffing.time_varying.forward_equations import integrate

Floats = NDArray[np.float64]

_STEP_SECONDS = 45.0
"""Longest step of the integrator. None brings more customers than the root of the slots, by which the chain
itself spreads: a longer one smears the moment at which the queue begins or ends."""
_RUSH_STEP_SECONDS = 5.0
"""Longest step in a part of an uneven interval: where the rate jumps, longer ones err by more than 1e-4."""
_HOPELESS, _SHARE_OF_SPREAD = 2.0, 0.25
"""Load, in teams, from which on the queue only grows; share of its spread that a step may bring then."""
_NEGLIGIBLE = 1e-11
"""Tail probability that is cut off."""
_DEVIATIONS = 7.0
"""Standard deviations of the arrivals by which the state space exceeds their mean."""
_LONGEST_HOURS, _MOST_FOLLOWED = 2.0, 4000
"""The chain is followed up to the arrivals or the service capacity of so many hours, whichever is more, or up
to so many customers; whoever waits beyond them is a fluid, which no service reaches within the interval."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


@dataclass(frozen=True)
class TransientState:
    """State at the border of two intervals.

    probabilities: of 0, 1, … followed customers in the system (in service or waiting), shape (states,).
    slots: number of customers that were in service at most, agents · concurrency. The probabilities sum to 1;
    the integrator may leave some of them a little below 0. fluid: places in line that are taken besides, a
    deterministic number >= 0; above 0 only where all slots are taken. customers: that a place in line stands
    for, see :mod:`scheduler.queueing.chat_chain`; 1 where chats are exponential.
    """

    probabilities: Floats
    slots: int
    fluid: float = 0.0
    customers: float = 1.0

    @classmethod
    def empty(cls) -> TransientState:
        """An empty system, as at the first opening."""
        return cls(np.ones(1), 0)

    def without_queue(self) -> TransientState:
        """Customers in service alone; the queue from hours without any target is dropped."""
        in_hand = self.probabilities[: self.slots + 1].copy()
        in_hand[-1] += self.probabilities[self.slots + 1 :].sum()
        return TransientState(in_hand, self.slots, customers=self.customers)

    def after_closing(self, model: ServiceModel, *, stay: bool = False) -> TransientState:
        """State at the next opening after closing: the queue without patience, else an empty system.

        stay: the agents stay until nobody waits, if there are any.
        """
        if model.patience_seconds is not None or (stay and self.slots > 0):
            return TransientState.empty()
        line = self.probabilities[self.slots :].copy()
        line[0] += self.probabilities[: self.slots].sum()
        return TransientState(line, 0, self.fluid, self.customers)

    @property
    def waiting(self) -> float:
        """Mean queue length."""
        line = self.probabilities[self.slots + 1 :]
        return (float(line @ np.arange(1, len(line) + 1)) + self.fluid) * self.customers

    def shifted(self, places: float) -> TransientState:
        """The same state with so many places of the fluid (at most all of it) among those followed.

        A fraction of a place is one place with that probability.
        """
        whole = int(places)
        part, states = places - whole, len(self.probabilities)
        moved = np.zeros(states + whole + (part > 0))
        moved[whole : whole + states] = (1 - part) * self.probabilities
        if part > 0:
            moved[whole + 1 :] += part * self.probabilities
        return TransientState(moved, self.slots, max(self.fluid - places, 0.0), self.customers)


@dataclass(frozen=True)
class IntervalInput:
    """Demand and staffing of one interval.

    arrivals_per_hour: >= 0. agents: whole, >= 0. mean_seconds: of a chat alone. hours: length of the
    interval. profile: arrival rate of equal parts of the interval relative to its mean, which is 1; empty =
    even. longest_step: of the integrator, in seconds.
    """

    arrivals_per_hour: float
    agents: int
    mean_seconds: float
    hours: float
    profile: tuple[float, ...] = ()
    longest_step: float = _STEP_SECONDS

    def part(self, begin: float, end: float) -> IntervalInput:
        """What comes between two moments, in seconds from its start, that lie in one part of the profile."""
        if not self.profile:
            return replace(self, hours=(end - begin) / 3600)
        place = int((begin + end) / 2 / (3600 * self.hours) * len(self.profile))
        rate = self.arrivals_per_hour * self.profile[place]
        hours = (end - begin) / 3600
        return IntervalInput(rate, self.agents, self.mean_seconds, hours, (), _RUSH_STEP_SECONDS)


@dataclass(frozen=True)
class FollowedInterval:
    """An interval that was followed: what its arrivals find (PASTA: the time average), and its end.

    rate: arrivals per second. full_rate: of service with all slots taken, per second. leaving: rate at which
    a waiting customer abandons. free: shares of the arrivals that find 0, 1, … chats and a free slot, shape
    (slots,). found: shares that find all slots taken and ``line`` places in line; both (lengths,). customers:
    that a place in line stands for.
    """

    rate: float
    full_rate: float
    leaving: float
    free: Floats
    found: Floats
    line: Floats
    end_state: TransientState
    customers: float = 1.0

    @property
    def at_once(self) -> float:
        """Share of the arrivals that find a free slot."""
        return float(self.free.sum())

    def assigned_after_line(self, times: Floats, full_rate: float | None = None) -> Floats:
        """Share of the arrivals that wait in line and are answered by each of these times, same shape.

        Without patience the completions are Poisson: the distribution is summed by completions, which costs
        less than an incomplete gamma function for each place in line. full_rate: as in ``service_level``.
        """
        serving = (self.full_rate if full_rate is None else full_rate) / self.customers
        held = int(np.flatnonzero(np.cumsum(np.abs(self.found[::-1]))[::-1] > _NEGLIGIBLE)[-1:].sum()) + 1
        found, line = self.found[:held], self.line[:held]
        if serving <= 0:
            return np.zeros(times.shape)
        if self.leaving > 0 and line[0] == 0:
            return self._assigned_or_left(times, found, serving)
        if line[0] > 0:
            shares = [found @ _answered(line, float(time), serving, self.leaving) for time in times.ravel()]
            return np.reshape(shares, times.shape)
        done = np.arange(held)
        expected = np.maximum(serving * times, 1e-300)[..., np.newaxis]
        chances = np.exp(done * np.log(expected) - expected - gammaln(done + 1))
        # With so many completions, those further back in line still wait.
        still = np.cumsum(found[::-1])[::-1]
        return np.asarray(still[0] - chances @ still)

    def _assigned_or_left(self, times: Floats, found: Floats, serving: float) -> Floats:
        """The same with patience: the distributions of :func:`_answered`, summed by places.

        I_x(a + 1, b) is I_x(a, b) less x^a (1 - x)^b / (a B(a, b)) (Abramowitz and Stegun, 26.5.16).
        """
        places = np.arange(1, len(found) + 1)
        stays = serving / (serving + places * self.leaving)
        # With so many who left or were taken, those further back still wait.
        still = np.cumsum((found * stays)[::-1])[::-1]
        exponent = serving / self.leaving + 1
        left = np.maximum(-np.expm1(-self.leaving * times), 1e-300)[..., np.newaxis]
        log = places[:-1] * np.log(left) - exponent * self.leaving * times[..., np.newaxis]
        passed = np.exp(log - np.log(places[:-1]) - betaln(places[:-1], exponent))
        return np.asarray(still[0] * -np.expm1(-exponent * self.leaving * times) - passed @ still[1:])

    def service_level(self, within_seconds: float, full_rate: float | None = None) -> float:
        """Share of the arrivals answered within the time; 1 without arrivals.

        full_rate: mean rate of service in that time after the arrival; None = that of the interval.
        """
        if self.rate <= 0:
            return 1.0
        serving = (self.full_rate if full_rate is None else full_rate) / self.customers
        return float(
            _share(
                float(self.at_once + self.found @ _answered(self.line, within_seconds, serving, self.leaving))
            )
        )

    @property
    def average_wait(self) -> float:
        """Mean wait over all arrivals in seconds, the agents of the interval going on; inf without any."""
        if self.rate <= 0:
            return 0.0
        if self.full_rate <= 0 and self.leaving <= 0:
            return np.inf
        ahead = self.line + 1
        # The integrator leaves some chances a little below 0.
        places = self.full_rate / self.customers
        return max(float(self.found @ (ahead / (places + ahead * self.leaving))), 0.0)


def follow(model: ServiceModel, before: TransientState, interval: IntervalInput) -> FollowedInterval:
    """Advance the birth-death chain of :mod:`scheduler.queueing` by one interval of even arrivals.

    Chats of agents who leave at its start leave with them, in proportion to the agents; the queue stays.
    """
    slots, seconds = interval.agents * model.concurrency, interval.hours * 3600
    coming, capacity = interval.arrivals_per_hour / 3600, interval.agents * model.speeds[-1]
    customers = customers_a_place(model.conversation, model.concurrency)
    # In line everything is counted in places.
    rate, full_rate = coming / customers, capacity / interval.mean_seconds / customers
    leaving = 0.0 if model.patience_seconds is None else 1 / model.patience_seconds
    begun = _with_slots(replace(before, customers=customers), slots)
    growth = _queue_growth(rate, full_rate, leaving, seconds)
    longest = _LONGEST_HOURS * 3600 * max(rate, full_rate)
    long = begun.fluid > 0 or _followed_line(begun) + growth > longest
    if long:
        longest = max(longest, _MOST_FOLLOWED)
        margin = _margin(full_rate * seconds)
        if leaving == 0 and _shortest_line(begun) + begun.fluid >= margin:
            return _follow_long_queue(begun, rate, full_rate, seconds, longest)
        begun = _split(begun, margin)
    start = begun.probabilities
    states = slots + 1 + int(min(_followed_line(begun) + growth, longest)) + 10
    start = np.pad(start, (0, max(states - len(start), 0)))
    line = np.arange(len(start) - slots, dtype=np.float64) + begun.fluid
    births, deaths = np.full(len(start), rate), np.zeros(len(start))
    births[: slots + 1], deaths[: slots + 1] = _births_and_deaths(model, interval)
    deaths[slots + 1 :] = full_rate + leaving * line[1:]
    births[-1] = 0.0
    steps = _steps(coming, customers * full_rate, slots, seconds, interval.longest_step)
    end, mean = integrate(start, births, deaths, seconds, steps)
    left = TransientState(_trimmed(end, slots), slots, begun.fluid, customers)
    if long:
        beyond = max(float(mean[-1]), 0.0) * rate * seconds
        left = _joined(replace(left, fluid=begun.fluid + beyond), longest)
    return FollowedInterval(
        coming, customers * full_rate, leaving, mean[:slots], mean[slots:], line, left, customers
    )


def _follow_long_queue(
    begun: TransientState, rate: float, full_rate: float, seconds: float, longest: float
) -> FollowedInterval:
    """An interval in which all slots stay taken and nobody abandons.

    The queue then changes by the difference of two Poisson counts, whatever its length: its distribution is
    a convolution. Rates are in places a second.
    """
    slots, shortest = begun.slots, _shortest_line(begun)
    line = begun.probabilities[slots + shortest :]
    moments = [*(seconds * (1 + _NODES) / 2), seconds]
    spread = [_changed(line, rate * moment, full_rate * moment) for moment in moments]
    low = min(first for first, _ in spread)
    longer = max(first + len(held) for first, held in spread) - low
    during = np.zeros(longer)
    for weight, (first, held) in zip(_WEIGHTS / 2, spread[:-1], strict=True):
        during[first - low : first - low + len(held)] += weight * held
    first, held = spread[-1]
    # The margin keeps the queue from falling below an empty line; what lies there is too little to be seen.
    below = max(int(np.ceil(-(begun.fluid + shortest + first))), 0)
    fluid, held = begun.fluid + shortest + first + below, held[below:]
    in_line = np.concatenate([np.zeros(slots), held])
    customers = begun.customers
    left = _joined(TransientState(_trimmed(in_line, slots), slots, fluid, customers), longest)
    found = np.maximum(begun.fluid + shortest + low + np.arange(longer), 0.0)
    coming, serving = rate * customers, full_rate * customers
    return FollowedInterval(coming, serving, 0.0, np.zeros(slots), during, found, left, customers)


def _convolved(*factors: Floats) -> Floats:
    """Their convolution by Fourier transforms. That of scipy.signal takes most of a second to load."""
    length = sum(map(len, factors)) - len(factors) + 1
    size = fft.next_fast_len(length, real=True)
    product = reduce(np.multiply, (fft.rfft(each, size) for each in factors))
    return np.asarray(fft.irfft(product, size)[:length])


def _changed(line: Floats, coming: float, served: float) -> tuple[int, Floats]:
    """Distribution after so many expected arrivals and completions, and the change of its first place."""
    up_first, up = _poisson(coming)
    down_first, down = _poisson(served)
    moved = _convolved(line, up, down[::-1])
    return up_first - (down_first + len(down) - 1), np.where(np.abs(moved) > _NEGLIGIBLE / 1e3, moved, 0.0)


def _poisson(mean: float) -> tuple[int, Floats]:
    """First count that is at all likely, and the probabilities from there on."""
    reach = _DEVIATIONS * np.sqrt(mean) + 10
    first = max(int(mean - reach), 0)
    counts = np.arange(first, int(mean + reach) + 1)
    chances = np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1))
    return first, np.asarray(chances / chances.sum())


def _followed_line(state: TransientState) -> int:
    return max(len(state.probabilities) - state.slots - 1, 0)


def _shortest_line(state: TransientState) -> int:
    """The least number of followed customers in line that is at all likely; below 0 where slots are free."""
    return int(np.argmax(np.cumsum(np.abs(state.probabilities)) > _NEGLIGIBLE)) - state.slots


def _margin(served: float) -> int:
    """Customers in line that so many expected completions do not use up."""
    return int(np.ceil(served + _DEVIATIONS * np.sqrt(served) + 10)) if served > 0 else 0


def _split(state: TransientState, margin: int) -> TransientState:
    """The same queue, with no more and no fewer customers followed than needed for all slots to stay taken
    while the fluid waits."""
    wanted = margin - _shortest_line(state)
    if wanted > 0:
        return state.shifted(min(float(wanted), state.fluid))
    kept = state.probabilities[-wanted:].copy()
    kept[0] += state.probabilities[:-wanted].sum() if wanted else 0.0
    return replace(state, probabilities=kept, fluid=state.fluid - wanted)


def _joined(state: TransientState, longest: float) -> TransientState:
    """All customers followed, if they are no more than that."""
    fits = _followed_line(state) + state.fluid <= longest
    return state.shifted(state.fluid) if fits and state.fluid > 0 else state


def _steps(rate: float, full_rate: float, slots: int, seconds: float, longest: float) -> int:
    """Equal steps of the integrator, all the shorter the more customers come for the team's size.

    Far beyond what the team can do the queue only grows, and is spread as widely as all arrivals are.
    """
    spread = float(np.sqrt(slots))
    if rate > _HOPELESS * full_rate:
        spread = max(spread, _SHARE_OF_SPREAD * float(np.sqrt(rate * seconds)))
    if rate * longest > spread:
        longest = spread / rate
    return int(np.ceil(seconds / longest))


def _with_slots(before: TransientState, slots: int) -> TransientState:
    """The state at the start of an interval with so many slots."""
    more = slots - before.slots
    if more > 0 and before.customers != 1:
        # Of a fluid, those come to the front for whom there are slots now.
        state = before.shifted(min(before.fluid, np.ceil(more / before.customers)))
        return replace(state, probabilities=_from_line(state, slots), slots=slots)
    return replace(before, probabilities=_rescaled(before, slots), slots=slots)


def _from_line(before: TransientState, slots: int) -> Floats:
    """Probabilities with more slots: who waits is taken. Places are split so that no customer is lost."""
    p, had = before.probabilities, before.slots
    waiting = before.customers * np.arange(max(len(p) - had, 1))
    beyond = np.maximum(waiting - (slots - had), 0.0)
    place: Floats = had + (waiting - beyond) + beyond / before.customers
    return np.concatenate([p[:had], _spread_over(p[had:], place)[had:]]) if len(p) > had else p


def _spread_over(p: Floats, place: NDArray[np.floating]) -> Floats:
    """Probabilities at these places, split between whole neighbours so that the mean is kept."""
    lower = np.floor(place).astype(np.int64)
    upper_share = place - lower
    result = np.zeros(int(lower[-1]) + 2)
    result += np.bincount(lower, weights=p * (1 - upper_share), minlength=len(result))
    result += np.bincount(lower + 1, weights=p * upper_share, minlength=len(result))
    return result


def _rescaled(before: TransientState, slots: int) -> Floats:
    """Probabilities of the states with no more slots than before, or more of exponential chats."""
    p, had = before.probabilities, before.slots
    if slots >= had:
        return p
    # Agents leave with their chats.
    in_hand = p[: had + 1]
    after = _spread_over(in_hand, np.arange(len(in_hand)) * (slots / had))[: slots + 1]
    line = p[had + 1 :]
    result = np.zeros(slots + 1 + len(line))
    result[: len(after)] = after
    result[slots + 1 :] += line
    return result


def _queue_growth(rate: float, full_rate: float, leaving: float, seconds: float) -> float:
    """Customers by whom the queue grows at most, beyond those already waiting."""
    spread = _DEVIATIONS * np.sqrt(max(rate * seconds, 1.0))
    growth = max(rate - full_rate, 0.0) * seconds + spread
    if rate < full_rate:
        steady = np.log(_NEGLIGIBLE) / np.log(rate / full_rate) if rate > 0 else 0.0
        growth = min(growth, steady)
    if leaving > 0:
        settled = max(rate - full_rate, 0.0) / leaving + _DEVIATIONS * np.sqrt(max(rate / leaving, 1.0))
        growth = min(growth, settled)
    return float(growth)


def _births_and_deaths(model: ServiceModel, interval: IntervalInput) -> tuple[Floats, Floats]:
    """Rates per second with 0 … slots chats; the last birth is into the line."""
    agents, arrivals = interval.agents, interval.arrivals_per_hour / 3600
    chats = np.arange(agents * model.concurrency + 1)
    if agents == 0:
        return np.full(1, arrivals / customers_a_place(model.conversation, model.concurrency)), np.zeros(1)
    if model.conversation is not None:
        chain = chat_chain(model.conversation, model.concurrency, agents)
        return chain.births_and_deaths(arrivals, interval.mean_seconds / model.conversation.alone_seconds)
    # Chats are balanced over the agents.
    speeds = np.array([0.0, *model.speeds, model.speeds[-1]])
    each, more = np.divmod(chats, agents)
    deaths = ((agents - more) * speeds[each] + more * speeds[each + 1]) / interval.mean_seconds
    return np.full(len(chats), arrivals), np.asarray(deaths)


def _answered(line: Floats, within: float, full_rate: float, leaving: float) -> Floats:
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


def _share(computed: float) -> float:
    """From 0 to 1; what is smaller than the chances cut off is 0."""
    return min(computed, 1.0) if computed >= _NEGLIGIBLE else 0.0


def _trimmed(p: Floats, slots: int) -> Floats:
    """Negligible tail cut off, and normalised.

    Where a step brings many customers, the integrator leaves some chances a little below 0. They stay:
    clipping them would move the mean, customers would be lost from one interval to the next.
    """
    beyond = np.cumsum(np.abs(p[::-1]))[::-1] < _NEGLIGIBLE
    keep = max(int(np.argmax(beyond)) if beyond.any() else len(p), slots + 1)
    return np.asarray(p[:keep] / p[:keep].sum())
