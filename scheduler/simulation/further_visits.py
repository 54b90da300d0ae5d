"""Customers who come again: their chat goes on in another queue, or they left the line and return.

Whether and where somebody comes again is known only while the simulation runs, and everything random is
drawn before. So each further visit that a customer may make is drawn once for every queue; at most one of
these candidates ever arrives. A customer who could make another visit has a number below the largest share of
any queue; it is compared with the shares of the queue in which the visit really ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.simulation.agent_states import NOBODY
from scheduler.simulation.conversations import Turns
from scheduler.simulation.demand import Customers, SimulatedDemand
from scheduler.simulation.duty_periods import Booleans, Floats, Integers
from scheduler.simulation.service_system import ServiceSystem


@dataclass(frozen=True, eq=False)
class FurtherVisits:
    """How customers of the queues come again.

    transfers: share of the row's chats that go on in the column's queue when they end, shape (queues,
    queues). returns_share, returns_seconds: of each queue's customers who abandon, how many come back to it
    and how long after they left, shape (queues,). taken: where a queue takes such customers, shape (queues,
    intervals); those who come at another time, or after the last edge, are lost.

    Raises ValueError naming the field.
    """

    transfers: Floats
    returns_share: Floats
    returns_seconds: Floats
    taken: Booleans

    def __post_init__(self) -> None:
        queues = len(self.returns_share)
        if self.transfers.shape != (queues, queues) or self.returns_seconds.shape != (queues,):
            raise ValueError("transfers, returns_share and returns_seconds are not of the same queues")
        if not ((self.transfers >= 0).all() and (self.transfers.sum(axis=1) < 1).all()):
            raise ValueError("transfers must be >= 0 and sum to less than 1")
        if not ((self.returns_share >= 0) & (self.returns_share < 1)).all():
            raise ValueError("returns_share must be >= 0 and below 1")
        if not (self.returns_seconds >= 0).all():
            raise ValueError("returns_seconds must be >= 0")


class DrawnVisits(NamedTuple):
    """The further visits of one replication, as the event loop reads them.

    Customers are numbered on: after the first visits come, for each further visit, one candidate for each
    queue. first: number of the first candidate. further: the further visit that may follow each customer's,
    or NOBODY. choice: below which share it does. Both of shape (customers and candidates,).
    goes_on: cumulated shares of the row's chats that go on in the queues up to the column's, shape (queues,
    queues). returns_share, returns_seconds: shape (queues,). edges: of the intervals in seconds. lasting:
    length of a chat that arrives in the interval, relative to those of the first interval, 0 where the queue
    takes nobody, shape (queues, intervals).
    """

    first: int
    further: Integers
    choice: Floats
    goes_on: Floats
    returns_share: Floats
    returns_seconds: Floats
    edges: Floats
    lasting: Floats


def draw_visits(
    system: ServiceSystem,
    demand: SimulatedDemand,
    visits: FurtherVisits,
    customers: Customers,
    generator: np.random.Generator,
) -> tuple[Customers, DrawnVisits]:
    """The customers followed by all candidates, who have not come yet: their arrival is inf."""
    largest = max(float(visits.transfers.sum(axis=1).max()), float(visits.returns_share.max()))
    number = generator.geometric(1 - largest, customers.queue.size) - 1
    total, queues, first = int(number.sum()), len(system.models), customers.queue.size
    ends = np.cumsum(number)
    last_of_customer = np.zeros(total + 1, dtype=np.bool_)
    last_of_customer[ends[number > 0] - 1] = True
    after_first = np.where(number > 0, ends - number, NOBODY)
    after_further = np.where(last_of_customer[:total], NOBODY, np.arange(1, total + 1))
    further = np.concatenate([after_first, np.repeat(after_further, queues)])
    chance = generator.random(first + total) * largest
    choice = np.concatenate([chance[:first], np.repeat(chance[first:], queues)])
    queue = np.tile(np.arange(queues), total)
    patience_of_queue = np.array(
        [np.inf if model.patience_seconds is None else model.patience_seconds for model in system.models]
    )
    candidates = Customers(
        arrival=np.full(queue.size, np.inf),
        queue=queue,
        interval=np.zeros(queue.size, dtype=np.int64),
        work=generator.standard_exponential(queue.size) * demand.mean_seconds[queue, 0],
        patience=generator.standard_exponential(queue.size) * patience_of_queue[queue],
        lot=np.repeat(generator.random(total), queues),
    )
    everybody = customers.followed_by(candidates)
    lasting = np.where(visits.taken, demand.mean_seconds / demand.mean_seconds[:, :1], 0.0)
    drawn = DrawnVisits(
        first,
        further,
        choice,
        np.cumsum(visits.transfers, axis=1),
        visits.returns_share,
        visits.returns_seconds,
        system.edges,
        lasting,
    )
    return everybody, drawn


class ReturnTimes(NamedTuple):
    """Customers who come back unless they are answered before they leave: a binary heap, the soonest first.

    time: when they would come back. customer: who. Both of the size of all customers. size: how many there
    are, shape (1,).
    """

    time: Floats
    customer: Integers
    size: Integers


@compiled
def goes_on_as(visits: DrawnVisits, customer: int, queue: int) -> int:
    """The candidate who arrives when this customer's chat of the queue ends, or NOBODY."""
    further = visits.further[customer]
    if further == NOBODY:
        return NOBODY
    queues = visits.goes_on.shape[1]
    for target in range(queues):
        if visits.choice[customer] < visits.goes_on[queue, target]:
            return int(visits.first + further * queues + target)
    return NOBODY


@compiled
def returns_as(visits: DrawnVisits, customer: int, queue: int) -> int:
    """The candidate who comes back should this customer leave the queue's line, or NOBODY."""
    further = visits.further[customer]
    if further == NOBODY or visits.choice[customer] >= visits.returns_share[queue]:
        return NOBODY
    return int(visits.first + further * visits.goes_on.shape[1] + queue)


@compiled
def arrive_again(
    visits: DrawnVisits, customers: Customers, turns: Turns | None, candidate: int, now: float
) -> bool:
    """Let a candidate arrive now; False if the queue takes nobody."""
    interval = np.searchsorted(visits.edges, now, side="right") - 1
    if interval >= visits.lasting.shape[1]:
        return False
    lasting = visits.lasting[customers.queue[candidate], interval]
    if lasting == 0.0:
        return False
    customers.arrival[candidate] = now
    customers.interval[candidate] = interval
    customers.work[candidate] *= lasting
    if turns is not None:
        for reply in range(turns.first[candidate], turns.first[candidate + 1]):
            turns.typing[reply] *= lasting
            turns.pause[reply] *= lasting
    return True


@compiled
def expect_return(returns: ReturnTimes, time: float, customer: int) -> None:
    """Add somebody to the heap."""
    place = returns.size[0]
    returns.size[0] = place + 1
    while place > 0 and returns.time[(place - 1) // 2] > time:
        above = (place - 1) // 2
        returns.time[place], returns.customer[place] = returns.time[above], returns.customer[above]
        place = above
    returns.time[place], returns.customer[place] = time, customer


@compiled
def next_return(returns: ReturnTimes) -> int:
    """Take the soonest from the heap."""
    soonest, last = returns.customer[0], returns.size[0] - 1
    time, customer = returns.time[last], returns.customer[last]
    returns.size[0] = last
    place = 0
    while 2 * place + 1 < last:
        below = 2 * place + 1
        if below + 1 < last and returns.time[below + 1] < returns.time[below]:
            below += 1
        if returns.time[below] >= time:
            break
        returns.time[place], returns.customer[place] = returns.time[below], returns.customer[below]
        place = below
    returns.time[place], returns.customer[place] = time, customer
    return int(soonest)
