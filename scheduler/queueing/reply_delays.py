"""From an assigned chat to its replies: the delay within the agent, given all chats of n agents.

An arrival that finds N chats, fewer than all slots, goes to the least loaded of the n agents: one with
N // n chats, or one below that (:mod:`scheduler.queueing.least_loaded`), who has just ended a chat. What he
does meanwhile is the machine-repair model of his chats (:mod:`scheduler.queueing.machine_repair`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from scheduler.domain.conversations import Conversation
from scheduler.queueing import machine_repair
from scheduler.queueing.least_loaded import Spread, spread_of_chats

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_LONGEST_DEVIATIONS = 8.0


@dataclass(frozen=True)
class ReplyDelays:
    """Delays within the agent. All times are in seconds of the conversation as it is stated.

    concurrency: k, chats of an agent at once.
    """

    conversation: Conversation
    concurrency: int

    def first_reply(self, agents: int, seconds: float) -> Floats:
        """Share of the arrivals that find N chats and have their first reply in time; shape (n·k,)."""
        return self._of_arrivals(
            agents, lambda stages: machine_repair.within(stages, self.conversation, seconds)
        )

    def mean_first_reply(self, agents: int) -> Floats:
        """Mean time to the first reply of the arrivals that find N chats, (n·k,)."""
        return self._of_arrivals(
            agents, lambda stages: machine_repair.mean_seconds_of(stages, self.conversation)
        )

    def _of_arrivals(self, agents: int, value: Callable[[Floats], Floats]) -> Floats:
        """A value of the stages before a first reply, over the agents whom arrivals meet."""
        usual = value(machine_repair.first_reply_stages(self.conversation, self.concurrency))
        fresh = value(machine_repair.first_reply_stages_after_completion(self.conversation, self.concurrency))
        below = _below(self.conversation, self.concurrency, agents)
        even = np.arange(agents * self.concurrency) // agents
        return np.asarray((1 - below) * usual[even] + below * fresh[np.maximum(even - 1, 0)])

    @property
    def mean_after_line(self) -> float:
        """Mean time from the assignment of somebody who waited in line to the first reply."""
        stages = machine_repair.first_reply_stages_after_line(self.conversation, self.concurrency)
        return float(machine_repair.mean_seconds_of(stages, self.conversation))

    def after_line(self, assigned: Callable[[Floats], Floats], seconds: Floats) -> Floats:
        """Share whose first reply comes within ``seconds``, of customers who wait in line first.

        assigned: times, shape (times, …) with the shape of ``seconds`` behind, → shares that are assigned to
        an agent by then, same shape.
        """
        stages = machine_repair.first_reply_stages_after_line(self.conversation, self.concurrency)
        number = np.flatnonzero(stages)
        stage = self.conversation.reply_seconds / machine_repair.stages_of(self.conversation)
        longest = stage * (number[-1] + _LONGEST_DEVIATIONS * (1 + np.sqrt(number[-1])))
        reach = np.minimum(seconds, longest)
        # The chance of no stage at all is a node at 0.
        nodes = np.append(0.0, (1 + _NODES) / 2) if number[-1] else np.zeros(1)
        times = np.multiply.outer(nodes, reach)
        mass = np.zeros(times.shape)
        mass[0] = stages[0]
        if number[-1]:
            density = _erlang_density(times[1:], stages, stage)
            mass[1:] = np.multiply.outer(_WEIGHTS / 2, reach) * density
        return np.asarray((mass * assigned(seconds - times)).sum(axis=0))

    def later_replies(self, agents: int, seconds: float) -> tuple[Floats, Floats]:
        """Rate of replies to later messages with N = 0, …, n·k chats, and of those in time; (n·k + 1,)."""
        stages = machine_repair.later_reply_stages(self.conversation, self.concurrency)
        return self._by_chats(agents, machine_repair.within(stages, self.conversation, seconds))

    def mean_later_replies(self, agents: int) -> tuple[Floats, Floats]:
        """Rate of replies to later messages with N chats, and the same times their mean delay; (n·k + 1,)."""
        stages = machine_repair.later_reply_stages(self.conversation, self.concurrency)
        return self._by_chats(agents, machine_repair.mean_seconds_of(stages, self.conversation))

    def _by_chats(self, agents: int, value: Floats) -> tuple[Floats, Floats]:
        rates = _rates(self.conversation, self.concurrency)
        held = _held(self.conversation, self.concurrency, agents)
        return held @ rates, held @ (np.append(0.0, value) * rates)


@lru_cache(maxsize=256)
def _rates(conversation: Conversation, concurrency: int) -> Floats:
    """Replies per second of an agent with 0, …, k chats."""
    return np.array([machine_repair.reply_rate(conversation, chats) for chats in range(concurrency + 1)])


def _erlang_density(times: Floats, stages: Floats, stage_seconds: float) -> Floats:
    """Density of the sum of 1, 2, … stages, mixed by their chances; shape of ``times``, >= 0."""
    number = np.flatnonzero(stages[1:]) + 1
    scaled = np.maximum(times / stage_seconds, 1e-300)
    logs = np.multiply.outer(np.log(scaled), number - 1.0) - scaled[..., np.newaxis] - gammaln(number)
    return np.asarray(np.exp(logs) @ stages[number] / stage_seconds)


@lru_cache(maxsize=512)
def _below(conversation: Conversation, concurrency: int, agents: int) -> Floats:
    """Chance that an arrival that finds N chats meets an agent with one fewer than N // n, (n·k,)."""
    below = np.zeros(agents * concurrency)
    for chats, spread in _spreads(conversation, concurrency, agents):
        below[chats * agents : (chats + 1) * agents] = spread.below
    return below


@lru_cache(maxsize=512)
def _held(conversation: Conversation, concurrency: int, agents: int) -> Floats:
    """Agents who hold 0, …, k chats, with N = 0, …, n·k of them in all; (n·k + 1, k + 1)."""
    even, more = np.divmod(np.arange(agents * concurrency + 1), agents)
    held = np.zeros((agents * concurrency + 1, concurrency + 2))
    place = np.arange(len(held))
    held[place, even] += agents - more
    held[place, even + 1] += more
    for chats, spread in _spreads(conversation, concurrency, agents):
        rows = slice(chats * agents, (chats + 1) * agents)
        shares = np.zeros((agents, concurrency + 3))
        shares[:, chats - 1 : chats + 3] = agents * spread.shares
        held[rows] = shares[:, : concurrency + 2]
        # Nobody holds more than k.
        held[rows, concurrency] += shares[:, concurrency + 1 :].sum(axis=1)
        held[rows, concurrency + 1] = 0.0
    return held[:, : concurrency + 1]


def _spreads(conversation: Conversation, concurrency: int, agents: int) -> Iterator[tuple[int, Spread]]:
    """The spread of chats at each even number of them, from one an agent on."""
    speeds = machine_repair.speeds_of(conversation, concurrency)
    for chats in range(1, concurrency):
        yield chats, spread_of_chats(agents, speeds[chats] / speeds[chats - 1])
