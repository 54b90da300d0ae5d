"""Answer and reply times of one replication: from duty periods to assignment changes to the event loop."""

from __future__ import annotations

import numpy as np

from scheduler.simulation.agent_states import NOBODY
from scheduler.simulation.conversations import Turns
from scheduler.simulation.demand import Customers
from scheduler.simulation.duty_periods import Floats
from scheduler.simulation.event_loop import AssignmentChanges, EventTimes, simulate_events
from scheduler.simulation.further_visits import DrawnVisits
from scheduler.simulation.service_system import ServiceSystem


def answer_times(system: ServiceSystem, customers: Customers) -> Floats:
    """Time at which each customer is answered, in seconds; inf for those who never are.

    Least-loaded routing: a customer goes to the agent of the queue with the fewest chats in hand (of any
    queue), ties broken at random, if that agent may take another; otherwise the customer waits, first come
    first served, and abandons when patience ends. An agent with j chats works on each of them at the speed
    slowdown[j - 1] of that chat's queue. Agents present at the last edge stay until nobody waits, and so do
    those of a queue whose duty ends at one of its ``closings``. Queues that share agents are one team: an
    agent with a free slot takes from the first of their lines in which somebody waits.

    Returns
    -------
    Shape (customers,).
    """
    return event_times(system, customers, None).answered


def event_times(
    system: ServiceSystem, customers: Customers, turns: Turns | None, visits: DrawnVisits | None = None
) -> EventTimes:
    """Answer times, and when an agent turns to each reply of the chats that are conversations.

    The agent types one reply at a time over all his chats. A chat's first message counts from its assignment
    to him, whatever the wait before. Having typed a reply he takes the message that came first (or a new
    chat's, where its queue puts these first) and rests while there is none. The chat ends with its last
    reply. Chats of a queue without conversations go on beside them, at the speed that the number of all his
    chats allows; they neither hold up his typing nor are held up by it. An agent has both for a few minutes
    only, after a change of queue.

    turns: None if no queue has conversations. visits: None if nobody comes again; else the customers are
    followed by its candidates, and those who come get their times of arrival, and chats of the length of
    then.
    """
    changes = _assignment_changes(system)
    agents, queues = system.duty.agents, len(system.models)
    return simulate_events(customers, changes, agents, queues, system.rates, system.lines, turns, visits)


def _assignment_changes(system: ServiceSystem) -> AssignmentChanges:
    """Starts and ends of all duty periods within the edges; ends before starts at equal times."""
    duty, last = system.duty, system.edges[-1]
    begins, ends = duty.start < last, duty.end < last
    time = np.concatenate([duty.end[ends], duty.start[begins]])
    agent = np.concatenate([duty.agent[ends], duty.agent[begins]])
    nobody = np.full(np.count_nonzero(ends), NOBODY, dtype=np.int64)
    queue = np.concatenate([nobody, system.lines.first[duty.queue[begins]]])
    order = np.argsort(time, kind="stable")
    stays = np.zeros(np.count_nonzero(ends), dtype=np.bool_)
    for closed, moments in enumerate(system.closings):
        stays |= (duty.queue[ends] == closed) & np.isin(duty.end[ends], moments)
    after_line = np.concatenate([stays, np.zeros(np.count_nonzero(begins), dtype=np.bool_)])
    return AssignmentChanges(time[order], agent[order], queue[order], after_line[order])
