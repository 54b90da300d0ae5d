"""Independent replications: the same agents, newly sampled customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields

import numpy as np

from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.demand import SimulatedDemand, draw_customers
from scheduler.simulation.interval_counts import IntervalCounts, count_by_interval
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
    """Simulate one replication, reproducible from system, demand, seed and replication number (both >= 0).

    Arrivals are Poisson; handling times are exponential with the mean of the interval of arrival, patience is
    exponential too. :func:`scheduler.simulation.answer_times.answer_times` states routing and service.

    Raises
    ------
    ValueError
        If the demand does not have the system's queues and intervals.
    """
    if demand.arrivals.shape != system.shape:
        raise ValueError(
            f"arrivals has shape {demand.arrivals.shape}, but the system {system.shape} queues and intervals"
        )
    customers = draw_customers(system, demand, np.random.default_rng([seed, replication]))
    return count_by_interval(system, customers, answer_times(system, customers))


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
