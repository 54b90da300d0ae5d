"""What customers and agents feel: the figures of a steady state, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from scheduler.queueing.chain import Floats
from scheduler.queueing.model import ServiceModel
from scheduler.queueing.steady_state import steady_state


@dataclass(frozen=True)
class Performance:
    """Figures of each interval; all arrays have one shape.

    service_level: share of all arrivals answered within the time. average_wait: seconds over all
    arrivals. probability_of_wait, share_leaving: shares of all arrivals. occupancy: work taken in / the
    agents' full service rate with every slot in use. chats_in_hand: what all agents together hold, on
    average.
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
    """Steady-state figures for each combination of arrivals and agents (broadcast).

    arrivals_per_hour: >= 0. agents: whole numbers >= 0. within_seconds: >= 0, what service_level counts.
    No arrivals: service level 1, wait 0, occupancy 0. Arrivals but no agents: service level 0, wait inf
    or the mean patience. Overload without patience: service level 0, wait inf, occupancy above 1.
    Raises ValueError for values outside these ranges.
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
