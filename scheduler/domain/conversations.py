"""What a chat is made of: the agent's replies, the time that typing takes, and the customer's pauses."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.validation import require


@dataclass(frozen=True)
class Conversation:
    """The course of a chat.

    replies: mean number that an agent writes in a chat, >= 1; it varies from chat to chat (geometrically).
    reply_seconds: mean time of typing one, > 0. reply_spread: its standard deviation over its mean, 0 … 1.
    customer_seconds: mean time until the customer writes again, >= 0 (exponential). new_first: whether an
    agent turns to new chats before the messages of his others, else each message waits its turn.
    typing_counts: whether a reply comes when it has been typed, else when the agent turns to the message.
    """

    replies: float
    reply_seconds: float
    customer_seconds: float
    reply_spread: float = 1.0
    new_first: bool = False
    typing_counts: bool = False

    def __post_init__(self) -> None:
        require(self.replies >= 1, f"replies {self.replies} below 1")
        require(self.reply_seconds > 0, f"reply_seconds {self.reply_seconds} not above 0")
        require(self.customer_seconds >= 0, f"customer_seconds {self.customer_seconds} below 0")
        require(0 <= self.reply_spread <= 1, f"reply_spread {self.reply_spread} not in 0..1")

    @property
    def alone_seconds(self) -> float:
        """Mean length of a chat whose agent has no other: all replies, and the pauses between them."""
        return self.replies * self.reply_seconds + (self.replies - 1) * self.customer_seconds


USUAL_REPLY_SECONDS, USUAL_PAUSE_SECONDS = 20.0, 30.0
"""Of typing a reply, and until a customer writes again, where a shop does not say; assumed, not measured."""


def usual_conversation(alone_seconds: float) -> Conversation:
    """A conversation that takes so long alone (> 0), of usual replies and pauses; at least of one reply."""
    each = USUAL_REPLY_SECONDS + USUAL_PAUSE_SECONDS
    replies = max(1.0, (alone_seconds + USUAL_PAUSE_SECONDS) / each)
    return Conversation(replies, USUAL_REPLY_SECONDS, USUAL_PAUSE_SECONDS)
