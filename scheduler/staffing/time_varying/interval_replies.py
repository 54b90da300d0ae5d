"""Replies to the customers of one interval, from the chats and the line that they find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.queueing.replies import served_within
from scheduler.queueing.reply_delays import ReplyDelays
from scheduler.staffing.time_varying.transient import FollowedInterval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class IntervalReplies:
    """The interval as its customers meet it; the model has a conversation.

    agents: >= 1. mean_seconds: of a chat alone. found: what its arrivals find.
    """

    model: ServiceModel
    agents: int
    mean_seconds: float
    found: FollowedInterval

    def share(self, measured: InTime, full_rate: float | None = None) -> float:
        """Share of first replies, or of all replies, in time; 1 without arrivals.

        Whom no agent takes counts as :meth:`scheduler.queueing.replies.SteadyReplies.reply_share` says.
        full_rate: mean rate of service in that time after the arrival; None = that of the interval.
        """
        if self.found.rate <= 0:
            return 1.0
        seconds = measured.within_seconds / self._scale
        free = self.found.free @ self._delays.first_reply(self.agents, seconds)
        line = self._delays.after_line(
            lambda times: self.found.assigned_after_line(times * self._scale, full_rate), np.array([seconds])
        )
        first = float(free + line[0])
        if measured.kind == "first_reply":
            return first
        later = self._later(*self._delays.later_replies(self.agents, seconds))
        served = self.found.service_level(float(served_within(np.array(measured.within_seconds))), full_rate)
        return self._over_all_replies(first, later * served)

    @property
    def average_response(self) -> float:
        """Mean seconds to a reply, over all replies; 0 without arrivals."""
        if self.found.rate <= 0:
            return 0.0
        waiting = float(self.found.found.sum())
        free = self.found.free @ self._delays.mean_first_reply(self.agents)
        first = self.found.average_wait + self._scale * float(free + waiting * self._delays.mean_after_line)
        later = self._scale * self._later(*self._delays.mean_later_replies(self.agents))
        return self._over_all_replies(first, later)

    @property
    def _delays(self) -> ReplyDelays:
        assert self.model.conversation is not None
        return ReplyDelays(self.model.conversation, self.model.concurrency)

    @property
    def _scale(self) -> float:
        assert self.model.conversation is not None
        return self.mean_seconds / self.model.conversation.alone_seconds

    def _later(self, rates: Floats, values: Floats) -> float:
        """Mean of the values over the replies to later messages, by the chats that the agents hold."""
        held = np.append(self.found.free, self.found.found.sum())
        return float(held @ values) / max(float(held @ rates), 1e-300)

    def _over_all_replies(self, first: float, later: float) -> float:
        assert self.model.conversation is not None
        share = 1 / self.model.conversation.replies
        return share * first + (1 - share) * later if share < 1 else first
