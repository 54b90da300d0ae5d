"""How many people a row of requirement.csv asks for on the roster."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    own = {queue.id: queue.min_agents for queue in shop.settings.queues}
    least = np.array(requirement["queue"].map(own).fillna(0), dtype=np.float64)
    for team in shop.settings.shared:
        members = np.isin(queues, list(team.queues))
        highest = pd.Series(least[members]).groupby(requirement.loc[members, "timestamp"].to_numpy()).max()
        rows = queues == team.id
        least[rows] = requirement.loc[rows, "timestamp"].map(highest).fillna(0)
        least[members] = 0
    return np.where(agents <= least, agents, agents / (1 - shop.settings.shrinkage))
