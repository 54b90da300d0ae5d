"""What a service target measures in a steady state: a share in time, or a mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing.replies import SteadyReplies
from scheduler.queueing.steady_state import SteadyState

Floats = NDArray[np.float64]

ShareKind = Literal["service_level", "first_reply", "reply_rate"]
MeanKind = Literal["average_wait", "average_response"]
MEAN_KINDS: tuple[MeanKind, ...] = ("average_wait", "average_response")


@dataclass(frozen=True)
class InTime:
    """A share of customers, or of replies, in time.

    kind: ``service_level`` (customers taken by an agent), ``first_reply`` (customers with a first reply) or
    ``reply_rate`` (replies to messages). within_seconds: >= 0.
    """

    kind: ShareKind
    within_seconds: float


def share_in_time(state: SteadyState, kind: ShareKind, within_seconds: ArrayLike) -> Floats:
    """Share in time, of the shape of the state; of all arrivals or, as ``reply_rate``, of all replies.

    Raises ValueError for negative times, and where replies are asked of a model without a conversation.
    """
    if kind == "service_level":
        return state.service_level(within_seconds)
    replies = SteadyReplies(state)
    if kind == "first_reply":
        return replies.first_reply(within_seconds)
    return replies.reply_share(within_seconds)


def mean_seconds(state: SteadyState, kind: MeanKind) -> Floats:
    """Mean wait until an agent takes the chat, or mean response over all replies; shape of the state.

    Raises ValueError where the response is asked of a model without a conversation.
    """
    return state.average_wait if kind == "average_wait" else SteadyReplies(state).average_response
