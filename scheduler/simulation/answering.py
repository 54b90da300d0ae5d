"""When each customer is answered by the people of a world."""

from __future__ import annotations

import numpy as np

from scheduler.simulation.demand import Customers
from scheduler.simulation.kernel import NOBODY, play
from scheduler.simulation.stretches import Floats, Integers
from scheduler.simulation.world import World


def answer_times(world: World, customers: Customers) -> Floats:
    """When each customer is answered, in seconds; inf for those who are not. Shape (customers,).

    A customer goes to the agent of the queue with the fewest chats in hand (of whatever queue), by lot
    among equals, if one may take another; else waits, first come first served, and leaves when patience
    ends. An agent with j chats works on each at the speed slowdown[j - 1] of that chat's queue. Whoever
    is there at the last border stays until nobody waits.
    """
    return play(
        customers.arrival,
        customers.queue,
        customers.work,
        customers.patience,
        customers.lot,
        *_turns(world),
        world.stretches.agents,
        world.concurrency,
        world.speed,
    )


def _turns(world: World) -> tuple[Floats, Integers, Integers]:
    """When which agent begins to take chats of which queue, or ends (NOBODY); ends first at equal times."""
    stretches, last = world.stretches, world.edges[-1]
    begins, ends = stretches.start < last, stretches.end < last
    time = np.concatenate([stretches.end[ends], stretches.start[begins]])
    agent = np.concatenate([stretches.agent[ends], stretches.agent[begins]])
    nobody = np.full(np.count_nonzero(ends), NOBODY, dtype=np.int64)
    queue = np.concatenate([nobody, stretches.queue[begins]])
    order = np.argsort(time, kind="stable")
    return time[order], agent[order], queue[order]
