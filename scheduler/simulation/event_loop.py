"""Discrete-event simulation kernel: arrivals, changes of assignment and service completions in order of time.

Everything random is drawn beforehand, so the kernel is a deterministic function of its input. Service is
processor sharing with state-dependent rates; chats that are conversations are served one reply after another.

Without conversations ``turns`` is None, and whatever asks for them is not compiled at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.simulation.agent_states import (
    NOBODY,
    AgentStates,
    assign,
    least_loaded,
    next_to_complete,
    set_next_end,
)
from scheduler.simulation.chats_in_hand import complete_chat, next_completion, start_chat
from scheduler.simulation.conversations import Turns
from scheduler.simulation.demand import Customers
from scheduler.simulation.duty_periods import Booleans, Floats, Integers
from scheduler.simulation.further_visits import (
    DrawnVisits,
    ReturnTimes,
    arrive_again,
    expect_return,
    goes_on_as,
    next_return,
    returns_as,
)
from scheduler.simulation.service_system import ServiceRates, SharedLines
from scheduler.simulation.typing_states import TypingStates, next_message
from scheduler.simulation.waiting_line import FifoQueues, anybody, dequeue, enqueue

_NOT_STAYING = -2
"""Stands for the next queue of an agent who does not stay beyond the end of a duty."""


class AssignmentChanges(NamedTuple):
    """When agents begin or stop taking new chats, in order of time; each array has shape (changes,).

    time: seconds. agent: index. queue: whose new chats the agent takes from then on, NOBODY for none.
    after_line: whether the agent first stays until nobody waits in the present queue.
    """

    time: Floats
    agent: Integers
    queue: Integers
    after_line: Booleans


class EventTimes(NamedTuple):
    """What the simulation finds out, in seconds; inf = never.

    answered: when an agent took each customer's chat, shape (customers,). agent: who took it, NOBODY = none,
    same shape. begun: when an agent turned to each
    reply of ``turns``, shape (replies,).
    """

    answered: Floats
    begun: Floats
    agent: Integers


@compiled
def simulate_events(
    customers: Customers,
    changes: AssignmentChanges,
    agents: int,
    queues: int,
    rates: ServiceRates,
    lines: SharedLines,
    turns: Turns | None,
    visits: DrawnVisits | None,
) -> EventTimes:
    """Play all events in order of time.

    Parameters
    ----------
    customers
        By time of arrival; after them the candidates of further visits, who get their times of arrival.
    changes
        By time.
    agents, queues
        Their numbers.
    rates
        Concurrency and speeds of the queues and of each kind of agent.
    lines
        Which queues share agents. The agents' queues in ``changes`` are the first of those.
    turns
        The replies of all chats, which take the times of the agents who get them; None = no queue has
        conversations.
    visits
        The further visits; None = nobody comes again.
    """
    # Unpacked here: handed on to the helpers as a tuple, the rates cost 8 % of the time.
    arrival, patience, work, lot = customers.arrival, customers.patience, customers.work, customers.lot
    change_time, change_agent, change_queue, after_line = changes
    concurrency, speed, stretch, begins = rates
    first_line, end_line = lines
    most = speed.shape[1] - 1
    leaves = 1
    while leaves < agents:
        leaves *= 2
    states = AgentStates(
        np.full(agents, NOBODY, np.int64),
        np.zeros(agents, np.int64),
        np.zeros((agents, most)),
        np.zeros((agents, most), np.int64),
        np.zeros(agents),
        np.zeros(agents, np.int64),
        np.zeros((queues, most, agents), np.int64),
        np.zeros((queues, most), np.int64),
        np.zeros(agents, np.int64),
        np.full(2 * leaves, np.inf),
        begins,
    )
    waiting = FifoQueues(
        np.full(queues, NOBODY, np.int64),
        np.full(queues, NOBODY, np.int64),
        np.full(arrival.size, NOBODY, np.int64),
    )
    answered = np.full(arrival.size, np.inf)
    taken_by = np.full(arrival.size, NOBODY, np.int64)
    next_queue = np.full(agents, _NOT_STAYING, np.int64)
    if turns is not None:
        begun = np.full(turns.typing.size, np.inf)
        typing = TypingStates(
            np.zeros((agents, most), np.int64),
            np.full((agents, most), NOBODY, np.int64),
            np.zeros((agents, most)),
            np.zeros(agents, np.int64),
            np.full(agents, np.inf),
            np.full(agents, np.inf),
        )
    else:
        begun, typing = np.empty(0), None
    if visits is not None:
        coming = visits.first
        holder = np.zeros((agents, most), np.int64)
        returns = ReturnTimes(np.empty(arrival.size), np.empty(arrival.size, np.int64), np.zeros(1, np.int64))
    else:
        coming, holder, returns = arrival.size, None, None
    customer = change = staying = 0
    if typing is not None and turns is not None:
        # Unpacked for the loop: most events are replies, and take twice as long with arrays out of tuples.
        chat, reply, message, typed, begin, end = typing
        first_reply, seconds, pause, new_first = turns
        _, in_hand, work_left, chat_queue, since, next_slot, _, _, _, next_end, _ = states
    while True:
        next_arrival = arrival[customer] if customer < coming else np.inf
        next_change = change_time[change] if change < change_time.size else np.inf
        now = min(next_arrival, next_change, states.next_end[1])
        if returns is not None and returns.size[0] > 0:
            now = min(now, returns.time[0])
        if now == np.inf:
            return EventTimes(answered, begun, taken_by)
        if now == next_change:
            # Simultaneous changes all take effect before a chat is assigned: the least loaded agent gets it.
            while change < change_time.size and change_time[change] == now:
                agent = change_agent[change]
                present = states.queue[agent]
                if next_queue[agent] != _NOT_STAYING:
                    next_queue[agent] = change_queue[change]
                elif (
                    after_line[change] and present != NOBODY and anybody(waiting, present, end_line[present])
                ):
                    next_queue[agent] = change_queue[change]
                    staying += 1
                else:
                    assign(states, concurrency, agent, change_queue[change])
                change += 1
            changed_from, changed_to = 0, queues
        elif now == next_arrival:
            changed_from = customers.queue[customer]
            changed_to = changed_from + 1
            enqueue(waiting, customer, changed_from)
            if visits is not None and returns is not None:
                _may_return(visits, returns, customers, customer)
            customer += 1
        elif visits is not None and returns is not None and returns.size[0] > 0 and now == returns.time[0]:
            left = next_return(returns)
            changed_from = customers.queue[left]
            changed_to = changed_from + 1
            back = returns_as(visits, left, changed_from)
            if answered[left] < np.inf or not arrive_again(visits, customers, turns, back, now):
                continue
            enqueue(waiting, back, changed_from)
            _may_return(visits, returns, customers, back)
        else:
            agent = next_to_complete(states.next_end)
            ending = states.next_slot[agent]
            if turns is not None and typing is not None and end[agent] <= now:
                ending = typed[agent]
                begun[reply[agent, ending]] = begin[agent]
                begin[agent] = end[agent] = np.inf
                reply[agent, ending] += 1
                if reply[agent, ending] < first_reply[chat[agent, ending] + 1]:
                    message[agent, ending] = now + pause[reply[agent, ending]]
                    next_one = next_message(
                        in_hand, chat_queue, chat, reply, message, first_reply, new_first, agent, now
                    )
                    typed[agent] = next_one
                    begin[agent] = max(message[agent, next_one], now)
                    end[agent] = begin[agent] + seconds[reply[agent, next_one]]
                    completion = next_completion(
                        in_hand, work_left, chat_queue, since, next_slot, speed, begins[agent], agent
                    )
                    set_next_end(next_end, agent, min(completion, end[agent]))
                    continue
            ended_queue = states.chat_queue[agent, ending]
            complete_chat(states, typing, turns, concurrency, speed, agent, ending, now)
            changed_from = max(states.queue[agent], 0)
            changed_to = end_line[changed_from] if states.queue[agent] != NOBODY else 0
            if visits is not None and holder is not None and returns is not None:
                ended = holder[agent, ending]
                holder[agent, ending] = holder[agent, states.in_hand[agent]]
                onward = goes_on_as(visits, ended, ended_queue)
                if onward != NOBODY and arrive_again(visits, customers, turns, onward, now):
                    enqueue(waiting, onward, customers.queue[onward])
                    _may_return(visits, returns, customers, onward)
                    changed_from, changed_to = 0, queues
        released = True
        while released:
            for queue in range(changed_from, changed_to):
                while waiting.first[queue] != NOBODY:
                    first = waiting.first[queue]
                    if arrival[first] + patience[first] > now:
                        agent = least_loaded(states, first_line[queue], lot[first])
                        if agent == NOBODY:
                            break
                        start_chat(
                            states,
                            typing,
                            turns,
                            concurrency,
                            speed,
                            stretch,
                            agent,
                            now,
                            first,
                            work[first],
                            queue,
                        )
                        answered[first], taken_by[first] = now, agent
                        if holder is not None:
                            holder[agent, states.in_hand[agent] - 1] = first
                    dequeue(waiting, queue)
            released = False
            if staying > 0:
                for agent in range(agents):
                    if next_queue[agent] == _NOT_STAYING:
                        continue
                    if not anybody(waiting, states.queue[agent], end_line[states.queue[agent]]):
                        assign(states, concurrency, agent, next_queue[agent])
                        next_queue[agent] = _NOT_STAYING
                        staying -= 1
                        released = True
                changed_from, changed_to = 0, queues


@compiled
def _may_return(visits: DrawnVisits, returns: ReturnTimes, customers: Customers, customer: int) -> None:
    """Note when this customer comes back, should nobody answer before patience ends."""
    queue = customers.queue[customer]
    if customers.patience[customer] < np.inf and returns_as(visits, customer, queue) != NOBODY:
        leaves = customers.arrival[customer] + customers.patience[customer]
        expect_return(returns, leaves + visits.returns_seconds[queue], customer)
