"""Replications: the same people, other customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields

import numpy as np

from scheduler.simulation.answering import answer_times
from scheduler.simulation.counts import Counts, count
from scheduler.simulation.demand import Demand, draw_customers
from scheduler.simulation.world import World


@dataclass(frozen=True, eq=False)
class Replications(Counts):
    """The figures of :class:`Counts`, each of shape (replications, queues, intervals)."""

    @classmethod
    def of(cls, counts: Sequence[Counts]) -> Replications:
        """Stack one or more of the same world."""
        return cls(
            **{
                field.name: np.stack([getattr(single, field.name) for single in counts])
                for field in fields(Counts)
            }
        )

    def __len__(self) -> int:
        return len(self.arrived)


def simulate(world: World, demand: Demand, seed: int, replication: int) -> Counts:
    """Play one replication; the same for the same world, demand, seed and replication (both >= 0).

    Customers come at random (Poisson), their chats are exponential with the mean of their interval of
    arrival, and so is their patience; how they are served is said at ``answering.answer_times``.

    Raises ValueError if the demand does not have the world's queues and intervals.
    """
    if demand.arrivals.shape != world.shape:
        raise ValueError(
            f"arrivals has shape {demand.arrivals.shape}, but the world {world.shape} queues and intervals"
        )
    customers = draw_customers(world, demand, np.random.default_rng([seed, replication]))
    return count(world, customers, answer_times(world, customers))


def replicate(
    world: World,
    demands: Sequence[Demand],
    seed: int,
    jobs: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Replications:
    """Play one replication for each of one or more demands, ``jobs`` at a time, on as many threads.

    The result does not depend on ``jobs``. progress: called from the calling thread with the number done
    and the number of all. Ctrl-C (and whatever progress raises) stops after the replications under way.
    Raises ValueError as :func:`simulate` does, and if there is no demand.
    """
    if not demands:
        raise ValueError("demands is empty: there must be a replication")
    with ThreadPoolExecutor(max_workers=jobs) as threads:
        try:
            futures = [
                threads.submit(simulate, world, demand, seed, number) for number, demand in enumerate(demands)
            ]
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if progress is not None:
                    progress(done, len(futures))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    return Replications.of([future.result() for future in futures])
