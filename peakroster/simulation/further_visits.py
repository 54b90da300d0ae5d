"""How customers of a simulated plan come again: chats go on elsewhere, and who left the line returns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peakroster.simulation.simulation_input import SimulationInput
from scheduler.simulation import FurtherVisits


def further_visits(inputs: SimulationInput, order: Sequence[int] | None = None) -> FurtherVisits | None:
    """As shop.toml states them, to a live queue while it is open; None if nobody comes again.

    order: in which the queues are played; None = that of shop.toml.
    """
    queues = inputs.queues
    rank = {queue.id: place for place, queue in enumerate(queues)}
    transfers = np.zeros((len(queues), len(queues)))
    for place, queue in enumerate(queues):
        for name, share in queue.transfers:
            transfers[place, rank[name]] = share
    returns = np.array([queue.returns_share for queue in queues])
    if not transfers.any() and not returns.any():
        return None
    seconds = np.array([60 * queue.returns_minutes for queue in queues])
    places = list(range(len(queues)) if order is None else order)
    always = np.array([[queue.deferred is not None] for queue in queues])
    taken = inputs.staffed | always
    return FurtherVisits(transfers[np.ix_(places, places)], returns[places], seconds[places], taken[places])
