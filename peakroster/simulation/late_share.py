"""Why more customers are late in the simulation than the plan expects: one share after the other.

The plan computes its share of late customers for one demand, the mean, and for a steady part of the rostered
agents. The simulation draws demand and absences. Two further simulations lie in between: with mean demand and
absences, and with mean demand and absences that are spread evenly. So the difference falls into three parts,
which sum to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.chatbot import without_chatbot
from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.planning.staffing.method import with_plan_method
from peakroster.simulation.demand import DemandName, mean_demand
from peakroster.simulation.replications import SimulationResult, run_replications
from peakroster.simulation.rostered_work import desk_places, rostered_work
from peakroster.simulation.simulation_input import SimulationInput
from peakroster.simulation.statistics import queue_statistics
from scheduler.domain.plan import DEFERRED_COLUMNS
from scheduler.simulation import SimulatedDemand

Floats = NDArray[np.float64]

_FEWEST, _SHARE = 20, 4
"""The simulations in between take a quarter of the replications, but no fewer than that where there are."""


@dataclass(frozen=True)
class LateShare:
    """Share that is late of what a queue's service level counts, over all days, and where it comes from.

    Customers without an answer or a first reply in time; of ``reply_rate`` messages without a reply in time.
    planned: expected by the plan's formulas at mean demand. chance: added by single customers, chats and
    handovers as they come, instead of their mean. absences: added because absent agents are missing together.
    demand: added because demand is drawn. simulated: the sum. None where nobody comes.
    """

    planned: float | None
    chance: float | None
    absences: float | None
    demand: float | None
    simulated: float | None

    @classmethod
    def of(cls, shares: tuple[float, float, float, float]) -> LateShare:
        """shares: late according to the plan, with even absences, with absences, with drawn demand too."""
        if not np.isfinite(shares).all():
            return cls(None, None, None, None, None)
        plan, even, absent, drawn = shares
        return cls(plan, even - plan, absent - even, drawn - absent, drawn)


UNKNOWN = LateShare(None, None, None, None, None)


def late_shares(result: SimulationResult, demand: DemandName, seed: int) -> Mapping[str, LateShare]:
    """The late share of each queue by its id. demand: the one that the result was simulated with."""
    inputs, simulated = result.inputs, len(result.counts)
    number = simulated if simulated <= _FEWEST else max(_FEWEST, simulated // _SHARE)
    mean = mean_demand(inputs, demand)
    even = _simulated(run_replications(inputs, [mean] * number, seed, even_absences=True))
    absent = even
    if inputs.shop.settings.shrinkage > 0:
        absent = _simulated(run_replications(inputs, [mean] * number, seed))
    drawn = _simulated(result) if demand == "forecast" else absent
    planned = _planned(inputs, mean)
    return {
        queue.id: LateShare.of((planned[place], even[place], absent[place], drawn[place]))
        for place, queue in enumerate(inputs.queues)
    }


def _simulated(result: SimulationResult) -> Floats:
    """Late share of each queue over all days, shape (queues,)."""
    whole = np.zeros(1, dtype=np.int64)
    queues = range(len(result.inputs.queues))
    return np.array([1 - queue_statistics(result, queue, whole).service.value[0] for queue in queues])


def _planned(inputs: SimulationInput, mean: SimulatedDemand) -> Floats:
    """As coverage.csv computes it, for this demand; shape (queues,)."""
    shop = with_plan_method(inputs.shop, inputs.plan)
    table = inputs.requirement
    place = inputs.clock.places(table["timestamp"])
    rank = {queue.id: number for number, queue in enumerate(inputs.queues)}
    of_teams = table["queue"].isin([team.id for team in shop.settings.shared]).to_numpy()
    queue = table["queue"].map(desk_places(inputs)).to_numpy(dtype=np.int64)
    customers = np.where((place >= 0) & ~of_teams, mean.arrivals[queue, place], 0.0)
    scheduled = rostered_work(inputs).mean_agents(inputs.clock.edges, len(rank))
    there = np.where(place >= 0, scheduled[queue, place], 0.0)
    shop, table = without_chatbot(shop), table.assign(inquiries=customers)
    level, customers = achieved_coverage(shop, table, there), customers_of_requirement(shop, table)
    if DEFERRED_COLUMNS[1] in table:  # a case counts when it is due
        due = table[DEFERRED_COLUMNS[1]].to_numpy(dtype=np.float64)
        customers = np.where(np.isnan(due), customers, due)
    counted = np.where((place >= 0) & (place < inputs.planned), customers, 0.0)
    late = np.bincount(queue, counted * (1 - level["service_level"].to_numpy()), len(rank))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(late / np.bincount(queue, counted, len(rank)))
