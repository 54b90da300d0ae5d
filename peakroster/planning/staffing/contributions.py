"""What everybody counts in coverage: thousandths of an agent by queue, from speeds and chats at once."""

from __future__ import annotations

from peakroster.planning.staffing.queue_model import service_model
from scheduler.domain.agents import Agent
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.queueing.agent_capacity import contribution

WHOLE = 1000
"""Thousandths of an agent whom nothing distinguishes."""


def contributions_of(shop: Shop) -> dict[str, tuple[int, ...]]:
    """Agent id → thousandths of an agent in each queue of shop.toml; empty where all of them are whole."""
    return {agent.id: _of_agent(agent, shop.settings.queues) for agent in shop.agents}


def counts_in(agent: Agent, queue: Queue) -> int:
    """Thousandths of an agent that this one counts as in the queue; whole where the queue is no skill."""
    speed, chats = agent.speed_in(queue.id), agent.chats_in(queue.id, queue.concurrency)
    if queue.id not in agent.skills or (speed == 1.0 and chats == queue.concurrency):
        return WHOLE
    return contribution(service_model(queue), speed, chats)


def _of_agent(agent: Agent, queues: tuple[Queue, ...]) -> tuple[int, ...]:
    counts = tuple(counts_in(agent, queue) for queue in queues)
    return () if set(counts) == {WHOLE} else counts
