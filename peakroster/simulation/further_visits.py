"""How customers of a simulated plan come again: chats that go on in another queue."""

from __future__ import annotations

import numpy as np

from peakroster.simulation.simulation_input import SimulationInput
from scheduler.simulation import FurtherVisits


def further_visits(inputs: SimulationInput) -> FurtherVisits | None:
    """As shop.toml states them, to a queue while it is open; None if nobody comes again."""
    queues = inputs.queues
    rank = {queue.id: place for place, queue in enumerate(queues)}
    transfers = np.zeros((len(queues), len(queues)))
    for place, queue in enumerate(queues):
        for name, share in queue.transfers:
            transfers[place, rank[name]] = share
    if not transfers.any():
        return None
    return FurtherVisits(transfers, np.zeros(len(queues)), np.zeros(len(queues)), inputs.staffed)
