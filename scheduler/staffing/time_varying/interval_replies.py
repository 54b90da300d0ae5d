"""Replies to the customers of one interval, from the time-averaged chain of chats and the line they meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.queueing.reply_delays import ReplyDelays

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class IntervalReplies:
    """The interval as its customers meet it; the model has a conversation.

    agents: >= 1. mean_seconds: of a chat alone. states: time average of 0, 1, … customers in the system.
    assigned: seconds, shape (times, 1) → share of the arrivals that find every slot taken and are assigned
    within so long, same shape.
    """

    model: ServiceModel
    agents: int
    mean_seconds: float
    states: Floats
    assigned: Callable[[Floats], Floats]

    def share(self, measured: InTime) -> float:
        """Share of first replies, or of all replies, in time."""
        seconds = measured.within_seconds / self._scale
        free = self.states[: self._slots] @ self._delays.first_reply(self.agents, seconds)
        line = self._delays.after_line(lambda times: self.assigned(times * self._scale), np.array([seconds]))
        first = float(free + line[0])
        if measured.kind == "first_reply":
            return first
        return self._over_all_replies(first, self._later(*self._delays.later_replies(self.agents, seconds)))

    def average_response(self, average_wait: float) -> float:
        """Mean seconds to a reply, over all replies; average_wait: until an agent takes the chat."""
        waiting = float(self.states[self._slots :].sum())
        free = self.states[: self._slots] @ self._delays.mean_first_reply(self.agents)
        first = average_wait + self._scale * float(free + waiting * self._delays.mean_after_line)
        later = self._scale * self._later(*self._delays.mean_later_replies(self.agents))
        return self._over_all_replies(first, later)

    @property
    def _delays(self) -> ReplyDelays:
        assert self.model.conversation is not None
        return ReplyDelays(self.model.conversation, self.model.concurrency)

    @property
    def _slots(self) -> int:
        return self.agents * self.model.concurrency

    @property
    def _scale(self) -> float:
        assert self.model.conversation is not None
        return self.mean_seconds / self.model.conversation.alone_seconds

    def _later(self, rates: Floats, values: Floats) -> float:
        """Mean of the values over the replies to later messages, by the chats that the agents hold."""
        held = np.append(self.states[: self._slots], self.states[self._slots :].sum())
        return float(held @ values) / max(float(held @ rates), 1e-300)

    def _over_all_replies(self, first: float, later: float) -> float:
        assert self.model.conversation is not None
        share = 1 / self.model.conversation.replies
        return share * first + (1 - share) * later if share < 1 else first
