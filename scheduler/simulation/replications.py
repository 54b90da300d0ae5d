"""Independent replications: the same agents, newly sampled customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields

import numpy as np

from scheduler.simulation.demand import SimulatedDemand
from scheduler.simulation.interval_counts import IntervalCounts
from scheduler.simulation.playback import play
from scheduler.simulation.service_system import ServiceSystem


@dataclass(frozen=True, eq=False)
class Replications(IntervalCounts):
    """The counts of :class:`IntervalCounts`, each of shape (replications, queues, intervals)."""

    @classmethod
    def of(cls, counts: Sequence[IntervalCounts]) -> Replications:
        """Stack one or more replications of the same system."""
        return cls(
            **{
                field.name: np.stack([getattr(single, field.name) for single in counts])
                for field in fields(IntervalCounts)
            }
        )

    def __len__(self) -> int:
        return len(self.arrived)


def simulate(system: ServiceSystem, demand: SimulatedDemand, seed: int, replication: int) -> IntervalCounts:
    """Simulate one replication; parameters and errors as :func:`scheduler.simulation.playback.play`."""
    return play(system, demand, seed, replication).counts()


def replicate(
    system: ServiceSystem,
    demands: Sequence[SimulatedDemand],
    seed: int,
    jobs: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Replications:
    """Simulate one replication for each demand, ``jobs`` of them at a time in threads.

    Parameters
    ----------
    demands
        One or more; replication i is simulated with ``demands[i]``.
    jobs
        Number of threads; the result does not depend on it.
    progress
        Called from the calling thread with the number of replications done and the total. Ctrl-C, or an
        exception from here, stops the run after the replications under way.

    Raises
    ------
    ValueError
        As :func:`simulate`, and if there is no demand.
    """
    if not demands:
        raise ValueError("demands is empty: there must be a replication")
    with ThreadPoolExecutor(max_workers=jobs) as threads:
        try:
            futures = [
                threads.submit(simulate, system, demand, seed, number)
                for number, demand in enumerate(demands)
            ]
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if progress is not None:
                    progress(done, len(futures))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    return Replications.of([future.result() for future in futures])
