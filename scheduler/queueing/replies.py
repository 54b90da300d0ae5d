"""Replies in the steady state: first replies in time, all replies in time, and the average response.

The chain of chats says how many chats an arrival finds and how long it waits in line; the delays within the
agent follow from the number of chats (:mod:`scheduler.queueing.reply_delays`). The two are independent given
that number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from scheduler.domain.conversations import Conversation
from scheduler.queueing.reply_delays import ReplyDelays
from scheduler.queueing.steady_state import SteadyState, log_chances_below

Floats = NDArray[np.float64]


_SERVED_SECONDS = 3600.0


def served_within(within_seconds: Floats) -> Floats:
    """Seconds in which an agent must take a chat so that its later replies can count as in time, of a
    ``reply_rate`` within so many."""
    return np.maximum(within_seconds, _SERVED_SECONDS)


@dataclass(frozen=True)
class SteadyReplies:
    """Replies of each interval of a steady state whose model has a conversation; arrays have its shape.

    assumed: what chats are made of where the model does not say. They then pass at the model's own speeds,
    and only the delays within the agent are those of this conversation.
    Raises ValueError where there is neither.
    """

    state: SteadyState
    assumed: Conversation | None = None

    def __post_init__(self) -> None:
        if self.state.model.conversation is None and self.assumed is None:
            raise ValueError("the model has no conversation")

    def first_reply(self, within_seconds: ArrayLike) -> Floats:
        """Share of all arrivals whose first reply comes within so many seconds; 1 without arrivals.

        Who abandons has none. Raises ValueError for negative times.
        """
        state, times = self.state, self._times(within_seconds)
        at_once = expit(-state.log_odds)

        def assigned(seconds: Floats) -> Floats:
            levels = np.array([state.service_level(each) for each in seconds * self._scale])
            return np.maximum(levels - at_once, 0.0)

        share = self._delays.after_line(assigned, times)
        for place in self._open():
            found = self._delays.first_reply(int(state.agents[place]), float(times[place]))
            share[place] += self._free[place] @ found
        return np.where(state.arrivals > 0, np.where(state.agents > 0, np.clip(share, 0.0, 1.0), 0.0), 1.0)

    def reply_share(self, within_seconds: ArrayLike) -> Floats:
        """Share of all replies, first and later ones, that come within so many seconds of their message.

        Every arrival counts with the replies of a chat. All of them are late where no agent takes the chat
        within :func:`served_within`, because its customer leaves or the line is so long. Else the share could
        be bought by losing customers or by an endless line: the chats of a single agent are answered well.
        """
        state, times = self.state, self._times(within_seconds)
        later = np.where(state.arrivals > 0, 0.0, 1.0)
        for place in self._open():
            rates, in_time = self._delays.later_replies(int(state.agents[place]), float(times[place]))
            later[place] = self._mean_of_replies(place, rates, in_time)
        served = state.service_level(served_within(np.asarray(within_seconds, dtype=np.float64)))
        return self._over_all_replies(self.first_reply(within_seconds), later * served)

    @property
    def average_response(self) -> Floats:
        """Mean seconds from a message to its reply, over all replies; inf in an overload without patience."""
        state = self.state
        first, later = np.zeros(state.arrivals.shape), np.zeros(state.arrivals.shape)
        for place in self._open():
            agents, scale = int(state.agents[place]), float(self._scale[place])
            waiting = float(state.probability_of_wait[place])
            found = self._free[place] @ self._delays.mean_first_reply(agents)
            first[place] = scale * (found + waiting * self._delays.mean_after_line)
            later[place] = scale * self._mean_of_replies(place, *self._delays.mean_later_replies(agents))
        return self._over_all_replies(first + state.average_wait, later)

    @property
    def _conversation(self) -> Conversation:
        conversation = self.state.model.conversation or self.assumed
        assert conversation is not None
        return conversation

    @property
    def _delays(self) -> ReplyDelays:
        return ReplyDelays(self._conversation, self.state.model.concurrency)

    def _over_all_replies(self, first: Floats, later: Floats) -> Floats:
        share = 1 / self._conversation.replies
        with np.errstate(invalid="ignore"):
            return np.asarray(share * first + np.where(share < 1, (1 - share) * later, 0.0))

    def _times(self, within_seconds: ArrayLike) -> Floats:
        """In seconds of the conversation as it is stated."""
        times = np.broadcast_to(np.asarray(within_seconds, dtype=np.float64), self.state.arrivals.shape)
        if not (times >= 0).all():
            raise ValueError("within_seconds must be >= 0")
        return times / self._scale

    @cached_property
    def _scale(self) -> Floats:
        """Length of the interval's chats over that of the conversation as it is stated; 1 without agents."""
        full_rate = np.where(self.state.agents > 0, self.state.full_rate, 1.0)
        seconds = self.state.agents * self.state.model.speeds[-1] / full_rate
        return np.where(self.state.agents > 0, seconds / self._conversation.alone_seconds, 1.0)

    def _open(self) -> Iterator[tuple[int, ...]]:
        """Places with arrivals and agents."""
        some = (self.state.arrivals > 0) & (self.state.agents > 0)
        return (tuple(map(int, place)) for place in np.argwhere(some))

    @cached_property
    def _free(self) -> dict[tuple[int, ...], Floats]:
        """Probabilities of 0, …, n·k - 1 chats at each open place; what is missing to 1 waits in line."""
        state = self.state
        found = {}
        for place in self._open():
            mass = np.exp(log_chances_below(state.model, *state.demand_at(place)))
            found[place] = mass * (expit(-state.log_odds[place]) / mass.sum())
        return found

    def _mean_of_replies(self, place: tuple[int, ...], rates: Floats, values: Floats) -> float:
        """The mean of values per reply, over the time with each number of chats."""
        held = np.append(self._free[place], float(self.state.probability_of_wait[place]))
        return float(held @ values) / max(float(held @ rates), 1e-300)
