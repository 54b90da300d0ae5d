"""All replications of a scene: other customers each time, and others who are away."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.staffing import service_model
from peakroster.simulation.people import Desks, desks_of
from peakroster.simulation.scene import Scene
from scheduler.simulation import Counts, Demand, Replications, World, simulate

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Played:
    """What came of a scene. counts: arrays of shape (replications, queues, intervals), tail included.

    in_time: the same for each of the scene's thresholds, as many as the queue with most of them has; where a
    queue has fewer, its last again.
    """

    scene: Scene
    counts: Replications
    in_time: tuple[NDArray[np.int64], ...]

    def answered_within(self, queue: int, seconds: float) -> NDArray[np.int64]:
        """Customers of the queue answered within this threshold of it, shape (replications, intervals)."""
        place = self.scene.thresholds(self.scene.queues[queue]).index(seconds)
        return np.asarray(self.in_time[place][:, queue])


def play(
    scene: Scene,
    demands: Sequence[Demand],
    seed: int,
    step: Step = lambda done, of: None,
    jobs: int | None = None,
) -> Played:
    """Play one replication for each demand; the result does not depend on ``jobs``, the number of threads.

    step: is told how many replications are done, of how many. Ctrl-C ends it after those under way.
    """
    desks = desks_of(scene)
    thresholds = [scene.thresholds(queue) for queue in scene.queues]
    rounds = [
        tuple(of_queue[min(place, len(of_queue) - 1)] for of_queue in thresholds)
        for place in range(max(map(len, thresholds)))
    ]

    def one(replication: int) -> list[Counts]:
        return _replication(scene, desks, rounds, demands[replication], seed, replication)

    found: list[list[Counts]] = []
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
    return Played(scene, first, (first.in_time, *in_time))


def _replication(
    scene: Scene,
    desks: Desks,
    rounds: Sequence[tuple[float, ...]],
    demand: Demand,
    seed: int,
    replication: int,
) -> list[Counts]:
    """The same customers and people once for each round of thresholds: a simulation counts by one only."""
    models = tuple(service_model(queue) for queue in scene.queues)
    stretches = desks.stretches(scene.shop.settings.shrinkage, seed, replication)
    worlds = (World(models, within, scene.clock.edges, stretches) for within in rounds)
    return [simulate(world, demand, seed, replication) for world in worlds]
