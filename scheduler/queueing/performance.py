"""Performance measures of a steady state: service level, waits, abandonment, occupancy."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from scheduler.queueing.birth_death import Floats
from scheduler.queueing.service_model import ServiceModel
from scheduler.queueing.steady_state import steady_state


@dataclass(frozen=True)
class Performance:
    """Performance measures of each interval; all arrays have one shape.

    service_level: share of all arrivals answered within the threshold. average_wait: average speed of answer,
    seconds over all arrivals. probability_of_wait: of delay. share_leaving: probability of abandonment.
    occupancy: work taken in / full service rate with every slot in use. chats_in_hand: mean number of chats
    in service.
    """

    service_level: Floats
    average_wait: Floats
    probability_of_wait: Floats
    share_leaving: Floats
    occupancy: Floats
    chats_in_hand: Floats


def performance(
    model: ServiceModel, arrivals_per_hour: ArrayLike, agents: ArrayLike, within_seconds: ArrayLike
) -> Performance:
    """Steady-state performance for each combination of arrivals and agents (broadcast).

    No arrivals: service level 1, wait 0, occupancy 0. Arrivals but no agents: service level 0, wait inf or
    the mean patience. Overload without patience: service level 0, wait inf, occupancy above 1.

    Parameters
    ----------
    arrivals_per_hour
        >= 0.
    agents
        Whole numbers >= 0.
    within_seconds
        Threshold of the service level, >= 0.

    Raises
    ------
    ValueError
        For values out of range.
    """
    state = steady_state(model, arrivals_per_hour, agents)
    return Performance(
        service_level=state.service_level(within_seconds),
        average_wait=state.average_wait,
        probability_of_wait=state.probability_of_wait,
        share_leaving=state.share_leaving,
        occupancy=state.occupancy,
        chats_in_hand=state.chats_in_hand,
    )
