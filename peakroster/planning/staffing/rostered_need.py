"""How many people a row of requirement.csv asks for on the roster."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.least_agents import min_agents_at
from scheduler.domain.shop import Shop


def rostered_need(shop: Shop, requirement: pd.DataFrame) -> NDArray[np.float64]:
    """People on the roster for each row, shape (rows,).

    ``agents`` / (1 − shrinkage), but ``min_agents`` where no more agents are needed: whoever asks for one
    person at night asks for no twentieth of a second one.

    requirement: REQUIREMENT_COLUMNS, with the rows of teams and of their queues. A team asks for as many as
    the highest ``min_agents`` of its queues that have a row then, which are those that are open.
    """
    agents = requirement["agents"].to_numpy(dtype=np.float64)
    queues = requirement["queue"].to_numpy()
    least, starts = np.zeros(len(requirement)), requirement["timestamp"].to_numpy("datetime64[us]")
    for queue in shop.settings.queues:
        own = queues == queue.id
        least[own] = min_agents_at(queue, starts[own], shop.settings.interval_minutes)
    for team in shop.settings.shared:
        members = np.isin(queues, list(team.queues))
        highest = pd.Series(least[members]).groupby(requirement.loc[members, "timestamp"].to_numpy()).max()
        rows = queues == team.id
        least[rows] = requirement.loc[rows, "timestamp"].map(highest).fillna(0)
        least[members] = 0
    return np.where(agents <= least, agents, agents / (1 - shop.settings.shrinkage))
