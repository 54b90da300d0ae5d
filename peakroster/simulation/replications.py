"""Independent replications of a plan: newly sampled customers and absences each time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.queue_model import service_model
from peakroster.simulation.rostered_work import rostered_work
from peakroster.simulation.simulation_input import SimulationInput
from scheduler.simulation import (
    DutyPeriods,
    IntervalCounts,
    Replications,
    ServiceSystem,
    SimulatedDemand,
    simulate,
)

ProgressCallback = Callable[[int, int], None]
"""Called with the number of replications done and the total."""


@dataclass(frozen=True)
class SimulationResult:
    """Counts of all replications of a plan.

    counts: arrays of shape (replications, queues, intervals), tail included. in_time: that count for each
    threshold, as many as the queue with most of them has; a queue with fewer repeats its last one.
    """

    inputs: SimulationInput
    counts: Replications
    in_time: tuple[NDArray[np.int64], ...]

    def answered_within(self, queue: int, seconds: float) -> NDArray[np.int64]:
        """Customers of the queue answered within this threshold of it, shape (replications, intervals)."""
        place = self.inputs.thresholds(self.inputs.queues[queue]).index(seconds)
        return np.asarray(self.in_time[place][:, queue])


def run_replications(
    inputs: SimulationInput,
    demands: Sequence[SimulatedDemand],
    seed: int,
    step: ProgressCallback = lambda done, of: None,
    jobs: int | None = None,
    *,
    even_absences: bool = False,
) -> SimulationResult:
    """Simulate one replication for each demand; the result does not depend on ``jobs``, the number of
    threads.

    even_absences: as many agents are absent in each interval as are expected to be, not more and fewer.

    Ctrl-C stops the run after the replications under way.
    """
    work = rostered_work(inputs)
    thresholds = [inputs.thresholds(queue) for queue in inputs.queues]
    rounds = [
        tuple(of_queue[min(place, len(of_queue) - 1)] for of_queue in thresholds)
        for place in range(max(map(len, thresholds)))
    ]

    def one(replication: int) -> list[IntervalCounts]:
        shrinkage = inputs.shop.settings.shrinkage
        draw = work.even_duty_periods if even_absences else work.duty_periods
        duty = draw(shrinkage, seed, replication)
        return _replication(inputs, duty, rounds, demands[replication], seed, replication)

    found: list[list[IntervalCounts]] = []
    with ThreadPoolExecutor(max_workers=jobs or os.cpu_count()) as threads:
        try:
            for done, counts in enumerate(threads.map(one, range(len(demands))), start=1):
                found.append(counts)
                step(done, len(demands))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    first = Replications.of([counts[0] for counts in found])
    in_time = [np.stack([counts[place].in_time for counts in found]) for place in range(1, len(rounds))]
    return SimulationResult(inputs, first, (first.in_time, *in_time))


def _replication(
    inputs: SimulationInput,
    duty: DutyPeriods,
    rounds: Sequence[tuple[float, ...]],
    demand: SimulatedDemand,
    seed: int,
    replication: int,
) -> list[IntervalCounts]:
    """The same customers and agents once for each round of thresholds: one run counts by one threshold."""
    models = tuple(service_model(queue) for queue in inputs.queues)
    closings = tuple(inputs.closings_to_stay(place) for place in range(len(models)))
    systems = (ServiceSystem(models, within, inputs.clock.edges, duty, closings) for within in rounds)
    return [simulate(system, demand, seed, replication) for system in systems]
