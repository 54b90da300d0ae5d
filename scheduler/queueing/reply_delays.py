"""From an assigned chat to its replies: the delay within the agent, given all chats of n agents.

An arrival that finds N chats, fewer than all slots, goes to the least loaded of the n agents: one with
N // n chats, or one below that (:mod:`scheduler.queueing.least_loaded`), who has just ended a chat. What he
has in hand follows from the pace at which such agents are met (:mod:`scheduler.queueing.agents_met`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, gammaln

from scheduler.domain.conversations import Conversation
from scheduler.queueing import agents_met, machine_repair
from scheduler.queueing.agents_met import weights_of_paces
from scheduler.queueing.chat_chain import chat_chain, speeds_by_chats
from scheduler.queueing.least_loaded import agents_holding, chance_below
from scheduler.queueing.reply_typing import mean_seconds_of, within

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_NARROW_NODES, _NARROW_WEIGHTS = np.polynomial.legendre.leggauss(24)
_SMOOTH = 0.5
"""Spread of typing from which on one grid of nodes serves any number of replies."""
_NEGLIGIBLE = 1e-10


@dataclass(frozen=True)
class ReplyDelays:
    """Delays within the agent. All times are in seconds of the conversation as it is stated.

    concurrency: k, chats of an agent at once. Means are those of messages in turn: which message is answered
    first changes no mean over all replies.
    """

    conversation: Conversation
    concurrency: int

    def first_reply(self, agents: int, seconds: float) -> Floats:
        """Share of the arrivals that find N chats and have their first reply in time; shape (n·k,)."""
        return _first_reply(self, agents, seconds)

    def mean_first_reply(self, agents: int) -> Floats:
        """Mean time to the first reply of the arrivals that find N chats, in turn, (n·k,)."""
        stages = agents_met.first_reply_stages(self._in_turn, self.concurrency)
        return self.of_arrivals(agents, mean_seconds_of(stages, self.conversation))

    def of_arrivals(self, agents: int, value: Floats) -> Floats:
        """A value by pace and chats of the agent who is met, (paces, k), over those whom arrivals meet."""
        met = _met(self.conversation, self.concurrency, agents)
        even = np.arange(agents * self.concurrency) // agents
        if len(value) == 1:
            rest, below = value[0, even], value[0, np.maximum(even - 1, 0)]
        else:
            rest = (met.even_paces * value[:, even].T).sum(axis=1)
            below = (met.below_paces * value[:, np.maximum(even - 1, 0)].T).sum(axis=1)
        return np.asarray((1 - met.below) * rest + met.below * below)

    @property
    def mean_after_line(self) -> float:
        """Mean time from the assignment of somebody who waited in line to the first reply, in turn."""
        before = agents_met.replies_before_a_place(self._in_turn, self.concurrency)
        replies = float(before @ np.arange(len(before))) + self.conversation.typing_counts
        return replies * self.conversation.reply_seconds

    def after_line(self, assigned: Callable[[Floats], Floats], seconds: Floats) -> Floats:
        """Share whose first reply comes within ``seconds``, of customers who wait in line first.

        assigned: times, shape (times, …) with the shape of ``seconds`` behind, → shares that are assigned to
        an agent by then, same shape.
        """
        if seconds.size == 1:
            times, mass = _typing_after_line(self, float(seconds.item()))
            shape = (-1,) + (1,) * seconds.ndim
            times, mass = times.reshape(shape), mass.reshape(shape)
        else:
            times, mass = self.typing_after_line(seconds)
        return np.asarray((mass * assigned(np.maximum(seconds - times, 0.0))).sum(axis=0))

    def typing_after_line(self, seconds: Floats) -> tuple[Floats, Floats]:
        """Times of typing up to ``seconds`` before the first reply to somebody from the line, and their
        chances; both (times, …) with the shape of ``seconds`` behind."""
        before = agents_met.replies_before_a_place(self.conversation, self.concurrency)
        number = np.flatnonzero(before > _NEGLIGIBLE)
        chance = before[number]
        replies = number + self.conversation.typing_counts
        variance, each = self.conversation.reply_spread**2, self.conversation.reply_seconds
        exact = (replies == 0) | (variance < _NEGLIGIBLE)
        shape = (-1,) + (1,) * seconds.ndim
        atoms = np.broadcast_to((replies[exact] * each).reshape(shape), (exact.sum(), *seconds.shape))
        times = [atoms]
        mass = [np.where(atoms <= seconds * (1 + 1e-12), chance[exact].reshape(shape), 0.0)]
        if not exact.all():
            shapes = replies[~exact] / variance
            found = _smooth if self.conversation.reply_spread >= _SMOOTH else _narrow
            for time, part in found(chance[~exact], shapes, each * variance, seconds):
                times.append(time)
                mass.append(part)
        return np.concatenate(times), np.concatenate(mass)

    def later_replies(self, agents: int, seconds: float) -> tuple[Floats, Floats]:
        """Rate of replies to later messages with N = 0, …, n·k chats, and of those in time; (n·k + 1,)."""
        stages = agents_met.later_reply_stages(self.conversation, self.concurrency)
        return self._by_chats(agents, within(stages, self.conversation, seconds))

    def mean_later_replies(self, agents: int) -> tuple[Floats, Floats]:
        """Rate of replies to later messages with N chats, and the same times their mean delay, in turn."""
        stages = agents_met.later_reply_stages(self._in_turn, self.concurrency)
        return self._by_chats(agents, mean_seconds_of(stages, self.conversation))

    def _by_chats(self, agents: int, value: Floats) -> tuple[Floats, Floats]:
        rates = _rates(self.conversation, self.concurrency)
        held = agents_holding(agents, speeds_by_chats(self.conversation, self.concurrency))
        return held @ rates, held @ (np.append(0.0, value) * rates)

    @cached_property
    def _in_turn(self) -> Conversation:
        return replace(self.conversation, new_first=False)


@lru_cache(maxsize=1024)
def _first_reply(delays: ReplyDelays, agents: int, seconds: float) -> Floats:
    stages = agents_met.first_reply_stages(delays.conversation, delays.concurrency)
    return delays.of_arrivals(agents, within(stages, delays.conversation, seconds))


@lru_cache(maxsize=1024)
def _typing_after_line(delays: ReplyDelays, seconds: float) -> tuple[Floats, Floats]:
    """Both of the shape (times,)."""
    return delays.typing_after_line(np.array(seconds))


@dataclass(frozen=True)
class _Met:
    """Whom arrivals meet that find N chats.

    below: chance of an agent with one chat fewer than N // n, (n·k,). even_paces, below_paces: how often an
    agent with N // n chats, or with one fewer, is met: weights of the paces, (n·k, paces).
    """

    below: Floats
    even_paces: Floats
    below_paces: Floats


@lru_cache(maxsize=512)
def _met(conversation: Conversation, concurrency: int, agents: int) -> _Met:
    speeds = speeds_by_chats(conversation, concurrency)
    below, held = chance_below(agents, speeds), agents_holding(agents, speeds)
    number = np.arange(agents * concurrency)
    even = number // agents
    # As many chats are taken as end.
    taken = chat_chain(conversation, concurrency, agents).ends[:-1] * conversation.reply_seconds
    fewer = held[number, np.maximum(even - 1, 0)]
    below_pace = np.where(fewer > _NEGLIGIBLE, taken * below / np.maximum(fewer, _NEGLIGIBLE), np.inf)
    same = held[number, even]
    even_pace = np.where(same > _NEGLIGIBLE, taken * (1 - below) / np.maximum(same, _NEGLIGIBLE), np.inf)
    # Who was given a chat since his last end is in equilibrium.
    above = np.append(held[:-1], np.zeros((len(number), 1)), axis=1)[number, even + 1]
    ending = above * np.append(speeds, 0.0)[even + 1]
    given = chat_chain(conversation, concurrency, agents).ends[:-1] * below
    ended = np.divide(ending, ending + given, out=np.ones(len(number)), where=ending + given > 0)
    even_paces = ended[:, np.newaxis] * weights_of_paces(even_pace)
    even_paces[:, 0] += 1 - ended
    return _Met(below, even_paces, weights_of_paces(below_pace))


@lru_cache(maxsize=256)
def _rates(conversation: Conversation, concurrency: int) -> Floats:
    """Replies per second of an agent with 0, …, k chats."""
    return np.array([machine_repair.reply_rate(conversation, chats) for chats in range(concurrency + 1)])


_Part = tuple[Floats, Floats]


def _smooth(chance: Floats, shapes: Floats, scale: float, seconds: Floats) -> list[_Part]:
    """Nodes and weights of a mixture of gamma densities that are all wide."""
    longest = scale * float(gammaincinv(shapes[-1], 1 - _NEGLIGIBLE))
    reach = np.minimum(seconds, longest)
    # In the cube root of time: a shape that is no whole number leaves the density without a slope at 0.
    root = (1 + _NODES) / 2
    times = np.multiply.outer(root**3, reach)
    density = sum(
        part * _gamma_density(times, shape, scale) for part, shape in zip(chance, shapes, strict=True)
    )
    return [(times, np.multiply.outer(1.5 * _WEIGHTS * root**2, reach) * density)]


def _narrow(chance: Floats, shapes: Floats, scale: float, seconds: Floats) -> list[_Part]:
    """The same for narrow ones, each with nodes of its own."""
    found = []
    for part, shape in zip(chance, shapes, strict=True):
        least = scale * float(gammaincinv(shape, _NEGLIGIBLE))
        most = np.minimum(scale * float(gammaincinv(shape, 1 - _NEGLIGIBLE)), seconds)
        half = np.maximum(most - least, 0.0) / 2
        times = least + np.multiply.outer(1 + _NARROW_NODES, half)
        weight = part * np.multiply.outer(_NARROW_WEIGHTS, half)
        found.append((times, weight * _gamma_density(times, shape, scale)))
    return found


def _gamma_density(times: Floats, shape: float, scale: float) -> Floats:
    scaled = np.maximum(times / scale, 1e-300)
    return np.asarray(np.exp((shape - 1) * np.log(scaled) - scaled - gammaln(shape)) / scale)
