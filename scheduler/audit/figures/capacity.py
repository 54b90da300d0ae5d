"""What one person counts in a queue: speed times pace at own chats, as docs/reference/inputs.md says.

Counted in whole twentieths of an agent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from scheduler.audit.figures.agent_chats import replies_per_second
from scheduler.domain.agents import Agent
from scheduler.domain.queues import Queue

WHOLE = 20
"""Twentieths of an agent of the queue's own kind, and of whoever left the shop."""


def twentieths_of(agent: Agent, queue: Queue) -> int:
    """Twentieths of an agent that this one counts as; at least one."""
    if queue.id not in agent.skills:
        return WHOLE
    speeds, own = dict(agent.speeds), dict(agent.max_chats)
    share = speeds.get(queue.id, 1.0)
    chats = own.get(queue.id, queue.concurrency)
    if chats != queue.concurrency:
        share *= pace(queue, chats) / pace(queue, queue.concurrency)
    # Halves go up; nine digits, so that a product such as 0.675 is the half that it is written as.
    exact = Decimal(f"{share * WHOLE:.9f}")
    return max(1, int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def pace(queue: Queue, chats: int) -> float:
    """Chats that an agent with so many at once ends in a given time, in any unit that the queue keeps."""
    if queue.conversation is not None:
        # A further chat never makes the agent type less.
        return max(replies_per_second(queue.conversation, held) for held in range(1, chats + 1))
    if queue.concurrency == 1:  # a telephone: a second call does not end the first any sooner
        return 1.0
    stated = queue.slowdown or (1.0,) * queue.concurrency
    if all(speed == 1.0 for speed in stated):
        return float(chats)
    held = min(chats, len(stated))
    return held * stated[held - 1]
