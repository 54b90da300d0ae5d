"""The birth-death chain of a team's chats, where chats are conversations.

Three things are known of conversations that the even chain of exponential chats leaves out:

- agents are not even (:mod:`scheduler.queueing.least_loaded`), so that a number of chats passes at the mean
  speed of what they hold;
- replies of less spread than exponential end chats more evenly. Where agents type all the time, the number of
  chats then spreads less than that of a Poisson stream of ends: births and deaths are both smaller by the
  same, which leaves the drift and takes variance (diffusion of birth-death processes);
- in line the same holds for any typing: in the long run an agent ends chats with the variance over mean V
  of :func:`scheduler.queueing.machine_repair.dispersion_of_ends`. A place in line stands for (1 + V) / 2
  customers, at rates that are smaller by it: the mean line is then that of Kingman's formula, and
  the chance of waiting is not changed. The first place is left the sooner the more even ends are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.conversations import Conversation
from scheduler.queueing.least_loaded import agents_holding
from scheduler.queueing.machine_repair import (
    dispersion_of_ends,
    evenness_of_ends,
    reply_rate,
    speeds_of,
)

Floats = NDArray[np.float64]

_MOST_CALM = 0.9
"""Largest share of births or deaths that is taken away."""


@dataclass(frozen=True)
class ChatChain:
    """Rates per second of the conversation as it is stated, with N = 0, …, n·k chats; arrays of (n·k + 1,).

    ends: of chats. calm: what is taken from births and deaths, where they are large enough. customers: that a
    place in line stands for. first_place: by how much sooner than others the first one is left, >= 1.
    """

    ends: Floats
    calm: Floats
    customers: float
    first_place: float

    def births_and_deaths(self, arrivals: float, scale: float) -> tuple[Floats, Floats]:
        """Rates with N chats and nobody in line; both (n·k + 1,).

        arrivals: per second. scale: length of chats over that of the conversation. The last birth is into the
        line, the last death out of the full team.
        """
        ends = self.ends / scale
        calm = np.minimum(self.calm / scale, _MOST_CALM * np.minimum(arrivals, ends))
        births, deaths = arrivals - calm, ends - calm
        births[-1] = arrivals / self.customers
        deaths[-1] *= self.first_place
        return births, deaths


@lru_cache(maxsize=1024)
def chat_chain(conversation: Conversation, concurrency: int, agents: int) -> ChatChain:
    """The chain of n agents with up to k chats each, n >= 0."""
    speeds = np.array(speeds_by_chats(conversation, concurrency))
    ends = agents_holding(agents, tuple(speeds.tolist())) @ speeds
    evenness = np.array(
        [1.0, *(evenness_of_ends(conversation, chats) for chats in range(1, concurrency + 1))]
    )
    each = np.arange(agents * concurrency + 1) / max(agents, 1)
    # Where a further chat adds its whole speed, ends are as random as arrivals were.
    gain = np.diff(speeds) * np.arange(1, concurrency + 1) / speeds[1:]
    busy = 1 - np.clip(gain, 0.0, 1.0)[np.maximum(np.ceil(each).astype(np.int64) - 1, 0)]
    calm = (1 - np.interp(each, np.arange(concurrency + 1), evenness)) * busy * ends / 2
    # A chat that fills the only slot of its agent has its whole length before it, however even that is.
    first_place = 2 / (1 + float(evenness[-1])) if concurrency > 1 else 1.0
    return ChatChain(ends, calm, customers_a_place(conversation, concurrency), first_place)


@lru_cache(maxsize=1024)
def speeds_by_chats(conversation: Conversation, concurrency: int) -> tuple[float, ...]:
    """Chats per second that an agent with 0, 1, …, k of them ends; never falling."""
    alone = reply_rate(conversation, 1) / conversation.replies
    return (0.0, *(alone * speed for speed in speeds_of(conversation, concurrency)))


def customers_a_place(conversation: Conversation | None, concurrency: int) -> float:
    """Customers that a place in line stands for; 1 where chats are exponential."""
    if conversation is None:
        return 1.0
    return (1 + dispersion_of_ends(conversation, concurrency)) / 2
