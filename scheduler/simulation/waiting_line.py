"""Customers who wait."""

from __future__ import annotations

from typing import NamedTuple

from scheduler.compiled import compiled
from scheduler.simulation.agent_states import NOBODY
from scheduler.simulation.duty_periods import Integers


class FifoQueues(NamedTuple):
    """Waiting customers of each queue, first come first served, as linked lists.

    first, last: customer at either end of each queue, or NOBODY, shape (queues,).
    behind: the customer behind each, or NOBODY, shape (customers,).
    """

    first: Integers
    last: Integers
    behind: Integers


@compiled
def enqueue(waiting: FifoQueues, customer: int, queue: int) -> None:
    """Let a customer wait behind all others of the queue."""
    if waiting.first[queue] == NOBODY:
        waiting.first[queue] = customer
    else:
        waiting.behind[waiting.last[queue]] = customer
    waiting.last[queue] = customer


@compiled
def dequeue(waiting: FifoQueues, queue: int) -> None:
    """Remove the queue's first customer."""
    waiting.first[queue] = waiting.behind[waiting.first[queue]]


@compiled
def anybody(waiting: FifoQueues, first: int, end: int) -> bool:
    """Whether somebody is in the lines from this queue up to, but without, ``end``."""
    return bool((waiting.first[first:end] != NOBODY).any())
