"""What one person gets done, in agents: speed times the capacity at the chats that this person holds."""

from __future__ import annotations

import math

from scheduler.queueing.machine_repair import speeds_of
from scheduler.queueing.service_model import ServiceModel

STEP = 50
"""Thousandths of an agent: people are counted in twentieths. A speed is not known better than that, and
people of one step are interchangeable to a search."""
_ROUNDING = 1e-9


def total_speeds(model: ServiceModel, chats: int) -> tuple[float, ...]:
    """Total speed with 1, …, ``chats`` chats at once, in units of one chat alone.

    Beyond the model's concurrency it follows from the conversation; where the speeds are stated, further
    chats slow down all others so far that nothing is gained, unless no chat slows another at all. Of a queue
    of one chat at a time nothing is known of a second one, and nothing is gained.
    """
    if model.conversation is not None:
        return speeds_of(model.conversation, chats)
    known = model.speeds
    if model.concurrency > 1 and all(speed == 1.0 for speed in model.slowdown or ()):
        return tuple(float(each) for each in range(1, chats + 1))
    return (*known[:chats], *(known[-1],) * (chats - len(known)))


def contribution(model: ServiceModel, speed: float, chats: int) -> int:
    """Thousandths of an agent, in steps of a twentieth and at least one.

    model: of the queue; its concurrency is what one whole agent holds. speed: share of the standard handling.
    chats: that this person holds at once, >= 1.
    """
    capacity = 1.0
    if chats != model.concurrency:
        speeds = total_speeds(model, max(chats, model.concurrency))
        capacity = speeds[chats - 1] / speeds[model.concurrency - 1]
    return STEP * max(1, math.floor(1000 * speed * capacity / STEP + 0.5 + _ROUNDING))
