"""Independent replications of a plan: newly sampled customers and absences each time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.queue_model import service_model
from peakroster.simulation.further_visits import further_visits
from peakroster.simulation.rostered_work import own_handling, rostered_work
from peakroster.simulation.sharing import stated_teams
from peakroster.simulation.simulation_input import SimulationInput
from scheduler.domain.queues import TargetKind
from scheduler.queueing import InTime
from scheduler.simulation import (
    DutyPeriods,
    IntervalCounts,
    OwnHandling,
    Replications,
    ServiceSystem,
    SimulatedDemand,
    play,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ProgressCallback = Callable[[int, int], None]
"""Called with the number of replications done and the total."""


@dataclass(frozen=True)
class SimulationResult:
    """Counts of all replications of a plan.

    counts: arrays of shape (replications, queues, intervals), tail included. in_time: of each queue (index)
    and each of its measures the customers or replies in time, shape (replications, intervals).
    """

    inputs: SimulationInput
    counts: Replications
    in_time: Mapping[tuple[int, InTime], Ints]

    def asked(self, queue: int, kind: TargetKind) -> NDArray[np.number]:
        """What such a target counts over: messages if it speaks of all replies, else customers.

        Of a reply rate every customer whom no agent takes counts with the messages of a chat, so that losing
        customers makes it no better. Shape (replications, intervals).
        """
        counts = self.counts
        if kind not in ("reply_rate", "average_response"):
            return counts.arrived[:, queue]
        messages = counts.messages[:, queue]
        conversation = self.inputs.queues[queue].conversation
        if kind == "average_response" or conversation is None:
            return messages
        never = counts.arrived[:, queue] - counts.answered[:, queue]
        return np.asarray(messages + (conversation.replies - 1) * never)

    def waited(self, queue: int, kind: TargetKind) -> Floats:
        """Seconds until an agent took the customers or, of a response, until their messages were replied to.

        Shape (replications, intervals).
        """
        return (self.counts.responses if kind == "average_response" else self.counts.waited)[:, queue]


def run_replications(
    inputs: SimulationInput,
    demands: Sequence[SimulatedDemand],
    seed: int,
    step: ProgressCallback = lambda done, of: None,
    jobs: int | None = None,
    *,
    even_absences: bool = False,
    shared: Sequence[Sequence[int]] | None = None,
) -> SimulationResult:
    """Simulate one replication for each demand; the result does not depend on ``jobs``, the number of
    threads.

    even_absences: as many agents are absent in each interval as are expected to be, not more and fewer.
    shared: groups of queues whose agents hold chats of all of them, in order of priority; None = the shop's
    own teams.

    Ctrl-C stops the run after the replications under way.
    """
    groups = stated_teams(inputs) if shared is None else shared
    work = rostered_work(inputs)
    own = own_handling(inputs, work)

    def one(replication: int) -> _Counted:
        draw = work.even_duty_periods if even_absences else work.duty_periods
        duty = draw(inputs.shop.settings.shrinkage, seed, replication)
        return _replication(inputs, duty, own, demands[replication], seed, replication, groups)

    found: list[_Counted] = []
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count()) as threads:
        try:
            for done, counts in enumerate(threads.map(one, range(len(demands))), start=1):
                found.append(counts)
                step(done, len(demands))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    in_time = {each: np.stack([counted.in_time[each] for counted in found]) for each in found[0].in_time}
    return SimulationResult(inputs, Replications.of([counted.counts for counted in found]), in_time)


class _Counted(NamedTuple):
    """One replication: shapes as of :class:`SimulationResult`, without the first axis."""

    counts: IntervalCounts
    in_time: dict[tuple[int, InTime], Ints]


def _replication(
    inputs: SimulationInput,
    duty: DutyPeriods,
    own: OwnHandling | None,
    demand: SimulatedDemand,
    seed: int,
    replication: int,
    shared: Sequence[Sequence[int]],
) -> _Counted:
    # Queues that share agents are played one after the other, in order of priority.
    together = [place for group in shared for place in group]
    order = [*together, *(place for place in range(len(inputs.queues)) if place not in together)]
    starts = np.cumsum([0, *(len(group) for group in shared)]).tolist()
    number = np.argsort(order)
    queues = [inputs.queues[place] for place in order]
    system = ServiceSystem(
        models=tuple(service_model(queue) for queue in queues),
        within_seconds=tuple(inputs.measures(queue)[0].within_seconds for queue in queues),
        edges=inputs.clock.edges,
        duty=replace(duty, queue=number[duty.queue]),
        closings=tuple(inputs.closings_to_stay(place) for place in order),
        shared=tuple(tuple(range(*ends)) for ends in pairwise(starts)),
        own=None if own is None else OwnHandling(own.speed[:, order], own.chats[:, order]),
    )
    played = play(system, demand.ordered(order), seed, replication, further_visits(inputs, order))
    in_time = {
        (place, each): played.done_in_time(
            int(number[place]), each.within_seconds, *inputs.counted_clocks[place]
        )
        if place in inputs.counted_clocks
        else played.in_time(each.kind, int(number[place]), each.within_seconds)
        for place, queue in enumerate(inputs.queues)
        for each in inputs.measures(queue)
    }
    return _Counted(played.counts().chosen(number), in_time)
